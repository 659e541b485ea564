"""Records: does somebody who is there answer for each, and does every promise name the one who does?"""

from collections.abc import Iterator

from tutela.commands.doctor.check import Level, Ward, check

_OWNED = (
    "SELECT 'report' AS kind, id, reference, owner_id FROM reports_report"
    " UNION ALL SELECT 'case', id, reference, owner_id FROM cases_case"
    " UNION ALL SELECT 'child', id, reference, owner_id FROM children_child"
    " UNION ALL SELECT 'series', id, reference, owner_id FROM register_series"
)


@check(
    "owner",
    why="Every report, case, child and series has exactly one answerable organisation, and somebody has to be there.",
    mend="The coordinating centre's manager transfers them; or give somebody there a role that works with records.",
    level=Level.MUST,
)
def owner(ward: Ward) -> Iterator[str]:
    """Records of an organisation that is inactive, or in which nobody works with records."""
    rows = ward.ask(
        f"SELECT o.name, o.is_active, count(*) FROM ({_OWNED}) AS r JOIN organisations_organisation o ON o.id = r.owner_id"
        " WHERE NOT o.is_active OR NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"
        "  WHERE m.organisation_id = o.id AND u.is_active AND m.starts_at <= %s AND (m.ends_at IS NULL OR m.ends_at > %s)"
        "    AND m.role IN ('intake_officer', 'investigator', 'examiner', 'analyst', 'manager'))"
        " GROUP BY o.name, o.is_active ORDER BY o.name",
        ward.now,
        ward.now,
    )
    for name, is_active, count in rows:
        yield f"{name} answers for {count:,} records and {'has nobody who works with them' if is_active else 'is not active'}."


@check(
    "clock",
    why="A promise that names nobody, or another than its record's owner, is kept by nobody.",
    mend="Run `tutela migrate`, which puts the triggers back that keep it so; then transfer the record there and back.",
    level=Level.MUST,
)
def promise(ward: Ward) -> Iterator[str]:
    """Running clocks without a record, or whose answerable organisation is not the record's owner."""
    rows = ward.ask(
        f"SELECT c.subject_reference, c.kind, r.id IS NULL FROM clocks_clock c LEFT JOIN ({_OWNED}) AS r"
        " ON r.kind = c.subject_kind AND r.id = c.subject_id"
        " WHERE c.met_at IS NULL AND c.ended_at IS NULL AND (r.id IS NULL OR r.owner_id <> c.answerable_id)"
        " ORDER BY c.subject_reference LIMIT 20"
    )
    for reference, kind, is_lost in rows:
        words = "has no record" if is_lost else "names another organisation than the record's owner"
        yield f"The {kind} clock of {reference} {words}."


@check(
    "audit",
    why="An entry outside the chain can be altered unseen.",
    mend="Run `tutela audit verify`, and find out who wrote past the trigger: that needs the owner's or a superuser's account.",
    level=Level.MUST,
)
def audit(ward: Ward) -> Iterator[str]:
    """Entries that were committed and never sealed."""
    [(count,)] = ward.ask("SELECT count(*) FROM audit_entry WHERE position IS NULL")
    if count:
        yield f"{count:,} entries of the audit trail are not sealed."


@check(
    "answer-not-mailed",
    why="Whoever reported has not heard what the page says they were told.",
    mend="Mend the mail server: the worker tries again by itself. Where there is no address, telephone or write.",
    level=Level.SHOULD,
)
def answer_not_mailed(ward: Ward) -> Iterator[str]:
    """Answers that the mail server did not take."""
    [(count,)] = ward.ask("SELECT count(*) FROM reports_answer WHERE mail_failed_at IS NOT NULL AND mailed_at IS NULL")
    if count:
        yield f"{count:,} answers could not be mailed."


@check(
    "hold-not-reviewed",
    why="Whoever is named in a record that is held has it kept longer than the rule says, and somebody answers for that.",
    mend="A manager looks at the hold on the record's page, and lifts it or sets it anew with the reason that counts now.",
    level=Level.SHOULD,
)
def hold_not_reviewed(ward: Ward) -> Iterator[str]:
    """Holds that have stood for over a year."""
    from tutela.retention.rules import defaults

    rows = ward.ask(
        "SELECT subject_reference, grounds FROM retention_hold"
        " WHERE lifted_at IS NULL AND since < %s::timestamptz - make_interval(months => %s) ORDER BY since LIMIT 20",
        ward.now,
        defaults().hold_review_months,
    )
    for reference, grounds in rows:
        yield f"{reference} has been held for over a year ({grounds.replace('_', ' ')})."


@check(
    "facts-not-taken",
    why="A service that meets what another holds is not told of it, and neither is the other.",
    mend="See that the worker runs. Where it does, its log says what breaks; the facts are taken as soon as that is mended.",
    level=Level.MUST,
)
def facts_not_taken(ward: Ward) -> Iterator[str]:
    """Facts of the register that have waited for more than ten minutes to be held against everything else."""
    [(count,)] = ward.ask(
        "SELECT count(*) FROM register_fact WHERE taken_at IS NULL AND at < %s::timestamptz - interval '10 minutes'",
        ward.now,
    )
    if count:
        yield f"{count:,} facts wait for more than ten minutes to be held against everything else."


CHECKS = (owner, promise, audit, answer_not_mailed, hold_not_reviewed, facts_not_taken)
