"""The compiled part of a pack: where a digest belongs, how a table is filled, how it is asked.

A table has a line of 64 bytes for each bucket: eight 64-bit words. The first word holds where the records of the bucket begin
(bits 0 to 30), whether there are more of them than slots (bit 31), and where their late fingerprints begin (bits 32 to 63). The
other seven hold the fingerprints, 16 bits each, of the first 28 records. Records stand in the order of their fingerprint, then of
their rest, then of their entry, so that equal digests are neighbours and a bucket that somebody crowded is searched by halves.
A line behind the last bucket says where everything ends.

Whole numbers that are mixed are uint64: numba makes a float of an unsigned and a signed one.
"""
# mypy: allow-untyped-defs, no-check-untyped-defs

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.compiled import instructions, kernel, part

WORDS_A_LINE = 8
SLOTS = 28
REST_BYTES = 7
ALGORITHMS = 3
ABSENT = -1

(prefetch,) = instructions("tutela.register.index.prefetch", "prefetch")
_U = np.uint64
_LOW_16, _LOW_31, _LOW_32, _LOW_24 = _U(0xFFFF), _U(0x7FFF_FFFF), _U(0xFFFF_FFFF), _U(0xFF_FFFF)
_LATE = _U(1) << _U(31)
_EACH, _TOPS = _U(0x0001_0001_0001_0001), _U(0x8000_8000_8000_8000)


class Content(NamedTuple):
    """The sections of a pack, one after another in memory, as bytes, as 16-bit and as 64-bit numbers: three views of the same.

    ``tables`` (int64, algorithms × 6) says of each table how many buckets it has, where its lines begin (in 64-bit words), its
    records (in bytes) and its late fingerprints (in 16-bit numbers), how many bytes a record has, and how many records there are.
    """

    octets: NDArray[np.uint8]
    shorts: NDArray[np.uint16]
    words: NDArray[np.uint64]
    tables: NDArray[np.int64]


class Kinds(NamedTuple):
    """Of each entry what kind it is (``width`` bytes an entry, from the byte ``at``); of each kind, which algorithms it has (bits)."""

    at: int
    width: int
    entries: int
    masks: NDArray[np.uint8]


class Asked(NamedTuple):
    """Rows that may be files of the pack. Of each: ``heads`` (uint32, rows × algorithms × 3) the first words of its digests, ``has`` (uint8)
    which algorithms there are, as bits, ``places`` (int32, rows × algorithms) the first record of each digest. ``spans`` (int64,
    algorithms × 2) is space.
    """

    heads: NDArray[np.uint32]
    has: NDArray[np.uint8]
    places: NDArray[np.int32]
    spans: NDArray[np.int64]


@part
def _placed(first, second, third, buckets):
    """Bucket, fingerprint and rest of a digest whose first 12 bytes are these three 32-bit words."""
    low = _U(first) * buckets
    high = _U(second) * buckets + (low >> _U(32))
    fraction = (high << _U(32)) | (low & _LOW_32)
    rest = (((fraction >> _U(24)) & _LOW_24) << _U(32)) | _U(third)
    return high >> _U(32), fraction >> _U(48), rest


@part
def _slot(content, line, slot):
    word = content.words[line + _U(1) + (slot >> _U(2))]
    return (word >> ((slot & _U(3)) << _U(4))) & _LOW_16


@part
def _begin(content, line):
    return np.int64(content.words[line] & _LOW_31)


@part
def _fingerprint(content, table, line, place):
    """The fingerprint of the record at ``place`` of the bucket with this line."""
    slot = place - _begin(content, line)
    if slot < SLOTS:
        return _slot(content, line, _U(slot))
    return _U(content.shorts[table[3] + np.int64(content.words[line] >> _U(32)) + slot - SLOTS])


@part
def _rest(content, table, place):
    at = table[2] + place * table[4]
    found = _U(0)
    for byte in range(REST_BYTES):
        found |= _U(content.octets[at + byte]) << _U(8 * byte)
    return found


@part
def _entry(content, table, place):
    """Which entry the record at ``place`` is of: in the first table its own place, in the others it is written behind the rest."""
    if table[4] == REST_BYTES:
        return place
    at = table[2] + place * table[4] + REST_BYTES
    found = np.int64(0)
    for byte in range(table[4] - REST_BYTES):
        found |= np.int64(content.octets[at + byte]) << (8 * byte)
    return found


@part
def _before(content, table, line, place, fingerprint, rest):
    """Whether the record at ``place`` stands before all of the fingerprint and rest."""
    there = _fingerprint(content, table, line, place)
    return there < fingerprint or (there == fingerprint and _rest(content, table, place) < rest)


@part
def _first(content, table, line, fingerprint, rest):
    """The first record of the bucket that does not stand before the fingerprint and rest, and the end of the bucket."""
    low, end = _begin(content, line), _begin(content, line + _U(WORDS_A_LINE))
    if end > table[5]:
        return -1, -1
    high = end
    while low < high:
        middle = (low + high) >> 1
        if _before(content, table, line, middle, fingerprint, rest):
            low = middle + 1
        else:
            high = middle
    return low, end


@part
def _is(content, table, line, place, fingerprint, rest):
    return _fingerprint(content, table, line, place) == fingerprint and _rest(content, table, place) == rest


@part
def _may_be_there(content, line, fingerprint):
    """Whether a fingerprint of the line fits, or the record may be among those that have no slot."""
    repeated = fingerprint * _EACH
    fits = _U(0)
    for word in range(1, WORDS_A_LINE):
        # The usual test for a zero among four 16-bit numbers in one word.
        apart = content.words[line + _U(word)] ^ repeated
        fits |= (apart - _EACH) & ~apart & _TOPS
    late = content.words[line] & _LATE != _U(0) and fingerprint >= _slot(content, line, _U(SLOTS - 1))
    return fits != _U(0) or late


@part
def _ask_for_record(content, table, line, fingerprint):
    """Ask for the first record whose fingerprint fits, and for the line behind, which says where the bucket ends."""
    place = _begin(content, line)
    for slot in range(SLOTS):
        if _slot(content, line, _U(slot)) == fingerprint:
            place += slot
            break
    prefetch(content.octets, _U(table[2] + place * table[4]))
    prefetch(content.words, line + _U(WORDS_A_LINE))


@kernel
def look_up(content, algorithm, queries, there, places, space, low, high):
    """Write to ``places`` (int32) the first record of each of the ``queries`` (uint32, rows × words) from ``low`` to ``high``, or -1.

    Rows that are not ``there`` are not looked up. ``space`` (uint64, 4 × block) is for one block of queries. Three passes over each
    block: ask for the lines; compare fingerprints, and ask for the records where one fits; compare the records. Returns whether
    every bucket that was looked into is sound.
    """
    table = content.tables[algorithm]
    buckets, lines = _U(table[0]), _U(table[1])
    block = space.shape[1]
    for begin in range(low, high, block):
        size = min(block, high - begin)
        for at in range(size):
            row = begin + at
            bucket, fingerprint, rest = _placed(queries[row, 0], queries[row, 1], queries[row, 2], buckets)
            space[0, at] = lines + bucket * _U(WORDS_A_LINE)
            space[1, at] = fingerprint
            space[2, at] = rest
            prefetch(content.words, space[0, at])
        some = 0
        for at in range(size):
            places[begin + at] = ABSENT
            if there[begin + at] and _may_be_there(content, space[0, at], space[1, at]):
                space[3, some] = _U(at)
                some += 1
                _ask_for_record(content, table, space[0, at], space[1, at])
        for one in range(some):
            at = np.int64(space[3, one])
            place, end = _first(content, table, space[0, at], space[1, at], space[2, at])
            if place < 0:
                return False
            if place < end and _is(content, table, space[0, at], place, space[1, at], space[2, at]):
                places[begin + at] = place
    return True


@part
def _kind(content, kinds, entry):
    at = kinds.at + entry * kinds.width
    found = np.int64(0)
    for byte in range(kinds.width):
        found |= np.int64(content.octets[at + byte]) << (8 * byte)
    return found


@part
def _holds(content, table, low, high, entry):
    """Whether one of the records from ``low`` to ``high``, which are of one digest, is of the entry."""
    end = high
    while low < high:
        middle = (low + high) >> 1
        if _entry(content, table, middle) < entry:
            low = middle + 1
        else:
            high = middle
    return low < end and _entry(content, table, low) == entry


@part
def _span(content, asked, row):
    """Write to the space from where to where the records of each digest of a row stand; an empty span where there is none."""
    heads, spans = asked.heads, asked.spans
    for algorithm in range(ALGORITHMS):
        low = np.int64(asked.places[row, algorithm])
        spans[algorithm, 0], spans[algorithm, 1] = low, low
        if low == ABSENT:
            continue
        table = content.tables[algorithm]
        bucket, fingerprint, rest = _placed(
            heads[row, algorithm, 0], heads[row, algorithm, 1], heads[row, algorithm, 2], _U(table[0])
        )
        line = _U(table[1]) + bucket * _U(WORDS_A_LINE)
        end = _begin(content, line + _U(WORDS_A_LINE))
        high = low + 1
        while high < end and _is(content, table, line, high, fingerprint, rest):
            high += 1
        spans[algorithm, 1] = high


@part
def _fits(content, entry, found_by, mask, has, spans):
    """Whether an entry, found by one algorithm, is the file of a row that has the algorithms ``has``, and was found by none before."""
    for other in range(ALGORITHMS):
        bit = 1 << other
        if other == found_by or not has & bit:
            continue
        held = _holds(content, content.tables[other], spans[other, 0], spans[other, 1], entry)
        if held and other < found_by:
            return False
        if not held and mask & bit:
            return False
    return True


@kernel
def match(content, kinds, asked, counts, found, begins):
    """Which entries rows are: those of whose digests all that row and entry both have are equal, and of which one is.

    ``counts`` (int32) gets how many entries each row is; ``found`` (int32) their kinds, from ``begins[row]`` on, no more than
    fit before ``begins[row + 1]``. Returns whether every record that was met is sound.
    """
    spans = asked.spans
    for row in range(asked.has.shape[0]):
        _span(content, asked, row)
        count = 0
        for algorithm in range(ALGORITHMS):
            for place in range(max(spans[algorithm, 0], 0), max(spans[algorithm, 1], 0)):
                entry = _entry(content, content.tables[algorithm], place)
                if entry >= kinds.entries:
                    return False
                kind = _kind(content, kinds, entry)
                if kind >= kinds.masks.shape[0]:
                    return False
                if _fits(content, entry, algorithm, kinds.masks[kind], asked.has[row], spans):
                    if begins[row] + count < begins[row + 1]:
                        found[begins[row] + count] = kind
                    count += 1
        counts[row] = count
    return True


@kernel
def place_all(words, order, buckets, bucket_of, fingerprints, rests):
    """Write bucket (int64), fingerprint (uint16) and rest (uint64) of the digests (``words``, uint32, rows × 3) in an ``order``."""
    for at in range(order.shape[0]):
        row = order[at]
        bucket, fingerprint, rest = _placed(words[row, 0], words[row, 1], words[row, 2], buckets)
        bucket_of[at] = np.int64(bucket)
        fingerprints[at] = np.uint16(fingerprint)
        rests[at] = rest


@kernel
def fill(bucket_of, fingerprints, rests, entries, lines, records, late):
    """Fill a table from columns that are in its order: ``lines`` (uint64, zero), ``records`` (uint8, rows × bytes), ``late`` (uint16).

    ``entries`` (int64) are written behind the rest where a record has room for them. Returns how many late fingerprints there are.
    """
    bucket, begin, lates = np.int64(-1), 0, 0
    for row in range(bucket_of.shape[0]):
        while bucket < bucket_of[row]:
            bucket += 1
            begin = row
            lines[bucket * WORDS_A_LINE] = _U(row) | (_U(lates) << _U(32))
        slot = row - begin
        line = bucket * WORDS_A_LINE
        if slot < SLOTS:
            lines[line + 1 + (slot >> 2)] |= _U(fingerprints[row]) << _U(16 * (slot & 3))
        else:
            lines[line] |= _LATE
            late[lates] = fingerprints[row]
            lates += 1
        for byte in range(REST_BYTES):
            records[row, byte] = np.uint8((rests[row] >> _U(8 * byte)) & _U(0xFF))
        for byte in range(REST_BYTES, records.shape[1]):
            records[row, byte] = np.uint8((entries[row] >> (8 * (byte - REST_BYTES))) & 0xFF)
    last = lines.shape[0] // WORDS_A_LINE
    while bucket + 1 < last:
        bucket += 1
        lines[bucket * WORDS_A_LINE] = _U(bucket_of.shape[0]) | (_U(lates) << _U(32))
    return lates
