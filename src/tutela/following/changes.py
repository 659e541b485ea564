"""Which acts of the audit trail are a change that a follower hears of, and of what kind."""

import json

from tutela.audit.models import Entry
from tutela.following.models import Change

# By what stands after the point: the same verb has the same meaning for every kind of record.
_VERBS = {
    "restrict": Change.STATE,
    "close": Change.STATE,
    "reopen": Change.STATE,
    "triage": Change.STATE,
    "accept_concern": Change.STATE,
    "open_case": Change.STATE,
    "record_offence": Change.STATE,
    "withdraw_offence": Change.STATE,
    "mark": Change.STATE,
    "plan_ready": Change.STATE,
    "carry_out_plan": Change.STATE,
    "identify": Change.STATE,
    "withdraw_identification": Change.STATE,
    "link_child": Change.STATE,
    "unlink_child": Change.STATE,
    "set_audience": Change.STATE,
    "accept": Change.OWNER,
    "claim": Change.OWNER,
    "transfer": Change.OWNER,
    "lapse": Change.OWNER,
    "say_safety": Change.SAFETY,
    "say_safeguarded": Change.SAFETY,
    "decide_no_assessment": Change.DECISION,
    "propose_no_investigation": Change.DECISION,
    "second_decision": Change.DECISION,
    "review_decision": Change.DECISION,
    "keep_as_information": Change.DECISION,
    "propose_stop": Change.DECISION,
    "second_stop": Change.DECISION,
    "review_stop": Change.DECISION,
    "answer": Change.ANSWER,
}
_OF_RECORDS = ("report", "case", "child", "series")
# Answers to the questions of a case's questionnaire are no answer to anybody who reported.
_ELSEWHERE = frozenset({"case.answer", "child.answer"})


def change_of(action: str) -> Change | None:
    """What kind of change an act is; None for readings and for what no follower hears of."""
    thing, _, verb = action.partition(".")
    if thing == "decision":
        return None if verb == "read" else Change.DECISION
    if action == "comment.write":
        return Change.COMMENT
    if thing not in _OF_RECORDS or action in _ELSEWHERE:
        return None
    return _VERBS.get(verb)


def is_for(entry: Entry, organisation_ids: set[int]) -> bool:
    """Whether somebody who works for these organisations may read what was written: a comment says for whom it is."""
    if entry.action != "comment.write":
        return True
    return json.loads(entry.details).get("audience") == "everybody" or entry.organisation_id in organisation_ids
