"""Two administrators of one organisation: who saves over what they were not shown is refused, and keeps their words."""

import pytest

from tests.cast import World
from tests.web.ladder import ClientFor
from tutela.organisations.models import Organisation, Unit

pytestmark = pytest.mark.django_db

PROMISES = {
    "receipt_working_days": "2",
    "progress_days": "14",
    "outcome_working_days": "5",
    "acceptance_working_hours": "16",
    "urgent_acceptance_minutes": "60",
    "escalation_minutes": "15",
    "assessment_working_days": "10",
}
CALENDAR = {"time_zone": "Europe/London", "holiday_country": "GB", "holiday_subdivision": "SCT"}
CONTACT = {"contact_name": "Desk", "contact_telephone": "+44 1632 960001"}
PAGES = {
    "promises": (PROMISES, {"progress_days": "21"}),
    "calendar": (CALENDAR, {"holiday_subdivision": "WLS"}),
    "contact": (CONTACT, {"contact_name": "Another desk"}),
    "hours": ({"monday": "09:00-17:00"}, {"monday": "10:00-16:00"}),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_second_to_save_is_refused_sees_both_and_may_save_again(
    world: World, client_for: ClientFor, page: str
) -> None:
    first, theirs = PAGES[page]
    client, address = client_for(world.north_administrator), f"/organisations/{page}"
    shown = str(client.get(address).context["version"])
    assert client.post(address, first | {"version": shown}).status_code == 302
    second = first | theirs
    refused = client.post(address, second | {"version": shown})
    assert refused.status_code == 409
    [(name, typed)] = theirs.items()
    assert refused.context["form"][name].value() == typed
    assert first[name] in {words.replace(" ", " ") for _, words in refused.context["stands_now"]}
    assert "Somebody else has saved meanwhile" in refused.content.decode()
    assert client.post(address, second | {"version": refused.context["version"]}).status_code == 302


def test_a_unit_is_part_of_the_entry(world: World, client_for: ClientFor) -> None:
    client, unit = client_for(world.north_administrator), Unit.objects.filter(organisation=world.north).first()
    if unit is None:
        client.post("/organisations/units", {"name": "Intake", "kind": "intake"})
        unit = Unit.objects.get(organisation=world.north)
    address = f"/organisations/units/{unit.pk}"
    shown = client.get(address).context["version"]
    given = {"name": "Desk one", "kind": "intake", "version": shown}
    assert client.post(address, given).status_code == 302
    assert client.post(address, given | {"name": "Desk two"}).status_code == 409
    assert Unit.objects.get(pk=unit.pk).name == "Desk one"
    assert Organisation.objects.get(pk=world.north.pk).version == shown + 1


def test_what_is_no_version_is_refused_in_words(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_administrator)
    for sent in ("one", "-1", "9" * 30, "²"):
        refused = client.post("/organisations/contact", CONTACT | {"version": sent})
        assert refused.status_code == 422, sent
        assert "This is no version of the record." in refused.content.decode()
    assert client.post("/organisations/contact", CONTACT | {"version": "1"}).status_code == 302
