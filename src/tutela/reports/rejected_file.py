"""The rows of a file that were not taken, as a CSV in which they can be corrected."""

from dataclasses import replace
from typing import TextIO

from tutela.reports.doors import write_rejected
from tutela.reports.models import ImportBatch
from tutela.reports.models.report import Door
from tutela.reports.queries.imports import rejected_rows

_OF_XML = ["report in the file"]


def write_rejected_file(stream: TextIO, batch: ImportBatch) -> int:
    """Write the rejected rows under their own header with what is wrong and how to mend it; returns how many.

    Of an XML file it names the reports by their place: they are corrected in the XML itself, which can hold what is not
    kept here.
    """
    rows = rejected_rows(batch)
    if batch.door == Door.CSV:
        return write_rejected(stream, batch.header, rows)
    return write_rejected(stream, _OF_XML, (replace(row, cells=(str(row.row_number),)) for row in rows))
