"""Who owns a report at the moment it is received."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import RuleBroken
from tutela.organisations.models import Organisation
from tutela.reports.incoming import IncomingReport


def receiving_organisation(incoming: IncomingReport, actor: Actor) -> Organisation:
    """Who owns one new report; see :func:`receiving_organisations`."""
    return receiving_organisations([incoming], actor)[0]


def receiving_organisations(incoming: Sequence[IncomingReport], actor: Actor) -> list[Organisation]:
    """The organisation that owns each new report: the staff's own; for everybody else's, a coordinating centre by default.

    Of several centres: that of the first country which the report names, else of the sender's country, else the
    installation's own. Raises RuleBroken when there is none: ``tutela doctor`` names that before it happens.
    """
    if not incoming:
        return []
    if actor.writes_records and actor.organisation_id is not None:
        return [Organisation.objects.get(pk=actor.organisation_id)] * len(incoming)
    centres = {
        centre.country: centre for centre in Organisation.objects.filter(is_coordinating_centre=True, is_active=True)
    }
    if not centres:
        raise RuleBroken(
            gettext("Nobody could answer for this report: no coordinating centre is set up."),
            mend=gettext("Run `tutela doctor`."),
        )
    otherwise = (_country_of(actor), getattr(settings, "TUTELA_COUNTRY", ""), min(centres))
    return [
        next(centres[country] for country in (*one.countries, *otherwise) if country in centres) for one in incoming
    ]


def _country_of(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("country", flat=True).get(pk=actor.organisation_id)
