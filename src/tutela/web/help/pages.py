"""The help of each page, by the name of its address. A page has its own, or that of its group: the longest beginning wins."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from tutela.accounts.models import Role
from tutela.web.glossary import Word, words_by_slug
from tutela.web.help.checked import Entries

_KEYS = frozenset({"title", "names", "begins", "purpose", "steps", "words", "sees", "role"})


@dataclass(frozen=True)
class PageHelp:
    """What a page is for, what is done on it, what its words mean and who sees what. ``for_role``: what it is to one role."""

    title: str
    purpose: str
    steps: tuple[str, ...]
    words: tuple[Word, ...]
    sees: str
    for_role: dict[str, str]
    names: tuple[str, ...]
    begins: tuple[str, ...]

    def said(self) -> "PageHelp":
        """The same in the reader's language: what is read from the file is English."""
        return replace(
            self,
            title=gettext(self.title),
            purpose=gettext(self.purpose),
            steps=tuple(gettext(one) for one in self.steps),
            words=tuple(one.said() for one in self.words),
            sees=gettext(self.sees),
            for_role={role: gettext(words) for role, words in self.for_role.items()},
        )


@cache
def all_pages() -> tuple[PageHelp, ...]:
    """Every help of a page, checked. Raises ValueError with everything that is wrong in the file."""
    entries = Entries("pages.toml", "page")
    known, roles = words_by_slug(), set(Role)
    taken: set[str] = set()
    found = []
    for table in entries:
        entries.knows(table, _KEYS)
        entries.needs(table, "title", "purpose", "steps", "sees")
        title, names, begins = table.get("title", ""), table.get("names", []), table.get("begins", [])
        if not names and not begins:
            entries.refuse(title, "it is the help of no page")
        for twin in taken & {*names, *(f"{one}*" for one in begins)}:
            entries.refuse(title, f"“{twin}” has its help already")
        taken |= {*names, *(f"{one}*" for one in begins)}
        for word in set(table.get("words", ())) - set(known):
            entries.refuse(title, f"“{word}” is no word of the glossary")
        for role in set(table.get("role", {})) - roles:
            entries.refuse(title, f"“{role}” is no role")
        found.append(
            PageHelp(
                title=title,
                purpose=table.get("purpose", ""),
                steps=tuple(table.get("steps", ())),
                words=tuple(known[word] for word in table.get("words", ()) if word in known),
                sees=table.get("sees", ""),
                for_role=dict(table.get("role", {})),
                names=tuple(names),
                begins=tuple(begins),
            )
        )
    entries.end()
    return tuple(found)


def texts() -> Iterator[str]:
    """Every English text of the file that is shown, for the catalogues."""
    for one in all_pages():
        yield from (one.title, one.purpose, *one.steps, one.sees, *one.for_role.values())


@cache
def help_of(url_name: str) -> PageHelp | None:
    """The help of the page with this name of an address; None where there is none."""
    by_name = {name: one for one in all_pages() for name in one.names}
    if url_name in by_name:
        return by_name[url_name]
    by_beginning = {begin: one for one in all_pages() for begin in one.begins if url_name.startswith(begin)}
    return by_beginning[max(by_beginning, key=len)] if by_beginning else None


def name_of(address: str) -> str:
    """The name of the page at an address of this site; empty where there is none."""
    try:
        return resolve(address).url_name or ""
    except Resolver404:
        return ""
