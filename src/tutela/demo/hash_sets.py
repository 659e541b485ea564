"""Sets of hashes in the demo: Northmoor gives one to a bureau abroad and takes one from there; some of it was wrong, both ways.

The bureau is outside of the installation, and signs with a key of its own.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.accounts.models import Role
from tutela.core import clock
from tutela.demo.hash_lists import InventedFile, files
from tutela.demo.register_hands import Hands
from tutela.hashsets.keys import own_signer
from tutela.hashsets.models import Body, Edition, HashSet
from tutela.hashsets.services.bodies import Contact, add_body, trust_key
from tutela.hashsets.services.issue import ask_edition, make_edition
from tutela.hashsets.services.sets import NewSet, define_set, give_to
from tutela.hashsets.services.take import begin, prove_for
from tutela.hashsets.services.take_in import take_in
from tutela.hashsets.services.wrong import Grounds, say_wrong
from tutela.hashsets.setfile.layout import From, Head, Named, Terms
from tutela.hashsets.setfile.writing import edition_of
from tutela.register.models import Audience, File
from tutela.register.pack.signing import Signer, fingerprint

BUREAU = Named("Nordhaven Hash Bureau (invented)", "NL")
_SET = hashlib.md5(b"a set of the demo", usedforsecurity=False).hexdigest()
_TERMS = Terms("For investigations of child protection only", "nobody")


class SetsExchanged:
    """What Northmoor gave to the bureau and got from it in the last months."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.actor = hands.actor("northmoor", Role.ANALYST)
        self.signer = Signer.of(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a key of the demo").digest()))

    def begin(self) -> None:
        """The bureau is known by its key, and each has a first edition of the other's set."""
        ago = self.hands.today.ago
        self.bureau = self._know(ago(days=34))
        self.given = self._give(ago(days=33))
        self._issue(ago(days=33, minutes=-20))
        self._take(1, self._lines("give", files("abroad", 0, 60)), ago(days=32))
        self.hands.meets("northmoor", ago(days=28), files("abroad", 10, 24), exhibit="NM/CE/166")

    def lately(self) -> None:
        """The bureau withdrew files that Northmoor had met; Northmoor gave one that is harmless, and has to tell the bureau."""
        ago = self.hands.today.ago
        withdrawn = self._lines("withdraw", files("abroad", 20, 22), why="harmless")
        self._take(2, [*self._lines("give", files("abroad", 60, 75)), *withdrawn], ago(days=8))
        self._wrong(ago(days=3))
        self._issue(ago(days=2))

    def _know(self, at: datetime) -> Body:
        contact = Contact("Their desk", "+44 1632 960130", "sets@nordhaven.example")
        made: Body = self._do(at, add_body, name=BUREAU.name, country=BUREAU.country, contact=contact)
        self._do(at, trust_key, made, key=self.signer.public.hex(), heard=fingerprint(self.signer.public))
        return made

    def _give(self, at: datetime) -> HashSet:
        new = NewSet("Files of our cases", "case", _TERMS.words)
        made: HashSet = self._do(at, define_set, new)
        self._do(at, give_to, made, self.bureau)
        return made

    def _issue(self, at: datetime) -> None:
        asked: Edition = self._do(at, ask_edition, self.given, self.bureau, is_full=False)
        with clock.frozen(at):
            make_edition(asked.pk, signer=own_signer(), actor=self.actor)

    def _take(self, number: int, items: Sequence[dict[str, Any]], at: datetime) -> None:
        given = sum(item["act"] == "give" for item in items)
        came = From((BUREAU,), _TERMS)
        head = Head(
            *(_SET, "Series met in the north (invented)", "case", number, number == 1, number - 1 or None, at),
            *(BUREAU, self.signer.public, Named("Northmoor Police", "GB"), "", _TERMS),
            *(given, 0, len(items) - given, {BUREAU.token: BUREAU}, {came.token: came}),
        )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"nordhaven-{number}.hashset"
            path.write_bytes(edition_of(head, items, self.signer))
            with clock.frozen(at):
                proved, key = prove_for(path, name=path.name, own_key=b"", actor=self.actor, now=at)
                taken = self._do(at, begin, proved, key, audience=Audience.OWN)
                take_in(taken, path, proved, actor=self.actor)

    def _lines(self, act: str, of: Sequence[InventedFile], **more: str) -> list[dict[str, Any]]:
        said = {"origin": From((BUREAU,), _TERMS).token} if act == "give" else more
        return [{"act": act, **said, "md5": one.md5, "sha1": one.sha1, "sha256": one.sha256} for one in of]

    def _wrong(self, at: datetime) -> None:
        """A file that the bureau got from Northmoor is harmless: it is to be told."""
        digest = bytes.fromhex(files("northmoor", 100, 101)[0].sha256)
        file: File = self.hands.do(self.actor, at, lambda **who: File.objects.get(sha256=digest))
        self._do(at, say_wrong, file, Grounds("harmless", "A picture of a catalogue, as the examiner says."))

    def _do(self, at: datetime, verb: Any, *given: Any, **more: Any) -> Any:
        return self.hands.do(self.actor, at, lambda **who: verb(*given, **more, **who))
