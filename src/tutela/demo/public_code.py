"""One report of the public whose secret code is known, so that coming back can be tried. No real code is ever known."""

from django.db import connection

from tutela.core.base32 import VALUE, check_character
from tutela.demo.connections import connected_as
from tutela.reports.codes import digest_of
from tutela.reports.models import Submission

_BODY = "DEM0RETVRNTRYME"
_WHOLE = _BODY + check_character([VALUE[character] for character in _BODY])
CODE = "-".join(_WHOLE[start : start + 4] for start in range(0, len(_WHOLE), 4))


def give_the_printed_code(reference: str) -> None:
    """As the tables' owner: nobody else can change what opens a report."""
    with connected_as("owner"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_submission SET code_digest = %s WHERE reference = %s", [digest_of(CODE), reference]
        )


def reference_of_the_code() -> str:
    """The report that the code opens, as the tables' owner finds it; empty where there is none."""
    return Submission.objects.filter(code_digest=digest_of(CODE)).values_list("reference", flat=True).first() or ""
