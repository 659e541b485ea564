"""The words that the API uses, the organisations that there are, and whether the server answers."""

from django.http import HttpRequest
from ninja import Router

from tutela import typology
from tutela.api.access import TO_LOOK_UP
from tutela.api.shapes.common import Cursor, ListOf, Size, listed
from tutela.api.shapes.words import (
    AnswerTemplateRead,
    Health,
    OrganisationRead,
    Typology,
    category,
    closed_list,
)
from tutela.core.paging import Key, page
from tutela.organisations.models import Organisation
from tutela.reports.answer_templates import templates

router = Router(tags=["Words and bodies"], auth=TO_LOOK_UP)


@router.get("/typology", response=Typology, operation_id="typology")
def show_typology(request: HttpRequest) -> Typology:
    """Every code that the API takes or gives: categories with types and facets, closed lists, answers."""
    return Typology(
        categories=[category(one) for one in typology.categories()],
        lists=[closed_list(one) for one in typology.lists()],
        answers=[
            AnswerTemplateRead(code=one.code, kind=one.kind, label=one.label, disposition=one.disposition)
            for one in templates().values()
        ],
    )


@router.get("/organisations", response=ListOf[OrganisationRead], operation_id="listOrganisations")
def list_organisations(request: HttpRequest, cursor: Cursor, size: Size) -> ListOf[OrganisationRead]:
    """The organisations at work, by name."""
    rows = Organisation.objects.filter(is_active=True)
    return listed(page(rows, (Key("name"), Key("id")), cursor=cursor, size=size), _organisation)


@router.get("/health", response=Health, auth=None, throttle=[], operation_id="health")
def health(request: HttpRequest) -> Health:
    """Answers when the server does; says nothing else."""
    return Health(status="ok")


def _organisation(one: Organisation) -> OrganisationRead:
    return OrganisationRead(
        code=one.code,
        name=one.name,
        kind=one.kind,
        country=one.country,
        is_coordinating_centre=one.is_coordinating_centre,
    )
