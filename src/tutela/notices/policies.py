"""A notice is for one person."""

from tutela.core.row_security import TableRule

RULES = [
    TableRule(
        table="notices_notice",
        words="The person it is for, and nobody else.",
        select="user_id = (SELECT tutela_user())",
        insert="true",  # a verb tells people of other organisations; what it says holds a reference and a reason only
        update="user_id = (SELECT tutela_user())",
        columns=["seen_at"],
        jobs="SELECT, INSERT, UPDATE, DELETE",  # what was seen long ago is removed
    ),
    TableRule(
        table="notices_digestchoice",
        words="Your own choice; the worker reads it, and notes for which day it has written.",
        select="user_id = (SELECT tutela_user())",
        insert="user_id = (SELECT tutela_user()) AND sent_for IS NULL",
        update="user_id = (SELECT tutela_user())",
        columns=["by_email"],
    ),
]
