"""The administrator's pages: joiners, movers, leavers; and the organisation's own entry, each change written down."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.accounts.test_people import handled_by
from tests.cast import World
from tests.roles import switched_role
from tests.web.ladder import ClientFor
from tutela.accounts.models import DutyShift, Membership, User
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.notices.services import tell
from tutela.organisations.models import OpeningHours, Organisation, Remit, Unit

pytestmark = pytest.mark.django_db


def last(world: World, action: str) -> dict[str, object]:
    with switched_role("tutela_owner"):
        return dict(json.loads(Entry.objects.filter(action=action).latest("at").details))


def test_somebody_joins_moves_and_leaves(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_administrator)
    new = {
        "name": "Synthetic New Person",
        "email": "new@north.example",
        "role": "investigator",
        "time_zone": "Europe/London",
    }
    assert client.post("/people/new", new | {"role": "director"}).status_code == 422
    page = client.post("/people/new", new)["Location"]
    with switched_role("tutela_owner"):
        user = User.objects.get(email="new@north.example")
        held = Membership.objects.get(user=user)
    assert page == f"/people/{user.pk}"
    assert client.post(f"{page}/roles/{held.pk}", {"role": "analyst", "unit": ""}).status_code == 302
    assert "Analyst" in client.get(page).content.decode()
    assert client.post(f"{page}/leave")["Location"] == page
    with switched_role("tutela_owner"):
        assert not User.objects.get(pk=user.pk).is_active


def test_what_a_leaver_holds_is_shown_as_numbers_before_anything_happens(world: World, client_for: ClientFor) -> None:
    report = handled_by(world, "north_investigator")
    client = client_for(world.north_administrator)
    page = client.get(f"/people/{world.north_investigator.pk}/leave").content.decode()
    assert "<strong>1</strong>" in page
    assert report.reference not in page
    with switched_role("tutela_owner"):
        assert User.objects.get(pk=world.north_investigator.pk).is_active


def test_people_of_another_organisation_are_not_there(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_administrator)
    for part in ("", "/leave", "/second-factor", "/invite"):
        assert client.get(f"/people/{world.south_investigator.pk}{part}").status_code == 404
        assert client.get(f"/people/{world.north_investigator.pk}{part}").status_code == 200
    assert world.south_investigator.name not in client.get("/people").content.decode()


def test_a_list_of_people_is_filtered_and_exported_without_formulas(world: World, client_for: ClientFor) -> None:
    with switched_role("tutela_owner"):
        User.objects.filter(pk=world.north_examiner.pk).update(name="=HYPERLINK(1)", last_login=clock.now())
    client = client_for(world.north_administrator)
    found = client.get("/people?words=north.examiner").content.decode()
    assert "north.examiner@north.example" in found
    assert "north.manager@north.example" not in found
    assert "north.examiner@" not in client.get("/people?state=unused").content.decode()
    assert "north.manager@" in client.get("/people?state=unused").content.decode()
    assert "'=HYPERLINK" in client.get("/people?format=csv").content.decode()


def test_an_organisations_entry_is_changed_with_before_and_after_in_the_trail(
    world: World, client_for: ClientFor
) -> None:
    client = client_for(world.north_administrator)
    promises = {
        "receipt_working_days": "2",
        "progress_days": "28",
        "outcome_working_days": "5",
        "acceptance_working_hours": "16",
        "urgent_acceptance_minutes": "60",
        "escalation_minutes": "15",
        "assessment_working_days": "10",
    }
    assert client.post("/organisations/promises", promises | {"progress_days": "0"}).status_code == 422
    assert client.post("/organisations/promises", promises).status_code == 302
    assert last(world, "organisation.promises") == {
        "before": {"receipt_working_days": 1},
        "after": {"receipt_working_days": 2},
    }
    assert Organisation.objects.get(code="north").receipt_working_days == 2
    assert client.post("/organisations/promises", promises).status_code == 409  # nothing differs any more
    contact = {"contact_name": "Night desk", "contact_telephone": "+44 1632 960222", "deputy_name": "Day desk"}
    assert client.post("/organisations/contact", {"contact_name": ""}).status_code == 422
    assert client.post("/organisations/contact", contact).status_code == 302
    assert "Night desk" in client_for(world.south_investigator).get("/organisations").content.decode()


def test_working_hours_are_written_as_people_write_them(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_administrator)
    assert client.post("/organisations/hours", {}).status_code == 422
    assert client.post("/organisations/hours", {"monday": "nine to five"}).status_code == 422
    assert client.post("/organisations/hours", {"monday": "09:00-12:00, 11:00-17:00"}).status_code == 422
    done = client.post("/organisations/hours", {"monday": "9:00-12.30, 13:30–17:00", "saturday": "22:00-06:00"})
    assert done.status_code == 302
    spans = OpeningHours.objects.filter(organisation=world.north).values_list("weekday", "opens", "closes")
    assert [f"{day} {opens:%H:%M} {closes:%H:%M}" for day, opens, closes in spans] == [
        "0 09:00 12:30",
        "0 13:30 17:00",
        "5 22:00 06:00",
    ]
    assert OpeningHours.objects.filter(organisation=world.south).count() == 5


def test_units_remit_and_closed_days_are_kept(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_administrator)
    assert client.post("/organisations/units", {"name": "Intake", "kind": "intake"}).status_code == 302
    assert client.post("/organisations/units", {"name": "intake", "kind": "intake"}).status_code == 409
    unit = Unit.objects.get(organisation=world.north)
    assert client.post(f"/organisations/units/{unit.pk}", {"name": "Desk", "kind": "intake"}).status_code == 302
    assert client.post(f"/organisations/units/{unit.pk}/remove").status_code == 302
    assert client.post("/organisations/remit", {"category": "IMI", "place": world.places["gb"].pk}).status_code == 302
    remit = Remit.objects.get(organisation=world.north, category="IMI")
    theirs = Remit.objects.filter(organisation=world.south).first()
    assert theirs is not None
    assert client.post(f"/organisations/remit/{theirs.pk}/remove").status_code == 404
    assert client.post(f"/organisations/remit/{remit.pk}/remove").status_code == 302
    day = f"{(clock.now() + timedelta(days=30)).date():%d %B %Y}"
    assert client.post("/organisations/closed-days", {"date": "2 May 2001", "name": "Past"}).status_code == 409
    assert client.post("/organisations/closed-days", {"date": day, "name": "Move"}).status_code == 302
    assert client.post("/organisations/closed-days", {"date": day, "name": "Move"}).status_code == 409


def test_the_database_too_keeps_an_entry_from_everybody_else(world: World) -> None:
    for who in ("north_manager", "south_administrator" if "south_administrator" in world.users else "centre_manager"):
        with acting_as(world.actor(who)):
            assert Organisation.objects.filter(code="north").update(contact_name="x") == 0
            with pytest.raises(DatabaseError), transaction.atomic():
                Unit.objects.create(organisation=world.north, name="x", kind="other")
    with acting_as(world.actor("north_administrator")):
        assert Organisation.objects.filter(code="north").update(contact_name="x") == 1
        assert Organisation.objects.filter(code="south").update(contact_name="x") == 0


def test_the_rota_is_filled_week_by_week_and_says_its_gaps(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_manager)
    assert "Nobody is on duty" in client.get("/duty").content.decode()
    day = (clock.now() + timedelta(days=1)).date()
    shift = {
        "person": str(world.north_investigator.pk),
        "level": "1",
        "first_day": f"{day:%d/%m/%Y}",
        "from_hour": "17:00",
        "last_day": f"{day + timedelta(days=1):%d/%m/%Y}",
        "to_hour": "9.00",
        "weeks": "3",
    }
    backwards = client.post("/duty/put", shift | {"last_day": f"{day - timedelta(days=1):%d/%m/%Y}"})
    assert backwards.status_code == 422
    assert client.post("/duty/put", shift)["Location"] == f"/duty?from={day}"
    page = client.get("/duty").content.decode()
    assert page.count(world.north_investigator.name) >= 2
    assert "17:00 to 24:00" in page
    with acting_as(world.actor("north_manager")):
        shifts = list(DutyShift.objects.all())
    assert len(shifts) == 3
    assert client_for(world.south_manager).post(f"/duty/{shifts[0].pk}/off").status_code == 404
    assert client.post(f"/duty/{shifts[0].pk}/off").status_code == 302


def test_a_token_is_shown_once_and_revoked(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    shown = client.post("/tokens", {"name": "Nightly import", "days": "30"}).content.decode()
    assert "tutela_" in shown
    assert "tutela_" not in client.get("/tokens").content.decode().split("<main")[1]
    with acting_as(world.actor("north_investigator")):
        from tutela.accounts.models import ApiToken

        pk = ApiToken.objects.get().pk
    assert client_for(world.north_colleague).post(f"/tokens/{pk}/revoke").status_code == 404
    assert client.post(f"/tokens/{pk}/revoke").status_code == 302
    assert "No program acts as you" in client.get("/tokens").content.decode()


def test_notices_are_ones_own_and_are_seen_when_one_says_so(world: World, client_for: ClientFor) -> None:
    with acting_as(world.actor("north_manager")):
        tell([world.north_manager.pk, world.south_manager.pk], Notice.Kind.PEOPLE, "Somebody joined.", now=clock.now())
        tell([world.north_manager.pk], Notice.Kind.OVERDUE, "An answer is overdue.", now=clock.now())
    client = client_for(world.north_manager)
    assert "An answer is overdue." in client.get("/notices").content.decode()
    only = client.get("/notices?kind=people").content.decode()
    assert "Somebody joined." in only
    assert "An answer is overdue." not in only
    with switched_role("tutela_owner"):
        theirs = Notice.objects.get(user=world.south_manager)
        mine = Notice.objects.get(user=world.north_manager, kind="people")
    client.post("/notices/seen", {"notice": [str(mine.pk), str(theirs.pk), "nonsense"]})
    with switched_role("tutela_owner"):
        assert Notice.objects.get(pk=mine.pk).seen_at is not None
        assert Notice.objects.get(pk=theirs.pk).seen_at is None
    client.post("/notices/seen", {"all": "1"})
    assert "There is no notice like this" in client.get("/notices?seen=new").content.decode()


def test_somebody_with_two_roles_changes_between_them_and_says_again_why_they_read(
    world: World, client_for: ClientFor
) -> None:
    with switched_role("tutela_owner"):
        second = Membership.objects.create(
            user=world.north_investigator, organisation=world.south, role="analyst", starts_at=clock.now()
        )
        strange = Membership.objects.get(user=world.south_manager)
    client = client_for(world.north_investigator)
    assert "/switch-role" in client.get("/my-account").content.decode()
    assert client.post("/switch-role", {"membership": strange.pk}).status_code == 403
    assert client.post("/switch-role", {"membership": second.pk})["Location"] == "/"
    assert "Analyst, Southvale" in client.get("/my-account").content.decode()
    assert client.get("/work-list")["Location"].startswith("/purpose")
