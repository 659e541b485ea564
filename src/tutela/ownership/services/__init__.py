"""The verbs of ownership: send, accept, decline, withdraw, lapse, claim, transfer, assign, mark. Nothing else changes an owner."""

from tutela.ownership.services.assign import assign, release
from tutela.ownership.services.change import claim, transfer
from tutela.ownership.services.hand_over import accept, decline, lapse, send, withdraw
from tutela.ownership.services.mark import mark_handling, marks_for
from tutela.ownership.services.take_part import add_participant, end_participation

__all__ = [
    "accept",
    "add_participant",
    "assign",
    "claim",
    "decline",
    "end_participation",
    "lapse",
    "mark_handling",
    "marks_for",
    "release",
    "send",
    "transfer",
    "withdraw",
]
