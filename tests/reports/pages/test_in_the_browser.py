"""The staff's pages in a real browser: nothing for axe-core to find, nothing to scroll sideways for at 320 px, and keys that work."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from tests.browser.fixtures import OpenAs, Site
from tests.reports.pages import scenes
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.services import assign
from tutela.reports.services.answer import answer


@dataclass(frozen=True)
class Scene:
    """A site in which something is going on, with the addresses of what there is."""

    site: Site
    addresses: dict[str, str]


@pytest.fixture(scope="module")
def scene(shared_site: Site) -> Scene:
    """Reports in every state: urgent, plain, offered both ways, proposed, bundled, sealed, decided."""
    world = shared_site.world
    with transaction.atomic():
        urgent = scenes.urgent(world)
        actor = world.actor("north_manager")
        people = [
            {"capacity": "suspect", "names": ["Synthetic Person"], "age": 44},
            {"capacity": "victim", "display_names": ["synthetic_one"], "age": 12},
        ]
        rich = scenes.received(
            world,
            people=people,
            identifiers=[
                {"kind": "email", "raw": "synthetic.person@mail.example", "role": "Person reported"},
                {"kind": "ip", "raw": "203.0.113.9", "event": "Login", "at": clock.now()},
            ],
            files=[{"sha256": scenes.SPREAD_HASH, "md5": "0" * 31 + "1", "size": 123456, "viewed_by_provider": True}],
            withheld=[{"path": "/report/chat/content", "why": "Message text is not stored"}],
            unknown_elements=["/report/newElement"],
            concern_grounds="",
        )
        with acting_as(actor):
            assign(rich, handler=world.north_investigator, actor=actor, now=clock.now())
            answer(rich, template="receipt", actor=actor, now=clock.now())
        _, offer = scenes.offered(world)
        _, incoming = scenes.offered_to_north(world)
        proposed, decision = scenes.proposed(world)
        _, bundle = scenes.bundled(world)
        asked, opening = scenes.asked(world)
        decided = scenes.decided(world)
        promise = scenes.running(world, rich, "progress")
    at = f"/reports/{rich.reference}"
    return Scene(
        shared_site,
        {
            "work-list": "/work-list",
            "work-list-narrowed": "/work-list?whose=mine&due=soon",
            "urgent": f"/reports/{urgent.reference}",
            "report": at,
            "report-named": f"{at}/named",
            "report-received": f"{at}/received",
            "report-answers": f"{at}/answers",
            "report-decisions": f"/reports/{proposed.reference}/decisions",
            "report-history": f"{at}/history",
            "report-audit": f"{at}/audit",
            "sealed": f"/reports/{asked.reference}",
            "triage": f"{at}/triage",
            "send": f"{at}/send",
            "answer": f"/reports/{decided.reference}/answer",
            "propose": f"{at}/no-investigation",
            "second": f"/reports/{proposed.reference}/second/{decision.pk}",
            "open-case": f"{at}/open-case",
            "restrict": f"{at}/restrict",
            "assign": f"{at}/assign",
            "pause": f"{at}/clocks/{promise.pk}/pause",
            "identity": f"/reports/{asked.reference}/identity/{opening.pk}",
            "accept-concern": f"/reports/{urgent.reference}/accept-concern",
            "offered": "/offered",
            "offered-by": "/offered?side=by",
            "accept": f"/offered/{incoming.pk}/accept",
            "decline": f"/offered/{incoming.pk}/decline",
            "withdraw": f"/offered/{offer.pk}/withdraw",
            "answers-owed": "/answers-owed",
            "decisions": "/decisions",
            "team": "/team",
            "bundles": "/bundles",
            "bundle": f"/bundles/{bundle.pk}",
            "bundle-answer": f"/bundles/{bundle.pk}/answer",
            "bundle-new": f"/bundles/new?report={rich.reference}",
            "record": "/reports/new",
        },
    )


def test_the_work_list_is_worked_by_keys_alone(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.site, "north_investigator", "/work-list")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/R-*")
    assert page.locator("h1").inner_text().startswith("R-")


def test_a_report_is_taken_and_named_a_concern_without_script(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.site, "north_intake", "/reports/new", java_script_enabled=False)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("On what grounds").fill("A child says so")
    page.get_by_label("What is reported").fill("Synthetic call without script.")
    page.get_by_role("button", name="Record the report").click()
    assert "What to tell whoever reported" in page.content()
