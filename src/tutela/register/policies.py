"""Who may know what the register holds. The look-up beside the tables says which row; these rules say what may be said of it."""

from tutela.core.row_security import TableRule, history_rule
from tutela.ownership.policies import owned_record
from tutela.register.answer import Answer

_OURS = "organisation_id = (SELECT tutela_reads_for())"
_WRITTEN_BY_US = "organisation_id = (SELECT tutela_writes_for())"
_IN_MY_SERIES = "series_id = ANY (ARRAY(SELECT register_my_series()))"
_OF_AUDIENCE = (
    "((SELECT tutela_reads_for()) IS NOT NULL AND"
    " (audience = 'all' OR (audience = 'country' AND country = (SELECT register_country()))))"
)
_HEARS_OF_FILE = (
    "EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = register_sighting.file_id AND e.kind = 'case')"
    " OR register_is_asked_about(file_id)"
)
_SEES_SERIES = "tutela_sees('series', series_id)"
_STAFF = "(SELECT tutela_reads_for()) IS NOT NULL"
_KNOWS_BOTH = (
    "EXISTS (SELECT 1 FROM register_file f WHERE f.id = register_nearverdict.file_id)"
    " AND EXISTS (SELECT 1 FROM register_file f WHERE f.id = register_nearverdict.other_id)"
)
_KNOWS_WHO_SAID = (
    "EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id IN (register_nearverdict.file_id, register_nearverdict.other_id)"
    " AND e.organisation_id = register_nearverdict.organisation_id)"
)

RULES = [
    owned_record(
        "series",
        "register_series",
        "The staff of the organisation that answers for the series, who works it jointly, and the granted. What everybody else"
        " may hear of it is its card: register_cards.",
    ),
    history_rule("register_serieschangeevent", "register_series", "As the present of the series."),
    TableRule(
        table="register_childinseries",
        words="Whoever sees the series. Its owner's staff link a child whose record they see, in their own name, and end a wrong link once.",
        select=_SEES_SERIES,
        insert=(
            "added_by_id = (SELECT tutela_user()) AND removed_at IS NULL AND tutela_writes('series', series_id)"
            " AND tutela_sees('child', child_id)"
        ),
        update="tutela_writes('series', series_id) AND removed_at IS NULL",
        update_check="tutela_writes('series', series_id) AND removed_by_id = (SELECT tutela_user())",
        columns=["removed_at", "removed_by_id", "removed_words"],
    ),
    TableRule(
        table="register_file",
        words="Whoever may know of an entry about the file, and the organisation that met it, as far as it may hear of it. Only register_take adds.",
        select=(
            "EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = register_file.id)"
            " OR EXISTS (SELECT 1 FROM register_sighting s WHERE s.file_id = register_file.id AND s.organisation_id = (SELECT tutela_reads_for()))"
        ),
        jobs="SELECT",
    ),
    TableRule(
        table="register_completion",
        words="Nobody: what an index must look at again.",
        select=None,
        jobs="SELECT, DELETE",
    ),
    TableRule(
        table="register_source",
        words="Whoever is of its audience. The organisation that brought it in switches it off.",
        select=f"{_OURS} OR audience = 'all' AND {_STAFF} OR audience = 'country' AND register_is_of_my_country(organisation_id)",
        insert=f"{_WRITTEN_BY_US} AND made_by_id = (SELECT tutela_user())",
        update=_WRITTEN_BY_US,
        columns=["is_on", "switched_words", "review_on", "audience", "terms"],
    ),
    history_rule("register_sourcechangeevent", "register_source", "As the present of the source."),
    TableRule(
        table="register_entry",
        words=(
            "The organisation that gave it, whoever works on its series, and its audience. Added by register_take alone; the"
            " organisation that gave it switches it on and off."
        ),
        select=f"{_OURS} OR {_OF_AUDIENCE} OR {_IN_MY_SERIES}",
        update=_WRITTEN_BY_US,
        columns=["is_on", "switched_words", "switched_at", "switched_by_id", "review_on", "audience", "otherwise"],
    ),
    TableRule(
        table="register_entryvote",
        words="Whoever may know of the entry. Another organisation than its own confirms or disputes, in its own name; a later word adds.",
        select="EXISTS (SELECT 1 FROM register_entry e WHERE e.id = entry_id)",
        insert=(
            f"{_WRITTEN_BY_US} AND by_id = (SELECT tutela_user())"
            " AND EXISTS (SELECT 1 FROM register_entry e WHERE e.id = entry_id AND e.organisation_id <> register_entryvote.organisation_id)"
        ),
    ),
    TableRule(
        table="register_sighting",
        words=(
            "The organisation that met it, as far as it may hear of the file: else a list of everything on an exhibit would say what is"
            " hidden from whoever sends it. And whoever works on the series that the file or hard copy is of."
        ),
        select=(
            f"({_OURS} AND (file_id IS NULL OR {_HEARS_OF_FILE})) OR {_IN_MY_SERIES} OR EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = register_sighting.file_id"
            " AND e.series_id = ANY (ARRAY(SELECT register_my_series())))"
        ),
        insert=f"{_WRITTEN_BY_US} AND recorded_by_id = (SELECT tutela_user()) AND file_id IS NULL AND submission_id IS NULL",
    ),
    TableRule(
        table="register_submission",
        words=(
            "The organisation that made it. Begun in one's own name, to a series that one sees and from a source of one's own"
            " organisation; register_take alone goes on with it."
        ),
        select=_OURS,
        insert=(
            f"{_WRITTEN_BY_US} AND made_by_id = (SELECT tutela_user()) AND done_rows = 0 AND done_at IS NULL"
            f" AND (series_id IS NULL OR {_SEES_SERIES})"
            " AND (source_id IS NULL OR EXISTS (SELECT 1 FROM register_source s WHERE s.id = source_id"
            " AND s.organisation_id = (SELECT tutela_writes_for())))"
        ),
    ),
    TableRule(
        table="register_check",
        words="The organisation that asked. Kept in one's own name; afterwards only what was sent, or why not, is added.",
        select=_OURS,
        insert=f"{_WRITTEN_BY_US} AND asked_by_id = (SELECT tutela_user())",
        # A check that is answered keeps its answer: the trigger check_guard sees the row before and after.
        update=_WRITTEN_BY_US,
        columns=["submission_id", "not_sent", "not_sent_words", "done_rows", "done_at", *(one.code for one in Answer)],
    ),
    TableRule(
        table="register_checkpart",
        words="As the check.",
        select="EXISTS (SELECT 1 FROM register_check c WHERE c.id = check_id)",
        insert="EXISTS (SELECT 1 FROM register_check c WHERE c.id = check_id AND c.asked_by_id = (SELECT tutela_user()))",
    ),
    TableRule(
        table="register_checksaid",
        words="As the check.",
        select="EXISTS (SELECT 1 FROM register_check c WHERE c.id = check_id)",
        insert="EXISTS (SELECT 1 FROM register_check c WHERE c.id = check_id AND c.asked_by_id = (SELECT tutela_user()))",
    ),
    TableRule(
        table="register_nearverdict",
        words=(
            "The organisation that said it, and whoever may know of both files and of an entry of that organisation about one of"
            " them. Said in one's own name, of two files of which one may know; a later word adds."
        ),
        select=f"{_OURS} OR ({_KNOWS_BOTH} AND {_KNOWS_WHO_SAID})",
        insert=f"{_WRITTEN_BY_US} AND by_id = (SELECT tutela_user()) AND {_KNOWS_BOTH}",
        jobs="SELECT",
    ),
    TableRule(
        table="register_scheme",
        words="All staff. An organisation adds its own.",
        select=_STAFF,
        insert=f"{_WRITTEN_BY_US} AND made_by_id = (SELECT tutela_user())",
    ),
    TableRule(
        table="register_schemecode",
        words="All staff. Added by the organisation whose scheme it is.",
        select=_STAFF,
        insert="EXISTS (SELECT 1 FROM register_scheme s WHERE s.id = scheme_id AND s.organisation_id = (SELECT tutela_writes_for()))",
    ),
    TableRule(
        table="register_schememapping",
        words="All staff. Said in one's own name, and withdrawn by the organisation that said it.",
        select=_STAFF,
        insert=f"{_WRITTEN_BY_US} AND said_by_id = (SELECT tutela_user()) AND withdrawn_at IS NULL",
        update=_WRITTEN_BY_US,
        columns=["withdrawn_at"],
    ),
    TableRule(
        table="register_classification",
        words="The organisation that gave it, and whoever may know of that organisation's entry about the file.",
        select=(
            f"{_OURS} OR EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = register_classification.file_id"
            " AND e.organisation_id = register_classification.organisation_id)"
        ),
        insert=(
            f"{_WRITTEN_BY_US} AND given_by_id = (SELECT tutela_user()) AND withdrawn_at IS NULL"
            " AND EXISTS (SELECT 1 FROM register_file f WHERE f.id = file_id)"
        ),
        update=_WRITTEN_BY_US,
        columns=["withdrawn_at", "withdrawn_words"],
    ),
    TableRule(
        table="register_otherhash",
        words="The organisation that gave it, and whoever may know of that organisation's entry about the file. Only register_take adds.",
        select=(
            f"{_OURS} OR EXISTS (SELECT 1 FROM register_entry e WHERE e.file_id = register_otherhash.file_id"
            " AND e.organisation_id = register_otherhash.organisation_id)"
        ),
    ),
    TableRule(table="register_fact", words="Nobody: the worker holds them against everything else.", select=None),
]
