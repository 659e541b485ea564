"""Something worth looking at on every page: one database, written once by the verbs themselves.

``written(world)`` writes it and answers with the names by which ``tests.browser.pages`` puts addresses together.
"""

import io
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from tests.accounts.records import a_report
from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.reports.imports.files import a_csv, row
from tests.reports.pages import scenes
from tests.roles import switched_role
from tutela.accounts.models import DutyShift
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services import break_glass, duty, grants, organisation, requests, tokens
from tutela.audit.models import Entry
from tutela.cases.models import CaseCategory, ChildInCase, Person
from tutela.cases.services.record import say_standing, write_entry
from tutela.cases.services.share import share_case
from tutela.children.services.identify import say_safety
from tutela.children.services.share import share_child
from tutela.children.services.stop import propose_stop
from tutela.core import clock
from tutela.organisations.models import ClosedDay, Remit, Unit
from tutela.ownership.services import assign
from tutela.reports.models import CaseLink, Report
from tutela.reports.services.answer import answer
from tutela.reports.services.import_file import stage_file, take
from tutela.reports.services.restrict import restrict

Names = dict[str, object]


def written(world: World) -> Names:
    """Everything, and the names of it."""
    with transaction.atomic():
        names = _people_and_access(world) | _reports(world) | _cases(world) | _from_partners(world)
        return names | _of_the_organisation(world) | _keys(world)


def _people_and_access(world: World) -> Names:
    """A request that waits, a broken glass to review, a grant, a token, a rota."""
    now = clock.now()
    report, other = a_report(world), a_report(world)
    asker, manager = world.actor("south_investigator"), world.actor("north_manager")
    with acting_as(asker):
        asked = requests.ask_for_access(
            report.reference, reason="A linked inquiry in our area.", actor=asker, now=now - timedelta(days=1)
        )
        given = break_glass.break_glass(
            other.reference, reason="A child may be met today.", hours=4, actor=asker, now=now
        )
        tokens.make_token(name="Nightly import", expires_at=now + timedelta(days=90), actor=asker, now=now)
    assert given is not None
    with switched_role("tutela_jobs"):
        requests.route(asked.pk, now=now)
    with acting_as(manager):
        grants.grant(
            Report.objects.get(pk=report.pk),
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
        shift = DutyShift.objects.filter(organisation=world.north).order_by("starts_at").first()
        assert shift is not None
    with acting_as(world.actor("north_auditor")):
        entry = Entry.objects.filter(action="access.grant").first()
        assert entry is not None
    return {
        "request": asked.pk,
        "glass": given.pk,
        "granted_on": report.reference,
        "shift": shift.pk,
        "trail": entry.pk,
        "person": world.north_investigator.pk,
        "other_person": world.north_manager.pk,
        "membership": world.memberships["north_investigator"].pk,
    }


def _keys(world: World) -> Names:
    """Somebody with every kind of second factor."""
    manager = world.south_manager
    with switched_role("tutela_owner"):
        TOTP.activate(manager, generate_totp_secret())
        RecoveryCodes.activate(manager)
        key = Authenticator.objects.create(
            user=manager,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Key on the ring", "passwordless": False, "credential": {}},
        )
    return {"key": key.pk}


def _of_the_organisation(world: World) -> Names:
    """A unit, a closed day and a remit."""
    now, admin = clock.now(), world.actor("north_administrator")
    with acting_as(admin):
        organisation.add_unit(name="Child protection unit", kind="child_protection", actor=admin, now=now)
        organisation.add_closed_day((now + timedelta(days=9)).date(), name="Stocktaking", actor=admin, now=now)
        remit = Remit.objects.filter(organisation=world.north).first()
        assert remit is not None
        return {
            "unit": Unit.objects.get(organisation=world.north).pk,
            "closed_day": ClosedDay.objects.get(organisation=world.north).pk,
            "remit": remit.pk,
        }


def _reports(world: World) -> Names:
    """Reports in every state: urgent, plain, offered both ways, proposed, bundled, sealed, decided, restricted."""
    now, manager = clock.now(), world.actor("north_manager")
    urgent = scenes.urgent(world)
    rich = scenes.received(
        world,
        people=[
            {"capacity": "suspect", "names": ["Synthetic Person"], "age": 44},
            {"capacity": "victim", "display_names": ["synthetic_one"], "age": 12},
        ],
        identifiers=[
            {"kind": "email", "raw": "synthetic.person@mail.example", "role": "Person reported"},
            {"kind": "ip", "raw": "203.0.113.9", "event": "Login", "at": now},
        ],
        files=[{"sha256": scenes.SPREAD_HASH, "md5": "0" * 31 + "1", "size": 123456, "viewed_by_provider": True}],
        withheld=[{"path": "/report/chat/content", "why": "Message text is not stored"}],
        unknown_elements=["/report/newElement"],
        concern_grounds="",
    )
    with acting_as(manager):
        assign(rich, handler=world.north_investigator, actor=manager, now=now)
        answer(rich, template="receipt", actor=manager, now=now)
    closed = scenes.received(world)
    with acting_as(manager):
        restrict(
            closed,
            restricted=True,
            named=[world.north_colleague],
            words="Somebody is known here",
            actor=manager,
            now=now,
        )
        part = _named_on(closed)
    _, offer = scenes.offered(world)
    _, incoming = scenes.offered_to_north(world)
    proposed, decision = scenes.proposed(world)
    members, bundle = scenes.bundled(world)
    asked, opening = scenes.asked(world)
    return {
        "urgent": urgent.reference,
        "report": rich.reference,
        "restricted": closed.reference,
        "part": part,
        "offer": offer.pk,
        "incoming": incoming.pk,
        "proposed": proposed.reference,
        "decision": decision.pk,
        "bundle": bundle.pk,
        "member": members[0].reference,
        "sealed": asked.reference,
        "opening": opening.pk,
        "decided": scenes.decided(world).reference,
        "promise": scenes.running(world, rich, "progress").pk,
    }


def _named_on(report: Report) -> int:
    from tutela.ownership.models import Participation

    found = Participation.objects.filter(subject_kind="report", subject_id=report.pk).first()
    assert found is not None
    return found.pk


def _cases(world: World) -> Names:
    """A case with something on each of its tabs, a restricted one, and children who are known, unknown and given up."""
    now, actor = clock.now(), world.actor("north_investigator")
    case, other = a_case(world), a_case(world, summary="Synthetic case about a journey.", restricted=True)
    child, known, second = child_of(world, case), child_of(world, case, identified=True), child_of(world, other)
    source = report_of(world, case)
    with acting_as(actor):
        say_safety(known, safety="at_risk", actor=actor, now=now)
        suspect = Person.objects.get(case=case, capacity="suspect")
        say_standing(suspect, standing="charged", source="Court", since="2026-05", actor=actor, now=now)
        said = {"source": "Company", "actor": actor, "now": now}
        first = write_entry(case, words="The account was used in Northmoor.", **said)
        write_entry(case, words="The account was used in Southvale.", nature="inference", corrects=first, **said)
        share = share_case(case, organisation=world.south, with_children=False, actor=actor, now=now)
        childs_share = share_child(child, organisation=world.customs, actor=actor, now=now)
        stop = propose_stop(
            second,
            grounds="nothing_to_trace",
            words="All was tried.",
            review_on=now.date().replace(year=2031),
            actor=actor,
            now=now,
        )
        category = CaseCategory.objects.filter(case=case).first()
        assert category is not None
        return {
            "case": case.reference,
            "closed_case": other.reference,
            "child": child.reference,
            "known_child": known.reference,
            "in_case": ChildInCase.objects.get(case=case, child=known).child.reference,
            "stopping": second.reference,
            "stop": stop.pk,
            "entry": first.pk,
            "suspect": suspect.pk,
            "category": category.pk,
            "share": share.pk,
            "childs_share": childs_share.pk,
            "link": CaseLink.objects.get(case=case, parted_at=None).pk,
            "source": source.reference,
        }


def _from_partners(world: World) -> Names:
    """A file of a partner with a row that cannot be taken, and a report of theirs that has an answer."""
    partner, desk = world.actor("hotline_partner"), world.actor("centre_intake")
    content = a_csv([*[row(5000 + number) for number in range(5)], row(1, summary="")])
    with acting_as(partner):
        staged = stage_file(io.BytesIO(content), "second.csv", actor=partner, now=clock.now())
        list(take(staged.batch, actor=partner))
    with acting_as(desk):
        sent = Report.objects.order_by("-pk").first()
        assert sent is not None
        answer(sent, template="receipt", actor=desk, now=clock.now())
    return {"batch": staged.batch.pk, "sent": sent.reference}
