"""People: is every account protected, used, and is nobody's work left behind?"""

from collections.abc import Iterator
from datetime import timedelta

from tutela.commands.doctor.check import Level, Ward, check

UNUSED_AFTER = timedelta(days=180)
_HOLDS_A_ROLE = (
    "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = u.id AND m.starts_at <= %s"
    " AND (m.ends_at IS NULL OR m.ends_at > %s))"
)
_RECORDS = (
    "SELECT reference, owner_id, handler_id FROM reports_report WHERE state <> 'closed'"
    " UNION ALL SELECT reference, owner_id, handler_id FROM cases_case WHERE state = 'open'"
    " UNION ALL SELECT reference, owner_id, handler_id FROM children_child WHERE identity = 'not_identified'"
    " UNION ALL SELECT reference, owner_id, handler_id FROM register_series WHERE standing = 'not_identified'"
)


@check(
    "second-factor",
    why="A password alone is guessed, lent and phished.",
    mend="They are led to setting one up at their next sign-in; end the roles of those who no longer come.",
    level=Level.MUST,
    in_demo=Level.NOTE,
)
def second_factor(ward: Ward) -> Iterator[str]:
    """People with a role and without an authenticator or passkey."""
    rows = ward.ask(
        f"SELECT u.email FROM accounts_user u WHERE u.is_active AND {_HOLDS_A_ROLE} AND NOT EXISTS ("
        " SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN ('totp', 'webauthn')) ORDER BY u.email",
        ward.now,
        ward.now,
    )
    yield from _named(rows, "has no second factor", "have no second factor")


@check(
    "unused-account",
    why="An account that nobody uses is one that nobody misses when somebody else does.",
    mend="Ask; then end its roles: `tutela people leave`, or the page of the organisation's people.",
    level=Level.SHOULD,
    in_demo=Level.NOTE,
)
def unused_account(ward: Ward) -> Iterator[str]:
    """Accounts with a role that were not used for half a year."""
    rows = ward.ask(
        f"SELECT u.email FROM accounts_user u WHERE u.is_active AND {_HOLDS_A_ROLE}"
        " AND coalesce(u.last_login, u.created_at) < %s ORDER BY u.email",
        ward.now,
        ward.now,
        ward.now - UNUSED_AFTER,
    )
    yield from _named(rows, "was not used for half a year", "were not used for half a year")


@check(
    "handler-left",
    why="A record whose handler has gone is handled by nobody, and looks as if it were.",
    mend="A manager gives each to somebody else: the work list shows them by reference.",
    level=Level.MUST,
)
def handler_left(ward: Ward) -> Iterator[str]:
    """Open records handled by somebody who holds no role with their owner any more."""
    rows = ward.ask(
        f"SELECT r.reference FROM ({_RECORDS}) AS r JOIN accounts_user u ON u.id = r.handler_id"
        " WHERE NOT u.is_active OR NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = u.id"
        "  AND m.organisation_id = r.owner_id AND m.starts_at <= %s AND (m.ends_at IS NULL OR m.ends_at > %s))"
        " ORDER BY r.reference",
        ward.now,
        ward.now,
    )
    yield from _named(rows, "has a handler who left", "have a handler who left")


def _named(rows: list[tuple[str, ...]], one: str, many: str, shown: int = 5) -> Iterator[str]:
    """One sentence for all of them, the first few by name."""
    if not rows:
        return
    names = ", ".join(name for (name, *_) in rows[:shown])
    more = f" and {len(rows) - shown:,} more" if len(rows) > shown else ""
    yield f"{names}{more} {one if len(rows) == 1 else many}."


CHECKS = (second_factor, unused_account, handler_left)
