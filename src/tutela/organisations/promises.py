"""When an answer is due: the one place where an organisation's promises become moments.

Defaults: a receipt within 1 working day, progress every 28 days, the outcome within 5 working days of the decision; each
organisation sets its own. A child's needs are assessed within ten working days. Working days know its hours, its time zone and its public holidays.
"""

from datetime import datetime, timedelta

from tutela.organisations.models import Organisation
from tutela.organisations.working_time import add_working_days, add_working_hours
from tutela.organisations.working_week import week_of


def receipt_due(organisation: Organisation, received_at: datetime) -> datetime:
    """When whoever reported must have heard that the report arrived."""
    return add_working_days(received_at, organisation.receipt_working_days, week_of(organisation))


def progress_due(organisation: Organisation, last_answer_at: datetime) -> datetime:
    """When the next progress answer is owed: calendar days after the last answer."""
    return last_answer_at + timedelta(days=organisation.progress_days)


def outcome_due(organisation: Organisation, decided_at: datetime) -> datetime:
    """When the outcome is owed after the decision."""
    return add_working_days(decided_at, organisation.outcome_working_days, week_of(organisation))


def acceptance_due(organisation: Organisation, offered_at: datetime, *, urgent: bool) -> datetime:
    """By when an offer must be accepted or declined: working hours, or minutes at any hour where a child may be in danger."""
    if urgent:
        return offered_at + timedelta(minutes=organisation.urgent_acceptance_minutes)
    return add_working_hours(offered_at, organisation.acceptance_working_hours, week_of(organisation))


def assessment_due(organisation: Organisation, started_at: datetime) -> datetime:
    """When a child's assessment of needs must have been made [¶ 13.6]."""
    return add_working_days(started_at, organisation.assessment_working_days, week_of(organisation))


def escalation_due(organisation: Organisation, called_at: datetime) -> datetime:
    """When the next person on the rota is called, at any hour."""
    return called_at + timedelta(minutes=organisation.escalation_minutes)
