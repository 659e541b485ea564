"""The compiled part of the exact index: where a digest belongs, how the table is filled, how it is asked.

A digest is hashed with the secret keys of its index: every 32-bit word is multiplied by a key of its own. Digests that somebody
chose (all with the same beginning, say) are spread as evenly as any others, because the keys are drawn when the index is built.
The upper half of the hash gives the bucket, the lowest 16 bits the fingerprint.

A bucket is one cache line of eight 64-bit words. The first holds where its records begin (48 bits) and how many there are
(16 bits); the other seven hold the fingerprints of its first 28 records. Most digests that are not registered are told by that
one line. A fingerprint that fits is never an answer: the digest in the record is compared whole.

Whole numbers that are mixed are uint64: numba makes a float of an unsigned and a signed one.
"""
# mypy: allow-untyped-defs, no-check-untyped-defs

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tutela.register.index.compiled import instructions, kernel, part

WORDS_A_BUCKET = 8
SLOTS = 28
CROWDED = 4096
"""More distinct digests in one bucket than this, and the keys are taken to be known to whoever chose the digests."""
NUMBER_WORDS = 2

(prefetch,) = instructions("tutela.register.index.prefetch", "prefetch")
_U = np.uint64
_LOW_16, _COUNT_BITS = _U(0xFFFF), _U(16)
_EACH, _TOPS = _U(0x0001_0001_0001_0001), _U(0x8000_8000_8000_8000)
_MIX = _U(0xD6E8_FEB8_6659_FD93)


class Hashing(NamedTuple):
    """How digests come to their buckets: the keys of their words, with one more to begin with, and the number of buckets."""

    keys: NDArray[np.uint64]
    buckets: np.uint64


class Filled(NamedTuple):
    """A whole index: the table as one dimension; the records, rows × words, and the same again as one dimension."""

    hashing: Hashing
    table: NDArray[np.uint64]
    records: NDArray[np.uint32]
    flat: NDArray[np.uint32]


class Parts(NamedTuple):
    """The parts ``first`` to ``last`` of the table, each of ``size`` buckets."""

    size: np.uint64
    first: np.uint64
    last: np.uint64


class Space(NamedTuple):
    """What putting one part in order needs: a copy of its records, one hash a row, and zeros, one a bucket and one more."""

    unordered: NDArray[np.uint32]
    hashes: NDArray[np.uint64]
    begins: NDArray[np.int64]
    held: NDArray[np.int64]

    @classmethod
    def of(cls, records: NDArray[np.uint32], buckets: int) -> Any:
        """Space for a part with these records and so many buckets."""
        hashes = np.empty(len(records), np.uint64)
        return cls(records.copy(), hashes, np.zeros(buckets + 1, np.int64), np.zeros(buckets + 1, np.int64))


@part
def _hashed(rows, row, hashing, words):
    mixed = hashing.keys[words]
    for word in range(words):
        mixed += hashing.keys[word] * _U(rows[row, word])
    # The sum alone keeps the order of digests that differ in one word only; these steps take it away.
    mixed ^= mixed >> _U(32)
    mixed *= _MIX
    mixed ^= mixed >> _U(32)
    mixed *= _MIX
    return mixed ^ (mixed >> _U(32))


@part
def _bucket(hashed, hashing):
    return ((hashed >> _U(32)) * hashing.buckets) >> _U(32)


@part
def _fingerprint(hashed):
    # Never 0, which is what an empty slot holds.
    low = hashed & _LOW_16
    return low if low != _U(0) else _U(1)


@part
def _slot(table, bucket, slot):
    word = table[bucket * _U(8) + _U(1) + (slot >> _U(2))]
    return (word >> ((slot & _U(3)) << _U(4))) & _LOW_16


@part
def _same(left, left_row, right, right_row, words):
    apart = np.uint32(0)
    for word in range(words):
        apart |= left[left_row, word] ^ right[right_row, word]
    return apart == 0


@part
def _number(records, row, words):
    return np.int64(_U(records[row, words]) | (_U(records[row, words + 1]) << _U(32)))


@part
def _found(table, bucket, fingerprint, records, span, digests, row):
    """The row of ``records``, in the ``span`` (begin, count) of its bucket, with the digest in ``row`` of ``digests``; -1 if none."""
    begin, count = span
    words = records.shape[1] - NUMBER_WORDS
    for slot in range(count):
        # Behind the last slot there are no fingerprints, and every digest is compared.
        may_be = slot >= SLOTS or _slot(table, bucket, _U(slot)) == fingerprint
        if may_be and _same(records, begin + slot, digests, row, words):
            return begin + slot
    return -1


@kernel
def count_parts(digests, hashing, parts, counts, low, high):
    """Add to ``counts`` (int64, one a part) how many of the rows ``low`` to ``high`` of ``digests`` belong to each part."""
    words = digests.shape[1]
    for row in range(low, high):
        counts[_bucket(_hashed(digests, row, hashing, words), hashing) // parts.size] += 1


@kernel
def spread(rows, hashing, parts, places, records, low, high):
    """Put the ``rows`` (digests and numbers) from ``low`` to ``high`` that belong to the parts into ``records``, part by part.

    ``places`` (int64, one a part) says where the next row of each part goes, and moves on.
    """
    digests, numbers = rows
    words = digests.shape[1]
    for row in range(low, high):
        at = _bucket(_hashed(digests, row, hashing, words), hashing) // parts.size
        if at < parts.first or at >= parts.last:
            continue
        place = places[at]
        places[at] = place + 1
        for word in range(words):
            records[place, word] = digests[row, word]
        number = _U(numbers[row])
        records[place, words] = np.uint32(number & _U(0xFFFF_FFFF))
        records[place, words + 1] = np.uint32(number >> _U(32))


@part
def _sort_out(records, space, words, hashing, first_bucket):
    """Hash every row of a part, copied to the space, and say where the records of each bucket begin."""
    for row in range(records.shape[0]):
        hashed = _hashed(space.unordered, row, hashing, words)
        space.hashes[row] = hashed
        space.begins[_bucket(hashed, hashing) - first_bucket + _U(1)] += 1
    for bucket in range(1, space.begins.shape[0]):
        space.begins[bucket] += space.begins[bucket - 1]


@part
def _close_up(records, space, table):
    """Move the records together, over the places of those that were repeated, and say in the table where they are now."""
    end = 0
    for bucket in range(table.shape[0] // WORDS_A_BUCKET):
        table[bucket * WORDS_A_BUCKET] = (_U(end) << _COUNT_BITS) | _U(space.held[bucket])
        for row in range(space.begins[bucket], space.begins[bucket] + space.held[bucket]):
            for word in range(records.shape[1]):
                records[end, word] = records[row, word]
            end += 1
    return end


@part
def _add(records, place, unordered, row, table, bucket, count, fingerprint):
    """Write a record where its bucket has room, and its fingerprint where there is a slot for it."""
    for word in range(records.shape[1]):
        records[place, word] = unordered[row, word]
    if count < SLOTS:
        slot = _U(count)
        table[bucket * _U(8) + _U(1) + (slot >> _U(2))] |= fingerprint << ((slot & _U(3)) << _U(4))


@kernel
def settle(records, space, table, hashing, first_bucket):
    """Order the records of one part by bucket, drop repeated digests, and fill the part's own piece of the table.

    ``records`` is ordered in place and its distinct rows come first; where a digest is repeated, the smallest number stays.
    ``table`` must be zero; the places in it count from the part's beginning. Returns how many distinct rows there are, or -1
    where a bucket is crowded.
    """
    words = records.shape[1] - NUMBER_WORDS
    _sort_out(records, space, words, hashing, first_bucket)
    for row in range(records.shape[0]):
        bucket = _bucket(space.hashes[row], hashing) - first_bucket
        fingerprint = _fingerprint(space.hashes[row])
        begin, count = space.begins[bucket], space.held[bucket]
        known = _found(table, bucket, fingerprint, records, (begin, count), space.unordered, row)
        if known >= 0:
            if _number(space.unordered, row, words) < _number(records, known, words):
                records[known, words] = space.unordered[row, words]
                records[known, words + 1] = space.unordered[row, words + 1]
        elif count == CROWDED:
            return -1
        else:
            _add(records, begin + count, space.unordered, row, table, bucket, count, fingerprint)
            space.held[bucket] = count + 1
    return _close_up(records, space, table)


@kernel
def move_begins(table, rows):
    """Let every bucket of ``table`` begin ``rows`` records later."""
    for bucket in range(table.shape[0] // WORDS_A_BUCKET):
        table[bucket * WORDS_A_BUCKET] += _U(rows) << _COUNT_BITS


@part
def _may_be_there(index, hashed, line):
    """Whether a fingerprint fits in the bucket whose line this is, or the bucket has more records than slots."""
    repeated = _fingerprint(hashed) * _EACH
    fits = _U(0)
    for word in range(1, 8):
        # The usual test for a zero among four 16-bit numbers in one word.
        apart = index.table[line + _U(word)] ^ repeated
        fits |= (apart - _EACH) & ~apart & _TOPS
    return fits != _U(0) or index.table[line] & _LOW_16 > _U(SLOTS)


@part
def _ask_for_record(index, hashed, line):
    """Ask for the first record whose fingerprint fits."""
    place = index.table[line] >> _COUNT_BITS
    count = index.table[line] & _LOW_16
    if count == _U(0):
        return
    for slot in range(min(count, _U(SLOTS))):
        if _slot(index.table, line >> _U(3), _U(slot)) == _fingerprint(hashed):
            place += _U(slot)
            break
    width = index.records.shape[1]
    # A record may end in the next line.
    prefetch(index.flat, place * _U(width))
    prefetch(index.flat, place * _U(width) + _U(width - 1))


@kernel
def look_up(index, queries, answers, hashes, likely, low, high):
    """Write to ``answers`` (int64) the number of each of the ``queries`` (uint32, rows × words) from ``low`` to ``high``, or -1.

    ``hashes`` and ``likely`` (uint64) are space for one block of queries. Three passes over each: ask for the buckets; compare
    fingerprints, and ask for the records where one fits; compare the digests. Returns whether every bucket that was looked into
    is sound: one that was altered must not lead out of the records.
    """
    words = queries.shape[1]
    block = hashes.shape[0]
    for begin in range(low, high, block):
        size = min(block, high - begin)
        for at in range(size):
            hashes[at] = _hashed(queries, begin + at, index.hashing, words)
            prefetch(index.table, _bucket(hashes[at], index.hashing) * _U(8))
        some = 0
        for at in range(size):
            answers[begin + at] = -1
            line = _bucket(hashes[at], index.hashing) * _U(8)
            if _may_be_there(index, hashes[at], line):
                likely[some] = _U(at)
                some += 1
                _ask_for_record(index, hashes[at], line)
        for one in range(some):
            hashed = hashes[likely[one]]
            row = begin + np.int64(likely[one])
            bucket = _bucket(hashed, index.hashing)
            head = index.table[bucket * _U(8)]
            place, count = np.int64(head >> _COUNT_BITS), np.int64(head & _LOW_16)
            if place + count > index.records.shape[0]:
                return False
            found = _found(index.table, bucket, _fingerprint(hashed), index.records, (place, count), queries, row)
            if found >= 0:
                answers[row] = _number(index.records, found, words)
    return True
