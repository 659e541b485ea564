"""What reports do later or on a clock; each job calls one verb, as the worker, and knows records by number only."""

from tutela.reports.discard_jobs import discard_rows, forget_uses_of_doors
from tutela.reports.escalation_jobs import escalate_call, escalate_calls
from tutela.reports.import_jobs import resume_imports, take_import
from tutela.reports.mail_jobs import mail_answer, mail_answers_left
from tutela.reports.pause_jobs import end_pause, end_pauses

__all__ = [
    "discard_rows",
    "end_pause",
    "end_pauses",
    "escalate_call",
    "escalate_calls",
    "forget_uses_of_doors",
    "mail_answer",
    "mail_answers_left",
    "resume_imports",
    "take_import",
]
