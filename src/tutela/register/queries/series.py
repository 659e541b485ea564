"""What the pages about series ask, each in a bounded number of statements. Row-level security decides which rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from tutela.accounts.actor import Actor
from tutela.children.models import Child
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, Key, bounded_counts
from tutela.ownership.access import shared_with_me
from tutela.ownership.models import Basis, HandOver, Participation
from tutela.register.models import ChildInSeries, Entry, Series

ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "due": (
        (Key("next_due_at"), Key("id")),
        gettext_noop("What is due first, then the oldest: a promise comes before what has none."),
    ),
    "-due": (
        (Key("next_due_at", descending=True), Key("id", descending=True)),
        gettext_noop("What is due last first."),
    ),
    "-opened": ((Key("created_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "opened": ((Key("created_at"), Key("id")), gettext_noop("The oldest first.")),
    "reference": ((Key("reference"),), gettext_noop("By reference.")),
    "-reference": ((Key("reference", descending=True),), gettext_noop("By reference, from the end.")),
}
DEFAULT_ORDER = "-opened"
BY_DEFAULT = (Basis.DEFAULT, Basis.LAPSED)
# On these bases whoever sees a series of a coordinating centre may claim it: the database holds everybody to the same.
CLAIMABLE = (*BY_DEFAULT, Basis.OPENED, Basis.RECEIVED)
# So many files of a series are counted, and looked at for who else has met them: a page waits for no more.
MOST_FILES = 1_000


@dataclass(frozen=True)
class SeriesFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    whose: str = "ours"  # "ours", "mine", "shared", "unclaimed"
    standing: str = ""
    audience: str = ""
    words: str = ""


def series_of(actor: Actor, filters: SeriesFilters, found: Sequence[int] | None = None) -> QuerySet[Series]:
    """The series of the list, as this reader may see them; ``found`` are those that the words of the filter match."""
    rows = Series.objects.all()
    if filters.whose == "shared":
        rows = shared_with_me(rows, "series").exclude(owner_id=actor.organisation_id)
    elif filters.whose == "unclaimed":
        rows = rows.filter(owner_basis__in=BY_DEFAULT)
    else:
        # Equality on the owner, in the order of an index: that is what a long list needs to be quick.
        rows = rows.filter(owner_id=actor.organisation_id)
    if filters.whose == "mine":
        rows = rows.filter(handler_id=actor.user_id)
    if filters.standing:
        rows = rows.filter(standing=filters.standing)
    if filters.audience:
        rows = rows.filter(audience=filters.audience)
    if found is not None:
        rows = rows.filter(pk__in=found)
    return rows


def for_list(rows: QuerySet[Series]) -> QuerySet[Series]:
    """With what a line of the list shows: the children first, and who answers."""
    linked = ChildInSeries.objects.filter(series=OuterRef(OuterRef("pk")), removed_at=None)
    children = Child.objects.filter(pk__in=linked.values("child")).order_by("pk")
    shown = JSONObject(reference="reference", label="label", identity="identity", safety="safety")
    links = ChildInSeries.objects.filter(series=OuterRef("pk"), removed_at=None).order_by()
    return rows.select_related("owner", "handler").annotate(
        children_shown=ArraySubquery(children.values(shown=shown)[:5]),
        all_children=Subquery(links.values("series").annotate(number=CountOf("pk")).values("number")),
    )


def tally(actor: Actor) -> dict[str, Count]:
    """The figures at the head of the list, in one statement: of those that the organisation answers for."""
    ours = Series.objects.filter(owner_id=actor.organisation_id)
    return bounded_counts(
        all=ours,
        not_identified=ours.filter(standing=Series.Standing.NOT_IDENTIFIED),
        without_child=ours.filter(~Exists(ChildInSeries.objects.filter(series=OuterRef("pk"), removed_at=None))),
        nobody=ours.filter(handler=None),
    )


def with_around(rows: QuerySet[Series]) -> QuerySet[Series]:
    """A series with what its identity bar and its next steps need: in the statement that finds it."""
    offers = HandOver.objects.filter(subject_kind="series", subject_id=OuterRef("pk"), state=HandOver.State.OFFERED)
    return rows.annotate(
        reader_writes=RawSQL("tutela_writes('series', register_series.id)", []),
        open_offer=Subquery(
            offers.values(one=JSONObject(id="pk", receiver="receiver__name", to="receiver", due="due_at"))[:1]
        ),
    )


# What a series shows of a child, by where it stands: no name.
_OF_CHILD = {
    "reference": "reference",
    "label": "label",
    "safety": "safety",
    "identity": "identity",
    "safeguarded_at": "safeguarded_at",
    "next_due_at": "next_due_at",
    "owner": "owner__name",
    "handler_id": "handler_id",
    "handler": "handler__name",
}


@dataclass(frozen=True)
class InSeries:
    """A child whom a series concerns: the record where the reader may see it, and how the link is known."""

    link: ChildInSeries
    child: Any


def children_in(series: Series) -> list[InSeries]:
    """The children of a series at present, in the order in which they were linked; one statement."""
    shown = Child.objects.filter(pk=OuterRef("child")).values(one=JSONObject(**_OF_CHILD))
    rows = ChildInSeries.objects.filter(series=series, removed_at=None).annotate(shown=Subquery(shown[:1]))
    return [
        InSeries(one, None if one.shown is None else SimpleNamespace(**one.shown | {"next_due_at": _moment(one.shown)}))
        for one in rows.order_by("pk")
    ]


def _moment(shown: dict[str, Any]) -> datetime | None:
    return parse_datetime(shown["next_due_at"]) if shown["next_due_at"] else None


def links_of_child(child: Child) -> list[ChildInSeries]:
    """The series that concern a child at present and that the reader may see, the newest link first; one statement."""
    rows = ChildInSeries.objects.filter(child=child, removed_at=None).select_related("series__owner")
    return list(rows.order_by("-added_at", "-pk"))


def participants_of(series: Series) -> list[Participation]:
    """Who takes part now without answering for the series."""
    return list(
        Participation.objects.filter(subject_kind="series", subject_id=series.pk, ended_at=None)
        .exclude(organisation=series.owner_id, user=None)
        .select_related("organisation", "user")
        .order_by("since")
    )


@dataclass(frozen=True)
class MetBy:
    """An organisation that has met files of a series: how many of those that were looked at, and when last."""

    organisation: str
    files: int
    hard_copies: int
    last_at: datetime


@dataclass(frozen=True)
class Figures:
    """How many files a series has, counted no further than ``MOST_FILES``, and who has met them."""

    files: Count
    met_by: list[MetBy] = field(default_factory=list)


# Both are read under the policies of entries and sightings: what the reader may not know of is not counted.
_FIGURES = """
WITH held AS MATERIALIZED (
  SELECT file_id FROM register_entry WHERE series_id = %(series)s ORDER BY series_id, id LIMIT %(most)s + 1
), files AS (SELECT DISTINCT file_id FROM held)
SELECT NULL::text, (SELECT count(*) FROM files), (SELECT count(*) FROM held), NULL::timestamptz
UNION ALL
(SELECT o.name, count(DISTINCT m.file_id), count(*) FILTER (WHERE m.file_id IS NULL), max(m.met_at) FROM (
   SELECT s.organisation_id, s.file_id, s.met_at FROM files f JOIN register_sighting s ON s.file_id = f.file_id
   UNION ALL SELECT s.organisation_id, NULL, s.met_at FROM register_sighting s WHERE s.series_id = %(series)s) AS m
   JOIN organisations_organisation o ON o.id = m.organisation_id
  GROUP BY o.id, o.name ORDER BY max(m.met_at) DESC, o.name)
"""


def figures_of(series: Series) -> Figures:
    """How many files, and which organisations have met them, as far as the reader may know; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"series": series.pk, "most": MOST_FILES})
        (_, files, looked_at, _), *met = cursor.fetchall()
    is_more = looked_at > MOST_FILES
    return Figures(Count(min(files, MOST_FILES), is_more), [MetBy(*one) for one in met])


FILES_ORDER = (Key("id"),)


def files_in(series: Series) -> QuerySet[Entry]:
    """The entries of a series that the reader may know of, with their files and who gave them."""
    return Entry.objects.filter(series=series).select_related("file", "organisation")


def entries_to_put(digests: Sequence[bytes], organisation_id: int) -> list[Entry]:
    """Entries of cases, of no series yet, of files with one of these hashes, that the reader may know of: of each file the
    organisation's own, and those of others only where it has none. Three statements at most, one for each kind of hash.
    """
    found: dict[int, Entry] = {}
    for name, length in (("md5", 16), ("sha1", 20), ("sha256", 32)):
        wanted = [one for one in digests if len(one) == length]
        if wanted:
            rows = Entry.objects.filter(kind=Entry.Kind.CASE, **{f"file__{name}__in": wanted})
            found |= {one.pk: one for one in rows}
    own = {one.file_id for one in found.values() if one.organisation_id == organisation_id}
    return [
        one
        for one in found.values()
        if one.series_id is None and (one.organisation_id == organisation_id or one.file_id not in own)
    ]
