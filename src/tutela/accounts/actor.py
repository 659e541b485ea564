"""Who acts: a person in one of their roles, the public at its door, or the system on a clock."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext

from tutela.accounts.models.people import READS_RECORDS, WRITES_RECORDS, Membership, roles_in_words
from tutela.core.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """The one who acts, passed to every verb and written into every audit entry."""

    kind: str  # "person", "system" or "public"
    user_id: int | None = None
    membership_id: int | None = None
    organisation_id: int | None = None
    role: str = ""
    name: str = ""
    purpose: str = ""

    @classmethod
    def of(cls, membership: Membership, *, purpose: str = "") -> Self:
        """The actor that a membership makes of its user."""
        return cls(
            kind="person",
            user_id=membership.user_id,
            membership_id=membership.pk,
            organisation_id=membership.organisation_id,
            role=membership.role,
            name=membership.user.name,
            purpose=purpose,
        )

    @property
    def user_pk(self) -> int:
        """The person who acts. Raises NotAllowed for the public and the system, who are no person."""
        return self._held(self.user_id)

    @property
    def membership_pk(self) -> int:
        """The membership in which a person acts. Raises NotAllowed for whoever acts in none."""
        return self._held(self.membership_id)

    @property
    def organisation_pk(self) -> int:
        """The organisation for which a person acts. Raises NotAllowed for whoever acts for none."""
        return self._held(self.organisation_id)

    def _held(self, key: int | None) -> int:
        if key is None:
            raise NotAllowed(
                gettext("This is done by a person who works for an organisation."),
                mend=gettext("Sign in with an account that holds a role."),
            )
        return key

    @property
    def reads_records(self) -> bool:
        """Whether the role reads case records of its own organisation."""
        return self.kind == "system" or self.role in READS_RECORDS

    @property
    def writes_records(self) -> bool:
        """Whether the role changes case records."""
        return self.kind == "system" or self.role in WRITES_RECORDS

    def must_hold(self, *roles: str) -> None:
        """Refuse unless the actor holds one of ``roles`` (the system may do what a clock does).

        Raises NotAllowed, in words that say who may.
        """
        if self.kind != "system" and self.role not in roles:
            raise NotAllowed(
                gettext("Your role may not do this. It is done by: {roles}.").format(
                    roles=roles_in_words(sorted(roles))
                ),
                mend=gettext("Ask somebody with that role."),
            )


SYSTEM = Actor(kind="system", name="Tutela")
PUBLIC = Actor(kind="public", name="a member of the public")
