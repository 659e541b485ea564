"""Which other reports concern the same item: the shared value, its kind, and how common it is, so that a person can judge."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext

from tutela.core import identifiers
from tutela.core.languages import in_figures
from tutela.register.queries.reported import HASH, Reported, known_of_reported, only_telling
from tutela.reports.models import BundleMember, Report

# Above this, a value says so little that it names no item; the page says that it is this common.
COMMON = 200
_SHOWN_OF_EACH = 50


@dataclass
class Shared:
    """One value that reports share, and those reports."""

    kind: str
    value: str
    shown: str
    common: int
    reports: list[Report] = field(default_factory=list)
    # Of a hash: what the register says of it to the reader.
    register: Reported | None = None

    @property
    def kind_words(self) -> str:
        """What kind of value it is."""
        if self.kind == "source_number":
            return gettext("Number at its source")
        return gettext(identifiers.KINDS.get(self.kind, self.kind))

    @property
    def short(self) -> str:
        """The value as it fits a line; a hash by its first letters."""
        return f"{self.shown[:16]}…" if self.kind.startswith("hash_") else self.shown[:80]

    @property
    def is_too_common(self) -> bool:
        """Whether so many share it that it names no item."""
        return self.common > COMMON

    @property
    def why(self) -> str:
        """The shared value as the reason of a bundle."""
        words = gettext("{kind} {value}, shared by {number} reports of the organisation")
        return words.format(kind=self.kind_words, value=self.short, number=in_figures(self.common + 1))[:300]


def same_item(report: Report, *, most: int = _SHOWN_OF_EACH) -> list[Shared]:
    """The values that ``report`` shares with others of its owner, the rarest first; trivial values are left out, and hashes of files
    that the register knows to be harmless or trivial, or of which everything is switched off.

    Two statements; eight more where a hash is shared. What the reader may not see is neither shown nor counted.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reports_same_item(%s, %s)", [report.pk, most])
        rows = [row for row in cursor.fetchall() if not identifiers.is_trivial(row[0], row[1])]
    telling = only_telling({(row[0], row[1]) for row in rows})
    rows = [row for row in rows if (row[0], row[1]) in telling]
    if not rows:
        return []
    reports = Report.objects.filter(pk__in={row[3] for row in rows}).select_related("handler").in_bulk()
    found: dict[tuple[str, str], Shared] = {}
    for kind, value, shown, other, common in rows:
        shared = found.setdefault((kind, value), Shared(kind, value, shown, common))
        if other in reports:
            shared.reports.append(reports[other])
    hashes = [one for one in found.values() if one.kind.startswith(HASH)]
    for one, known in zip(
        hashes, known_of_reported([{each.kind.removeprefix(HASH): each.value} for each in hashes]), strict=False
    ):
        one.register = known
    return list(found.values())


def bundled(report_ids: Iterable[int]) -> dict[int, int]:
    """Of these reports, those that are in a bundle now, with its number."""
    rows = BundleMember.objects.filter(report_id__in=list(report_ids), parted_at=None)
    return dict(rows.values_list("report_id", "bundle_id"))
