"""What somebody follows and keeps is theirs; a shared filter is their organisation's; how far the worker looked is the worker's."""

from tutela.core.row_security import TableRule

_MINE = "user_id = (SELECT tutela_user())"
_MY_SEARCH = "EXISTS (SELECT 1 FROM following_search s WHERE s.id = following_hit.search_id AND s.user_id = (SELECT tutela_user()))"

RULES = [
    TableRule(
        table="following_follow",
        words="Your own. Only a record that you see can be followed; the worker notes what it told you.",
        select=_MINE,
        insert=f"{_MINE} AND last_change = '' AND last_change_at IS NULL AND tutela_sees(subject_kind, subject_id)",
        delete=_MINE,
    ),
    TableRule(
        table="following_search",
        words="Your own; the worker asks it again in your name.",
        select=_MINE,
        insert=f"{_MINE} AND (SELECT tutela_reads_for()) IS NOT NULL",
        delete=_MINE,
    ),
    TableRule(
        table="following_hit",
        words="What your own searches have found; a record is noted only if you see it.",
        select=_MY_SEARCH,
        insert=f"{_MY_SEARCH} AND tutela_sees(subject_kind, subject_id)",
        delete=_MY_SEARCH,
    ),
    TableRule(
        table="following_savedfilter",
        words=(
            "Your own, and what colleagues share with your organisation. You name yours; you, or a manager for what is shared,"
            " remove it."
        ),
        select=f"{_MINE} OR (is_shared AND organisation_id = (SELECT tutela_reads_for()))",
        insert=f"{_MINE} AND organisation_id = (SELECT tutela_reads_for())",
        update=f"{_MINE} AND organisation_id = (SELECT tutela_reads_for())",
        columns=["name", "is_shared"],
        delete=(
            f"{_MINE} OR (is_shared AND organisation_id = (SELECT tutela_writes_for()) AND (SELECT tutela_role()) = 'manager')"
        ),
        jobs="SELECT",
    ),
    TableRule(
        table="following_lookout",
        words="The worker's alone.",
        select=None,
    ),
]
