"""Two bodies that exchange sets, in one database: each knows the other as a body outside, and each signs with a key of its own."""

import gzip
import json
from pathlib import Path
from typing import Any

from tests.cast import World
from tests.register.packs import submitted
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets.models import Body, Edition, HashSet, TakenEdition
from tutela.hashsets.services.bodies import Contact, add_body, trust_key
from tutela.hashsets.services.issue import ask_edition, bytes_of, make_edition
from tutela.hashsets.services.sets import NewSet, define_set, give_to
from tutela.hashsets.services.take import begin, prove_for
from tutela.hashsets.services.take_in import take_in
from tutela.hashsets.setfile.layout import Head, Named, Terms
from tutela.hashsets.setfile.writing import edition_of
from tutela.register.models import Audience, Entry
from tutela.register.pack.signing import Signer, fingerprint
from tutela.register.services.entries import say_audience, switch_entry

Files = list[dict[str, bytes]]

GIVER, TAKER = "north_manager", "centre_analyst"
GIVERS_KEY, TAKERS_KEY, STRANGERS_KEY = Signer.new(), Signer.new(), Signer.new()
TERMS = "For investigations only"


def a_body(
    world: World,
    who: str,
    name: str,
    country: str = "GB",
    *,
    key: Signer | None = None,
    telephone: str = "+44 1632 960011",
) -> Body:
    """A body outside, as somebody of the cast knows it; with a key that they trust."""
    actor = world.actor(who)
    with acting_as(actor):
        contact = Contact("Synthetic desk", telephone, "sets@body.example")
        made = add_body(name=name, country=country, contact=contact, actor=actor, now=clock.now())
        if key is not None:
            heard = fingerprint(key.public)
            trust_key(made, key=key.public.hex(), heard=heard, actor=actor, now=clock.now())
    return made


def a_set(world: World, who: str = GIVER, *, to: tuple[Body, ...] = (), **more: Any) -> HashSet:
    """A set of somebody of the cast, given to these bodies."""
    actor = world.actor(who)
    said = {"name": "Synthetic set", "kind": "case", "terms": TERMS} | more
    with acting_as(actor):
        made = define_set(NewSet(**said), actor=actor, now=clock.now())
        for body in to:
            give_to(made, body, actor=actor, now=clock.now())
    return made


class Exchange:
    """Northmoor gives to the centre, and the centre takes."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.taker = a_body(world, GIVER, "Synthetic National Centre", key=TAKERS_KEY)
        self.giver = a_body(world, TAKER, "Synthetic Northmoor Police", key=GIVERS_KEY)

    def gives(self, files: Files, *, audience: str = "country") -> None:
        """Files that Northmoor enters."""
        submitted(self.world, "north_examiner", files, exhibit="NM/1")
        if audience != "country":
            for file in files:
                self.change(file, lambda entry, actor: say_audience(
                    entry, audience=audience, otherwise="ask", actor=actor, now=clock.now()
                ))  # fmt: skip

    def change(self, file: dict[str, bytes], act: Any, who: str = GIVER) -> None:
        """Do something with what an organisation itself entered of a file."""
        actor = self.world.actor(who)
        with acting_as(actor):
            act(
                Entry.objects.get(file__sha256=file["sha256"], organisation_id=actor.organisation_id, source=None),
                actor,
            )

    def switches(self, file: dict[str, bytes], *, is_on: bool) -> None:
        """Northmoor switches what it holds of a file off, or on again."""
        self.change(file, lambda entry, actor: switch_entry(
            entry, is_on=is_on, words="Synthetic.", actor=actor, now=clock.now()
        ))  # fmt: skip

    def issue(
        self,
        hash_set: HashSet,
        body: Body | None = None,
        *,
        is_full: bool = False,
        signer: Signer = GIVERS_KEY,
        who: str = GIVER,
    ) -> Edition:
        """An edition for the centre, or another body."""
        actor = self.world.actor(who)
        with acting_as(actor):
            asked = ask_edition(hash_set, body or self.taker, is_full=is_full, actor=actor, now=clock.now())
        make_edition(asked.pk, signer=signer, actor=actor)
        with acting_as(actor):
            return Edition.objects.select_related("hash_set").get(pk=asked.pk)

    def file_of(self, edition: Edition, who: str = GIVER) -> Path:
        """The file of an edition."""
        path = self.folder / f"{edition.hash_set_id}-{edition.number}.hashset"
        with acting_as(self.world.actor(who)):
            path.write_bytes(b"".join(bytes_of(edition)))
        return path

    def take(
        self, path: Path, *, who: str = TAKER, own_key: Signer = TAKERS_KEY, audience: str = Audience.COUNTRY
    ) -> TakenEdition:
        """The centre takes the file of an edition."""
        actor, now = self.world.actor(who), clock.now()
        proved, key = prove_for(path, name=path.name, own_key=own_key.public, actor=actor, now=now)
        with acting_as(actor):
            taken = begin(proved, key, audience=audience, actor=actor, now=now)
        return take_in(taken, path, proved, actor=actor)

    def goes(self, hash_set: HashSet, **more: Any) -> tuple[Edition, TakenEdition]:
        """An edition is issued, and taken."""
        edition = self.issue(hash_set, **more)
        return edition, self.take(self.file_of(edition))

    def held(self, who: str = TAKER, *, kind: str = "case") -> set[bytes]:
        """The files of which an organisation's sets say something that is in answers, by their SHA-256."""
        with acting_as(self.world.actor(who)):
            rows = Entry.objects.filter(
                organisation_id=self.world.actor(who).organisation_id, kind=kind, source__isnull=False, is_on=True
            )
            return {bytes(one) for one in rows.values_list("file__sha256", flat=True)}


def digests(files: Files) -> set[bytes]:
    """The files by their SHA-256."""
    return {one["sha256"] for one in files}


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Every line of an edition, as any reader of gzip and JSON reads it."""
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def of_a_stranger(number: int) -> bytes:
    """A whole edition without a line, signed by somebody whom nobody knows."""
    giver = Named("Synthetic Stranger", "FR")
    head = Head(
        *("ab" * 16, "Synthetic set", "case", number, True, None, clock.now(), giver),
        *(STRANGERS_KEY.public, Named("Synthetic National Centre"), "", Terms(TERMS), 0, 0, 0),
    )
    return edition_of(head, [], STRANGERS_KEY)
