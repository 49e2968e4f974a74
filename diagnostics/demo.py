"""Believable use for a development site: readers, votes, hits with a spike, misses, unfinished and outdated articles.

Every number follows from a seed, a day, an hour and the name of what it belongs to, so that the same can be taken away
again. Seed, day and hour are noted in the name of a person whom only this makes.
"""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Iterator, Mapping

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Model

from kb.models import (
    Article,
    ArticleDay,
    SameProblem,
    SearchMiss,
    Source,
    VerificationRecord,
    Vote,
    raise_content_version,
)

from .models import HitHour, Rule

PREFIX = "demo-"
GROUPS = ("Candidate", "Contributor", "Publisher", "Coach")
DAYS = 30
HOURS = 24 * 10
MISSES = (
    "claude code keeps asking for tea",
    "which key pays for haiku",
    "api error 418",
    "codex in a basement without network",
    "gateway bills twice on sundays",
)
TITLES = (
    "A draft from yesterday's thread that nobody finished",
    "Requests fail behind the new office proxy",
    "The plan is used up at noon although nobody worked",
)
OUTDATED = ("Verified long ago: the old console shows no keys", "Verified long ago: the login opens two windows")
REASONS = Vote.Reason.values


def is_there() -> bool:
    """Tell whether the database has demo data."""
    return get_user_model().objects.filter(username__startswith=PREFIX).exists()


@transaction.atomic
def add(seed: int, today: dt.date, hour: int | None = None) -> dict[str, str]:
    """Add everything, and return the passwords of the persons, one in each group.

    `hour` is the last one with hits, in hours since 1970; without one, the hour before `today` began.
    """
    last = _hour_before(today) if hour is None else hour
    _change_counts(seed, today, last, 1)
    for article in _some(seed, "votes", 0.4):
        chance = random.Random(f"{seed} votes {article.slug}")  # noqa: S311 -- to be repeated, not to be secret
        good = chance.uniform(0.2, 0.95)
        votes = []
        for number in range(chance.randint(3, 25)):
            helped = chance.random() < good
            votes.append(
                Vote(
                    article=article,
                    revision=article.version,
                    voter=f"{PREFIX}{number}",
                    helped=helped,
                    reason="" if helped else chance.choice(REASONS),
                    day=today - dt.timedelta(days=chance.randint(0, DAYS)),
                )
            )
        Vote.objects.bulk_create(votes, ignore_conflicts=True)
        same = [SameProblem(article=article, voter=f"{PREFIX}{n}", day=today) for n in range(chance.randint(0, 12))]
        SameProblem.objects.bulk_create(same, ignore_conflicts=True)
    for number, title in enumerate(TITLES):
        Article.objects.create(slug=f"{PREFIX}draft-{number}", title=title, issue="Somebody wrote this in a forum.")
    for number, title in enumerate(OUTDATED):
        _outdated(f"{PREFIX}outdated-{number}", title, today)
    return _people(f"{seed} of {today.isoformat()} {last}")


@transaction.atomic
def remove() -> bool:
    """Take everything away that `add` made; return whether there was anything."""
    noted = get_user_model().objects.filter(username__startswith=PREFIX).values_list("last_name", flat=True).first()
    if noted is None:
        return False
    seed, _, when = noted.partition(" of ")
    day, _, hour = when.partition(" ")
    today = dt.date.fromisoformat(day)
    _change_counts(int(seed), today, int(hour) if hour else _hour_before(today), -1)
    for model in (Vote, SameProblem):
        model.objects.filter(voter__startswith=PREFIX).delete()
    Article.objects.filter(slug__startswith=PREFIX).delete()
    Article.history.filter(slug__startswith=PREFIX).delete()  # last: a deletion stands in it, too
    get_user_model().objects.filter(username__startswith=PREFIX).delete()
    raise_content_version()
    return True


def _some(seed: int, what: str, share: float) -> Iterator[Article]:
    """Give a share of the published articles; whether one is among them depends on its address alone."""
    for article in Article.objects.published().exclude(slug__startswith=PREFIX).order_by("slug"):
        if random.Random(f"{seed} {what} {article.slug}").random() < share:  # noqa: S311
            yield article


def _hour_before(today: dt.date) -> int:
    return int(dt.datetime(today.year, today.month, today.day, tzinfo=dt.UTC).timestamp()) // 3600 - 1


def _change_counts(seed: int, today: dt.date, last: int, sign: int) -> None:
    """Add (or, with -1, take away) views and checks of articles by day, hits of rules by hour, and misses."""
    for article in _some(seed, "views", 0.8):
        chance = random.Random(f"{seed} days {article.slug}")  # noqa: S311
        usual = chance.paretovariate(1.2) * 3
        for back in range(DAYS):
            # Fewer people read on a Saturday and a Sunday.
            day = today - dt.timedelta(days=back)
            views = round(min(usual, 400) * chance.uniform(0.5, 1.5) * (0.5 if day.weekday() > 4 else 1))
            where = {"article": article, "day": day}
            _change(ArticleDay, where, {"views": views, "checks": round(views * chance.uniform(0, 0.2))}, sign)
    codes = list(Rule.objects.active().values_list("code", flat=True))
    hit = [code for code in codes if random.Random(f"{seed} hit {code}").random() < 0.3]  # noqa: S311
    spiky = min(hit, key=lambda code: random.Random(f"{seed} spike {code}").random(), default="")  # noqa: S311
    for code in hit:
        chance = random.Random(f"{seed} hours {code}")  # noqa: S311
        for back in range(HOURS):
            count = chance.choice((0, 0, 0, 1, 1, 2))
            count += 40 - 10 * back if code == spiky and back < 4 else 0
            if count:
                _change(HitHour, {"code": code, "hour": last - back}, {"count": count}, sign)
    for number, query in enumerate(MISSES):
        wanted = random.Random(f"{seed} miss {number}").randint(2, 60)  # noqa: S311
        _change(SearchMiss, {"query": query}, {"count": wanted}, sign)


def _change(model: type[Model], where: Mapping[str, object], numbers: Mapping[str, int], sign: int) -> None:
    rows = model._default_manager.filter(**where)
    if sign > 0:
        if not rows.update(**{name: F(name) + number for name, number in numbers.items()}):
            model._default_manager.create(**where, **numbers)
        return
    row = rows.values(*numbers).first()
    if row is None:
        return
    left = {name: max(row[name] - number, 0) for name, number in numbers.items()}
    if any(left.values()):
        rows.update(**left)
    else:
        rows.delete()


def _outdated(slug: str, title: str, today: dt.date) -> None:
    ago = today - dt.timedelta(days=400)
    article = Article.objects.create(
        slug=slug,
        title=title,
        issue="It was so a year ago.",
        resolution="Look whether it still is.",
        confidence="validated",
        audience="public",
        created=ago,
        updated=ago,
    )
    Source.objects.create(article=article, url="https://example.com/", what="A page of demo data")
    until = today - dt.timedelta(days=30)
    VerificationRecord.objects.create(article=article, by="Demo", how="reported", on=ago, until=until, what="Once.")


def _people(noted: str) -> dict[str, str]:
    passwords = {}
    for name in GROUPS:
        username = f"{PREFIX}{name.lower()}"
        passwords[username] = secrets.token_urlsafe(12)
        person = get_user_model().objects.create_user(
            username, password=passwords[username], is_staff=True, last_name=noted
        )
        person.groups.add(Group.objects.get(name=name))
    return passwords
