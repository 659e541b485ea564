"""Every page about people, access, duty, notices, organisations and the trail, in a real browser, wide and at 320 px."""

from datetime import timedelta

import pytest

from tests.accounts.records import a_report
from tests.browser.fixtures import NARROW, WIDE, OpenAs, Picture, Site, axe_finds_nothing, fits_the_window
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import AccessRequest, DutyShift, Grant
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services import break_glass, duty, grants, organisation, requests, tokens
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.reports.models import Report

_WINDOWS = pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "320 px"])


@pytest.fixture(scope="module")
def scene(shared_site: Site) -> dict[str, str]:
    """Something worth looking at on each page, written once by the verbs themselves."""
    world, now = shared_site.world, clock.now()
    report = a_report(world)
    other = a_report(world)
    asker, manager, admin = (world.actor(who) for who in ("south_investigator", "north_manager", "north_administrator"))
    with acting_as(asker):
        asked = requests.ask_for_access(
            report.reference, reason="A linked inquiry in our area.", actor=asker, now=now - timedelta(days=1)
        )
        given = break_glass.break_glass(
            other.reference, reason="A child may be met today.", hours=4, actor=asker, now=now
        )
        tokens.make_token(name="Nightly import", expires_at=now + timedelta(days=90), actor=asker, now=now)
    with switched_role("tutela_jobs"):
        requests.route(asked.pk, now=now)
    with acting_as(manager):
        fresh = Report.objects.get(pk=report.pk)
        grants.grant(
            fresh,
            to_id=world.centre_analyst.pk,
            until=now + timedelta(days=20),
            reason="Looks for links with other countries.",
            actor=manager,
            now=now,
        )
        for who, start in (("north_investigator", -1), ("north_colleague", 13), ("north_intake", 40)):
            duty.put_on_duty(
                getattr(world, who),
                starts_at=now + timedelta(hours=start),
                ends_at=now + timedelta(hours=start + 14),
                weeks=3,
                actor=manager,
                now=now,
            )
    with acting_as(admin):
        organisation.add_unit(name="Child protection unit", kind="child_protection", actor=admin, now=now)
        organisation.add_closed_day((now + timedelta(days=9)).date(), name="Stocktaking", actor=admin, now=now)
    return _addresses(world, report, asked, given)


def _addresses(world: World, report: Report, asked: AccessRequest, given: Grant | None) -> dict[str, str]:
    assert given is not None
    investigator = world.memberships["north_investigator"]
    with acting_as(world.actor("north_manager")):
        shift = DutyShift.objects.filter(organisation=world.north).order_by("starts_at").first()
        assert shift is not None
    with acting_as(world.actor("north_auditor")):
        entry = Entry.objects.filter(action="access.grant").first()
        assert entry is not None
    with acting_as(world.actor("north_administrator")):
        from tutela.organisations.models import ClosedDay, Remit, Unit

        unit, closed = Unit.objects.get(organisation=world.north), ClosedDay.objects.get(organisation=world.north)
        remit = Remit.objects.filter(organisation=world.north).first()
        assert remit is not None
    person = world.north_investigator.pk
    return {
        "access_decide": f"/access/requests/{asked.pk}",
        "access_refuse": f"/access/requests/{asked.pk}/refuse",
        "access_review": f"/access/reviews/{given.pk}",
        "access_end": f"/access/grants/{given.pk}/end",
        "access_on": f"/access/on/{report.reference}",
        "access_give": f"/access/on/{report.reference}/give",
        "person": f"/people/{person}",
        "person_move": f"/people/{person}/roles/{investigator.pk}",
        "person_leave": f"/people/{person}/leave",
        "person_reset": f"/people/{person}/second-factor",
        "person_invite": f"/people/{person}/invite",
        "duty_off": f"/duty/{shift.pk}/off",
        "audit_entry": f"/audit/entries/{entry.pk}",
        "audit_person": f"/audit/people/{world.north_manager.pk}",
        "unit": f"/organisations/units/{unit.pk}",
        "unit_remove": f"/organisations/units/{unit.pk}/remove",
        "open_day": f"/organisations/closed-days/{closed.pk}",
        "remit_remove": f"/organisations/remit/{remit.pk}/remove",
    }


PAGES = [
    # who, name of the picture, address or its key in the scene
    ("north_manager", "access", "/access"),
    ("south_investigator", "access-asked", "/access"),
    ("north_auditor", "access-auditor", "/access"),
    ("south_investigator", "access-ask", "/access/ask"),
    ("south_investigator", "break-glass", "/access/break-glass"),
    ("north_manager", "access-decide", "access_decide"),
    ("north_manager", "access-refuse", "access_refuse"),
    ("north_manager", "access-review", "access_review"),
    ("north_manager", "access-end", "access_end"),
    ("north_manager", "access-on", "access_on"),
    ("north_manager", "access-give", "access_give"),
    ("north_investigator", "purpose", "/purpose"),
    ("north_investigator", "switch-role", "/switch-role"),
    ("north_administrator", "people", "/people"),
    ("north_administrator", "people-unused", "/people?state=unused&words=synthetic"),
    ("north_administrator", "person-join", "/people/new"),
    ("north_administrator", "person", "person"),
    ("north_administrator", "person-move", "person_move"),
    ("north_administrator", "person-leave", "person_leave"),
    ("north_administrator", "person-reset", "person_reset"),
    ("north_administrator", "person-invite", "person_invite"),
    ("north_manager", "duty", "/duty"),
    ("north_manager", "duty-put", "/duty/put"),
    ("north_manager", "duty-off", "duty_off"),
    ("south_investigator", "tokens", "/tokens"),
    ("north_manager", "notices", "/notices"),
    ("north_researcher", "notices-none", "/notices"),
    ("north_investigator", "my-account", "/my-account"),
    ("north_investigator", "my-details", "/my-account/details"),
    ("north_investigator", "organisations", "/organisations"),
    ("north_administrator", "organisation", "/organisations/of/north"),
    ("north_administrator", "organisation-remit", "/organisations/of/north/remit"),
    ("north_administrator", "organisation-contact", "/organisations/contact"),
    ("north_administrator", "organisation-promises", "/organisations/promises"),
    ("north_administrator", "organisation-calendar", "/organisations/calendar"),
    ("north_administrator", "organisation-hours", "/organisations/hours"),
    ("north_administrator", "organisation-closed-day", "/organisations/closed-days"),
    ("north_administrator", "organisation-unit-add", "/organisations/units"),
    ("north_administrator", "organisation-remit-add", "/organisations/remit"),
    ("north_administrator", "organisation-unit", "unit"),
    ("north_administrator", "organisation-unit-remove", "unit_remove"),
    ("north_administrator", "organisation-open-day", "open_day"),
    ("north_administrator", "organisation-remit-remove", "remit_remove"),
    ("north_auditor", "audit", "/audit"),
    ("north_auditor", "audit-person", "audit_person"),
    ("north_auditor", "audit-entry", "audit_entry"),
    ("north_auditor", "audit-chain", "/audit/chain"),
    ("north_manager", "help", "/help"),
    ("north_manager", "accessibility-staff", "/accessibility"),
    (None, "accessibility", "/accessibility"),
    (None, "privacy", "/privacy"),
    (None, "status", "/status"),
    ("north_investigator", "mfa", "/account/2fa/"),
    ("north_manager", "absent-record", "/reports/R-2026-000000"),
]


@_WINDOWS
@pytest.mark.parametrize(("who", "name", "where"), PAGES, ids=[name for _, name, _ in PAGES])
def test_axe_finds_nothing_and_the_page_fits(
    open_as: OpenAs,
    shared_site: Site,
    scene: dict[str, str],
    picture: Picture,
    who: str | None,
    name: str,
    where: str,
    window: dict[str, object],
) -> None:
    page = open_as(shared_site, who, scene.get(where, where), may_fail=name == "absent-record", **window)
    axe_finds_nothing(page)
    fits_the_window(page)
    if window is WIDE or name in {"access", "duty", "people", "audit"}:
        picture(page, name if window is WIDE else f"{name}-320")


def test_every_form_can_be_sent_without_script(open_as: OpenAs, shared_site: Site, scene: dict[str, str]) -> None:
    page = open_as(shared_site, "south_intake", "/work-list", purpose="", java_script_enabled=False)
    assert page.url.endswith("/purpose?next=%2Fwork-list")
    page.get_by_label("Deciding whose it is").check()
    page.get_by_role("button", name="Continue").click()
    assert page.url == f"{shared_site.address}/work-list"
