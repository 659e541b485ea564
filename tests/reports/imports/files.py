"""Files of invented reports, as many rows as a test wants."""

import csv
import io
from xml.sax.saxutils import escape

from tutela.reports.doors.cybertipline.mapping import INCIDENT_TYPES

HEADER = [
    "reference", "source", "reported_at", "occurred", "summary", "specific_concern", "categories", "countries",
    "emails", "accounts", "ip_addresses", "suspect_names", "reporter_kind", "reporter_organisation", "wants_answer",
]  # fmt: skip


def row(number: int, **changes: str) -> dict[str, str]:
    """One invented row."""
    return {
        "reference": f"SYN-{number:06}",
        "source": "Synthetic Source",
        "reported_at": f"2026-03-{number % 28 + 1:02}T09:30+00:00",
        "occurred": "2026-02",
        "summary": f"Synthetic report number {number} about an account",
        "specific_concern": "no",
        "categories": "IBI",
        "countries": "GB",
        "emails": f"synthetic{number}@source.example",
        "accounts": f"example.test:synthetic_{number}",
        "ip_addresses": f"192.0.2.{number % 250 + 1}",
        "suspect_names": f"Synthetic Person {number}",
        "reporter_kind": "organisation",
        "reporter_organisation": "Synthetic Reporter",
        "wants_answer": "yes",
    } | changes


def a_csv(rows: list[dict[str, str]]) -> bytes:
    """These rows as a CSV."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def thousand_with_three_bad() -> bytes:
    """A thousand rows, of which rows 11, 502 and 1001 of the spreadsheet cannot be taken."""
    rows = [row(number) for number in range(1, 1001)]
    rows[9]["reported_at"] = "2026-03-01 09:30"
    rows[500]["countries"] = "ENGLAND"
    rows[999]["summary"] = ""
    return a_csv(rows)


def a_tip(number: str) -> str:
    """A small CyberTipline report of this number."""
    kind = escape(next(iter(INCIDENT_TYPES)))
    return (
        f"<report><reportId>{number}</reportId><incidentSummary><incidentType>{kind}</incidentType>"
        "<incidentDateTime>2026-03-01T09:30:00Z</incidentDateTime></incidentSummary></report>"
    )
