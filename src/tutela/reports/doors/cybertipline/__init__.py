"""The CyberTipline door: reports as NCMEC's reporting service has them, in XML.

A file holds one `<report>`, or any number of them inside one element that wraps them, with `<fileDetails>` in a report
or beside it. What is taken and what stays in the source is in `schema`; docs/guide/cybertipline.md says it in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import BinaryIO

from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.languages import in_figures
from tutela.core.marking import gettext_noop
from tutela.reports.doors.cybertipline.reader import Item, XmlFile
from tutela.reports.doors.cybertipline.report import read_report, report_number
from tutela.reports.doors.rejected import Fault, RejectedRow
from tutela.reports.incoming import IncomingReport

REPORT, DETAILS = "report", "fileDetails"
MAX_REPORTS = 100_000
MAX_DETAILS_BESIDE = 20_000
_ITEMS = frozenset({REPORT, DETAILS})


def parse(stream: BinaryIO, name: str, zone: tzinfo | None = None) -> Iterator[IncomingReport | RejectedRow]:
    """The reports and rejected reports of an XML file.

    The whole file is read to its end first: everything that condemns it is raised here, before the first report is
    given out. `zone` is in which zone times without one are; without it a report with such a time is rejected.
    """
    file = XmlFile(stream, name, _ITEMS)
    outline = file.outline
    if not outline.counts[REPORT]:
        raise BadInput(
            _no_report(outline.root, outline.counts[DETAILS]), where=where(file=name), mend=gettext(_NO_REPORT_MEND)
        )
    for item, most, too_many in (
        (REPORT, MAX_REPORTS, gettext("The file has more than {number} reports.")),
        (DETAILS, MAX_DETAILS_BESIDE, gettext("The file has more than {number} file details beside them.")),
    ):
        if outline.counts[item] > most:
            what = too_many.format(number=in_figures(most))
            raise BadInput(what, where=where(file=name), mend=gettext("Send it in parts."), code="too_many_reports")
    return _reports(file, zone)


_NO_REPORT_MEND = gettext_noop(
    "Send the CyberTipline report itself: one <report>, or several inside one element, with their <fileDetails>."
)


def _no_report(root: str, details: int) -> str:
    if details:
        return gettext("The file holds file details and no report that they belong to.")
    return gettext("The file holds no CyberTipline report: its outermost element is <{element}>.").format(
        element=root[:60]
    )


def _reports(file: XmlFile, zone: tzinfo | None) -> Iterator[IncomingReport | RejectedRow]:
    outline = file.outline
    beside = _details_beside(file)
    only_number = _only_number(beside) if outline.counts[REPORT] == 1 else ""
    first_of: dict[str, int] = {}
    position = 0
    for position, item in enumerate(file.items(REPORT), start=1):
        number = report_number(item.element) or only_number
        if number and first_of.setdefault(number, position) != position:
            twice = Fault(
                "reportId", f"report {first_of[number]} of this file has the same number", "Send each report once."
            )
            yield RejectedRow(position, (twice,), line=item.element.line)
            continue
        yield read_report(
            item,
            beside.pop(number, []) if number else [],
            number=number,
            position=position,
            name=file.name,
            file_digest=outline.digest,
            strangers=outline.strangers if position == 1 else (),
            zone=zone,
        )
    # File details that belong to no report of the file are hashes that somebody meant to send; they are not dropped
    # unseen.
    for number, orphans in beside.items():
        for orphan in orphans:
            position += 1
            what = (
                f"these file details belong to report {number}, which is not in this file"
                if number
                else "no report is named"
            )
            yield RejectedRow(
                position, (Fault("fileDetails", what, "Send them with their report."),), line=orphan.element.line
            )


def _details_beside(file: XmlFile) -> dict[str, list[Item]]:
    """The file details that stand beside the reports, by the number of the report that each belongs to."""
    beside: dict[str, list[Item]] = {}
    if file.outline.counts[DETAILS]:
        for item in file.items(DETAILS):
            beside.setdefault(item.element.words("reportId")[:40], []).append(item)
    return beside


def _only_number(beside: dict[str, list[Item]]) -> str:
    """The number that all file details beside one report name, where the report does not carry it itself."""
    numbers = [number for number in beside if number]
    return numbers[0] if len(numbers) == 1 else ""
