"""What notices say in the language of their reader: no sentence that the program writes is missing from the list."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from django.utils import translation

import tutela
from tutela.notices.sentences import SENTENCES, said

SOURCE = Path(tutela.__file__).parent
TELLERS = {
    "tell",
    "tell_organisation",
    "tell_holder",
    "tell_giver",
    "_tell",
    "_tell_managers",
    "_tell_sender",
    "_ask_second_person",
}
# Filled with one of a few words, each of which makes a sentence of the list.
OF_A_FEW_WORDS = {"…: your correction was ….", "…: the disposal that you proposed …."}
IN_FRENCH = {
    "1,234 records were assigned to you at once.": "1\u202f234 fiches vous ont été attribuées en une fois.",
    "R-2026-004K7Q: a task was due 7 July 2026 at 09:00 (BST). You have it.": (
        "R-2026-004K7Q\u00a0: une tâche était due le 7 juillet 2026, 09:00 BST. Elle vous est confiée."
    ),
    "R-2026-004K7Q: receipt is due 7 July 2026 at 09:00 (BST). You handle it.": (
        "R-2026-004K7Q\u00a0: accusé de réception, échéance le 7 juillet 2026, 09:00 BST. Vous en êtes chargé."
    ),
    "R-2026-004K7Q: progress owed. Its pause is over, and it goes on.": (
        "R-2026-004K7Q\u00a0: nouvelles dues. La suspension est terminée, et le délai court de nouveau."
    ),
    "You are on duty from 07 July 2026 17:00 UTC.": "Vous êtes de permanence à partir du 7 juillet 2026, 17:00 UTC.",
    "Synthetic Name was given the role: Investigator.": "Synthetic Name a reçu le rôle\u00a0: Enquêteur.",
    "Synthetic Body declined R-2026-004K7Q.": "Synthetic Body a décliné R-2026-004K7Q.",
}


@pytest.mark.parametrize("words", IN_FRENCH)
def test_what_is_filled_in_is_said_in_the_language_too(words: str) -> None:
    assert said(words) == words
    with translation.override("fr"):
        assert said(words) == IN_FRENCH[words]


def test_a_sentence_of_no_known_form_is_shown_as_it_is_kept() -> None:
    with translation.override("fr"):
        assert said("Synthetic Name has words.") == "Synthetic Name has words."


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_translated(sentence: str) -> None:
    with translation.override("fr"):
        assert translation.gettext(sentence) != sentence


def test_every_sentence_that_the_program_writes_is_on_the_list() -> None:
    """By what stands between the parts that are filled in."""
    listed = OF_A_FEW_WORDS | {_skeleton(re.sub(r"\{\w+\}", "\0", one)) for one in SENTENCES}
    missing = sorted(
        f"{path.relative_to(SOURCE)}: {written}"
        for path in SOURCE.rglob("*.py")
        for written in _told_in(path)
        if _skeleton(written) not in listed
    )
    assert missing == []


def _skeleton(words: str) -> str:
    return re.sub(r"\0+( UTC)?", "…", words)


def _told_in(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if "tell" not in text:
        return
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        given: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                given.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(function):
            name = getattr(node, "func", None)
            if isinstance(node, ast.Call) and getattr(name, "id", getattr(name, "attr", "")) in TELLERS:
                for argument in node.args:
                    values = given.get(argument.id, []) if isinstance(argument, ast.Name) else [argument]
                    for value in values:
                        yield from _written(value, given)


def _written(value: ast.expr, given: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What a text or an f-string can say, with a zero for each part that is filled in; nothing for what is no sentence."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value:
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        parts: list[list[str]] = []
        for part in value.values:
            if isinstance(part, ast.Constant):
                parts.append([str(part.value)])
                continue
            inside = part.value if isinstance(part, ast.FormattedValue) else part
            parts.append(_choices(inside, given) or ["\0"])
        for chosen in product(*parts):
            words = "".join(chosen)
            if " " in words and words.endswith("."):
                yield words


def _choices(inside: ast.expr, given: dict[str, list[ast.expr]]) -> list[str]:
    """The texts between which a part of an f-string chooses, where it does."""
    if isinstance(inside, ast.IfExp):
        return [one.value for one in (inside.body, inside.orelse) if isinstance(one, ast.Constant)]
    if isinstance(inside, ast.Name):
        values = given.get(inside.id, [])
        if len(values) == 1 and isinstance(values[0], ast.IfExp):
            return _choices(values[0], given)
        if values and all(isinstance(one, ast.JoinedStr) for one in values):
            return [written for one in values for written in _written(one, given)]
    return []
