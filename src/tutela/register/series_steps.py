"""What must be done next about a series, in the order in which it matters: its children first."""

from collections.abc import Sequence
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.children.models import Child
from tutela.children.queries import Step
from tutela.register.queries.series import BY_DEFAULT, InSeries

_MOST_CHILDREN = 5


def steps_of(
    series: Any, children: Sequence[InSeries], *, is_owner: bool, answers_for: int | None = None
) -> list[Step]:
    """Only the owner is asked to act, and ``answers_for``, the organisation to which the series is offered; all see what waits."""
    return [
        *_about_children(series, children, is_owner=is_owner),
        *_about_who_answers(series, is_owner=is_owner, answers_for=answers_for),
    ]


def _about_children(series: Any, children: Sequence[InSeries], *, is_owner: bool) -> list[Step]:
    if not children:
        return [
            _step(
                series,
                gettext("Say which child the series concerns"),
                gettext("As long as no child is linked, nobody answers for finding out who the child is."),
                to="series_link_child" if is_owner else "",
                words=gettext("Link a child"),
            )
        ]
    seen = [one.child for one in children if one.child is not None]
    at_risk = [one for one in seen if one.safety == Child.Safety.AT_RISK]
    unknown = [one for one in seen if one.identity == Child.Identity.NOT_IDENTIFIED and one not in at_risk]
    return [
        *(_about(one, gettext("%(child)s is at risk now"), gettext("See to the child")) for one in at_risk),
        *(_about(one, gettext("Find out who %(child)s is"), gettext("Open the record")) for one in unknown),
    ][:_MOST_CHILDREN]


def _about_who_answers(series: Any, *, is_owner: bool, answers_for: int | None) -> list[Step]:
    steps = []
    if series.open_offer:
        steps.append(_about_offer(series, is_owner=is_owner, answers_for=answers_for))
    elif series.owner_basis in BY_DEFAULT:
        steps.append(
            _step(
                series,
                gettext("Send the series to whose it is"),
                gettext("%(owner)s answers for it by default: nobody has claimed it.") % {"owner": series.owner},
                to="series_send" if is_owner else "",
                words=gettext("Send it"),
            )
        )
    if series.handler_id is None:
        steps.append(
            _step(
                series,
                gettext("Say who handles the series"),
                gettext("Nobody handles it yet."),
                to="series_assign" if is_owner else "",
                words=gettext("Assign it"),
            )
        )
    return steps


def _about_offer(series: Any, *, is_owner: bool, answers_for: int | None) -> Step:
    """Who offered it may take it back; whoever is to answer finds where."""
    offer = series.open_offer
    done_at: tuple[str, tuple[Any, ...], str] = ("", (), "")
    if is_owner:
        done_at = ("hand_over_withdraw", (offer["id"],), gettext("Take the offer back"))
    elif offer["to"] == answers_for:
        done_at = ("hand_overs", (), gettext("Accept or decline it"))
    return Step(
        gettext("%(organisation)s accepts or declines") % {"organisation": offer["receiver"]},
        gettext("The series is on its way; until then %(owner)s answers for it.") % {"owner": series.owner},
        offer["receiver"],
        parse_datetime(offer["due"]),
        *done_at,
    )


def _step(series: Any, what: str, why: str, *, to: str, words: str) -> Step:
    return Step(what, why, series.owner.name, None, to, (series.reference,) if to else (), words if to else "")


def _about(child: Any, what: str, words: str) -> Step:
    return Step(what % {"child": child.label}, "", child.owner, child.next_due_at, "child", (child.reference,), words)
