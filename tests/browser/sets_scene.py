"""Something worth looking at on the pages of hash sets: a set that went out and came in, what was withdrawn, what was wrong."""

import tempfile
from pathlib import Path

from tests.cast import World
from tests.hashsets.exchange import GIVER, TAKER, Exchange, a_body, a_set
from tests.register.lists_of import made_up
from tests.register.packs import submitted
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets.models import ReceivedSet, Recipient, Telling
from tutela.hashsets.services.issue import ask_edition
from tutela.hashsets.services.wrong import Grounds, say_wrong
from tutela.register.models import File
from tutela.register.services.classify import classify
from tutela.register.services.schemes import NewScheme, add_scheme


def of_sets(world: World) -> dict[str, object]:
    """All of it, and the names by which addresses are put together."""
    files, north = made_up(8, seed=77), world.actor(GIVER)
    with tempfile.TemporaryDirectory() as folder:
        between = Exchange(world, Path(folder))
        between.gives(files)
        submitted(world, "south_investigator", files[:3], what="seen", exhibit="SV/7")
        with acting_as(north):
            new = NewScheme("synthetic-sets", "Synthetic scheme of sets", "Synthetic act", [("1", "Class one")], "GB")
            scheme = add_scheme(new, actor=north, now=clock.now())
            wrong = File.objects.get(sha256=files[0]["sha256"])
            classify(wrong, code=scheme.codes.get(), actor=north, now=clock.now())
        other = a_body(world, GIVER, "Synthetic Body Abroad", "FR")
        hash_set = a_set(world, to=(between.taker, other), pass_on="countries", pass_on_countries=("FR", "IE"))
        between.goes(hash_set)
        between.switches(files[1], is_on=False)
        edition, taken = between.goes(hash_set)
        between.issue(hash_set, other)
        with acting_as(north):
            say_wrong(wrong, Grounds("mistaken", "Synthetic grounds."), actor=north, now=clock.now())
            making = ask_edition(hash_set, other, is_full=True, actor=north, now=clock.now())
            told = Telling.objects.earliest("pk")
            goes = Recipient.objects.get(hash_set=hash_set, body=other)
            key = between.taker.keys.get()
    with acting_as(world.actor(TAKER)):
        received = ReceivedSet.objects.get()
    return {
        "set_given": hash_set.pk,
        "set_goes": goes.pk,
        "set_edition": edition.pk,
        "set_making": making.pk,
        "set_received": received.pk,
        "set_taken": taken.pk,
        "body": between.taker.pk,
        "body_key": key.pk,
        "to_tell": told.pk,
        "wrong_file": wrong.pk,
    }
