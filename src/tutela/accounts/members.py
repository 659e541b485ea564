"""Somebody named on a command line: their account by its address, and the role in which they act."""

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership, User
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.queries import roles_of
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where


def membership_of(email: str, *, organisation: str = "", role: str = "") -> Membership:
    """The role in which the person of this address acts; ``organisation`` (its code) and ``role`` choose among several.

    Raises NotFound for an unknown or closed account or one without that role, BadInput where several fit.
    """
    with transaction.atomic():
        # Nobody is known yet: as at a sign-in, an account is found by its address.
        name_the_reader(user_id=None, membership_id=None, stage="sign-in")
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise NotFound(
                "There is no open account with this address.",
                where=where(field="as"),
                mend="Give the address with which the person signs in.",
            )
        name_the_reader(user_id=user.pk, membership_id=None)
        held = [
            one
            for one in roles_of(user.pk, now=clock.now())
            if organisation in ("", one.organisation.code) and role in ("", one.role)
        ]
        name_the_reader(user_id=None, membership_id=None)
    if not held:
        raise NotFound(
            "This person holds no such role now.", where=where(field="as"), mend="Leave out --role and --organisation."
        )
    if len(held) > 1:
        fitting = "; ".join(f"--organisation {one.organisation.code} --role {one.role}" for one in held)
        raise BadInput("This person holds several roles.", where=where(field="role"), mend=f"Choose one: {fitting}.")
    return held[0]


def actor_of(email: str, *, organisation: str = "", role: str = "", purpose: str = "") -> Actor:
    """The actor that the person of this address is. Raises as ``membership_of`` does."""
    return Actor.of(membership_of(email, organisation=organisation, role=role), purpose=purpose)


def colleague(email: str, *, actor: Actor) -> User:
    """Somebody of the actor's organisation, by address. Raises NotFound, also for somebody of another one."""
    with acting_as(actor):
        user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise NotFound("Nobody here has this address.", mend="Look at `tutela people list`.")
    return user
