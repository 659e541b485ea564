"""The manual: the documents of the guide as pages, with their contents, a search and the pictures that tests take.

The documents stand in the repository under ``docs/guide`` and the pictures under ``docs/screenshots``; a wheel carries both
beside this module, so that there is one text to write and one to read.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from posixpath import normpath

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tutela.accounts.models import Role

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[3]
_PICTURE = re.compile(r"[a-z0-9-]{1,40}")
_MOST_PLACES = 30
_AROUND = 90

# What each chapter is by, in the order of the contents: the group, and its documents. Those for whoever changes the code stay out.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "By role",
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
    ("By question", ("errors", "take-in-a-file", "reports-csv", "cybertipline", "take-a-case-out")),
    ("For whoever writes a program or runs it", ("api", "commands", "audit-actions")),
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

    def get_absolute_url(self) -> str:
        """The page of the chapter."""
        return reverse("manual_chapter", args=[self.slug])

    @property
    def parts(self) -> list[Section]:
        """The headings that its contents list."""
        return [one for one in self.sections if one.anchor and one.level == 2]


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


@cache
def chapters() -> dict[str, Chapter]:
    """Every chapter by its name, in the order of the contents."""
    known = {document: _slug(document) for _, documents in GROUPS for document in documents}
    texts = folder("manual", "docs/guide")
    return {slug: _drawn(document, slug, texts, known) for document, slug in known.items()}


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
    words = asked.casefold().split()
    found = []
    for chapter in chapters().values():
        for section in chapter.sections:
            title = f"{chapter.title} {section.title}".casefold()
            if words and all(word in title or word in section.text.casefold() for word in words):
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


def _drawn(document: str, slug: str, texts: Path, known: dict[str, str]) -> Chapter:
    """Read a document and draw it. HTML in it stands as text: what is shown is made here alone."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((texts / f"{document}.md").read_text(encoding="utf-8"))
    title, body = _without_title(tokens)
    sections = list(_sections(body))
    _mark(body, sections)
    for token in body:
        for child in token.children or ():
            _lead(child, document, known)
    # Links to what the manual does not hold stand as their words.
    for token in body:
        if token.children is not None:
            token.children = list(_without_dead_links(token.children))
    html = markdown.renderer.render(list(_framed(body)), markdown.options, {})
    return Chapter(slug, document, title, mark_safe(html), tuple(sections))  # noqa: S308 - drawn by the parser, HTML off


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
    return " ".join("".join(part or "" for part in parts).split())


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


def _lead(token: Token, document: str, known: dict[str, str]) -> None:
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
        token.attrSet("href", _address(str(token.attrGet("href") or ""), document, known))


def _address(href: str, document: str, known: dict[str, str]) -> str:
    """Where a link of a document leads on the site; empty for what is not here."""
    if href.startswith("/"):
        return href
    target, _, anchor = href.partition("#")
    beside = f"{document.rpartition('/')[0]}/" if "/" in document else ""
    named = normpath(f"{beside}{target}").removesuffix(".md") if target else document
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
            yield _html(
                f'<div class="tu-table-frame tu-manual__frame" role="region" aria-label="Table {frames}" tabindex="0">'
            )
        if token.type == "fence":
            yield _html(
                '<div class="tu-manual__code" role="region" aria-label="Lines to copy" tabindex="0"><pre><code>'
            )
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
    at = min((found for word in words if (found := text.casefold().find(word)) >= 0), default=0)
    begins, ends = max(0, at - _AROUND), at + _AROUND
    return f"{'… ' if begins else ''}{text[begins:ends].strip()}{' …' if ends < len(text) else ''}"
