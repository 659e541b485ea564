"""What every page of a record shows around it, whichever app draws the page: who answers, what is next, and the tabs.

Each kind of record registers its frame when its app is ready; an app that keeps something about records of several kinds
(tasks, comments) adds a tab to them, and asks for the frame when it draws that tab.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext


@dataclass(frozen=True)
class Frame:
    """The template that a tab extends, and what finds the record, writes down that it was read, and answers with its context."""

    template: str
    context: Callable[[HttpRequest, str, str], dict[str, Any]]


@dataclass
class _Known:
    frames: dict[str, Frame] = field(default_factory=dict)
    tabs: dict[str, dict[str, str]] = field(default_factory=dict)
    steps: dict[str, list[Callable[..., list[Any]]]] = field(default_factory=dict)


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
