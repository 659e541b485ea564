"""Something worth looking at on every page: one database, written once by the verbs themselves.

``written(world)`` writes it and answers with the names by which ``tests.browser.pages`` puts addresses together.
"""

import io
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from tests.accounts.records import a_report
from tests.browser.alerts_scene import of_alerts
from tests.browser.register_scene import of_the_register
from tests.browser.series_scene import of_series
from tests.browser.sets_scene import of_sets
from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.plans.plans import a_measure, a_meeting, a_plan, do_welfare, step_of
from tests.reports.imports.files import a_csv, row
from tests.reports.pages import scenes
from tests.retention.records import an_old_case
from tests.roles import switched_role
from tests.tasks.tasks import a_task
from tutela.accounts.models import DutyShift
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services import break_glass, duty, grants, organisation, requests, tokens
from tutela.audit.models import Entry
from tutela.bulk.services.assign_many import assign_many, begin, choose
from tutela.cases.models import Case, CaseCategory, ChildInCase, Identifier, Person
from tutela.cases.services.answer import Asked, Given, answer_record
from tutela.cases.services.known_by import enter_place
from tutela.cases.services.propose import propose_correction
from tutela.cases.services.record import say_standing, write_entry
from tutela.cases.services.share import share_case
from tutela.children.models import Child, Contact
from tutela.children.services.contacts import add_contact, end_contact
from tutela.children.services.identify import say_safety
from tutela.children.services.needs import give_task_for_need, record_finding
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.share import share_child
from tutela.children.services.stop import propose_stop
from tutela.children.services.trace import give_identification_task
from tutela.children.services.whereabouts import say_whereabouts
from tutela.comments.services.letters import NewLetter, keep_letter
from tutela.comments.services.write import withdraw_comment, write_comment
from tutela.core import clock
from tutela.core.partial_date import PartialDate
from tutela.following.services.filters import keep_filter
from tutela.following.services.follow import follow
from tutela.following.services.searches import keep_search
from tutela.organisations.models import ClosedDay, Remit, Unit
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.plans.models import MeetingDecision
from tutela.plans.services.carry_out import carry_out, say_ready
from tutela.reports.models import CaseLink, Report
from tutela.reports.services.answer import answer
from tutela.reports.services.import_file import stage_file, take
from tutela.reports.services.restrict import restrict
from tutela.retention.services.hold import hold
from tutela.retention.services.propose import propose
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.give_templates import Chosen, give_from_templates

Names = dict[str, object]


def written(world: World) -> Names:
    """Everything, and the names of it."""
    with transaction.atomic():
        names = (
            _people_and_access(world)
            | _reports(world)
            | _cases(world)
            | _from_partners(world)
            | _over_their_time(world)
        )
        names |= _tasks(world, names["case"])
        names |= _said_and_followed(world, str(names["case"]))
        names |= _plans(world, str(names["case"]))
        names |= _many_at_once(world)
        names |= of_the_register(world)
        names |= of_sets(world)
        names |= of_series(world)
        names |= of_alerts(world)
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
        contact = _around_children(child, known, world)
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
            "contact": contact.pk,
            "link": CaseLink.objects.get(case=case, parted_at=None).pk,
            "source": source.reference,
            **_record(world, case, suspect, child),
        }


def _record(world: World, case: Case, suspect: Person, child: Child) -> Names:
    """Answers of the case, of a suspect and of a child; a place; and a correction that the auditor proposes."""
    now, actor, reader = clock.now(), world.actor("north_investigator"), world.actor("north_auditor")
    given = {
        Asked("pattern"): Given(("several_times",)),
        Asked("began_on"): Given(date="2024-05"),
        Asked("children_believed"): Given(("not_yet_known",)),
        Asked("relationship", person=suspect.pk): Given(("met_online",)),
        Asked("siblings", child=child.pk): Given(("being_asked",)),
    }
    answer_record(case, given, over={}, source="Hotline", grading="b_usually_reliable", actor=actor, now=now)
    place = enter_place(
        case,
        kind="place_of_acts",
        country="GB",
        area="Northmoor",
        person=suspect,
        source="Company",
        actor=actor,
        now=now,
    )
    known_by = Identifier.objects.filter(case=case).first()
    assert known_by is not None
    with acting_as(reader):
        proposed = propose_correction(
            case,
            Asked("pattern"),
            Given(("over_time",)),
            source="The file",
            why="Two further dates stand there.",
            actor=reader,
            now=now,
        )
    return {"place": place.pk, "known_by": known_by.pk, "proposal": proposed.pk}


def _many_at_once(world: World) -> Names:
    """Reports chosen together, and some that were assigned together."""
    now, actor = clock.now(), world.actor("north_manager")
    with acting_as(actor):
        chosen, done = (
            choose("report", [find(a_report(world).reference) for _ in range(2)], actor=actor, now=now)
            for _ in range(2)
        )
        begin(done, handler=world.north_colleague, actor=actor, now=now)
        assign_many(done, actor=actor, now=now)
    return {"bulk": chosen.pk, "bulk_done": done.pk}


def _tasks(world: World, reference: object) -> Names:
    """Tasks about a case: one that somebody has, one that was finished, and one that a partner has to do."""
    now, actor = clock.now(), world.actor("north_investigator")
    with acting_as(actor):
        case: Case = find(str(reference))
    due_at = now + timedelta(days=3)
    open_task = a_task(world, case, kind="identification", assignee=world.north_investigator, due_at=due_at)
    over = a_task(world, case)
    with acting_as(actor):
        said = {"outcome": "partly", "words": "One school answered."}
        finish_task(over, **said, actor=actor, now=clock.now())
        give_from_templates(case, [Chosen("siblings", due_at)], actor=actor, now=clock.now())
    theirs = a_task(world, case, organisation=world.hotline, due_at=due_at)
    return {"task": open_task.pk, "task_over": over.pk, "partners_task": theirs.pk}


def _plans(world: World, reference: str) -> Names:
    """A draft that misses a welfare step, a plan that was carried out, a special measure, and a meeting with minutes."""
    actor = world.actor("north_investigator")
    with acting_as(actor):
        case: Case = find(reference)
    plan, over = a_plan(world, case, lead=world.north_investigator), a_plan(world, case, kind="search")
    do_welfare(world, over)
    measure, meeting = a_measure(world, case), a_meeting(world, case, held=True)
    with acting_as(actor):
        say_ready(over, actor=actor, now=clock.now())
        carry_out(over, outcome="as_planned", actor=actor, now=clock.now())
        welfare = step_of(plan).pk
        minute = MeetingDecision.objects.get(meeting=meeting).pk
    return {
        "plan": plan.pk,
        "plan_over": over.pk,
        "welfare": welfare,
        "measure": measure.pk,
        "meeting": meeting.pk,
        "minute": minute,
    }


def _around_children(child: Child, known: Child, world: World) -> Contact:
    """Where a child may be, what is needed, what is tried, and who is in contact; another child is identified and safeguarded."""
    who: Any = {"actor": world.actor("north_investigator"), "now": clock.now()}
    say_whereabouts(child, state="ruled_out", country="FR", source="Liaison", grading="b_usually_reliable", **who)
    say_whereabouts(
        child, state="considered", organisation=world.south, source="Hotline", words="By the time zone.", **who
    )
    give_identification_task(child, what="Ask the schools of the area", **who)
    for one in (child, known):
        for area, result in (("therapy", "need"), ("family", "not_yet_known"), ("education", "no_need")):
            record_finding(one, area=area, result=result, words="Synthetic words.", source="School", **who)
    give_task_for_need(child, area="therapy", what="Find a place with a therapist", **who)
    say_safety(known, safety="safe", **who)
    say_safeguarded(known, how="in_care", words="Children's services of the area.", **who)
    former = add_contact(child, capacity="carer", name="Synthetic Carer", source="School", **who)
    end_contact(child, former, words="Moved.", **who)
    return add_contact(child, capacity="school", body="A synthetic school", source="Carer", **who)


def _said_and_followed(world: World, reference: str) -> Names:
    """Comments of every sort and letters in a case; a record, a search and a filter that somebody follows and keeps."""
    now, actor, colleague = clock.now(), world.actor("north_investigator"), world.actor("north_colleague")
    with acting_as(colleague):
        case: Case = find(reference)
        theirs = write_comment(case, words="Who asked the school?", audience="everybody", actor=colleague, now=now)
    said: Any = {"audience": "everybody", "actor": actor, "now": now}
    with acting_as(actor):
        write_comment(case, words="We did.", answers=theirs, **said)
        wrong = write_comment(case, words="The account is of Southvale.", **said)
        write_comment(case, words="The account is of Northmoor.", corrects=wrong, **said)
        withdraw_comment(write_comment(case, words="Not needed.", **said), case, actor=actor, now=now)
        mine = write_comment(case, words="For us alone.", **said | {"audience": "organisation"})
        came = NewLetter(
            "in",
            "telephone",
            PartialDate.parse("May 2024"),
            "What the school knows",
            correspondent_words="A school",
            gist="The school calls again.",
            answer_by=now.date() + timedelta(days=5),
        )
        letter = keep_letter(case, came, actor=actor, now=now)
        follow(case, actor=actor, now=now)
        search = keep_search("invented", ("child", "case"), actor=actor, now=now)
        kept = keep_filter("cases", "state=closed", name="Closed ones", is_shared=True, actor=actor, now=now)
    return {"comment": mine.pk, "letter": letter.pk, "search": search.pk, "kept_filter": kept.pk}


def _over_their_time(world: World) -> Names:
    """A case that is due to be disposed of, one whose disposal is proposed, and one that is held."""
    due, waiting, held = (an_old_case(world) for _ in range(3))
    manager, now = world.actor("north_manager"), clock.now()
    with acting_as(manager):
        [disposal] = propose([waiting], words="Its time is over.", actor=manager, now=now)
        kept = hold(held, grounds="appeal", words="The court of appeal decides in May.", actor=manager, now=now)
    return {"due_case": due.reference, "held_case": held.reference, "disposal": disposal.pk, "hold": kept.pk}


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
