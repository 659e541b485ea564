"""The manual: the documents of the guide as pages, with their contents, a search and the pictures that tests take.

The documents stand in the repository under ``docs/guide`` and the pictures under ``docs/screenshots``; a wheel carries both
beside this module, so that there is one text to write and one to read. A chapter in another language is the same path below
``docs/guide/fr``: whoever reads in that language gets it, with its titles and its search; what is not written there stays English.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from posixpath import normpath

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext, override
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutela.accounts.models import Role
from tutela.core import languages
from tutela.core.languages import ENGLISH, LANGUAGES, Language
from tutela.core.marking import gettext_noop
from tutela.web.glossary import plain

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[3]
_PICTURE = re.compile(r"[a-z0-9-]{1,40}")
# Not those that must not break, which French has before its signs.
_SPACES = re.compile(r"[ \t\r\n]+")
_FRAME = '<div class="{}" role="region" aria-label="{}" tabindex="0">'
_MOST_PLACES = 30
_AROUND = 90

# What each chapter is by, in the order of the contents: the group, and its documents. Those for whoever changes the code stay out.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        gettext_noop("By role"),
        (
            "roles",
            *(
                f"roles/{name}"
                for name in (
                    "intake-officer",
                    "investigator",
                    "social-worker",
                    "foreign-liaison",
                    "examiner",
                    "analyst",
                    "manager",
                    "welfare-officer",
                    "researcher",
                    "auditor",
                    "administrator",
                    "partner",
                )
            ),
        ),
    ),
    (gettext_noop("By question"), ("errors", "take-in-a-file", "reports-csv", "cybertipline", "take-a-case-out")),
    (gettext_noop("For whoever writes a program or runs it"), ("api", "commands", "audit-actions")),
)
_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "table_open": "govuk-table tu-table",
    "thead_open": "govuk-table__head",
    "tbody_open": "govuk-table__body",
    "link_open": "govuk-link",
}
_HEADINGS = {"h1": "govuk-heading-l", "h2": "govuk-heading-m", "h3": "govuk-heading-s", "h4": "govuk-heading-s"}


@dataclass(frozen=True)
class Section:
    """A heading of a chapter with its anchor and what stands below it, as text."""

    title: str
    anchor: str
    level: int
    text: str


@dataclass(frozen=True)
class Chapter:
    """A document: where it is, what it is called, its parts, and itself as HTML."""

    slug: str
    document: str
    title: str
    html: SafeString
    sections: tuple[Section, ...]
    language: Language = ENGLISH

    def get_absolute_url(self) -> str:
        """The page of the chapter."""
        return reverse("manual_chapter", args=[self.slug])

    @property
    def parts(self) -> list[Section]:
        """The headings that its contents list."""
        return [one for one in self.sections if one.anchor and one.level == 2]

    @property
    def is_translated(self) -> bool:
        """Whether it is in the language of the page."""
        return self.language is languages.present()

    @property
    def lang(self) -> SafeString:
        """What an element with its words says of their language."""
        return format_html(' lang="{}"', self.language.tag)


@dataclass(frozen=True)
class Place:
    """Where a question stands: the chapter, the heading, and some words around it."""

    chapter: Chapter
    section: Section
    excerpt: str

    @property
    def address(self) -> str:
        """The page, at the heading."""
        anchor = f"#{self.section.anchor}" if self.section.anchor else ""
        return f"{self.chapter.get_absolute_url()}{anchor}"


def folder(packed: str, in_the_repository: str) -> Path:
    """Where a folder of the manual is: beside this module in a wheel, else in the repository."""
    beside = _HERE / packed
    return beside if beside.is_dir() else _ROOT / in_the_repository


def chapters() -> dict[str, Chapter]:
    """Every chapter by its name, in the order of the contents: in the reader's language, and in English where it is not written in it."""
    return _chapters_in(languages.present().code)


@cache
def _chapters_in(code: str) -> dict[str, Chapter]:
    known = {document: _slug(document) for _, documents in GROUPS for document in documents}
    texts = folder("manual", "docs/guide")
    if code == ENGLISH.code:
        return {slug: _drawn(document, slug, texts, known) for document, slug in known.items()}
    return {
        slug: _drawn(english.document, slug, texts / code, known, LANGUAGES[code], english.sections)
        if (texts / code / f"{english.document}.md").is_file()
        else english
        for slug, english in _chapters_in(ENGLISH.code).items()
    }


def chapter_of(slug: str) -> Chapter | None:
    """The chapter with this name."""
    return chapters().get(slug)


def contents() -> list[tuple[str, list[Chapter]]]:
    """The chapters in their groups."""
    return [(title, [chapters()[_slug(one)] for one in documents]) for title, documents in GROUPS]


def neighbours(chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """The chapter before and the one after."""
    every = list(chapters().values())
    at = every.index(chapter)
    return (every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None)


def guide_of(role: Role) -> Chapter | None:
    """The guide of a role."""
    return chapter_of(str(role).replace("_", "-"))


def search(asked: str) -> list[Place]:
    """The places where every word of a question stands: headings first, then in the order of the manual."""
    words = plain(asked).split()
    found = []
    for chapter in chapters().values():
        for section in chapter.sections:
            title, text = plain(f"{chapter.title} {section.title}"), plain(section.text)
            if words and all(word in title or word in text for word in words):
                in_title = all(word in title for word in words)
                found.append((not in_title, Place(chapter, section, _excerpt(section.text, words))))
    return [place for _, place in sorted(found, key=lambda one: one[0])][:_MOST_PLACES]


def picture_of(name: str) -> Path | None:
    """The file of a picture; None where there is none of this name."""
    path = folder("pictures", "docs/screenshots") / f"{name}.png"
    return path if _PICTURE.fullmatch(name) and path.is_file() else None


def _size_of(picture: Path | None) -> list[tuple[str, str]]:
    """Width and height, as a PNG says them in its first 24 bytes; nothing of a picture that is not there."""
    if picture is None:
        return []
    with picture.open("rb") as file:
        width, height = struct.unpack(">II", file.read(24)[16:])
    return [("width", str(width)), ("height", str(height))]


def _slug(document: str) -> str:
    """The name of a chapter: its file's; the overview of the roles keeps its own."""
    return document.rpartition("/")[2]


def _drawn(
    document: str,
    slug: str,
    texts: Path,
    known: dict[str, str],
    language: Language = ENGLISH,
    twins: Sequence[Section] = (),
) -> Chapter:
    """Read a document and draw it. HTML in it stands as text: what is shown is made here alone.

    ``twins``: the sections of the same chapter in English, whose anchors it takes, so that an address leads there in each language.
    """
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((texts / f"{document}.md").read_text(encoding="utf-8"))
    title, body = _without_title(tokens)
    sections = list(_sections(body))
    if len(sections) == len(twins):
        sections = [replace(one, anchor=twin.anchor) for one, twin in zip(sections, twins, strict=True)]
    _mark(body, sections)
    for token in body:
        for child in token.children or ():
            _lead(child, document, known, language)
    # Links to what the manual does not hold stand as their words.
    for token in body:
        if token.children is not None:
            token.children = list(_without_dead_links(token.children))
    with override(languages.spoken(language.code)):
        framed = list(_framed(body))
    html = mark_safe(markdown.renderer.render(framed, markdown.options, {}))  # noqa: S308 - drawn by the parser, HTML off
    return Chapter(slug, document, title, html, tuple(sections), language)


def _without_title(tokens: Sequence[Token]) -> tuple[str, list[Token]]:
    """The heading of a document, which the page shows itself, and the rest."""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return tokens[1].content, list(tokens[3:])
    return "", list(tokens)


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """What stands before the first heading, then each heading with what stands below it."""
    title, anchor, level = "", "", 2
    texts: list[str] = []
    taken: set[str] = set()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Section(title, anchor, level, " ".join(texts))
            title, level, texts = _plain(tokens[at + 1]), int(token.tag[1]), []
            anchor = base = slugify(title) or "part"
            while anchor in taken:
                anchor = f"{base}-{len(taken)}"
            taken.add(anchor)
        elif token.type == "inline" and tokens[at - 1].type != "heading_open":
            texts.append(_plain(token))
        elif token.type == "fence":
            texts.append(token.content)
    yield Section(title, anchor, level, " ".join(texts))


def _plain(token: Token) -> str:
    """The words of a line without its marks."""
    parts = [
        one.content if one.type in {"text", "code_inline"} else " " for one in token.children or () if not one.hidden
    ]
    return _SPACES.sub(" ", "".join(part or "" for part in parts)).strip(" ")


def _mark(tokens: Sequence[Token], sections: Sequence[Section]) -> None:
    """Give each element the class of the house, and each heading its anchor."""
    anchors = iter(one.anchor for one in sections if one.anchor)
    for token in tokens:
        if token.type == "heading_open":
            token.attrSet("id", next(anchors))
            token.attrSet("class", _HEADINGS.get(token.tag, "govuk-heading-s"))
        elif token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _lead(token: Token, document: str, known: dict[str, str], language: Language) -> None:
    """Links and pictures lead to the pages of the manual; whatever it does not hold loses its address."""
    if token.type == "image":
        name = str(token.attrGet("src") or "").rpartition("/")[2].removesuffix(".png")
        token.attrSet("src", reverse("manual_picture", args=[name]))
        token.attrSet("class", "tu-manual__picture")
        # Room is kept for it, so that a link to a heading below it still leads there when it has come.
        for side, length in _size_of(picture_of(name)):
            token.attrSet(side, length)
    if token.type == "link_open":
        token.attrSet("class", "govuk-link")
        token.attrSet("href", _address(str(token.attrGet("href") or ""), document, known, language))


def _address(href: str, document: str, known: dict[str, str], language: Language) -> str:
    """Where a link of a document leads on the site; empty for what is not here."""
    if href.startswith("/"):
        return href
    target, _, anchor = href.partition("#")
    # A chapter in another language leads to its own kind, or out of its folder to an English one: the reader gets what there is.
    below = "" if language is ENGLISH else f"{language.code}/"
    place = f"{below}{document}".rpartition("/")[0]
    named = (
        normpath(f"{place}/{target}" if place else target).removesuffix(".md").removeprefix(below)
        if target
        else document
    )
    if named not in known:
        return ""
    return reverse("manual_chapter", args=[known[named]]) + (f"#{anchor}" if anchor else "")


def _without_dead_links(tokens: Sequence[Token]) -> Iterator[Token]:
    """The words of a link that leads nowhere here, without the link."""
    is_dead = False
    for token in tokens:
        if token.type == "link_open" and not token.attrGet("href"):
            is_dead = True
        elif token.type == "link_close" and is_dead:
            is_dead = False
        else:
            yield token


def _framed(tokens: Sequence[Token]) -> Iterator[Token]:
    """A table and a block of code stand in a frame that scrolls by itself, also by the keyboard."""
    frames = 0
    for token in tokens:
        if token.type == "table_open":
            frames += 1
            name = gettext("Table %(number)s") % {"number": frames}
            yield _html(format_html(_FRAME, "tu-table-frame tu-manual__frame", name))
        if token.type == "fence":
            yield _html(format_html(_FRAME, "tu-manual__code", gettext("Lines to copy")) + "<pre><code>")
            yield _html(_escaped(token.content))
            yield _html("</code></pre></div>\n")
            continue
        yield token
        if token.type == "table_close":
            yield _html("</div>\n")


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _excerpt(text: str, words: Sequence[str]) -> str:
    """Some words around the first place where a word of the question stands."""
    at = min((found for word in words if (found := plain(text).find(word)) >= 0), default=0)
    begins, ends = max(0, at - _AROUND), at + _AROUND
    return f"{'… ' if begins else ''}{text[begins:ends].strip()}{' …' if ends < len(text) else ''}"
