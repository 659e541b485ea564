"""The words of the domain, and what each role does, as the help says them."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext

from tutela.accounts.models import Role
from tutela.core.marking import gettext_noop
from tutela.typology import queries as typology
from tutela.web.help.checked import Entries


@dataclass(frozen=True)
class RoleHelp:
    """A role: what it is for, what it does most, and what it does not see."""

    role: Role
    purpose: str
    tasks: tuple[str, ...]
    not_seen: str = ""


ROLES = (
    RoleHelp(
        Role.INTAKE_OFFICER,
        gettext_noop("Takes reports in, sorts them, and gets each to whoever answers for it."),
        (
            gettext_noop("Record a report that somebody makes by telephone, or import a file of reports."),
            gettext_noop(
                "Work from the top of the work list: a specific concern for a child stands first, then whatever is nearest to"
                " breaking a promise. Each row says why it stands where it does."
            ),
            gettext_noop(
                "Send a report to the organisation that the suggestion names, or to another one, with your reason."
            ),
            gettext_noop(
                "Send the receipt. Opening a report is not answering it; the promise runs until the answer has gone."
            ),
        ),
    ),
    RoleHelp(
        Role.INVESTIGATOR,
        gettext_noop("Works on reports, cases and children, and answers whoever reported."),
        (
            gettext_noop("Open a case from a report, and enter each child in it, known or not yet identified."),
            gettext_noop(
                "Say of every person what their standing is: alleged, suspected, charged and so on. Not yet known is an answer."
            ),
            gettext_noop(
                "Propose a decision not to investigate with its grounds; a second person confirms it, and it is looked at again."
            ),
            gettext_noop("Ask for access to a record that you may not see, by its reference and with a reason."),
        ),
    ),
    RoleHelp(
        Role.EXAMINER,
        gettext_noop("Examines what was seized, and reads the records that belong to it."),
        (
            gettext_noop("Read the reports and cases of your organisation."),
            gettext_noop("Answer what is asked of you before its promise is broken."),
        ),
    ),
    RoleHelp(
        Role.ANALYST,
        gettext_noop("Looks for what belongs together, and makes figures that say how sure they are."),
        (
            gettext_noop("Search references, people, identifiers and text, within what you may see."),
            gettext_noop("Bundle reports about one widely spread item; each is still answered by itself."),
        ),
    ),
    RoleHelp(
        Role.MANAGER,
        gettext_noop("Assigns the work, approves what needs a second person, grants access and reviews."),
        (
            gettext_noop("Look at the team's page for work that nobody handles and for promises about to break."),
            gettext_noop("Decide requests for access under Access. A refusal stays within your organisation."),
            gettext_noop("Review every breaking of glass on your records within two working days."),
            gettext_noop("Keep the rota without gaps: a specific concern calls whoever is on duty, at any hour."),
        ),
    ),
    RoleHelp(
        Role.WELFARE_OFFICER,
        gettext_noop("Looks after those who do this work."),
        (
            gettext_noop(
                "See under Duty who is called at night and at week-ends, how often, and when nobody else is there to take it."
            ),
            gettext_noop("Speak with people; the records of the work are not needed for it."),
        ),
        gettext_noop("You see no report, no case and no child."),
    ),
    RoleHelp(
        Role.RESEARCHER,
        gettext_noop("Works with figures that have their uncertainty beside them."),
        (gettext_noop("Read each figure with its denominator, its source and what it does not cover."),),
        gettext_noop("You see no report, no case and no child."),
    ),
    RoleHelp(
        Role.AUDITOR,
        gettext_noop("Sees that records were read and changed for good reasons."),
        (
            gettext_noop("Look through the audit trail by person, by deed, by day or by record."),
            gettext_noop("Keep the newest anchor outside of this system; it shows if the trail was cut or rewritten."),
        ),
        gettext_noop("You read records and change nothing."),
    ),
    RoleHelp(
        Role.ADMINISTRATOR,
        gettext_noop("Keeps accounts and the organisation's entry."),
        (
            gettext_noop(
                "Give an account to somebody who joins, change the role of somebody who moves, and close the access of somebody"
                " who leaves. What they worked on goes back to the unassigned list."
            ),
            gettext_noop(
                "Keep the point of contact, the working hours, the remit and the promises right: clocks are counted by them."
            ),
            gettext_noop("Look now and then at the accounts that nobody has used for 90 days."),
        ),
        gettext_noop("You see no report, no case and no child, and never anybody's password."),
    ),
    RoleHelp(
        Role.PARTNER,
        gettext_noop("Reports for an organisation outside, and reads the answers."),
        (
            gettext_noop("Send a report, or a file of them, and give your own reference: you find it by that again."),
            gettext_noop("See on one page all that you sent, what became of it, and which answers you are owed."),
        ),
        gettext_noop("You see what your organisation sent and what it is owed, and nothing else."),
    ),
)


@dataclass(frozen=True)
class Word:
    """A word of the domain: what it means here, on what paragraph of the study it rests, and where it is met."""

    slug: str
    word: str
    meaning: str
    source: str
    met: str
    # What belongs to it and is said in a list: the types of a category.
    parts: tuple[str, ...] = ()
    # Of a category of the vocabulary, which says itself in the reader's language.
    code: str = ""

    @property
    def letter(self) -> str:
        """Under which letter it stands."""
        return plain(self.word)[0].upper()

    def said(self) -> "Word":
        """The same in the reader's language: what is read from the file is English."""
        if self.code:
            return _of_category(self.code)
        return replace(self, word=gettext(self.word), meaning=gettext(self.meaning), met=gettext(self.met))

    def says(self, asked: str) -> bool:
        """Whether every word of ``asked`` stands in it."""
        text = plain(" ".join((self.word, self.meaning, self.met, *self.parts)))
        return all(each in text for each in plain(asked).split())


_KEYS = frozenset({"word", "meaning", "source", "met"})


@cache
def glossary() -> tuple[Word, ...]:
    """Every word in the order of the alphabet, checked. Raises ValueError with everything that is wrong in the file."""
    entries = Entries("words.toml", "word")
    found = []
    for table in entries:
        entries.knows(table, _KEYS)
        entries.needs(table, *_KEYS)
        found.append(
            Word(
                slugify(table.get("word", "")),
                table.get("word", ""),
                table.get("meaning", ""),
                table.get("source", ""),
                table.get("met", ""),
            )
        )
    # Categories are said by the vocabulary itself, so that help and forms cannot differ.
    with translation.override("en-gb"):
        found += [_of_category(one.code) for one in typology.categories()]
    slugs = [one.slug for one in found]
    for twin in {slug for slug in slugs if slugs.count(slug) > 1}:
        entries.refuse(twin, "this word stands twice")
    entries.end()
    return tuple(in_order(found))


def in_order(words: Iterable[Word]) -> list[Word]:
    """Words in the order of the alphabet, as the reader's language writes it."""
    return sorted(words, key=lambda one: plain(one.word))


def texts() -> Iterator[str]:
    """Every English text of the glossary's file that is shown, for the catalogues."""
    for one in glossary():
        if not one.code:
            yield from (one.word, one.meaning, one.met)


@cache
def words_by_slug() -> dict[str, Word]:
    """Every word, by what stands in its address."""
    return {one.slug: one for one in glossary()}


def _of_category(code: str) -> Word:
    known = typology.category(code)
    parts = tuple(f"{one.label}: {one.note}" if one.note else one.label for one in known.types)
    facets = tuple(
        f"{facet.label}: {', '.join(value.label.lower() for value in facet.values)}" for facet in known.facets
    )
    return Word(
        slugify(code),
        f"{code}: {known.label}",
        known.meaning,
        known.source,
        gettext("Category of a report, a case and a remit."),
        parts + facets,
        code,
    )


def plain(text: str) -> str:
    """Without accents, and as if there were no capitals and one apostrophe: so words are sorted and found."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(one for one in decomposed if not unicodedata.combining(one)).casefold()
