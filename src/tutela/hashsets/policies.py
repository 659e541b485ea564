"""Who knows which sets an organisation exchanges with bodies outside: the organisation itself, and nobody else here."""

from tutela.core.row_security import TableRule, history_rule

_OURS = "organisation_id = (SELECT tutela_reads_for())"
_WRITTEN_BY_US = "organisation_id = (SELECT tutela_writes_for())"
_BODY = (
    "EXISTS (SELECT 1 FROM hashsets_body b WHERE b.id = body_id AND b.organisation_id = (SELECT tutela_{verb}_for()))"
)
_SET = "EXISTS (SELECT 1 FROM hashsets_hashset s WHERE s.id = hash_set_id AND s.organisation_id = (SELECT tutela_{verb}_for()))"
_RECEIVED = "EXISTS (SELECT 1 FROM hashsets_receivedset s WHERE s.id = received_id AND s.organisation_id = (SELECT tutela_{verb}_for()))"
_WRONG = (
    "EXISTS (SELECT 1 FROM hashsets_wrong w WHERE w.id = wrong_id AND w.organisation_id = (SELECT tutela_{verb}_for()))"
)
_EDITION = "EXISTS (SELECT 1 FROM hashsets_edition e WHERE e.id = edition_id)"

RULES = [
    TableRule(
        table="hashsets_body",
        words="The organisation that exchanges sets with it, which alone says whom to telephone there.",
        select=_OURS,
        insert=f"{_WRITTEN_BY_US} AND added_by_id = (SELECT tutela_user())",
        update=_WRITTEN_BY_US,
        columns=["contact_name", "contact_telephone", "contact_email"],
    ),
    history_rule("hashsets_bodychangeevent", "hashsets_body", "As the present of the body."),
    TableRule(
        table="hashsets_bodykey",
        words="The organisation whose body it is. Trusted in one's own name, and ended once, in one's own name.",
        select=_BODY.format(verb="reads"),
        insert=f"{_BODY.format(verb='writes')} AND trusted_by_id = (SELECT tutela_user()) AND ended_at IS NULL",
        update=f"{_BODY.format(verb='writes')} AND ended_at IS NULL",
        update_check=f"{_BODY.format(verb='writes')} AND ended_by_id = (SELECT tutela_user())",
        columns=["ended_at", "ended_by_id", "ended_words"],
    ),
    TableRule(
        table="hashsets_hashset",
        words="The organisation that gives it. Defined in one's own name, and ended once; it is not changed.",
        select=_OURS,
        insert=f"{_WRITTEN_BY_US} AND made_by_id = (SELECT tutela_user()) AND ended_at IS NULL",
        update=f"{_WRITTEN_BY_US} AND ended_at IS NULL",
        update_check=_WRITTEN_BY_US,
        columns=["ended_at", "ended_words"],
    ),
    TableRule(
        table="hashsets_recipient",
        words="As the set. Added in one's own name, to a body of the same organisation, and ended once.",
        select=_SET.format(verb="reads"),
        insert=f"{_SET.format(verb='writes')} AND {_BODY.format(verb='writes')} AND by_id = (SELECT tutela_user()) AND ended_at IS NULL",
        update=f"{_SET.format(verb='writes')} AND ended_at IS NULL",
        update_check=_SET.format(verb="writes"),
        columns=["ended_at"],
    ),
    TableRule(
        table="hashsets_edition",
        words=(
            "As the set. Begun in one's own name, for a body that receives the set; what was issued is not changed (trigger edition_guard)."
        ),
        select=_SET.format(verb="reads"),
        insert=(
            f"{_SET.format(verb='writes')} AND asked_by_id = (SELECT tutela_user()) AND number IS NULL AND at_file = 0"
            " AND EXISTS (SELECT 1 FROM hashsets_recipient r WHERE r.hash_set_id = hashsets_edition.hash_set_id"
            " AND r.body_id = hashsets_edition.body_id AND r.ended_at IS NULL)"
        ),
        update=f"{_SET.format(verb='writes')} AND number IS NULL",
        update_check=_SET.format(verb="writes"),
        columns=[
            *(
                "number",
                "at_file",
                "given",
                "changed",
                "withdrawn",
                "left_restricted",
                "left_disputed",
                "left_off",
                "left_terms",
            ),
            *("issued_at", "key", "text_digest", "size", "head", "tail"),
        ],
    ),
    TableRule(
        table="hashsets_editionpart",
        words="As the edition; added only while it is made.",
        select=_EDITION,
        insert=(
            "EXISTS (SELECT 1 FROM hashsets_edition e JOIN hashsets_hashset s ON s.id = e.hash_set_id WHERE e.id = edition_id"
            " AND e.number IS NULL AND s.organisation_id = (SELECT tutela_writes_for()))"
        ),
    ),
    TableRule(
        table="hashsets_receivedset",
        words="The organisation that takes it, from a body of its own, under a source of its own. hashsets_complete alone goes on with it.",
        select=_OURS,
        insert=(
            f"{_WRITTEN_BY_US} AND {_BODY.format(verb='writes')} AND last_number = 0"
            " AND EXISTS (SELECT 1 FROM register_source s WHERE s.id = source_id AND s.organisation_id = (SELECT tutela_writes_for()))"
        ),
    ),
    TableRule(
        table="hashsets_takenedition",
        words="As the set. Begun in one's own name; hashsets_enter and hashsets_complete alone go on with it.",
        select=_RECEIVED.format(verb="reads"),
        insert=f"{_RECEIVED.format(verb='writes')} AND by_id = (SELECT tutela_user()) AND done_lines = 0 AND done_at IS NULL",
    ),
    TableRule(
        table="hashsets_party",
        words="The organisation that took in what names it.",
        select=_OURS,
        insert=_WRITTEN_BY_US,
    ),
    TableRule(
        table="hashsets_origin",
        words="As the set that it came with.",
        select=_RECEIVED.format(verb="reads"),
        insert=_RECEIVED.format(verb="writes"),
    ),
    TableRule(
        table="hashsets_givenclass",
        words="The organisation that took it in.",
        select=_OURS,
        insert=_WRITTEN_BY_US,
    ),
    TableRule(
        table="hashsets_receiveditem",
        words="As the set that it is of. Added by hashsets_enter and hashsets_complete alone.",
        select=_RECEIVED.format(verb="reads"),
    ),
    TableRule(
        table="hashsets_receivedclass",
        words="As the item. Added by hashsets_enter alone.",
        select="EXISTS (SELECT 1 FROM hashsets_receiveditem i WHERE i.id = item_id)",
    ),
    TableRule(
        table="hashsets_wrong",
        words="The organisation that said it, of a file of which it holds something, in its writer's own name.",
        select=_OURS,
        insert=(
            f"{_WRITTEN_BY_US} AND by_id = (SELECT tutela_user()) AND EXISTS (SELECT 1 FROM register_entry e"
            " WHERE e.file_id = hashsets_wrong.file_id AND e.organisation_id = hashsets_wrong.organisation_id)"
        ),
    ),
    TableRule(
        table="hashsets_telling",
        words="As what was wrong. Whoever told the body says so, once and in their own name.",
        select=_WRONG.format(verb="reads"),
        insert=f"{_WRONG.format(verb='writes')} AND {_BODY.format(verb='writes')} AND told_at IS NULL",
        update=f"{_WRONG.format(verb='writes')} AND told_at IS NULL",
        update_check=f"{_WRONG.format(verb='writes')} AND told_by_id = (SELECT tutela_user())",
        columns=["told_at", "told_by_id", "told_words"],
    ),
    TableRule(
        table="hashsets_heard",
        words="The organisation that was told, and the one that took the set. Added by hashsets_complete alone.",
        select=(
            f"{_OURS} OR EXISTS (SELECT 1 FROM hashsets_takenedition t JOIN hashsets_receivedset s ON s.id = t.received_id"
            " WHERE t.id = edition_id AND s.organisation_id = (SELECT tutela_reads_for()))"
        ),
    ),
]
