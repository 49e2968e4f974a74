"""Write the audit trail, and follow models whose change of state is an act of somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save, pre_delete, pre_save
from simple_history.models import HistoricalRecords

from .models import Act, AuditEntry

State = Mapping[str, object]
Judge = Callable[[State, State], Act | None]
NOTHING: State = {}


def record(act: Act, subject: Model, *, before: str = "", after: str = "", actor: Any = None) -> None:
    """Add an entry. Without an `actor` it is who makes the present request; in a command it is nobody."""
    person = actor or _asking()
    AuditEntry.objects.create(
        actor_id=person.pk if person else None,
        actor=person.get_username() if person else "",
        act=act,
        kind=str(subject._meta.verbose_name),
        subject_id=str(subject.pk),
        subject=str(subject)[:220],
        before=before,
        after=after,
    )


def follow(model: type[Model], fields: tuple[str, ...], judge: Judge) -> None:
    """Add an entry whenever the fields of a row change in a way that the judge calls an act.

    The judge is given the fields before and after; both are empty where there is no row. A row that is deleted is
    noted if making it would have been an act.
    """

    def remember(sender: type[Model], instance: Model, update_fields: Any = None, **_: object) -> None:
        is_other = update_fields is not None and not set(update_fields) & set(fields)
        before = NOTHING
        if instance.pk and not is_other:
            before = model._base_manager.filter(pk=instance.pk).values(*fields).first() or NOTHING
        instance._trail = None if is_other else before  # type: ignore[attr-defined]

    def compare(sender: type[Model], instance: Model, **_: object) -> None:
        before = getattr(instance, "_trail", None)
        if before is None:
            return
        after = _state(instance, fields)
        if act := judge(before, after):
            record(act, instance, before=_words(before), after=_words(after))

    def note_deletion(sender: type[Model], instance: Model, **_: object) -> None:
        if judge(NOTHING, before := _state(instance, fields)):
            record(Act.DELETED, instance, before=_words(before))

    name = f"staff.trail {model._meta.label}"
    pre_save.connect(remember, model, weak=False, dispatch_uid=f"{name} before")
    post_save.connect(compare, model, weak=False, dispatch_uid=f"{name} after")
    pre_delete.connect(note_deletion, model, weak=False, dispatch_uid=f"{name} deleted")


def _state(instance: Model, fields: tuple[str, ...]) -> State:
    return {name: getattr(instance, name) for name in fields}


def _words(state: State) -> str:
    words = {True: "yes", False: "no"}
    return ", ".join(
        f"{name.removeprefix('is_')}: {words[value] if isinstance(value, bool) else value}"
        for name, value in state.items()
    )


def _asking() -> Any:
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
