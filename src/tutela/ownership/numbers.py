"""Numbers and references of new records, taken before the row is written: gaps are harmless, and nothing is read back."""

from datetime import datetime

from django.db import connection

from tutela.core import references
from tutela.core.subjects import PREFIX_OF_KIND

_SEQUENCE = {
    "report": "reports_report_number",
    "case": "cases_case_number",
    "child": "children_child_number",
    "series": "register_series_number",
}


def new_numbers(kind: str, now: datetime, count: int = 1) -> list[tuple[int, str]]:
    """``count`` new ids of ``kind``, each with its reference; one statement for all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [_SEQUENCE[kind], count])
        numbers = [number for (number,) in cursor.fetchall()]
    return [(number, str(references.make(PREFIX_OF_KIND[kind], now.year, number))) for number in numbers]
