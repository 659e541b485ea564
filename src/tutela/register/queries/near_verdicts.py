"""What persons said of two files that look alike, and what follows from it for an answer. Asked only of near files that were found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from tutela.register.lists.rows import Numbers
from tutela.register.statements import rows_of

if TYPE_CHECKING:
    from tutela.register.queries.answers import NearMatch, Said

SAME, NOT_SAME = "same", "not_same"
"""The verdicts of ``NearVerdict``; this module is loaded where there are no tables."""
_ASK = """
SELECT low, high, organisation, ours, verdict, at, distance FROM (
  SELECT DISTINCT ON (g.low, g.high, v.organisation_id) g.low, g.high, v.organisation_id AS organisation,
         v.organisation_id = tutela_reads_for() AS ours, v.verdict, v.at, v.distance
    FROM unnest(%b::bigint[], %b::bigint[]) AS g(low, high)
    JOIN register_nearverdict v ON v.file_id = g.low AND v.other_id = g.high
   ORDER BY g.low, g.high, v.organisation_id, v.at DESC, v.id DESC) AS latest
 ORDER BY ours, at DESC, organisation
"""


@dataclass(frozen=True)
class SaidSame:
    """That a person of an organisation (its number) said of two files that they are the same picture: when, and how near they are."""

    organisation: int
    at: datetime
    bits: int


@dataclass(frozen=True)
class Judged:
    """Near files after what persons said of them: those that are shown, by row those that are said to be the same, and how many are not."""

    near: Sequence["NearMatch"]
    same: Mapping[int, Sequence["NearMatch"]]
    not_same: int


def judged(matches: "Sequence[NearMatch]", files: Numbers) -> Judged:
    """What follows for each match from what the asker may know was said of it and of the row's own file (0 where there is none).

    The word of the asker's own organisation holds before any other. Where it says nothing, *the same* holds that any other says whose
    entry about one of the two the asker may see. What only others say is *not the same* is shown as before. One statement, and none where
    no row with something near is a file of the register itself.
    """
    pairs = {
        (min(own, match.file), max(own, match.file))
        for match in matches
        if (own := int(files[match.row])) and match.file
    }
    words = _words(pairs) if pairs else {}
    if not words:
        return Judged(matches, {}, 0)
    shown: list[NearMatch] = []
    same: dict[int, list[NearMatch]] = defaultdict(list)
    not_same = 0
    for match in matches:
        own = int(files[match.row])
        verdict, said = words.get((min(own, match.file), max(own, match.file)), ("", None))
        if verdict == NOT_SAME:
            not_same += 1
        elif said is not None:
            shown.append(replace(match, same=said))
            same[match.row].append(shown[-1])
        else:
            shown.append(match)
    return Judged(shown, same, not_same)


def _words(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], "tuple[str, SaidSame | None]"]:
    """By pair, what holds of it: the same, with who said so, or not the same."""
    lows, highs = zip(*sorted(pairs), strict=True)
    found: dict[tuple[int, int], tuple[str, SaidSame | None]] = {}
    # The latest word of each organisation: the newest first, and one's own last, which holds before any other.
    for low, high, organisation, is_ours, verdict, at, bits in rows_of(_ASK, [list(lows), list(highs)]):
        if is_ours or (verdict == SAME and (low, high) not in found):
            found[low, high] = (verdict, SaidSame(organisation, at, bits) if verdict == SAME else None)
    return found


def joined(own: "Said", same: "Sequence[NearMatch]") -> "Said":
    """What is said of a row when a person says that its file is the same picture as others: what most needs somebody is said first.

    It stays marked as what a person said, by the nearest of them. Who holds the others, their series and whom to ask come beside.
    """
    others = [match.said for match in same]
    nearest = min(same, key=lambda match: match.distance)
    # An answer that is new says nothing; of equal ones, that of the file itself is said.
    ranked = sorted([own, *others], key=lambda said: int(said.answer) or len(others) + 100)
    first = ranked[0]
    return replace(
        first,
        other_series=_all((one for said in ranked for one in (said.series, *said.other_series)), but=first.series),
        holders=tuple(sorted({one for said in ranked for one in said.holders})),
        sources=tuple(sorted({one for said in ranked for one in said.sources})),
        also_ask=_all((one for said in ranked for one in (*said.also_ask, said.owner)), but=first.owner),
        files=own.files,
        same=nearest.same,
    )


def _all(numbers: Iterable[int], *, but: int) -> tuple[int, ...]:
    return tuple(one for one in dict.fromkeys(numbers) if one and one != but)
