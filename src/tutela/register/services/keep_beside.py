"""Keep what was said beside of the rows of a check: once each, however many rows it was said of."""

import numpy as np

from tutela.register.lists.rows import Numbers
from tutela.register.models import Check, CheckSaid
from tutela.register.queries.answers import Answers


def keep_beside(check: Check, answers: Answers) -> Numbers | None:
    """Keep further series, further organisations to ask, and who said that two files are the same; numbered on from what is kept.

    Returns the number for each of the things that are said, 0 where there was no more to say of it; None where that holds of all. A
    statement or two where there is anything to keep, and none else.
    """
    beside = np.zeros(len(answers.said), dtype=np.int64)
    more = [at for at, said in enumerate(answers.said) if said.other_series or said.also_ask or said.same]
    if not more:
        return None
    last = CheckSaid.objects.filter(of_check=check).values_list("number", flat=True).order_by("-number").first() or 0
    beside[more] = np.arange(last + 1, last + 1 + len(more))
    CheckSaid.objects.bulk_create(
        CheckSaid(
            of_check=check,
            number=int(beside[at]),
            other_series=list(said.other_series),
            also_ask=list(said.also_ask),
            same_by=said.same.organisation if said.same else None,
            same_at=said.same.at if said.same else None,
            same_bits=said.same.bits if said.same else None,
        )
        for at in more
        for said in [answers.said[at]]
    )
    return beside
