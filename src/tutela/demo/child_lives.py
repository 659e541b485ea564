"""What becomes of a child: what is found of the child's needs, who is in contact, and the end of the assessment."""

import random
from datetime import datetime

from tutela.accounts.actor import Actor
from tutela.children.models import AREAS, Child
from tutela.children.services.conclude import conclude_assessment
from tutela.children.services.contacts import add_contact
from tutela.children.services.needs import record_finding
from tutela.demo import words

_OUTCOMES = ("support_arranged", "support_in_place", "referred", "support_offered_declined")
_CONTACTS = (
    ("social_worker", "Children's services of the area"),
    ("school", "The child's school"),
    ("carer", "The carer with whom the child lives"),
)


def assess_needs(child: Child, chance: random.Random, *, actor: Actor, now: datetime) -> None:
    """Something is found in every area, and who is in contact is named; some assessments are not concluded yet."""
    capacity, body = chance.choice(_CONTACTS)
    add_contact(child, capacity=capacity, body=body, source="The handler", actor=actor, now=now)
    concludes = chance.random() < 0.85
    for area in AREAS if concludes else chance.sample(AREAS, 4):
        result = chance.choice(("need", "no_need", "no_need", "not_yet_known"))
        record_finding(
            child,
            area=area,
            result=result,
            words=words.NEEDS.get(result, ""),
            source="Children's services",
            actor=actor,
            now=now,
        )
    if concludes:
        conclude_assessment(child, outcome=chance.choice(_OUTCOMES), actor=actor, now=now)
