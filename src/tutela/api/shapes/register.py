"""Lists of hashes on their way to the register, and what it says of them. Names of files are not sent."""

from datetime import datetime
from typing import Annotated, Literal, Self

from ninja import Query, Schema
from pydantic import Field, model_validator

from tutela.api.shapes.common import LARGEST_ID, Sent, Words60, Words200
from tutela.register.answer import Answer
from tutela.register.lists.forms import FORMS
from tutela.register.lists.gathering import MAX_ROWS
from tutela.register.lists.packed import BEST_QUALITY
from tutela.register.models import Check, Submission
from tutela.register.said_of_rows import LONGEST_KIND, LONGEST_VALUE

MOST_CODES = 100

MOST_JSON_ROWS = 10_000
MOST_LOOKED_UP = 1_000

Start = Annotated[int, Query(..., ge=0, le=MAX_ROWS, description="How many rows of the list come before these.")]
Number = Annotated[int, Field(ge=1, le=LARGEST_ID)]
About = Annotated[str, Field("", max_length=40, description="The report or case that it belongs to, by its reference.")]
Exhibit = Annotated[Words60, Field("", description="The exhibit that the list is of.")]


Md5 = Annotated[str, Field(pattern="^[0-9A-Fa-f]{32}$")]
Sha1 = Annotated[str, Field(pattern="^[0-9A-Fa-f]{40}$")]
Sha256 = Annotated[str, Field(pattern="^[0-9A-Fa-f]{64}$")]
Pdq = Annotated[str, Field(pattern="^[0-9A-Fa-f]{64}$")]


Category = Annotated[str, Field(max_length=20)]
OtherKind = Annotated[str, Field(min_length=1, max_length=LONGEST_KIND)]
OtherValue = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE)]


class ListSent(Sent):
    """What is said of a list before its rows come."""

    form: str = Field(
        pattern=rf"^({'|'.join(FORMS)})$",
        description=f"The format of the list: {', '.join(FORMS)}. A list that a program keeps itself is “bare”.",
    )
    list_sha256: str = Field(
        pattern="^[0-9a-f]{64}$", description="The SHA-256 of its bytes, by which the same list is known again."
    )
    rows: int = Field(ge=1, le=MAX_ROWS, description="How many rows it has.")


class CheckSent(ListSent):
    """A list to ask about."""

    key: str = Field(
        pattern="^[!-~]{1,120}$",
        description="A name of your own for this check. Begun again with it, the check goes on where it was.",
    )
    exhibit: Exhibit
    about: About


class Said(Sent):
    """What is said of files that are given to the register."""

    what: Literal["case", "seen"] = Field(
        description="case: files of a case, entered where they are new. seen: everything on an exhibit, of which what is known is noted as met."
    )
    how: Literal["found", "reported", "exchanged"] = Field("found", description="How they were met.")
    exhibit: Exhibit
    about: About
    series: str = Field("", max_length=40, description="The series that the files belong to, with “case”.")
    scheme: str = Field(
        "",
        max_length=40,
        description="The scheme by which the categories of the rows classify the files, by its short name, with “case”.",
    )


class SubmissionSent(Said, ListSent):
    """A list to give to the register."""

    check: Number | None = Field(
        None, description="The check of this list, which then says that what it found was sent."
    )
    categories: list[Category] = Field(
        [],
        max_length=MOST_CODES,
        description="Every category that the rows say, once: refused here where the scheme lacks one.",
    )


class FileSent(Sent):
    """A file by its hashes: at least one."""

    md5: Md5 | None = None
    sha1: Sha1 | None = None
    sha256: Sha256 | None = None
    size: int | None = Field(None, ge=0, le=LARGEST_ID, description="In bytes.")
    pdq: Pdq | None = Field(None, description="The PDQ hash of a picture.")
    pdq_quality: int | None = Field(None, ge=0, le=BEST_QUALITY, description="As PDQ gives it.")
    category: Category = Field("", description="With a submission that names a scheme: its class of the file.")
    other_hashes: dict[OtherKind, OtherValue] = Field(
        {},
        max_length=20,
        description="With a submission: hashes of other kinds, by their kind. They are kept as they are.",
    )

    @model_validator(mode="after")
    def _has_a_hash(self) -> Self:
        if not (self.md5 or self.sha1 or self.sha256 or self.pdq):
            raise ValueError("A row has at least one hash.")
        return self


class RowSent(FileSent):
    """A row of a list: at least one hash."""

    row: int = Field(ge=1, le=LARGEST_ID, description="Where it stands in the list; greater than the one before.")


class RowsSent(Sent):
    """The next rows of a list."""

    rows: list[RowSent] = Field(min_length=1, max_length=MOST_JSON_ROWS, description="In the order of the list.")


class NotSentSent(Sent):
    """Why what was found is not given to the register."""

    reason: Literal["not_ours", "court", "ongoing", "test", "other"] = Field(description="Why.")
    words: Words200 = Field("", description="In words; needed where it is “other”.")


class LookUpSent(Sent):
    """A few hashes to ask about, up to 1,000 together."""

    md5: list[Md5] = Field(default=[], max_length=MOST_LOOKED_UP)
    sha1: list[Sha1] = Field(default=[], max_length=MOST_LOOKED_UP)
    sha256: list[Sha256] = Field(default=[], max_length=MOST_LOOKED_UP)
    exhibit: Exhibit
    about: About

    @model_validator(mode="after")
    def _has_some(self) -> "LookUpSent":
        count = len(self.md5) + len(self.sha1) + len(self.sha256)
        if not 1 <= count <= MOST_LOOKED_UP:
            raise ValueError(f"Ask about 1 to {MOST_LOOKED_UP:,} hashes at once.")
        return self


class Counts(Schema):
    """How many rows got which answer, of those that are answered."""

    new: int
    not_identified: int
    identified: int
    safeguarded: int
    known: int
    ask: int
    harmless: int


class CheckRead(Schema):
    """A check that is kept: what was asked, how far it is, and what became of it."""

    number: int = Field(description="Its number.")
    organisation: str = Field(description="The code of the organisation that asked.")
    asked_at: datetime
    asked_from: str = Field(description="server, page, api or pack.")
    form: str
    list_sha256: str
    exhibit: str
    about: str = Field(description="The reference of a report or case; may be empty.")
    rows: int
    done_rows: int = Field(description="How many rows are answered: go on there.")
    done_at: datetime | None = Field(description="When the last row was answered.")
    counts: Counts
    submission: int | None = Field(description="The submission with which what was found was sent.")
    not_sent: str = Field(description="Why it is not sent; empty where nothing was said.")
    not_sent_words: str


class SeriesMet(Schema):
    """A series, as far as whoever may know of one of its files hears of it."""

    reference: str
    standing: str = Field(description="not_identified, identified, safeguarded or stopped.")
    standing_since: datetime | None
    owner: str = Field(description="The code of the organisation that answers for it.")
    children: list[str] = Field(description="References of its children, of those whose records you see.")


class ToAsk(Schema):
    """An organisation and whom to telephone there."""

    code: str
    name: str
    person: str
    telephone: str
    email: str


class SourceMet(Schema):
    """A set of hashes that somebody brought in."""

    number: int
    name: str
    terms: str


class SaidSameRead(Schema):
    """Who said that two files are the same picture. What is known of one is said of the other too, and is no exact match."""

    by: ToAsk = Field(description="The organisation that said so.")
    at: datetime
    distance: int = Field(description="In how many of 256 bits the two differ.")


class SaidRead(Schema):
    """One thing that is said of rows."""

    answer: str = Field(description=f"{', '.join(one.code for one in Answer)}.")
    in_words: str
    near_distance: int | None = Field(
        description="The rest is said of another file, whose PDQ hash differs in so many bits; null where it is of the file itself."
    )
    near_answer: str = Field(description="The answer about that other file.")
    series: SeriesMet | None
    other_series: list[SeriesMet]
    ask: ToAsk | None = Field(description="Whom to ask.")
    also_ask: list[ToAsk]
    held_by: list[ToAsk] = Field(description="Who holds the file, as far as you may know.")
    sources: list[SourceMet]
    files: int = Field(description="How many files the row may be: more than one where several share the hash.")
    said_same: SaidSameRead | None = Field(
        description="Somebody said that the row's file is the same picture as another, which the answer is of as well."
    )


class KnownRows(Schema):
    """Rows of which something is said: two columns of the same length. All other rows are new."""

    rows: list[int] = Field(description="Where they stand in the list.")
    said: list[int] = Field(description="Which of the things that are said, from 0.")


class NearRead(Schema):
    """A file of the register whose PDQ hash is near that of a row. It is not the same until a person says so."""

    row: int
    file: int = Field(description="The register's number of the file.")
    distance: int = Field(description="In how many of 256 bits they differ.")
    said: int = Field(description="Which of the things that are said, from 0.")
    said_same: SaidSameRead | None = Field(description="Who said that they are the same picture, if anybody has.")


class RowsAnswered(Schema):
    """What the register says of the rows that were sent."""

    number: int = Field(description="The check.")
    start: int
    rows: int = Field(description="How many rows this answers.")
    done_rows: int = Field(description="How many rows of the list are answered by now.")
    counts: Counts
    said: list[SaidRead] = Field(description="Each thing that is said, once; the first is “new”.")
    known: KnownRows
    near: list[NearRead]
    not_same: int = Field(
        description="Near files that are left out: your organisation said that they are not the same."
    )


class HashAnswered(Schema):
    """A hash that was asked about."""

    hash: str
    said: int = Field(description="Which of the things that are said, from 0.")


class LookedUp(Schema):
    """What the register says of a few hashes."""

    number: int = Field(description="The check that keeps the answer.")
    counts: Counts
    said: list[SaidRead] = Field(description="Each thing that is said, once; the first is “new”.")
    hashes: list[HashAnswered] = Field(
        description="Every hash, MD5 first, then SHA-1, then SHA-256, as they were sent."
    )


class SubmissionState(Schema):
    """A list that was given to the register, and how far it is."""

    number: int = Field(description="Its number.")
    what: str
    how: str
    exhibit: str
    about: str
    series: str = Field(description="The reference of the series, where you see it.")
    form: str
    list_sha256: str
    rows: int
    done_rows: int = Field(description="How many rows are in: go on there.")
    new_files: int = Field(description="Files that the register had not.")
    new_sightings: int
    began_at: datetime
    done_at: datetime | None


class RowsTaken(Schema):
    """What the rows that were sent brought."""

    number: int = Field(description="The submission.")
    done_rows: int = Field(description="How many rows of the list are in by now.")
    files: int = Field(description="Files that were new, of these rows.")
    sightings: int = Field(description="Sightings that were new, of these rows; 0 where they were in already.")


def check_read(check: Check) -> CheckRead:
    """A check that is kept."""
    return CheckRead(
        number=check.pk,
        organisation=check.organisation.code,
        asked_at=check.asked_at,
        asked_from=check.asked_from,
        form=check.form,
        list_sha256=check.list_digest,
        exhibit=check.exhibit,
        about=check.subject_reference,
        rows=check.rows,
        done_rows=check.done_rows,
        done_at=check.done_at,
        counts=Counts(**{one.code: getattr(check, one.code) for one in Answer}),
        submission=check.submission_id,
        not_sent=check.not_sent,
        not_sent_words=check.not_sent_words,
    )


def submission_state(made: Submission, series: str) -> SubmissionState:
    """A list that was given to the register."""
    return SubmissionState(
        number=made.pk,
        what=made.what,
        how=made.how,
        exhibit=made.exhibit,
        about=made.subject_reference,
        series=series,
        form=made.form,
        list_sha256=made.list_digest,
        rows=made.rows,
        done_rows=made.done_rows,
        new_files=made.new_files,
        new_sightings=made.new_sightings,
        began_at=made.began_at,
        done_at=made.done_at,
    )
