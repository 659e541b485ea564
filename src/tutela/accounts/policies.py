"""Who sees whose account, role, grant and duty; and the tables that hold nobody's data."""

from tutela.core.row_security import OpenTable, TableRule

_SIGNING_IN = "(SELECT tutela_stage()) = 'sign-in'"
_MINE = "user_id = (SELECT tutela_user())"
_ADMINISTRATOR = "(SELECT tutela_role()) = 'administrator'"
_IN_MY_ORGANISATION = "organisation_id = (SELECT tutela_organisation())"
_REQUEST_IS_OURS = (
    "owner_id = (SELECT tutela_writes_for()) AND (SELECT tutela_role()) = 'manager' AND NOT tutela_asked(request_id)"
)

RULES = [
    TableRule(
        table="accounts_user",
        words="Yourself and the people of your organisation; everybody while signing in, when nobody is known yet.",
        select=f"id = (SELECT tutela_user()) OR {_SIGNING_IN} OR id = ANY (ARRAY(SELECT tutela_colleagues()))",
        # Made by accounts_join alone, which adds the first role in the same statement: an account without one is seen
        # by nobody.
        update=f"id = (SELECT tutela_user()) OR {_SIGNING_IN} OR tutela_administers(id)",
        except_columns=["id", "is_synthetic", "created_at"],
        secret=["password", "last_login"],
    ),
    TableRule(
        table="accounts_membership",
        words="Your own roles and those held in your organisation.",
        select=f"{_MINE} OR {_IN_MY_ORGANISATION}",
        # Nobody gives a role to themselves, nor to an account that another organisation keeps.
        insert=f"{_IN_MY_ORGANISATION} AND user_id <> (SELECT tutela_user()) AND tutela_administers(user_id)",
        update=f"{_ADMINISTRATOR} AND {_IN_MY_ORGANISATION} AND user_id <> (SELECT tutela_user())",
        columns=["ends_at", "unit_id"],
    ),
    TableRule(
        table="accounts_apitoken",
        words="Your own tokens; an administrator sees that those of the organisation exist and may revoke them.",
        select=(
            "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = membership_id AND (m.user_id = (SELECT tutela_user())"
            f" OR ({_ADMINISTRATOR} AND m.organisation_id = (SELECT tutela_organisation()))))"
        ),
        insert=(
            "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = membership_id AND m.user_id = (SELECT tutela_user()))"
        ),
        update=(
            "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = membership_id AND (m.user_id = (SELECT tutela_user())"
            f" OR ({_ADMINISTRATOR} AND m.organisation_id = (SELECT tutela_organisation()))))"
        ),
        columns=["revoked_at", "last_used_at"],
        secret=["digest"],
    ),
    TableRule(
        table="accounts_tokenuse",
        words="Nobody: how often a token was used, which one function of the database counts.",
        select=None,
        jobs="SELECT",
    ),
    TableRule(
        table="accounts_grant",
        words=(
            "What you were granted; what was granted on your organisation's records, for its managers, its auditors and whoever"
            " sees the record. Its managers grant; whoever reads"
            " records may break glass, to read only, for a day at most; nobody ends, extends or reviews it but by those verbs."
        ),
        # A grant on a restricted record tells that there is one: the rest of the staff does not see it.
        select=(
            f"{_MINE} OR tutela_sees_audit_of(subject_kind, subject_id) OR (answerable_id = (SELECT tutela_reads_for())"
            " AND ((SELECT tutela_role()) IN ('manager', 'auditor') OR tutela_sees(subject_kind, subject_id)))"
        ),
        insert=(
            "granted_by_id = (SELECT tutela_user()) AND answerable_id = tutela_owner_of(subject_kind, subject_id)"
            " AND reviewed_by_id IS NULL AND ended_at IS NULL AND ("
            f"(basis = 'break_glass' AND {_MINE} AND NOT may_write AND (SELECT tutela_reads_for()) IS NOT NULL"
            "  AND ends_at <= starts_at + interval '24 hours' AND starts_at <= clock_timestamp() + interval '1 minute')"
            " OR (basis <> 'break_glass' AND answerable_id = (SELECT tutela_writes_for()) AND (SELECT tutela_role()) = 'manager'"
            "  AND tutela_sees(subject_kind, subject_id)))"
        ),
        # What may change, and by whom, is held by the trigger grant_guard, which sees the row before and after.
        update=f"{_MINE} OR ((SELECT tutela_role()) = 'manager' AND (answerable_id = (SELECT tutela_writes_for())"
        " OR tutela_owner_of(subject_kind, subject_id) = (SELECT tutela_writes_for())))",
        columns=["ended_at", "ended_by_id", "reviewed_by_id", "reviewed_at", "review_found", "review_words"],
    ),
    TableRule(
        table="accounts_accessrequest",
        words="What you asked for; and, for those who may grant it, what was asked of their organisation.",
        select="asked_by_id = (SELECT tutela_user()) OR tutela_may_decide_request(id)",
        insert=(
            "asked_by_id = (SELECT tutela_user()) AND asked_for_id = (SELECT tutela_reads_for())"
            " AND state = 'asked' AND decided_by_id IS NULL"
        ),
        update="state = 'asked' AND (asked_by_id = (SELECT tutela_user()) OR tutela_may_decide_request(id))",
        update_check=(
            "(state = 'withdrawn' AND asked_by_id = (SELECT tutela_user()) AND decided_by_id IS NULL)"
            " OR (state = 'granted' AND decided_by_id = (SELECT tutela_user()) AND tutela_may_decide_request(id))"
        ),
        columns=["state", "decided_by_id", "decided_at", "decision_words"],
    ),
    TableRule(
        table="accounts_accessrequesttarget",
        words="The managers of the organisation that answers for the record. Never the asker, not even when it was refused.",
        select=_REQUEST_IS_OURS,
        update=f"{_REQUEST_IS_OURS} AND refused_at IS NULL",
        update_check=f"{_REQUEST_IS_OURS} AND refused_by_id = (SELECT tutela_user())",
        columns=["refused_by_id", "refused_at", "refused_words"],
    ),
    TableRule(
        table="accounts_dutyshift",
        words="The rota of your organisation; its managers and intake officers keep it.",
        select=f"{_IN_MY_ORGANISATION}",
        insert="organisation_id = (SELECT tutela_writes_for()) AND (SELECT tutela_role()) IN ('manager', 'intake_officer')",
        update="organisation_id = (SELECT tutela_writes_for()) AND (SELECT tutela_role()) IN ('manager', 'intake_officer')",
        delete=(
            "organisation_id = (SELECT tutela_writes_for()) AND (SELECT tutela_role()) IN ('manager', 'intake_officer')"
            " AND starts_at > now()"
        ),
    ),
    TableRule(
        table="account_emailaddress",
        words="Your own addresses; everybody's while signing in.",
        select=f"{_MINE} OR {_SIGNING_IN}",
        # An administrator adds none: by an address of theirs, they would set the password of whoever it was added to.
        insert=f"{_MINE} OR {_SIGNING_IN}",
        update=f"{_MINE} OR {_SIGNING_IN}",
        delete=_MINE,
    ),
    TableRule(
        table="account_emailconfirmation",
        words="Used while signing in only.",
        select=_SIGNING_IN,
        insert=_SIGNING_IN,
        update=_SIGNING_IN,
        delete=_SIGNING_IN,
        secret=["key"],
    ),
    TableRule(
        table="mfa_authenticator",
        words="Your own second factors; everybody's while signing in.",
        select=f"{_MINE} OR {_SIGNING_IN}",
        insert=f"{_MINE} OR {_SIGNING_IN}",
        update=f"{_MINE} OR {_SIGNING_IN}",
        delete=_MINE,
        secret=["data"],
    ),
    TableRule(
        table="socialaccount_socialaccount",
        words="Your own sign-ins with another provider; everybody's while signing in.",
        select=f"{_MINE} OR {_SIGNING_IN}",
        insert=f"{_MINE} OR {_SIGNING_IN}",
        update=f"{_MINE} OR {_SIGNING_IN}",
        delete=_MINE,
        secret=["extra_data"],
    ),
    TableRule(
        table="socialaccount_socialtoken",
        words="Used while signing in only.",
        select=_SIGNING_IN,
        insert=_SIGNING_IN,
        update=_SIGNING_IN,
        delete=_SIGNING_IN,
        secret=["token", "token_secret"],
    ),
]

_EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
OPEN_TABLES = [
    OpenTable(
        table="accounts_seal",
        why="The key of the read-only role's seal: read by two functions of the tables' owner and by nobody else.",
        app="",
        jobs="",
    ),
    OpenTable(
        table="django_session",
        why="Keyed by an unguessable value, read before anybody is known.",
        app=_EVERYTHING,
        jobs=_EVERYTHING,
    ),
    OpenTable(
        table="accounts_cache",
        why="How often a sign-in failed of late, by keyed digests; asked before anybody is known.",
        app=_EVERYTHING,
        jobs="",
    ),
    OpenTable(table="django_content_type", why="Names of tables.", reader=True),
    OpenTable(table="django_migrations", why="Names of migrations.", reader=True),
    OpenTable(table="auth_permission", why="Unused; comes with the framework.", app="", jobs=""),
    OpenTable(table="auth_group", why="Unused; comes with the framework.", app="", jobs=""),
    OpenTable(table="auth_group_permissions", why="Unused; comes with the framework.", app="", jobs=""),
    # Providers are settings and the table stays empty, but the sign-in page asks it.
    OpenTable(table="socialaccount_socialapp", why="Empty: providers are settings.", jobs=""),
    OpenTable(
        table="pghistory_context",
        why="Written by history triggers; references only.",
        app="INSERT, UPDATE",
        jobs="INSERT, UPDATE",
    ),
    OpenTable(
        table="procrastinate_jobs", why="References only, never personal data.", app=_EVERYTHING, jobs=_EVERYTHING
    ),
    OpenTable(table="procrastinate_events", why="States of jobs.", app="SELECT, INSERT", jobs=_EVERYTHING),
    OpenTable(table="procrastinate_periodic_defers", why="Times of jobs.", app="SELECT, INSERT", jobs=_EVERYTHING),
    OpenTable(table="procrastinate_workers", why="Heartbeats of workers.", app="SELECT", jobs=_EVERYTHING),
]
