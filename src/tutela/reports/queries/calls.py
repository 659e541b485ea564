"""Calls about a specific concern that nobody has accepted."""

from datetime import datetime

from tutela.reports.models import UrgentCall


def calls_to_escalate(*, now: datetime, most: int = 500) -> list[int]:
    """One call of each report and level whose minutes are over, the longest overdue first."""
    rows = UrgentCall.objects.filter(accepted_at=None, escalated_at=None, escalates_at__lte=now)
    first = rows.order_by("report_id", "level", "pk").distinct("report_id", "level").values("pk")
    return list(UrgentCall.objects.filter(pk__in=first).order_by("escalates_at").values_list("pk", flat=True)[:most])
