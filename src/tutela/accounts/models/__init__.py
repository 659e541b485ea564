"""People who sign in, the roles they hold, what they were granted, and when they are on duty."""

from tutela.accounts.models.access import AccessRequest, AccessRequestTarget, Grant
from tutela.accounts.models.duty import DutyShift
from tutela.accounts.models.people import READS_RECORDS, WRITES_RECORDS, ApiToken, Membership, Role, User
from tutela.accounts.models.token_use import TokenUse

__all__ = [
    "READS_RECORDS",
    "WRITES_RECORDS",
    "AccessRequest",
    "AccessRequestTarget",
    "ApiToken",
    "DutyShift",
    "Grant",
    "Membership",
    "Role",
    "TokenUse",
    "User",
]
