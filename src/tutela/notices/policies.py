"""A notice is for one person; an announcement is for everybody."""

from tutela.core.row_security import OpenTable, TableRule

RULES = [
    TableRule(
        table="notices_notice",
        words="The person it is for, and nobody else. Whoever tells somebody of a record sees it, receives it or offers it.",
        select="user_id = (SELECT tutela_user())",
        insert="notices_may_tell(subject_kind, subject_reference)",
        update="user_id = (SELECT tutela_user())",
        columns=["seen_at"],
        jobs="SELECT, INSERT, UPDATE, DELETE",  # what was seen long ago is removed
    ),
    TableRule(
        table="notices_digestchoice",
        words="Your own choice; the worker reads it, and notes for which day it has written.",
        select="user_id = (SELECT tutela_user())",
        insert="user_id = (SELECT tutela_user()) AND sent_for IS NULL AND mailed_at IS NULL",
        update="user_id = (SELECT tutela_user())",
        columns=["by_email"],
    ),
    TableRule(
        table="notices_channelchoice",
        words="Your own choices; the worker reads them.",
        select="user_id = (SELECT tutela_user())",
        insert="user_id = (SELECT tutela_user())",
        update="user_id = (SELECT tutela_user())",
        columns=["channel"],
        jobs="SELECT",
    ),
]

OPEN_TABLES = [
    OpenTable(
        table="notices_announcement",
        why="What everybody is told of the installation, the public included; only whoever runs it writes here.",
        reader=True,
    ),
]
