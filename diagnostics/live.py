"""What people are hitting now: how often each rule was found, hour by hour, and where that is far above the usual."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .models import HitHour, Rule

HOURS = 24  # shown
USUAL_HOURS = 24 * 7  # from which the usual is reckoned
LEAST = 5  # hits in an hour, below which nothing is a spike
TIMES = 3  # so many times the usual is a spike
WIDTH, HEIGHT = 240, 40  # of the chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of a chart."""

    x: int
    y: int
    width: int
    height: int
    is_spike: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: its counts of the last hours, the last one being the present hour."""

    rule: Rule
    counts: tuple[int, ...]
    usual: float  # hits an hour over the week before

    @property
    def day(self) -> int:
        """Hits in all hours shown."""
        return sum(self.counts)

    @property
    def now(self) -> int:
        """Hits in the last full hour or the present one, whichever has more."""
        return max(self.counts[-2:])

    @property
    def times(self) -> int:
        """How many times the usual that is, where it is a spike; else 0."""
        return times_the_usual(self.now, self.usual)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The chart."""
        return bars(self.counts, self.usual)


def times_the_usual(count: int, usual: float) -> int:
    """Return how many times the usual a count is, or 0 where it is no spike. Less than one an hour counts as one."""
    times = count / max(usual, 1.0)
    return round(times) if count >= LEAST and times >= TIMES else 0


def rows(now: float | None = None) -> list[Row]:
    """Return the rules that were found lately, those far above the usual first, then the most frequent."""
    hour = int(time.time() if now is None else now) // 3600
    first = hour - HOURS - USUAL_HOURS + 1
    hits = HitHour.objects.filter(hour__gte=first, hour__lte=hour).values_list("code", "hour", "count")
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    for code, at, count in hits:
        counts[code][at] = count
    listed = Rule.objects.listed().select_related("article").filter(code__in=counts)
    found = [_row(rule, counts[rule.code], hour) for rule in listed]
    return sorted((row for row in found if row.day), key=lambda row: (-row.times, -row.day, row.rule.code))


def spikes(now: float | None = None, days: int = 7) -> list[tuple[dt.datetime, Rule, int, int]]:
    """Return the spikes of the last days, newest first: the hour, the rule, its hits, how many times the usual."""
    hour = int(time.time() if now is None else now) // 3600
    first = hour - days * 24
    counts: dict[str, dict[int, int]] = defaultdict(dict)
    hits = HitHour.objects.filter(hour__gte=first - USUAL_HOURS, hour__lte=hour)
    for code, at, count in hits.values_list("code", "hour", "count"):
        counts[code][at] = count
    rules = {rule.code: rule for rule in Rule.objects.listed().select_related("article").filter(code__in=counts)}
    found = []
    for code, by_hour in counts.items():
        for at, count in by_hour.items():
            times = times_the_usual(count, _usual(by_hour, at)) if at >= first and code in rules else 0
            if times:
                found.append((dt.datetime.fromtimestamp(at * 3600, dt.UTC), rules[code], count, times))
    return sorted(found, key=lambda spike: (spike[0], spike[1].code), reverse=True)


def bars(counts: Iterable[int], usual: float) -> tuple[Bar, ...]:
    """Return a bar for each hour, the highest as high as the chart; an hour without a hit has none.

    Where no hour has enough hits to be a spike, none is high: a single hit is to look like one.
    """
    numbers = list(counts)
    most = max([*numbers, LEAST])
    step = WIDTH // len(numbers)
    return tuple(
        Bar(at * step, HEIGHT - high, step - 2, high, times_the_usual(count, usual) > 0)
        for at, count in enumerate(numbers)
        if (high := -(-count * HEIGHT // most))
    )


def _row(rule: Rule, by_hour: Mapping[int, int], hour: int) -> Row:
    counts = tuple(by_hour.get(at, 0) for at in range(hour - HOURS + 1, hour + 1))
    return Row(rule, counts, _usual(by_hour, hour - HOURS + 1))


def _usual(by_hour: Mapping[int, int], before: int) -> float:
    return sum(count for at, count in by_hour.items() if before - USUAL_HOURS <= at < before) / USUAL_HOURS
