"""Note in the audit trail who gave whom which rights: standing, groups, permissions, password."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from . import trail
from .models import Act

STANDING = ("is_active", "is_staff", "is_superuser")
_ADDED = frozenset(("post_add",))
_TAKEN = frozenset(("post_remove", "pre_clear"))


def connect() -> None:
    """Listen to every way by which rights change that sends a signal: forms of the admin, commands, scripts."""
    person: Any = get_user_model()
    trail.follow(person, STANDING, _standing)
    pre_save.connect(_before_person, person, dispatch_uid="staff.rights password before")
    post_save.connect(_after_person, person, dispatch_uid="staff.rights password after")
    m2m_changed.connect(_groups, person.groups.through, dispatch_uid="staff.rights groups")
    m2m_changed.connect(_own_rights, person.user_permissions.through, dispatch_uid="staff.rights own")
    m2m_changed.connect(_rights_of_group, Group.permissions.through, dispatch_uid="staff.rights of a group")
    pre_delete.connect(_group_gone, Group, dispatch_uid="staff.rights group gone")


def _standing(before: trail.State, after: trail.State) -> Act | None:
    if not before:
        return Act.PERSON_ADDED
    return Act.PERSON_CHANGED if before != after else None


def _before_person(sender: Any, instance: Any, **_: object) -> None:
    known = sender._base_manager.filter(pk=instance.pk).values_list("password", flat=True) if instance.pk else ()
    instance._password_before = next(iter(known), None)


def _after_person(sender: Any, instance: Any, **_: object) -> None:
    # When a log-in hashes the same password anew, Django leaves `_password` empty.
    is_typed = getattr(instance, "_password", None) is not None or not instance.has_usable_password()
    before = getattr(instance, "_password_before", None)
    if before is not None and before != instance.password and is_typed:
        trail.record(Act.PASSWORD, instance)


def _groups(instance: Any, action: str, reverse: bool, pk_set: Iterable[int] | None, **_: object) -> None:
    _note(Act.GROUPS, instance, action, reverse, pk_set, (instance.user_set if reverse else instance.groups), Group)


def _own_rights(instance: Any, action: str, reverse: bool, pk_set: Iterable[int] | None, **_: object) -> None:
    held = instance.user_set if reverse else instance.user_permissions
    _note(Act.RIGHTS, instance, action, reverse, pk_set, held, Permission)


def _rights_of_group(instance: Any, action: str, reverse: bool, pk_set: Iterable[int] | None, **_: object) -> None:
    if not reverse:
        _note(Act.RIGHTS, instance, action, reverse, pk_set, instance.permissions, Permission)
        return
    _note(Act.RIGHTS, instance, action, reverse, pk_set, instance.group_set, Permission, holder=Group)


def _note(
    act: Act,
    instance: Any,
    action: str,
    reverse: bool,
    pk_set: Iterable[int] | None,
    held: Any,
    given: type[Model],
    *,
    holder: Any = None,
) -> None:
    """Add an entry for each holder (person or group) whose set of given things (groups, permissions) changes."""
    if action not in _ADDED | _TAKEN:
        return
    holder = holder or get_user_model()
    rows = list(held.all()) if action == "pre_clear" else None
    if reverse:
        holders = rows if rows is not None else list(holder._base_manager.filter(pk__in=pk_set or ()))
        names = _name(instance)
    else:
        holders = [instance]
        things = rows if rows is not None else list(given._base_manager.filter(pk__in=pk_set or ()))
        names = ", ".join(sorted(map(_name, things)))
    if not names:
        return
    for one in holders:
        trail.record(act, one, **({"after": names} if action in _ADDED else {"before": names}))


def _group_gone(instance: Group, **_: object) -> None:
    for person in instance.user_set.all():
        trail.record(Act.GROUPS, person, before=instance.name)
    trail.record(Act.DELETED, instance, before=", ".join(sorted(map(_name, instance.permissions.all()))))


def _name(thing: Any) -> str:
    """Return a permission by its code, anything else by what it calls itself."""
    if isinstance(thing, Permission):
        return f"{thing.content_type.app_label}.{thing.codename}"
    return str(thing)
