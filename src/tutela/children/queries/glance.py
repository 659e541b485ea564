"""What the overview of a child shows of the other tabs, asked in the statement that finds the child: a page has few of them."""

from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from tutela.accounts.models import User
from tutela.children.models import Child, Contact, Finding, Whereabouts
from tutela.children.queries.needs import labels_of
from tutela.children.queries.record import with_around
from tutela.core.partial_date import PartialDate

_SAID = {"pk": "pk", "source": "source", "grading": "grading", "said_by_id": "said_by_id", "said_at": "said_at"}


def with_glance(rows: QuerySet[Child]) -> QuerySet[Child]:
    """A child's record with what was said of where the child may be, what was found of needs, and who is in contact."""
    said_by = Subquery(User.objects.filter(pk=OuterRef("said_by_id")).values("name")[:1])
    places = Whereabouts.objects.filter(child=OuterRef("pk")).order_by("-said_at", "-pk")
    findings = Finding.objects.filter(assessment__child=OuterRef("pk")).order_by("-said_at", "-pk")
    contacts = Contact.objects.filter(child=OuterRef("pk"), ended_at=None).order_by("-added_at", "-pk")
    return with_around(rows).annotate(
        whereabouts_shown=ArraySubquery(
            places.values(
                one=JSONObject(
                    **_SAID,
                    said_by=said_by,
                    country="country",
                    organisation="organisation__name",
                    organisation_id="organisation_id",
                    place="place",
                    state="state",
                    words="words",
                )
            )
        ),
        findings_shown=ArraySubquery(
            findings.values(
                one=JSONObject(
                    **_SAID,
                    said_by=said_by,
                    assessment_id="assessment_id",
                    area="area",
                    result="result",
                    words="words",
                    done="done",
                )
            )
        ),
        contacts_shown=ArraySubquery(
            contacts.values(
                one=JSONObject(
                    pk="pk",
                    capacity="capacity",
                    organisation="organisation__name",
                    body="body",
                    name="name",
                    since="since",
                )
            )
        ),
    )


def whereabouts_at_a_glance(child: Any) -> list[Any]:
    """What was said of where the child may be, the newest first; no statement."""
    return [_said(one) for one in child.whereabouts_shown]


def findings_at_a_glance(child: Any, assessment_id: int | None) -> list[Any]:
    """What was found in one assessment, the newest first; no statement."""
    return [_said(one) for one in child.findings_shown if one["assessment_id"] == assessment_id]


def contacts_at_a_glance(child: Any) -> list[Any]:
    """Who is in contact with the child at present, the newest first; no statement."""
    capacities = labels_of("contact_capacity")
    return [
        SimpleNamespace(
            **one
            | {
                "in_words": capacities.get(one["capacity"], one["capacity"]),
                "since": PartialDate.parse(one["since"]) if one["since"] else None,
            }
        )
        for one in child.contacts_shown
    ]


def _said(one: dict[str, Any]) -> Any:
    return SimpleNamespace(**one | {"said_at": parse_datetime(one["said_at"])})
