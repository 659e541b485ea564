"""An answer by e-mail: word for word, once, to whoever left an address, and never to somebody who stayed unknown."""

from collections.abc import Iterator

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import PUBLIC, SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import Unavailable
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Answer, ReporterIdentity
from tutela.reports.services.answer import answer
from tutela.reports.services.mail import mail, not_mailed
from tutela.reports.services.receive import receive_report

pytestmark = pytest.mark.django_db
ADDRESS = "synthetic.reporter@mail.example"


@pytest.fixture
def answered(world: World) -> Answer:
    """A receipt to somebody who reported by the public page and left an address."""
    incoming = IncomingReport.from_fields(
        door="public",
        summary="Synthetic report.",
        reporter={"kind": "person", "name": "Synthetic Reporter", "email": ADDRESS},
    )
    reference = receive_report(incoming, actor=PUBLIC, now=clock.now()).reference
    actor = world.actor("centre_intake")
    with acting_as(actor):
        return answer(find(reference), template="receipt", actor=actor, now=clock.now())


@pytest.fixture
def worker(answered: Answer) -> Iterator[None]:
    with switched_role("tutela_jobs"):
        yield


def present(answer: Answer) -> Answer:
    return Answer.objects.get(pk=answer.pk)


def test_it_goes_out_as_it_is_kept_and_only_once(answered: Answer, worker: None) -> None:
    assert answered.channel == "email"
    assert mail(answered.pk, actor=SYSTEM, now=clock.now()) is True
    assert mail(answered.pk, actor=SYSTEM, now=clock.now()) is False
    [sent] = outbox.outbox
    assert (sent.subject, sent.body, sent.to) == (answered.subject_line, answered.text, [ADDRESS])
    assert present(answered).mailed_at is not None
    assert Entry.objects.filter(action="report.mail", subject_id=answered.report_id).count() == 1


def test_its_header_names_the_reference_and_nobody(answered: Answer, worker: None) -> None:
    mail(answered.pk, actor=SYSTEM, now=clock.now())
    header = "\n".join(f"{name}: {value}" for name, value in outbox.outbox[0].message().items())
    assert answered.report.reference in header
    assert "Synthetic Reporter" not in header
    assert header.count(ADDRESS) == 1


@pytest.mark.parametrize("change", [{"is_sealed": True}, {"email": ""}])
def test_nothing_is_mailed_to_somebody_who_is_sealed_or_left_no_address(
    answered: Answer, change: dict[str, object]
) -> None:
    with switched_role("tutela_owner"):
        ReporterIdentity.objects.filter(pk=answered.report_id).update(**change)
    with switched_role("tutela_jobs"):
        assert mail(answered.pk, actor=SYSTEM, now=clock.now()) is False
        assert outbox.outbox == []
        assert (present(answered).mailed_at, present(answered).mail_failed_at is None) == (None, False)
    with switched_role("tutela_owner"):
        ReporterIdentity.objects.filter(pk=answered.report_id).update(is_sealed=False, email=ADDRESS)
    with switched_role("tutela_jobs"):
        assert mail(answered.pk, actor=SYSTEM, now=clock.now()) is True


def test_what_the_server_refuses_is_marked_and_tried_again_and_its_words_go_nowhere(
    answered: Answer, worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        with pytest.raises(Unavailable) as refused:
            mail(answered.pk, actor=SYSTEM, now=clock.now())
    assert ADDRESS not in str(refused.value)
    assert refused.value.__context__ is None
    assert present(answered).mail_failed_at is not None
    assert mail(answered.pk, actor=SYSTEM, now=clock.now()) is True
    assert (present(answered).mail_failed_at, len(outbox.outbox)) == (None, 1)


def test_an_answer_whose_job_was_lost_is_found(answered: Answer, worker: None) -> None:
    from datetime import timedelta

    later = answered.sent_at + timedelta(hours=1)
    assert not_mailed(now=answered.sent_at) == []
    assert not_mailed(now=later) == [answered.pk]
    mail(answered.pk, actor=SYSTEM, now=later)
    assert not_mailed(now=later) == []


def refuse(*_: object, **__: object) -> int:
    raise OSError(f"550 no such user {ADDRESS}")
