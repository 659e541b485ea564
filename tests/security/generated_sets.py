"""What organisations of the generated world exchange with bodies outside: sets given and taken, what was withdrawn and what was wrong."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.register.lists_of import listed, made_up
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.hashsets.models import Body, BodyKey, Edition, HashSet, Recipient
from tutela.hashsets.services.bodies import Contact, add_body, change_contact, end_trust, trust_key
from tutela.hashsets.services.issue import ask_edition, bytes_of, make_edition
from tutela.hashsets.services.sets import NewSet, define_set, end_set, give_no_more, give_to
from tutela.hashsets.services.take import begin, prove_for
from tutela.hashsets.services.take_in import take_in
from tutela.hashsets.services.wrong import Grounds, say_told, say_wrong
from tutela.register.models import Entry, File, Scheme
from tutela.register.pack.signing import Signer, fingerprint
from tutela.register.services.classify import classify
from tutela.register.services.entries import say_audience, switch_entry
from tutela.register.services.schemes import NewScheme, add_mapping, add_scheme
from tutela.register.services.submit import Given, begin_submission, take_all

if TYPE_CHECKING:
    from tests.security.generated_world import Builder

GIVER, TAKER = "north_manager", "centre_analyst"


class HashSets:
    """Writes it, one situation a method."""

    def __init__(self, builder: "Builder") -> None:
        self.builder, self.mark, self.cast = builder, builder.mark, builder.cast
        self.files = made_up(8, seed=builder.random.randrange(10**6))
        self.keys = {GIVER: Signer.new(), TAKER: Signer.new()}

    def everything(self) -> None:
        """All of it, in an order in which each finds what it needs."""
        self.entries()
        self.given_and_taken()
        self.withdrawn_and_wrong()
        self.ended()

    def body(self, who: str, name: str, key: Signer | None = None) -> Body:
        """A body outside, with whom to telephone, and its key."""
        contact = Contact(self.mark(), self.mark(), "desk@body.example")
        made: Body = self.builder.do(who, add_body, name=name, country="GB", contact=contact)
        if key is not None:
            self.builder.do(who, trust_key, made, key=key.public.hex(), heard=fingerprint(key.public))
        return made

    def entries(self) -> None:
        """Files of the north for every service, classified, and met by others."""
        do, actor = self.builder.do, self.cast.actor("north_examiner")
        for who, what in (("north_examiner", "case"), ("south_investigator", "seen"), ("customs_intake", "seen")):
            with acting_as(self.cast.actor(who)):
                given = Given(what=what, exhibit=self.mark())
                made = begin_submission(listed(self.files), given, actor=self.cast.actor(who), now=self.builder.tick())
                for _ in take_all(made, listed(self.files).rows, actor=self.cast.actor(who)):
                    pass
        digests = [one["sha256"] for one in self.files]
        with acting_as(actor):
            ours = list(Entry.objects.filter(file__sha256__in=digests, organisation_id=actor.organisation_id))
        for entry in ours:
            do("north_examiner", say_audience, entry, audience="all", otherwise="ask")
        schemes: list[Scheme] = [
            do("north_examiner", add_scheme, NewScheme(self.mark(), self.mark(), self.mark(), [("1", self.mark())]))
            for _ in range(2)
        ]
        with acting_as(actor):
            codes = [one.codes.get() for one in schemes]
            file = File.objects.get(sha256=digests[0])
        do("north_examiner", add_mapping, codes[0], codes[1], words=self.mark())
        do("north_examiner", classify, file, code=codes[0])
        self.say_in = schemes[1]

    def issue(self, hash_set: HashSet, body: Body) -> Path:
        """The file of the next edition."""
        actor = self.cast.actor(GIVER)
        asked: Edition = self.builder.do(GIVER, ask_edition, hash_set, body, is_full=False)
        made = make_edition(asked.pk, signer=self.keys[GIVER], actor=actor)
        with acting_as(actor), tempfile.NamedTemporaryFile(delete=False) as file:
            file.writelines(bytes_of(made))
        return Path(file.name)

    def take(self, path: Path, *, audience: str) -> None:
        """The centre takes it."""
        actor, now = self.cast.actor(TAKER), clock.now()
        proved, key = prove_for(path, name="x", own_key=self.keys[TAKER].public, actor=actor, now=now)
        with acting_as(actor):
            taken = begin(proved, key, audience=audience, actor=actor, now=now)
        take_in(taken, path, proved, actor=actor)
        path.unlink()

    def given_and_taken(self) -> None:
        """The north gives a set, and the centre takes it; each knows a body that has nothing."""
        do = self.builder.do
        self.taker = self.body(GIVER, "Synthetic National Centre", self.keys[TAKER])
        self.body(TAKER, "Synthetic Northmoor Police", self.keys[GIVER])
        idle = self.body(GIVER, self.mark())
        do(GIVER, change_contact, idle, contact=Contact(self.mark(), self.mark(), ""))
        self.body("south_manager", self.mark())
        new: dict[str, Any] = {"kind": "case", "terms": self.mark(), "say_in": self.say_in, "pass_on": "anybody"}
        self.set = do(GIVER, define_set, NewSet(name=self.mark(), **new))
        do(GIVER, give_to, self.set, self.taker)
        self.take(self.issue(self.set, self.taker), audience="all")

    def withdrawn_and_wrong(self) -> None:
        """Some of it is withdrawn, which others have met; of one file it is said that it was wrong, and who was told."""
        actor = self.cast.actor(GIVER)
        with acting_as(actor):
            one, two, three = (
                Entry.objects.select_related("file").get(file__sha256=file["sha256"], organisation=self.cast.north)
                for file in self.files[:3]
            )
        self.builder.do(GIVER, switch_entry, one, is_on=False, words=self.mark())
        wrong = self.builder.do(GIVER, say_wrong, two.file, Grounds("mistaken", self.mark()))
        with acting_as(actor):
            telling = wrong.tellings.get()
        self.builder.do(GIVER, say_told, telling, words=self.mark())
        self.builder.do(GIVER, say_wrong, three.file, Grounds("other", self.mark()))
        self.take(self.issue(self.set, self.taker), audience="all")

    def ended(self) -> None:
        """A set that is given no more, a body that gets none, a key that is trusted no more, and an edition that is being made."""
        do = self.builder.do
        gone = do(GIVER, define_set, NewSet(name=self.mark(), kind="harmless", terms=self.mark()))
        do(GIVER, give_to, gone, self.taker)
        with acting_as(self.cast.actor(GIVER)):
            goes = Recipient.objects.get(hash_set=gone)
        do(GIVER, give_no_more, goes)
        do(GIVER, end_set, gone, words=self.mark())
        other = self.body("south_manager", self.mark(), Signer.new())
        with acting_as(self.cast.actor("south_manager")):
            key = BodyKey.objects.select_related("body").get(body=other)
        do("south_manager", end_trust, key, words=self.mark())
        do(GIVER, ask_edition, self.set, self.taker, is_full=True)
