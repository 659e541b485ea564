"""The record of its own that an alert concerns, by its name: for the audit trail, which holds no more of it."""

from dataclasses import dataclass

from tutela.deconfliction.models import AlertTo


@dataclass(frozen=True)
class Of:
    """A record by kind, number and reference, as whoever was told knows it."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int


def about(alert: AlertTo) -> Of | None:
    """What the alert concerns; nothing where no record of the organisation's own was named."""
    if alert.subject_id is None:
        return None
    return Of(alert.subject_kind, alert.subject_id, alert.subject_reference, alert.organisation_id)
