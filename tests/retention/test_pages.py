"""The pages of retention: who gets there, what they show, and each step from the list to the tombstone."""

from tests.cast import World
from tests.retention.records import an_old_case, approved, disposed, own, parts, proposed
from tests.web.ladder import ClientFor, climbs, few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.access import find
from tutela.retention.models import Hold, KeepingRule
from tutela.retention.services.hold import hold

LISTS = ("due", "soon", "held", "proposed", "approved", "carried_out", "refused", "stopped")


def test_who_gets_to_the_lists_and_the_rules(world: World, client_for: ClientFor) -> None:
    case = an_old_case(world)
    proposed(world, parts(world, case)[0])
    auditor = client_for(world.north_auditor)
    for which in LISTS:
        assert auditor.get(f"/retention?state={which}").status_code == 200
    climbs(world, client_for, "/retention?kind=case", ("manager", "auditor"))
    climbs(world, client_for, "/retention?state=proposed", ("manager", "auditor"))
    climbs(world, client_for, "/retention/rules", ("manager", "auditor", "administrator"))


def test_the_list_holds_what_is_due_and_no_other_organisations(world: World, client_for: ClientFor) -> None:
    case = an_old_case(world)
    child, _, report = parts(world, case)
    north, south = client_for(world.north_manager), client_for(world.south_manager)
    for kind, record in (("", child), ("case", case), ("report", report)):
        page = words_of(north.get(f"/retention?kind={kind}"))
        assert record.reference in page
        assert "Time is over" in page
        assert record.reference not in words_of(south.get(f"/retention?kind={kind}"))
        csv = words_of(north.get(f"/retention?kind={kind}&format=csv"))
        assert record.reference in csv
        assert csv.startswith('"# ')
    assert "Kim Invented" not in words_of(north.get("/retention"))


def test_from_the_list_to_the_tombstone(world: World, client_for: ClientFor) -> None:
    case = an_old_case(world)
    first = client_for(world.north_manager)
    child, _, _ = parts(world, case)
    page = first.get("/retention/propose", {"record": [case.reference, child.reference]})
    shown = words_of(page)
    assert "What stays" in shown
    assert "History of changes" in shown
    address = f"/retention/propose?record={case.reference}"
    answer = first.post(address, {"words": "Its time is over."})
    assert answer.status_code == 302
    place = answer["Location"]
    assert "Approve" not in words_of(first.get(place)).replace("Approved", "").replace("Not approved", "")
    # The centre's manager decides, as there is no other one here, and does not see the record.
    centre = client_for(world.centre_manager)
    assert "Approve" in words_of(centre.get(place))
    assert centre.get(f"/cases/{case.reference}").status_code == 404
    assert first.post(f"{place}/approve", {"words": ""}).status_code == 409
    assert centre.post(f"{place}/refuse", {"words": ""}).status_code == 422
    assert centre.post(f"{place}/approve", {"words": "Looked at."}).status_code == 302
    assert case.reference in words_of(first.get("/retention?state=approved"))
    assert first.post(f"{place}/stop", {"words": "Seen anew."}).status_code == 302
    assert "Stopped" in words_of(first.get(place))
    disposal = approved(world, case)
    disposed(disposal)
    tombstone = words_of(first.get(f"/retention/{disposal.pk}"))
    assert "Digest over what was removed" in tombstone
    assert child.reference in tombstone
    assert "Looked at." not in tombstone
    assert first.get(f"/cases/{case.reference}").status_code == 404
    assert case.reference in words_of(client_for(world.north_auditor).get("/retention?state=carried_out"))


def test_the_tab_says_until_when_and_because(world: World, client_for: ClientFor) -> None:
    case = an_old_case(world)
    child, _, report = parts(world, case)
    for record in (child, case, report):
        address = f"{record.get_absolute_url()}/retention"
        client = client_for(world.north_manager)
        client.get("/help")
        with few_statements(20):
            page = client.get(address)
        shown = words_of(page)
        assert "Kept until" in shown
        assert "Propose its disposal" in shown
        assert "Propose its disposal" not in words_of(client_for(world.north_auditor).get(address))
        assert client_for(world.south_manager).get(address).status_code == 404
    own("UPDATE children_child SET birth_date = '1950' WHERE id = %s", child.pk)
    shown = words_of(client_for(world.north_manager).get(f"/children/{child.reference}/retention"))
    assert "counts from the end of that year" in shown
    own("UPDATE children_child SET birth_date = '' WHERE id = %s", child.pk)
    assert "date of birth is not known" in words_of(
        client_for(world.north_manager).get(f"/children/{child.reference}/retention")
    )


def test_a_hold_is_set_and_lifted_by_its_pages(world: World, client_for: ClientFor) -> None:
    case = an_old_case(world)
    address = f"/cases/{case.reference}/hold"
    investigator, manager = client_for(world.north_investigator), client_for(world.north_manager)
    assert client_for(world.north_auditor).get(address).status_code == 403
    assert client_for(world.south_manager).get(address).status_code == 404
    assert investigator.post(address, {"grounds": "appeal", "words": ""}).status_code == 422
    assert investigator.post(address, {"grounds": "appeal", "words": "Synthetic."}).status_code == 302
    assert "is held on these grounds already" in words_of(
        investigator.post(address, {"grounds": "appeal", "words": "Synthetic."})
    )
    assert "Held" in words_of(manager.get("/retention?state=held&kind=case"))
    child, _, _ = parts(world, case)
    assert "on a record that it is joined to" in words_of(manager.get(f"/children/{child.reference}/retention"))
    with acting_as(world.actor("north_manager")):
        number = Hold.objects.get(lifted_at=None).pk
    lift = f"/retention/holds/{number}/lift"
    assert investigator.get(lift).status_code == 403
    assert client_for(world.south_manager).get(lift).status_code == 404
    assert manager.post(lift, {"words": ""}).status_code == 422
    assert manager.post(lift, {"words": "It has ended."}).status_code == 302
    assert manager.post(lift, {"words": "It has ended."}).status_code == 409
    assert "Lifted" in words_of(manager.get(f"/cases/{case.reference}/retention"))


def test_an_organisation_sets_its_own_times_with_a_reason(world: World, client_for: ClientFor) -> None:
    manager, administrator = client_for(world.north_manager), client_for(world.north_administrator)
    address = "/retention/rules/child"
    given = {"which": "own", "years": "40", "months": "6", "words": "Synthetic order 7."}
    assert client_for(world.north_auditor).post(address, given).status_code == 403
    assert manager.get("/retention/rules/nothing").status_code == 404
    assert manager.post(address, {**given, "words": ""}).status_code == 422
    assert manager.post(address, {**given, "years": "", "months": ""}).status_code == 422
    assert manager.post(address, given).status_code == 302
    shown = words_of(administrator.get("/retention/rules"))
    assert "40 years and 6 months" in shown
    assert "Synthetic order 7." in shown
    assert "Synthetic order 7." not in words_of(client_for(world.south_manager).get("/retention/rules"))
    assert administrator.post(address, {"which": "default", "words": "Back."}).status_code == 302
    with acting_as(world.actor("north_manager")):
        assert [one.months for one in KeepingRule.objects.order_by("pk")] == [486, None]
    assert "Synthetic order 7." in words_of(manager.get("/retention/rules"))


def test_wrong_addresses_and_methods(world: World, client_for: ClientFor) -> None:
    manager = client_for(world.north_manager)
    assert manager.get("/retention/propose").status_code == 422
    assert manager.get("/retention/propose?record=C-2026-000000").status_code in (404, 422)
    assert manager.get("/retention/999999").status_code == 404
    assert manager.get("/retention/999999/approve").status_code == 404
    assert manager.post("/retention").status_code == 405
    assert manager.get("/retention?after=nonsense").status_code == 422


def test_the_lists_cost_the_same_for_many(world: World, client_for: ClientFor) -> None:
    for _ in range(3):
        an_old_case(world)
    client = client_for(world.north_manager)
    client.get("/help")
    for kind in ("", "case", "report"):
        with few_statements():
            assert client.get(f"/retention?kind={kind}").status_code == 200
    case = an_old_case(world)
    actor = world.actor("north_manager")
    with acting_as(actor):
        hold(find(case.reference), grounds="inquiry", words="Synthetic.", actor=actor, now=clock.now())
    with few_statements():
        assert client.get("/retention?state=held&kind=case").status_code == 200
