"""The kinds of record that somebody answers for. Owners, clocks, decisions, grants and audit entries name one by kind and id."""

from typing import Protocol

SUBJECT_KINDS = ("report", "case", "child", "series")

PREFIX_OF_KIND = {"report": "R", "case": "C", "child": "K", "series": "S"}
KIND_OF_PREFIX = {prefix: kind for kind, prefix in PREFIX_OF_KIND.items()}


class Subject(Protocol):
    """A record with exactly one answerable organisation."""

    @property
    def subject_kind(self) -> str: ...

    @property
    def id(self) -> int: ...

    @property
    def reference(self) -> str: ...

    @property
    def owner_id(self) -> int: ...
