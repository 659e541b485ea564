"""Schemes of classification with their classes, and what is said of how they map onto each other."""

from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela.core.errors import BadInput, NotFound, where
from tutela.register.models import Scheme, SchemeCode, SchemeMapping


def schemes() -> QuerySet[Scheme]:
    """All schemes with who brought them in and their classes, by short name; two statements."""
    return Scheme.objects.select_related("organisation").prefetch_related("codes")


def find_scheme(number: int) -> Scheme:
    """A scheme. Raises NotFound where there is none."""
    found = schemes().filter(pk=number).first()
    if found is None:
        raise NotFound(gettext("There is no such scheme."), mend=gettext("Look at the list of schemes."))
    return found


def scheme_named(code: str) -> Scheme:
    """A scheme by its short name, in whatever letters. Raises BadInput where there is none."""
    found = Scheme.objects.filter(code__iexact=code.strip()).first()
    if found is None:
        raise BadInput(
            gettext("There is no scheme of this short name."),
            where=where(field="scheme"),
            mend=gettext("Look at the list of schemes, or add it there."),
        )
    return found


def schemes_to_offer() -> list[tuple[str, str]]:
    """Every scheme, as a box offers them; one statement."""
    return [(code, f"{name} ({code})") for code, name in Scheme.objects.order_by("code").values_list("code", "name")]


def mappings_from(scheme: Scheme) -> list[SchemeMapping]:
    """What the classes of a scheme would be in others, with who says so; withdrawn ones last."""
    rows = SchemeMapping.objects.filter(from_code__scheme=scheme)
    return list(
        rows.select_related("from_code", "to_code__scheme", "organisation").order_by(
            "withdrawn_at", "from_code__code", "pk"
        )
    )


def find_mapping(number: int) -> SchemeMapping:
    """What somebody says of two classes. Raises NotFound where there is none."""
    found = SchemeMapping.objects.select_related("from_code__scheme", "to_code__scheme").filter(pk=number).first()
    if found is None:
        raise NotFound(gettext("There is no such mapping."), mend=gettext("Open it from its scheme."))
    return found


def codes_by_scheme(*, without: int = 0) -> list[tuple[str, list[tuple[int, str]]]]:
    """Every class, grouped by its scheme, as a box offers them; one statement. ``without`` is a scheme that is left out."""
    found: dict[str, list[tuple[int, str]]] = {}
    rows = SchemeCode.objects.exclude(scheme=without).select_related("scheme")
    for code in rows.order_by("scheme__code", "code"):
        found.setdefault(code.scheme.name, []).append((code.pk, str(code)))
    return list(found.items())
