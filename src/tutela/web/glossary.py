"""The words of the domain, and what each role does, as the help says them."""

from dataclasses import dataclass
from functools import cache

from django.utils.text import slugify

from tutela.accounts.models import Role
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
        "Takes reports in, sorts them, and gets each to whoever answers for it.",
        (
            "Record a report that somebody makes by telephone, or import a file of reports.",
            (
                "Work from the top of the work list: a specific concern for a child stands first, then whatever is nearest to"
                " breaking a promise. Each row says why it stands where it does."
            ),
            "Send a report to the organisation that the suggestion names, or to another one, with your reason.",
            "Send the receipt. Opening a report is not answering it; the promise runs until the answer has gone.",
        ),
    ),
    RoleHelp(
        Role.INVESTIGATOR,
        "Works on reports, cases and children, and answers whoever reported.",
        (
            "Open a case from a report, and enter each child in it, known or not yet identified.",
            "Say of every person what their standing is: alleged, suspected, charged and so on. Not yet known is an answer.",
            "Propose a decision not to investigate with its grounds; a second person confirms it, and it is looked at again.",
            "Ask for access to a record that you may not see, by its reference and with a reason.",
        ),
    ),
    RoleHelp(
        Role.EXAMINER,
        "Examines what was seized, and reads the records that belong to it.",
        (
            "Read the reports and cases of your organisation.",
            "Answer what is asked of you before its promise is broken.",
        ),
    ),
    RoleHelp(
        Role.ANALYST,
        "Looks for what belongs together, and makes figures that say how sure they are.",
        (
            "Search references, people, identifiers and text, within what you may see.",
            "Bundle reports about one widely spread item; each is still answered by itself.",
        ),
    ),
    RoleHelp(
        Role.MANAGER,
        "Assigns the work, approves what needs a second person, grants access and reviews.",
        (
            "Look at the team's page for work that nobody handles and for promises about to break.",
            "Decide requests for access under Access. A refusal stays within your organisation.",
            "Review every breaking of glass on your records within two working days.",
            "Keep the rota without gaps: a specific concern calls whoever is on duty, at any hour.",
        ),
    ),
    RoleHelp(
        Role.WELFARE_OFFICER,
        "Looks after those who do this work.",
        (
            "See under Duty who is called at night and at week-ends, how often, and when nobody else is there to take it.",
            "Speak with people; the records of the work are not needed for it.",
        ),
        "You see no report, no case and no child.",
    ),
    RoleHelp(
        Role.RESEARCHER,
        "Works with figures that have their uncertainty beside them.",
        ("Read each figure with its denominator, its source and what it does not cover.",),
        "You see no report, no case and no child.",
    ),
    RoleHelp(
        Role.AUDITOR,
        "Sees that records were read and changed for good reasons.",
        (
            "Look through the audit trail by person, by deed, by day or by record.",
            "Keep the newest anchor outside of this system; it shows if the trail was cut or rewritten.",
        ),
        "You read records and change nothing.",
    ),
    RoleHelp(
        Role.ADMINISTRATOR,
        "Keeps accounts and the organisation's entry.",
        (
            (
                "Give an account to somebody who joins, change the role of somebody who moves, and close the access of somebody"
                " who leaves. What they worked on goes back to the unassigned list."
            ),
            "Keep the point of contact, the working hours, the remit and the promises right: clocks are counted by them.",
            "Look now and then at the accounts that nobody has used for 90 days.",
        ),
        "You see no report, no case and no child, and never anybody's password.",
    ),
    RoleHelp(
        Role.PARTNER,
        "Reports for an organisation outside, and reads the answers.",
        (
            "Send a report, or a file of them, and give your own reference: you find it by that again.",
            "See on one page all that you sent, what became of it, and which answers you are owed.",
        ),
        "You see what your organisation sent and what it is owed, and nothing else.",
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

    @property
    def letter(self) -> str:
        """Under which letter it stands."""
        return self.word[0].upper()

    def says(self, asked: str) -> bool:
        """Whether every word of ``asked`` stands in it."""
        text = " ".join((self.word, self.meaning, self.met, *self.parts)).casefold()
        return all(each in text for each in asked.casefold().split())


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
    found += [_of_category(one.code) for one in typology.categories()]
    slugs = [one.slug for one in found]
    for twin in {slug for slug in slugs if slugs.count(slug) > 1}:
        entries.refuse(twin, "this word stands twice")
    entries.end()
    return tuple(sorted(found, key=lambda one: one.word.casefold()))


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
        "Category of a report, a case and a remit.",
        parts + facets,
    )
