"""What was said about a record, by whom and for whom, and which letters belong to it; each question in a bounded number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.comments.models import Comment, Letter
from tutela.core.marking import gettext_noop
from tutela.core.paging import Key, Page, page
from tutela.core.subjects import Subject
from tutela.organisations.models import Organisation
from tutela.ownership.models import Participation

NEWEST_FIRST = (Key("made_at", descending=True), Key("id", descending=True))
ORDER = gettext_noop("The newest first; answers stand under what they answer, the oldest first.")
SIZE = 20


@dataclass(frozen=True)
class Wanted:
    """What a reader of the tab looks for; an empty one finds everything."""

    whose: str = ""  # "", "mine", "ours", "others"
    audience: str = ""
    direction: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()

    def on(self, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The rows that pass."""
        if self.whose == "mine":
            rows = rows.filter(made_by_id=actor.user_id)
        elif self.whose == "ours":
            rows = rows.filter(organisation_id=actor.organisation_id)
        elif self.whose == "others":
            rows = rows.exclude(organisation_id=actor.organisation_id)
        return rows


@dataclass
class Said:
    """A comment as the tab shows it: who wrote it, what may be done with it, and what belongs to it."""

    comment: Comment
    by: str
    is_mine: bool
    is_corrected: bool
    answers: list["Said"] = field(default_factory=list)


@dataclass(frozen=True)
class Kept:
    """A letter as the tab shows it."""

    letter: Letter
    by: str
    means: str
    is_corrected: bool

    @property
    def with_whom(self) -> str:
        """The correspondent, by name or in words."""
        known = self.letter.correspondent
        return known.name if known is not None else self.letter.correspondent_words


@dataclass(frozen=True)
class Readers:
    """Who will read a comment: organisations by name, and whether there are named persons besides."""

    ours: str
    everybody: Sequence[str]
    is_restricted: bool


def comments_of(subject: Subject, wanted: Wanted = Wanted(), *, actor: Actor, cursor: str = "") -> Page[Said]:
    """A page of the comments on a record that the reader may read, each with its answers. Two statements.

    With a filter each comment that passes stands for itself, answers among them.
    """
    rows = _comments(subject)
    if wanted.audience:
        rows = rows.filter(audience=wanted.audience)
    narrows = bool(wanted.whose or wanted.audience)
    top = wanted.on(rows, actor) if narrows else rows.filter(answers=None)
    listed = page(top, NEWEST_FIRST, cursor=cursor, size=SIZE)
    said = [_said(one, actor) for one in listed]
    if not narrows and said:
        by_id = {one.comment.pk: one for one in said}
        for one in rows.filter(answers__in=list(by_id)).order_by("made_at", "id"):
            by_id[one.answers_id].answers.append(_said(one, actor))
    return listed.with_items(said)


def letters_of(subject: Subject, wanted: Wanted = Wanted(), *, actor: Actor, cursor: str = "") -> Page[Kept]:
    """A page of the letters of a record, the newest first. One statement."""
    rows = wanted.on(_letters(subject), actor)
    if wanted.direction:
        rows = rows.filter(direction=wanted.direction)
    listed = page(rows, NEWEST_FIRST, cursor=cursor, size=SIZE)
    return listed.with_items(_kept(listed))


def all_of(subject: Subject, *, most: int) -> tuple[list[Comment], list[Kept]]:
    """Everything that the reader may read, for an export: the newest of each, at most ``most``. Two statements."""
    comments = list(_comments(subject).order_by("-made_at", "-id")[:most])
    return comments, _kept(_letters(subject).order_by("-made_at", "-id")[:most])


def comment_of(subject: Subject, number: int) -> Comment | None:
    """One comment on a record, if the reader may read it."""
    return _comments(subject).filter(pk=number).first()


def letter_of(subject: Subject, number: int) -> Letter | None:
    """One letter of a record, if the reader may read it."""
    return _letters(subject).filter(pk=number).first()


def colleagues_who_see(subject: Subject) -> set[int]:
    """The reader's colleagues who see the record themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT comments_colleagues_who_see(%s, %s)", [subject.subject_kind, subject.id])
        return {number for (number,) in cursor.fetchall()}


def colleagues_to_tell(subject: Subject) -> QuerySet[User]:
    """The same people, by name, to choose from."""
    return User.objects.filter(pk__in=colleagues_who_see(subject)).order_by("name", "pk")


def readers_of(record: Any, *, actor: Actor) -> Readers:
    """Who will read what is written about a record, by organisation. At most two statements."""
    parts = Participation.objects.filter(
        subject_kind=record.subject_kind, subject_id=record.id, ended_at=None
    ).select_related("organisation")
    names = {record.owner.name}
    names |= {one.organisation.name for one in parts if one.user_id is None and not record.is_restricted}
    names |= {
        gettext("%(organisation)s (named persons)") % {"organisation": one.organisation.name}
        for one in parts
        if one.user_id is not None
    }
    ours = Organisation.objects.get(pk=actor.organisation_pk).name
    return Readers(ours, sorted(names), record.is_restricted)


def by_whom(made_by: str | None, organisation: Organisation) -> str:
    """Who wrote, with their organisation; a person of another organisation is not the reader's to know."""
    named = made_by or gettext("somebody")
    return f"{named}, {organisation.name}"


def _comments(subject: Subject) -> QuerySet[Any]:
    rows = Comment.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    found: QuerySet[Any] = _named(rows).annotate(is_corrected=Exists(Comment.objects.filter(corrects=OuterRef("pk"))))
    return found


def _letters(subject: Subject) -> QuerySet[Any]:
    rows = Letter.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    corrected = Exists(Letter.objects.filter(corrects=OuterRef("pk")))
    found: QuerySet[Any] = _named(rows).select_related("correspondent").annotate(is_corrected=corrected)
    return found


def _named(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the writer's name where the reader may know it: a join with people would hide what others wrote."""
    name = Subquery(User.objects.filter(pk=OuterRef("made_by_id")).values("name")[:1])
    found: QuerySet[Any] = rows.select_related("organisation").annotate(made_by_name=name)
    return found


def _said(one: Any, actor: Actor) -> Said:
    mine = one.made_by_id == actor.user_id and one.organisation_id == actor.organisation_id
    return Said(one, by_whom(one.made_by_name, one.organisation), mine, one.is_corrected)


def _kept(rows: Iterable[Any]) -> list[Kept]:
    known = dict(typology.choices("letter_means"))
    return [
        Kept(
            one,
            by_whom(one.made_by_name, one.organisation),
            str(known.get(one.means, one.means)),
            bool(one.is_corrected),
        )
        for one in rows
    ]
