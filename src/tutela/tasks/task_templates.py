"""Sets of tasks that cases of a category usually need, read from TOML and refused whole with every fault at once."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.models import WRITES_RECORDS, Role
from tutela.core.errors import BadInput
from tutela.tasks.services.give import WHAT_LIMIT
from tutela.typology.codes import CATEGORY_CODES
from tutela.typology.loader import VocabularyFaults

EVERY = "every"
"""The set of tasks that every case is asked about, whatever its categories."""
_FILE = Path(__file__).with_name("templates.toml")
_SET_KEYS = {"category", "label", "tasks"}
_TASK_KEYS = {"code", "what", "kind", "days", "role", "source"}
_MOST_DAYS = 366
_CODE_LIMIT = 40


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """One task that a set offers: what, of which kind, how many days until it is due, and for which role."""

    code: str
    what: str
    kind: str
    days: int
    role: str
    source: str = ""

    @property
    def said(self) -> str:
        """What is to be done, in the reader's language."""
        return gettext(self.what)

    @property
    def role_label(self) -> str:
        """The role by its name."""
        return str(Role(self.role).label)


@dataclass(frozen=True, slots=True)
class TaskSet:
    """The tasks of one category, or of every case."""

    category: str
    label: str
    tasks: tuple[TaskTemplate, ...]

    @property
    def said(self) -> str:
        """The label, in the reader's language."""
        return gettext(self.label)


@lru_cache(maxsize=1)
def task_sets() -> tuple[TaskSet, ...]:
    """Every set as shipped, checked: the one for every case first, then by category in the study's order."""
    found = read_sets(_FILE.read_text(encoding="utf-8"), _FILE.name)
    order = [EVERY, *CATEGORY_CODES]
    return tuple(sorted(found, key=lambda one: order.index(one.category)))


def texts() -> Iterator[str]:
    """Every English text of the sets that is shown, for the catalogues."""
    for one in task_sets():
        yield one.label
        for task in one.tasks:
            yield task.what


def sets_for(categories: Iterable[str]) -> list[TaskSet]:
    """The sets that a case of these categories is offered."""
    wanted = {EVERY, *categories}
    return [one for one in task_sets() if one.category in wanted]


def template(code: str) -> TaskTemplate:
    """The template of a code. Raises BadInput for one that there is not."""
    for one in task_sets():
        for task in one.tasks:
            if task.code == code:
                return task
    raise BadInput(
        gettext("There is no such template of a task."), mend=gettext("Open the page again, and choose from it.")
    )


def read_sets(text: str, name: str) -> tuple[TaskSet, ...]:
    """Make sets of a TOML text. Raises VocabularyFaults with every fault in it; nothing of it is taken then."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyFaults(name, [f"it is not TOML: {error}"]) from None
    faults = [f"the file has an unknown key “{key}”" for key in table if key != "set"]
    entries = table.get("set", [])
    if not isinstance(entries, list) or not entries:
        raise VocabularyFaults(name, [*faults, "the file has no [[set]]"])
    sets = tuple(_set(entry, number, faults) for number, entry in enumerate(entries, start=1))
    faults += _twins((one.category for one in sets), "the category")
    faults += _twins((task.code for one in sets for task in one.tasks), "the code")
    faults += [
        f"there is no set for “{code}”"
        for code in (EVERY, *CATEGORY_CODES)
        if code not in {one.category for one in sets}
    ]
    if faults:
        raise VocabularyFaults(name, faults)
    return sets


def _set(entry: Any, number: int, faults: list[str]) -> TaskSet:
    place = f"[[set]] number {number}"
    if not isinstance(entry, dict):
        faults.append(f"{place} is not a table")
        return TaskSet("", "", ())
    faults += [f"{place} has an unknown key “{key}”" for key in entry if key not in _SET_KEYS]
    category = entry.get("category")
    if category not in (EVERY, *CATEGORY_CODES):
        faults.append(f"{place}: the category is “{EVERY}” or one of {', '.join(CATEGORY_CODES)}")
        category = ""
    tasks = entry.get("tasks")
    if not isinstance(tasks, list) or not tasks:
        faults.append(f"{place} has no tasks")
        tasks = []
    return TaskSet(
        category,
        _word(entry, "label", place, faults),
        tuple(_task(one, f"{place}, task {at}", faults) for at, one in enumerate(tasks, start=1)),
    )


def _task(entry: Any, place: str, faults: list[str]) -> TaskTemplate:
    if not isinstance(entry, dict):
        faults.append(f"{place} is not a table")
        return TaskTemplate("", "", "", 0, "")
    faults += [f"{place} has an unknown key “{key}”" for key in entry if key not in _TASK_KEYS]
    days, role = entry.get("days"), entry.get("role")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= _MOST_DAYS:
        faults.append(f"{place}: days is a number from 1 to {_MOST_DAYS}")
        days = 1
    if role not in WRITES_RECORDS:
        faults.append(f"{place}: the role is one of {', '.join(sorted(WRITES_RECORDS))}")
        role = ""
    kind = _word(entry, "kind", place, faults)
    if kind and kind not in typology.term_list("task_kind").codes:
        faults.append(f"{place}: “{kind}” is no kind of a task")
    code, what = _word(entry, "code", place, faults), _word(entry, "what", place, faults)
    for name, words, limit in (("code", code, _CODE_LIMIT), ("what", what, WHAT_LIMIT)):
        if len(words) > limit:
            faults.append(f"{place}: the {name} has more than {limit} characters")
    source = entry.get("source", "")
    if not isinstance(source, str):
        faults.append(f"{place}: the source is a text")
        source = ""
    return TaskTemplate(code, what, kind, days, str(role), source)


def _word(entry: dict[str, Any], key: str, place: str, faults: list[str]) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        faults.append(f"{place} has no {key}")
        return ""
    return value


def _twins(words: Iterable[str], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for word in words:
        if word and word in seen:
            yield f"{what} “{word}” stands there twice"
        seen.add(word)
