"""How complete the records of a list of cases are, in the statement that finds them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tutela.cases.models import Answer, Case, CaseCategory, ChildInCase, Person
from tutela.cases.questionnaire import questionnaire
from tutela.cases.record import Completeness
from tutela.typology.words import NOT_YET_KNOWN


def with_completeness(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With what :func:`completeness_of` needs of each case."""
    answers = Answer.objects.filter(case=OuterRef("pk"), replaced_at=None)
    return rows.annotate(
        answers_known=_number(answers.exclude(values=[NOT_YET_KNOWN])),
        answers_not_known=_number(answers.filter(values=[NOT_YET_KNOWN])),
        suspects_in_case=_number(
            Person.objects.filter(case=OuterRef("pk"), capacity=Person.Capacity.SUSPECT, removed_at=None)
        ),
        children_in_it=_number(ChildInCase.objects.filter(case=OuterRef("pk"), removed_at=None)),
        category_codes=ArraySubquery(
            CaseCategory.objects.filter(case=OuterRef("pk"), removed_at=None).order_by("category").values("category")
        ),
    )


def completeness_of(case: Any) -> Completeness:
    """How complete the record of a case is that :func:`with_completeness` has found."""
    asked = questionnaire().number_asked(
        case.category_codes, suspects=case.suspects_in_case, children=case.children_in_it
    )
    return Completeness(case.answers_known, case.answers_not_known, asked)


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("case").annotate(number=Count("pk")).values("number")[:1]
    return Coalesce(Subquery(counted), 0)
