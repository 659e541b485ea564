"""The doors that read files: a CSV and NCMEC's CyberTipline XML. Staff, the public page and the API are doors of the
web.

Each ends in `tutela.reports.incoming.IncomingReport`; docs/guide/add-a-door.md says how to add one.
"""

from tutela.reports.doors.format import Format, parse, recognise
from tutela.reports.doors.rejected import Fault, RejectedRow
from tutela.reports.doors.reports_csv import CsvFile, open_csv, template_csv, write_rejected
from tutela.reports.doors.sizes import MAX_FILE_BYTES

__all__ = [
    "MAX_FILE_BYTES",
    "CsvFile",
    "Fault",
    "Format",
    "RejectedRow",
    "open_csv",
    "parse",
    "recognise",
    "template_csv",
    "write_rejected",
]
