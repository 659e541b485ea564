"""What a page says that no translator was given: pages are rendered in a language that puts ⟦ and ⟧ around every text that went
through gettext, and what stands outside of them is looked for in the words of the source."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.utils import translation
from lxml import html

from tutela.typology.codes import CATEGORY_CODES

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tutela"
_OPEN, _CLOSE = "⟦", "⟧"
_SAID_BY_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-label", "data-exact", "value")
# What writes to nobody who works with the pages, or is made for developers.
_NOT_SHOWN = ("commands/", "demo/", "server/", "settings/", "migrations/", "api/", "web/templates/web/gallery")
_AROUND = " .,:;()·…–-“”"
# What writes the records of which the pages tell.
_SCENES = ("cast.py", "browser/scene.py", "plans/plans.py", "retention/records.py", "reports/pages/scenes.py")
# The product, a zone, a language's name in itself, what a record calls somebody without a name: the same in every language.
_NAME = re.compile(r"tutela|utc|gmt|europe/london|europe/paris|english|français|(suspect|child) \d+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)


@contextmanager
def marking() -> Iterator[None]:
    """Within it, every text that is translated stands in brackets."""

    def marked(words: str) -> str:
        return f"{_OPEN}{words}{_CLOSE}" if words else words

    # What Django's own functions, the lazy ones included, ask in the end.
    asked: dict[str, Any] = {
        "gettext": marked,
        "ngettext": lambda one, many, number: marked(one if number == 1 else many),
        "pgettext": lambda _, words: marked(words),
        "npgettext": lambda _, one, many, number: marked(one if number == 1 else many),
    }
    with patch.multiple(translation._trans, create=True, **asked):
        yield


def outside(page: Any) -> set[str]:
    """The words of a page that stand outside of brackets."""
    root = html.fromstring(page.content.decode())
    # What says of itself in which language it is, was written in it on purpose: the manual, a language's own name.
    for unseen in root.xpath("//script | //style | //textarea | //body//*[@lang]"):
        unseen.drop_tree()
    texts = [_without_brackets("".join(root.itertext()))]
    for name in _SAID_BY_ATTRIBUTES:
        of = "//input[@type='submit']/@value" if name == "value" else f"//@{name}"
        texts += [_without_brackets(value) for value in root.xpath(of)]
    found = (" ".join(part.split()) for text in texts for part in re.split(r"\n|\x00", text))
    return {one for one in found if _LETTERS.search(one)}


def _without_brackets(text: str) -> str:
    kept, depth = [], 0
    for character in text:
        if character == _OPEN:
            depth += 1
            kept.append("\x00")
        elif character == _CLOSE:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)


def of_the_source(words: str) -> list[str]:
    """The files of the source in which these words stand: alone, or as whole words of a longer text."""
    wanted = words.strip(_AROUND).casefold()
    if not _LETTERS.search(wanted) or _NAME.fullmatch(wanted) or wanted.upper() in CATEGORY_CODES or wanted in _typed():
        return []
    within = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    alone = [name for name, texts in _texts().items() if wanted in texts]
    return alone or [
        name for name, texts in _texts().items() if " " in wanted and any(within.search(one) for one in texts)
    ]


@lru_cache(maxsize=1)
def _typed() -> frozenset[str]:
    """What the people of the tests have written themselves: it stays as they wrote it."""
    texts: set[str] = set()
    for name in _SCENES:
        texts.update(_in_python((SOURCE.parents[1] / "tests" / name).read_text(encoding="utf-8")))
    return frozenset(" ".join(one.split()).strip(_AROUND).casefold() for one in texts)


@lru_cache(maxsize=1)
def _texts() -> dict[str, frozenset[str]]:
    found = {}
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py"), *SOURCE.rglob("*.toml")]):
        name = str(path.relative_to(SOURCE))
        if any(part in name for part in _NOT_SHOWN):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            parts = list(_in_python(text))
        elif path.suffix == ".html":
            parts = _TAG.split(text)
        else:
            parts = re.findall(r'"([^"]*)"', text)
        found[name] = frozenset(
            " ".join(part.split()).strip(_AROUND).casefold() for part in parts if _LETTERS.search(part)
        )
    return found


def _in_python(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        # A word in small letters alone is a code.
        if is_text and not re.fullmatch(r"[a-z_.:/{}-]*", node.value):
            yield node.value
