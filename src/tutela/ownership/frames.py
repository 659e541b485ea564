"""What every page of a record shows around it, whichever app draws the page: who answers, what is next, and the tabs.

Each kind of record registers its frame when its app is ready; an app that keeps something about records of several kinds
(tasks, comments) adds a tab to them, and asks for the frame when it draws that tab.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext


@dataclass(frozen=True)
class Frame:
    """The template that a tab extends, and what finds the record, writes down that it was read, and answers with its context."""

    template: str
    context: Callable[[HttpRequest, str, str], dict[str, Any]]


@dataclass(frozen=True)
class Above:
    """What another app shows above the tabs of a record's first page, by its name.

    ``of_kind`` makes the part of the statement that finds a record of that kind, and ``read`` what the template shows from what
    that part found; nothing where it is None.
    """

    name: str
    template: str
    of_kind: Callable[[str], Any]
    read: Callable[[Any], Any]


@dataclass
class _Known:
    frames: dict[str, Frame] = field(default_factory=dict)
    tabs: dict[str, dict[str, str]] = field(default_factory=dict)
    steps: dict[str, list[Callable[..., list[Any]]]] = field(default_factory=dict)
    above: dict[str, list[Above]] = field(default_factory=dict)


_KNOWN = _Known()


def use_frame(kind: str, frame: Frame) -> None:
    """What pages of this kind of record stand in."""
    _KNOWN.frames[kind] = frame


def add_tab(kinds: tuple[str, ...], name: str, label: str) -> None:
    """A tab, at ``<the record's address>/<name>``, that another app draws for records of these kinds; ``label`` in English."""
    for kind in kinds:
        _KNOWN.tabs.setdefault(kind, {})[name] = label


def add_steps(kind: str, steps: Callable[..., list[Any]]) -> None:
    """What another app says must be done next about a record of this kind: ``steps(record, is_owner=…)``, one statement at most."""
    known = _KNOWN.steps.setdefault(kind, [])
    if steps not in known:
        known.append(steps)


def steps_elsewhere(record: Any, *, is_owner: bool) -> list[Any]:
    """What other apps say must be done next about a record."""
    found = _KNOWN.steps.get(record.subject_kind, ())
    return [step for steps in found for step in steps(record, is_owner=is_owner)]


def add_above(kinds: tuple[str, ...], above: Above) -> None:
    """What another app shows above the tabs of records of these kinds."""
    for kind in kinds:
        known = _KNOWN.above.setdefault(kind, [])
        if above not in known:
            known.append(above)


def with_above(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Records of a kind with what other apps show above their tabs, in the statement that finds them."""
    found: QuerySet[Any] = rows.annotate(
        **{f"above_{one.name}": one.of_kind(kind) for one in _KNOWN.above.get(kind, ())}
    )
    return found


def shown_above(record: Any, tab: str) -> list[dict[str, Any]]:
    """What other apps show above the tabs of a record, on its first page alone: each as its template and what that shows."""
    if tab != "overview":
        return []
    found = [
        (one.template, one.read(getattr(record, f"above_{one.name}", None)))
        for one in _KNOWN.above.get(record.subject_kind, ())
    ]
    return [{"template": template, "of": of} for template, of in found if of is not None]


def framed(request: HttpRequest, kind: str, reference: str, tab: str) -> dict[str, Any]:
    """The context of a tab that another app draws. Reading is written down.

    It holds ``frame_template`` (what the tab's template extends), ``record``, and ``is_owner``: whether the reader works for
    whoever answers for it. Raises NotFound for what is absent or not for this reader.
    """
    frame = _KNOWN.frames[kind]
    return frame.context(request, reference, tab) | {"frame_template": frame.template}


def tabs_of(record: Any, own: Mapping[str, str], *, before: str, present: str) -> list[dict[str, Any]]:
    """The tabs of a record, in the reader's language: its own, and those of other apps before the one named ``before``."""
    names: dict[str, str] = {}
    for name, label in own.items():
        if name == before:
            names |= _KNOWN.tabs.get(record.subject_kind, {})
        names[name] = label
    return [
        {
            "label": gettext(label),
            "href": record.get_absolute_url() + ("" if name == "overview" else f"/{name}"),
            "is_current": name == present,
        }
        for name, label in names.items()
    ]
