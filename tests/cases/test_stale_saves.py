"""Two people at one case or child: who saves over what they were not shown is refused, and sees their words beside what is there."""

from typing import Any

import pytest

from tests.cases.cases import a_case, child_of
from tests.cast import World
from tests.web.ladder import ClientFor
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, Entry, Person
from tutela.cases.services.categories import add_category
from tutela.cases.services.open_case import NewCategory
from tutela.children.models import Child
from tutela.children.services.identify import say_safety
from tutela.core.clock import now
from tutela.core.errors import StaleRecord

pytestmark = pytest.mark.django_db
ON_CASES: dict[str, dict[str, Any]] = {
    "close": {"grounds": "finished", "words": "Synthetic words."},
    "restrict": {"words": "Synthetic words."},
    "record-offence": {"words": "Synthetic words."},
    "add-category": {"category": "COM", "type": "not_yet_known"},
    "people/{person}/standing": {"standing": "charged", "source": "Synthetic court"},
}
ON_CHILDREN: dict[str, dict[str, Any]] = {
    "identify": {"name": "Synthetic Name", "how": "Synthetic way.", "safety": "safe"},
    "safety": {"safety": "safe"},
}


@pytest.mark.parametrize("verb", ON_CASES)
def test_a_case_that_changed_meanwhile_is_not_saved_over(world: World, client_for: ClientFor, verb: str) -> None:
    case, actor = a_case(world), world.actor("north_colleague")
    with acting_as(actor):
        person = Person.objects.filter(case=case).first()
    address = f"{case.get_absolute_url()}/{verb.format(person=person.pk if person else 0)}"
    client = client_for(world.north_investigator)
    shown = client.get(address).context["version"]
    with acting_as(actor):
        add_category(case, NewCategory("URC"), actor=actor, now=now())
    sent = ON_CASES[verb] | {"version": shown}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Somebody else has saved meanwhile" in page
    assert "Unsolicited receipt" in page
    for name, typed in ON_CASES[verb].items():
        assert refused.context["form"][name].value() == typed
    again = client.post(address, sent | {"version": refused.context["version"]})
    assert again.status_code == 302, again.context["form"].errors


@pytest.mark.parametrize("verb", ON_CHILDREN)
def test_a_child_of_whom_somebody_said_more_meanwhile_is_not_saved_over(
    world: World, client_for: ClientFor, verb: str
) -> None:
    child, actor = child_of(world, a_case(world)), world.actor("north_colleague")
    address, client = f"{child.get_absolute_url()}/{verb}", client_for(world.north_investigator)
    shown = client.get(address).context["version"]
    with acting_as(actor):
        say_safety(child, safety="at_risk", actor=actor, now=now())
    sent = ON_CHILDREN[verb] | {"version": shown}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert ("Is the child safe?", "At risk now") in refused.context["stands_now"]
    for name, typed in ON_CHILDREN[verb].items():
        assert refused.context["form"][name].value() == typed
    with acting_as(actor):
        assert Child.objects.get(pk=child.pk).safety == "at_risk"
    assert client.post(address, sent | {"version": refused.context["version"]}).status_code == 302


def test_a_verb_that_names_the_version_is_refused_over_another_and_done_over_its_own(world: World) -> None:
    case, actor = a_case(world), world.actor("north_investigator")
    with acting_as(actor):
        with pytest.raises(StaleRecord, match="while you were writing"):
            add_category(case, NewCategory("COM"), version=case.version + 1, actor=actor, now=now())
        add_category(case, NewCategory("COM"), version=case.version, actor=actor, now=now())
        assert Case.objects.get(pk=case.pk).version == case.version + 1


def test_what_is_only_added_is_never_refused_because_something_else_changed(
    world: World, client_for: ClientFor
) -> None:
    case, actor = a_case(world), world.actor("north_colleague")
    address, client = f"{case.get_absolute_url()}/write-entry", client_for(world.north_investigator)
    assert client.get(address).context["version"] is None
    with acting_as(actor):
        add_category(case, NewCategory("URC"), actor=actor, now=now())
    entry = {"words": "Synthetic words.", "nature": "fact", "source": "Us", "section": "general"}
    assert client.post(address, entry).status_code == 302
    with acting_as(actor):
        assert Entry.objects.filter(case=case, words="Synthetic words.").exists()
