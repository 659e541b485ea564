"""One file: what each organisation holds of it, says of it and met of it, as far as the reader may know; beside each other, never averaged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import JSONField, OuterRef
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import NotFound
from tutela.organisations.models import Organisation
from tutela.register.lists.algorithms import plain_heading
from tutela.register.models import Classification, Entry, EntryVote, File, OtherHash, SchemeMapping, Sighting
from tutela.register.perceptual import says_enough
from tutela.register.queries.kept_answers import SERIES_OF_ENTRY, KeptSeries, series_read
from tutela.register.queries.near_files import Word, words_about

MOST_SIGHTINGS = 50
MOST_OTHER_HASHES = 100


@dataclass(frozen=True)
class Verdict:
    """One word of one organisation about an entry: confirmed or disputed, on what grounds, when."""

    verdict: str
    organisation: str
    words: str
    at: datetime | None

    def get_verdict_display(self) -> str:
        """What was said, in words."""
        return EntryVote.Verdict(self.verdict).label


@dataclass(frozen=True)
class Held:
    """An entry, the series that it is of as far as one may know of it, who confirmed or disputed it, the newest first, and whom to
    telephone: whoever answers for the series, or else who gave the entry.
    """

    entry: Any
    series: KeptSeries | None
    votes: Sequence[Verdict]
    ask: Organisation | None = None

    @property
    def present(self) -> list[Verdict]:
        """The latest word of each organisation."""
        latest: dict[str, Verdict] = {}
        for vote in self.votes:
            latest.setdefault(vote.organisation, vote)
        return list(latest.values())

    @property
    def earlier(self) -> list[Verdict]:
        """Words that a later one of the same organisation follows."""
        present = self.present
        return [one for one in self.votes if one not in present]


@dataclass(frozen=True)
class Classified:
    """What is said of a file by one scheme: the latest word of each organisation, and earlier and withdrawn ones."""

    scheme: str
    present: Sequence[Any]
    earlier: Sequence[Any]


@dataclass(frozen=True)
class OtherGiven:
    """A hash of another kind, as an organisation gave it, with the number of the list that it came with."""

    kind: str
    value: str
    organisation: str
    code: str
    submission: int | None
    given_at: datetime | None


@dataclass(frozen=True)
class Known:
    """All that the reader may know of a file. ``hidden`` are organisations that hold it as well, and want to be asked."""

    file: File
    held: Sequence[Held]
    hidden: Sequence[tuple[str, str]]
    sightings: Sequence[Sighting]
    more_sightings: bool
    classified: Sequence[Classified]
    words: Sequence[Word]
    other_hashes: Sequence[OtherGiven]

    @property
    def says_enough(self) -> bool:
        """Whether its perceptual hash is compared with others of itself."""
        return says_enough(self.file.pdq_quality)


_ASK = """
ARRAY(SELECT jsonb_build_array(o.name, o.contact_telephone) FROM organisations_organisation o
       WHERE o.id IN (SELECT unnest(s.ask) FROM register_said(ARRAY[1]::bigint[], ARRAY[register_file.id]) s) ORDER BY o.name)
"""


_OTHER = JSONObject(
    kind="kind",
    value="value",
    organisation="organisation__name",
    code="organisation__code",
    submission="submission_id",
    given_at="given_at",
)


def find_file(number: int) -> File:
    """One file. Raises NotFound for one that is absent or of which the reader may not know, in the same words."""
    return _found(File.objects.filter(pk=number).first())


def known_of(number: int) -> Known:
    """All that the reader may know of a file; four statements, one more where another organisation answers for a series, and one more where it can look like others. Raises NotFound as ``find_file`` does."""
    # The statements are constants of this module: nothing of a request is in them.
    file: Any = _found(
        File.objects.annotate(
            to_ask=RawSQL(f"to_jsonb({_ASK})", [], output_field=JSONField()),  # noqa: S611
            others=ArraySubquery(
                OtherHash.objects.filter(file=OuterRef("pk"))
                .order_by("kind", "pk")
                .values(told=_OTHER)[:MOST_OTHER_HASHES]
            ),
        )
        .filter(pk=number)
        .first()
    )
    sightings = list(Sighting.objects.filter(file=file).select_related("organisation")[: MOST_SIGHTINGS + 1])
    return Known(
        file=file,
        held=_held(file),
        hidden=[(name, telephone) for name, telephone in file.to_ask],
        sightings=sightings[:MOST_SIGHTINGS],
        more_sightings=len(sightings) > MOST_SIGHTINGS,
        classified=_classified(file),
        words=words_about(file) if file.pdq is not None else [],
        other_hashes=[OtherGiven(**one | {"given_at": parse_datetime(one["given_at"])}) for one in file.others],
    )


def files_with_other_hash(kind: str, value: str) -> list[int]:
    """The files of which exactly this hash of another kind was given, as far as the reader may know; one statement."""
    found = OtherHash.objects.filter(value=value.strip(), kind=plain_heading(kind)).order_by("file")
    return list(found.values_list("file", flat=True).distinct()[:MOST_OTHER_HASHES])


def _found(file: File | None) -> File:
    if file is None:
        raise NotFound(gettext("There is no such file that you may see."), mend=gettext("Look it up by its hash."))
    return file


def find_entry(number: int) -> Entry:
    """One entry. Raises NotFound for one that is absent or not for this reader, in the same words."""
    found = Entry.objects.select_related("organisation", "source").filter(pk=number).first()
    if found is None:
        raise NotFound(gettext("There is no such entry that you may see."), mend=gettext("Open it from the file."))
    return found


def latest_word(entry: Entry, actor: Actor) -> EntryVote | None:
    """What the actor's organisation said last of an entry, if anything."""
    return EntryVote.objects.filter(entry=entry, organisation_id=actor.organisation_pk).first()


def find_classification(number: int) -> Classification:
    """What was said of a file. Raises NotFound for what is absent or not for this reader, in the same words."""
    found = Classification.objects.select_related("code__scheme").filter(pk=number).first()
    if found is None:
        raise NotFound(
            gettext("There is no such classification that you may see."), mend=gettext("Open it from the file.")
        )
    return found


def _held(file: File) -> list[Held]:
    votes = EntryVote.objects.filter(entry=OuterRef("pk")).order_by("-at", "-pk")
    told = JSONObject(verdict="verdict", organisation="organisation__name", words="words", at="at")
    rows: Any = (
        Entry.objects.filter(file=file)
        .select_related("organisation", "source")
        .annotate(
            said=ArraySubquery(votes.values(told=told)),
            of_series=RawSQL(SERIES_OF_ENTRY, [], output_field=JSONField()),  # noqa: S611
        )
        .order_by("-is_on", "added_at", "pk")
    )
    held = [
        Held(
            one,
            series_read(one.of_series) if one.of_series else None,
            [
                Verdict(vote["verdict"], vote["organisation"], vote["words"], parse_datetime(vote["at"]))
                for vote in one.said
            ],
        )
        for one in rows
    ]
    givers = {one.entry.organisation_id: one.entry.organisation for one in held}
    owners = {one.series.owner for one in held if one.series} - set(givers)
    known = givers | (Organisation.objects.in_bulk(owners) if owners else {})
    return [replace(one, ask=known.get(one.series.owner if one.series else one.entry.organisation_id)) for one in held]


def _classified(file: File) -> list[Classified]:
    # What each class would be in other schemes: advice, with whose it is.
    elsewhere = SchemeMapping.objects.filter(from_code=OuterRef("code"), withdrawn_at=None).order_by("pk")
    told = JSONObject(
        code="to_code__code",
        label="to_code__label",
        scheme="to_code__scheme__name",
        name="organisation__name",
        words="words",
    )
    rows = (
        Classification.objects.filter(file=file)
        .select_related("code__scheme", "organisation")
        .annotate(elsewhere=ArraySubquery(elsewhere.values(told=told)))
    )
    found = []
    for scheme, group in groupby(sorted(rows, key=lambda one: one.code.scheme.code), key=lambda one: one.code.scheme):
        present: dict[int, Classification] = {}
        earlier = []
        # The newest first, as the rows come.
        for one in group:
            if one.withdrawn_at is None and one.organisation_id not in present:
                present[one.organisation_id] = one
            else:
                earlier.append(one)
        found.append(Classified(scheme.name, list(present.values()), earlier))
    return found
