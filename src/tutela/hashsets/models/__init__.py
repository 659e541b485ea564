"""Sets of hashes that go to bodies outside this installation and come from them; who has what, and under what terms."""

from tutela.hashsets.models.body import Body, BodyKey
from tutela.hashsets.models.codes import Act, Ground, PassOn, Why
from tutela.hashsets.models.giving import Edition, EditionPart, HashSet, Recipient
from tutela.hashsets.models.taking import (
    GivenClass,
    Origin,
    Party,
    ReceivedClass,
    ReceivedItem,
    ReceivedSet,
    TakenEdition,
)
from tutela.hashsets.models.wrong import Heard, Telling, Wrong

__all__ = [
    "Act",
    "Body",
    "BodyKey",
    "Edition",
    "EditionPart",
    "GivenClass",
    "Ground",
    "HashSet",
    "Heard",
    "Origin",
    "Party",
    "PassOn",
    "ReceivedClass",
    "ReceivedItem",
    "ReceivedSet",
    "Recipient",
    "TakenEdition",
    "Telling",
    "Why",
    "Wrong",
]
