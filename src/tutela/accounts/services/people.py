"""Joiners, movers and leavers. Accounts are made by their organisation's administrator, who sees no record; nobody's
work is orphaned.

The database holds the rules: no role for oneself, no hold on an account that another organisation uses, and a
colleague's password and second factor never in the administrator's hands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext

from tutela.accounts.actor import SYSTEM, Actor
from tutela.accounts.jobs import send_invitation
from tutela.accounts.models import WRITES_RECORDS, Membership, Role, User
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotAllowed, RuleBroken, where
from tutela.notices.services import tell_organisation
from tutela.organisations.models import Organisation, Unit

_UNIQUE_VIOLATION, _NOT_ALLOWED = "23505", "42501"


@dataclass(frozen=True)
class Joined:
    """Somebody has a role now; ``is_new`` when their account was made for it."""

    user: User
    membership: Membership
    is_new: bool


@dataclass(frozen=True)
class Left:
    """What went back to unassigned work, what else ended, and whether the account is closed."""

    released: Mapping[str, int]
    ended: Mapping[str, int]
    is_closed: bool

    @property
    def records(self) -> int:
        """How many records went back to unassigned work."""
        return sum(number for kind, number in self.released.items() if kind != "task")

    @property
    def tasks(self) -> int:
        """How many open tasks nobody has by name any more."""
        return self.released.get("task", 0)


@transaction.atomic
def join(
    *,
    email: str,
    name: str,
    role: str,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
    telephone: str = "",
    time_zone: str = "",
) -> Joined:
    """Make an account, or take a former colleague back, and give it a role; the person gets a link to set a password.

    Raises NotAllowed for anybody but an administrator, BadInput for an address, name or role that will not do,
    RuleBroken when the address is in use elsewhere or the role is held already.
    """
    actor.must_hold(Role.ADMINISTRATOR)
    address = checked_person(email, name, role)
    organisation = Organisation.objects.get(pk=actor.organisation_pk)
    name_the_verb("people.join")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT user_id, membership_id, is_new FROM accounts_join(%s, %s, %s, %s, %s, %s, %s)",
                [
                    address,
                    name.strip(),
                    telephone.strip(),
                    time_zone or organisation.time_zone,
                    role,
                    unit.pk if unit else None,
                    now,
                ],
            )
            user_id, membership_id, is_new = cursor.fetchone()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != _UNIQUE_VIOLATION:
            raise
        raise RuleBroken(
            gettext("This address cannot be given a role here."),
            where=where(field="email"),
            mend=gettext(
                "Use the person's address at your organisation. If they work here already, change their role instead."
            ),
            code="address_in_use",
        ) from None
    joined = Joined(User.objects.get(pk=user_id), Membership.objects.get(pk=membership_id), bool(is_new))
    record("people.join", actor=actor, now=now, user=user_id, role=role, is_new=joined.is_new)
    with translation.override("en-gb"):  # what is kept is in English
        words = f"{joined.user.name} was given the role: {joined.membership.get_role_display()}."
    _tell_managers(organisation, words, now=now)
    send_invitation.defer(user_id=user_id)
    return joined


@transaction.atomic
def invite_again(user: User, *, actor: Actor, now: datetime) -> None:
    """Send the link to set a password once more, to the person's own address; nobody else ever sees it."""
    actor.must_hold(Role.ADMINISTRATOR)
    _must_administer(user)
    record("people.invite", actor=actor, now=now, user=user.pk)
    send_invitation.defer(user_id=user.pk)


@transaction.atomic
def move(membership: Membership, *, role: str, unit: Unit | None, actor: Actor, now: datetime) -> Membership:
    """Another role, or another unit. A new role is a new membership, so that the history says who was what, and when.

    Whoever works on records no more gives their work back to the unassigned list. Raises NotAllowed and RuleBroken.
    """
    actor.must_hold(Role.ADMINISTRATOR)
    _must_be_role(role)
    fresh = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    _must_administer(fresh.user)
    if fresh.user_id == actor.user_id:
        raise NotAllowed(gettext("Nobody changes their own role."), mend=gettext("Ask another administrator."))
    if fresh.ends_at is not None and fresh.ends_at <= now:
        raise RuleBroken(
            gettext("This role has ended."), mend=gettext("Give the person a role by letting them join again.")
        )
    if unit is not None and unit.organisation_id != fresh.organisation_id:
        raise RuleBroken(
            gettext("That unit is another organisation's."),
            where=where(field="unit"),
            mend=gettext("Choose one of yours."),
        )
    name_the_verb("people.move")
    before = {"role": fresh.role, "unit": fresh.unit_id}
    if role == fresh.role:
        fresh.unit = unit
        fresh.save(update_fields=["unit"])
        moved = fresh
    else:
        Membership.objects.filter(pk=fresh.pk).update(ends_at=now)
        moved = Membership.objects.create(
            user=fresh.user, organisation=fresh.organisation, unit=unit, role=role, starts_at=now
        )
    record(
        "people.move",
        actor=actor,
        now=now,
        user=fresh.user_id,
        before=before,
        role=role,
        unit=unit.pk if unit else None,
    )
    if not _writes_here(fresh.user_id, fresh.organisation_id, now):
        _release(fresh.user_id, fresh.organisation, why="moved", now=now)
    with translation.override("en-gb"):  # what is kept is in English
        words = f"{fresh.user.name} has another role or unit: {moved.get_role_display()}."
    _tell_managers(fresh.organisation, words, now=now)
    return moved


@transaction.atomic
def leave(user: User, *, actor: Actor, now: datetime) -> Left:
    """Somebody leaves: their work goes back to the unassigned list, their tokens, duty and access end, the account
    closes.

    An account that works for another organisation too stays open for it. Raises NotAllowed; ``work_of`` shows it
    before.
    """
    actor.must_hold(Role.ADMINISTRATOR)
    if user.pk == actor.user_id:
        raise NotAllowed(
            gettext("Nobody removes themselves."), mend=gettext("Ask another administrator, so that one is left.")
        )
    open_here = Membership.objects.filter(user=user, organisation_id=actor.organisation_pk).exclude(ends_at__lte=now)
    if not open_here.exists():
        raise RuleBroken(
            gettext("This person holds no role here."), mend=gettext("Look at who holds a role in your organisation.")
        )
    organisation = Organisation.objects.get(pk=actor.organisation_pk)
    name_the_verb("people.leave")
    released = _release(user.pk, organisation, why="left", now=now)
    ended = _counts("SELECT kind, ended FROM accounts_end_access(%s, %s, %s)", [user.pk, organisation.pk, now])
    open_here.update(ends_at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_administers(%s) AND accounts_close(%s, %s)", [user.pk, user.pk, now])
        is_closed = bool(cursor.fetchone()[0])
    record("people.leave", actor=actor, now=now, user=user.pk, released=released, ended=ended, closed=is_closed)
    _tell_managers(organisation, f"{user.name} has left.", now=now)
    return Left(released, ended, is_closed)


def work_of(user: User) -> dict[str, int]:
    """What somebody holds, by kind: to be looked at before they leave. For their administrator and their managers;
    numbers only.
    """
    return _counts("SELECT kind, held FROM accounts_work_of(%s)", [user.pk])


@transaction.atomic
def reset_second_factor(user: User, *, actor: Actor, now: datetime) -> int:
    """A lost telephone: the person's second factors go, and their next sign-in asks for a new one. Returns how many
    went.

    Raises NotAllowed for oneself and for an account that is not this organisation's alone.
    """
    actor.must_hold(Role.ADMINISTRATOR)
    name_the_verb("people.reset_second_factor")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT accounts_reset_second_factor(%s)", [user.pk])
            removed = int(cursor.fetchone()[0])
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != _NOT_ALLOWED:
            raise
        raise NotAllowed(
            gettext("This account is not yours to change."),
            mend=gettext("Ask an administrator of the person's organisation."),
        ) from None
    record("people.reset_second_factor", actor=actor, now=now, user=user.pk, removed=removed)
    organisation = Organisation.objects.get(pk=actor.organisation_pk)
    _tell_managers(organisation, f"The second factor of {user.name} was reset.", now=now)
    return removed


def release_lapsed(*, now: datetime) -> int:
    """Records of people whose role ran out by itself go back to unassigned work; returns how many people. Run by the
    worker.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT person, organisation FROM accounts_lapsed_handlers()")
        lapsed = cursor.fetchall()
        for person, organisation_id in lapsed:
            organisation = Organisation.objects.get(pk=organisation_id)
            _release(person, organisation, why="role_ended", now=now)
            ended = _counts("SELECT kind, ended FROM accounts_end_access(%s, %s, %s)", [person, organisation_id, now])
            record("people.role_ended", actor=SYSTEM, now=now, user=person, organisation=organisation.code, ended=ended)
    return len(lapsed)


def _release(user_id: int, organisation: Organisation, *, why: str, now: datetime) -> dict[str, int]:
    released = _counts(
        "SELECT kind, released FROM accounts_release_work(%s, %s, %s, %s)", [user_id, organisation.pk, why, now]
    )
    tasks = released.get("task", 0)
    records = sum(released.values()) - tasks
    if records:
        _tell_managers(
            organisation, f"{records} records have no handler any more and are unassigned.", now=now, kind="released"
        )
    if tasks:
        _tell_managers(organisation, f"{tasks} open tasks are nobody's by name any more.", now=now, kind="released")
    return released


def _counts(statement: str, parameters: list[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {kind: int(number) for kind, number in cursor.fetchall()}


def _writes_here(user_id: int, organisation_id: int, now: datetime) -> bool:
    held = Membership.objects.filter(
        user_id=user_id, organisation_id=organisation_id, role__in=WRITES_RECORDS, starts_at__lte=now
    )
    return held.exclude(ends_at__lte=now).exists()


def _must_administer(user: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_administers(%s)", [user.pk])
        if not cursor.fetchone()[0]:
            raise NotAllowed(
                gettext(
                    "This account is not yours to change: the person also works for another organisation, or for none here."
                ),
                mend=gettext("You can end the role that they hold here."),
            )


def _must_be_role(role: str) -> None:
    if role not in Role.values:
        raise BadInput(
            gettext("There is no such role."),
            where=where(field="role"),
            mend=gettext("Choose one of: {choices}.").format(choices=", ".join(Role.values)),
        )


def checked_person(email: str, name: str, role: str) -> str:
    """The address as it is kept. Raises BadInput for an address, a name or a role that will not do."""
    _must_be_role(role)
    if not name.strip():
        raise BadInput(
            gettext("A name is needed."),
            where=where(field="name"),
            mend=gettext("Enter the name that colleagues know."),
        )
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput(
            gettext("This is no e-mail address."),
            where=where(field="email"),
            mend=gettext("Check it for missing parts."),
        ) from None
    return address


def _tell_managers(organisation: Organisation, words: str, *, now: datetime, kind: str = "people") -> None:
    tell_organisation(organisation, kind, words, now=now, roles=(Role.MANAGER,))
