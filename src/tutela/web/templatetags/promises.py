"""How well promises were kept, as a chart that brings its table: ``{% kept_chart kept as chart %}``."""

from collections.abc import Iterable
from typing import Protocol

from django import template
from django.utils.translation import pgettext

from tutela.web.charts import Bar, Chart, bar_chart

register = template.Library()


class KeptOfDue(Protocol):
    """How many promises of a kind were kept in time, of those that were due."""

    kind: str
    kept: int

    @property
    def due(self) -> int:
        """How many fell due."""


@register.simple_tag
def kept_chart(kept: Iterable[KeptOfDue]) -> Chart | None:
    """A bar for each kind of which anything fell due; nothing where nothing did."""
    bars = [Bar(one.kind, one.kept, one.due) for one in kept if one.due]
    return bar_chart(bars, title=pgettext("staff", "Answers in time, of those that were due")) if bars else None
