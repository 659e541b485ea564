"""Comparing eight hashes at a time: the vector instructions numba has no names for.

Each is written in the compiler's own language, with its count of set bits (``ctpop``). The compiler makes of it what the
processor has: one instruction for eight words with AVX-512, a look-up of half bytes in registers with AVX2, other things
elsewhere. The answers are the same.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

ABSENT = 1 << 9
"""A distance that no two hashes have."""

_I1, _I8, _I16, _I32, _I64 = (ir.IntType(bits) for bits in (1, 8, 16, 32, 64))
_INDEX, _WORD = types.int64, types.uint64


def _vector(element: Any, count: int) -> Any:
    return ir.VectorType(element, count)


def _load(context: Any, builder: Any, kind: Any, array: Any, index: Any, vector: Any) -> Any:
    """``vector`` as it stands from ``index`` on; the array need only be aligned for its own elements."""
    flat = context.make_array(kind)(context, builder, array)
    place = builder.bitcast(builder.gep(flat.data, [index]), vector.as_pointer())
    return builder.load(place, align=kind.dtype.bitwidth // 8)


def _shuffle(builder: Any, one: Any, other: Any, places: list[int]) -> Any:
    return builder.shuffle_vector(one, other, ir.Constant(_vector(_I32, len(places)), places))


def _repeat(builder: Any, value: Any, count: int) -> Any:
    """``value`` ``count`` times: a number becomes a vector, a vector a longer one."""
    if not isinstance(value.type, ir.VectorType):
        value = builder.insert_element(ir.Constant(_vector(value.type, 1), ir.Undefined), value, _I32(0))
    return _shuffle(builder, value, ir.Constant(value.type, ir.Undefined), [*range(value.type.count)] * count)


def _call(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    kind = ir.FunctionType(result, [one.type for one in arguments])
    called = cgutils.get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
    return builder.call(called, arguments)


def _count_bits(builder: Any, value: Any) -> Any:
    kind = value.type
    name = f"v{kind.count}i{kind.element.width}" if isinstance(kind, ir.VectorType) else f"i{kind.width}"
    return _call(builder, f"llvm.ctpop.{name}", kind, value)


def _mask(builder: Any, hits: Any) -> Any:
    """Eight truths as the lowest eight bits of a number."""
    return builder.zext(builder.bitcast(hits, _I8), _I64)


def _first_set(_context: Any, _value: Any) -> Any:
    """In compiled code, ``first_set(value)``: the place of the lowest bit that is set; ``value`` is not 0."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return _call(builder, "llvm.cttz.i64", _I64, arguments[0], _I1(1))

    return types.int64(types.int64), generate


def _sketches(context: Any, builder: Any, signature: Any, arguments: Any) -> tuple[Any, Any]:
    """In what bits the sketches of eight postings from an index on differ from a query's: the first words, the second words.

    The arguments are the two arrays, the index, and the two words of the query.
    """
    kinds = signature.args
    first = _load(context, builder, kinds[0], arguments[0], arguments[2], _vector(_I64, 8))
    second = _load(context, builder, kinds[1], arguments[1], arguments[2], _vector(_I32, 8))
    return (
        builder.xor(first, _repeat(builder, arguments[3], 8)),
        builder.xor(second, _repeat(builder, builder.trunc(arguments[4], _I32), 8)),
    )


def _sieve_eight(_context: Any, first: Any, second: Any, _at: Any, _one: Any, _two: Any, _most: Any) -> Any:
    """In compiled code, ``sieve_eight(first, second, at, one, two, most)``: which of the eight postings from ``at`` on have
    sketches that differ from the query's (words ``one`` and ``two``) in at most ``most`` bits, as bits from the lowest on.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        in_first, in_second = (
            _count_bits(builder, one) for one in _sketches(context, builder, signature, arguments[:5])
        )
        bits = builder.add(builder.trunc(in_first, in_second.type), in_second)
        most = _repeat(builder, builder.trunc(arguments[5], _I32), 8)
        return _mask(builder, builder.icmp_signed("<=", bits, most))

    return types.int64(first, second, _INDEX, _WORD, _WORD, types.int64), generate


def _within_a_radius(builder: Any, differing: Any, radii: Any, lanes: int) -> Any:
    """For each of eight words, whether one of its ``lanes`` of 16 bits has no more bits set than its radius, -1 for never."""
    words, kind = differing.type, _vector(_I16, 8 * lanes)
    counts = _count_bits(builder, builder.bitcast(differing, kind))
    within = builder.icmp_signed("<=", counts, builder.bitcast(_repeat(builder, radii, 8), kind))
    return builder.icmp_unsigned(
        "!=", builder.bitcast(builder.sext(within, kind), words), ir.Constant(words, [0] * words.count)
    )


def _again_of_eight(
    _context: Any, first: Any, second: Any, _at: Any, _one: Any, _two: Any, _radii: Any, _more_radii: Any
) -> Any:
    """In compiled code, ``again_of_eight(first, second, at, one, two, radii, more_radii)``: which of the eight postings from
    ``at`` on are found in an earlier band, told by sketch: six bands of it and the radii of those (as 16-bit numbers in a word).
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        in_first, in_second = _sketches(context, builder, signature, arguments[:5])
        within = builder.or_(
            _within_a_radius(builder, in_first, arguments[5], 4),
            _within_a_radius(builder, in_second, builder.trunc(arguments[6], _I32), 2),
        )
        return _mask(builder, within)

    return types.int64(first, second, _INDEX, _WORD, _WORD, _WORD, _WORD), generate


def _sum_of_four(builder: Any, counts: Any) -> Any:
    return _call(builder, "llvm.vector.reduce.add.v4i64", _I64, counts)


def _differing(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """In what bits two hashes differ; the arguments are an array and an index of each."""
    one, other = (
        _load(context, builder, signature.args[place], arguments[place], arguments[place + 1], _vector(_I64, 4))
        for place in (0, 2)
    )
    return builder.xor(one, other)


def _distance(_context: Any, hashes: Any, _at: Any, words: Any, _query: Any) -> Any:
    """In compiled code, ``distance(hashes, at, words, query)``: the bits in which the hash from ``at`` on differs from the query."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _sum_of_four(builder, _count_bits(builder, _differing(context, builder, signature, arguments)))

    return types.int64(hashes, _INDEX, words, _INDEX), generate


def _new_distance(
    _context: Any, hashes: Any, _at: Any, words: Any, _query: Any, radii: Any, _first: Any, after: Any, _band: Any
) -> Any:
    """In compiled code, ``new_distance(hashes, at, words, query, radii, first, not_before, band)``: the distance as ``distance``
    tells it, or ``ABSENT`` where the hash is found in an earlier band; ``radii`` of the query stand from ``first`` on, and
    ``not_before`` has -1 from ``band`` on where a band is none of the earlier.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds, lanes = signature.args, _vector(_I16, 16)
        differing = _differing(context, builder, signature, arguments)
        bits = _sum_of_four(builder, _count_bits(builder, differing))
        own, unless = (
            _load(context, builder, kinds[place], arguments[place], arguments[place + 1], lanes) for place in (4, 6)
        )
        counts = _count_bits(builder, builder.bitcast(differing, lanes))
        within = builder.bitcast(builder.icmp_signed("<=", counts, builder.or_(own, unless)), _I16)
        return builder.select(builder.icmp_unsigned("!=", within, _I16(0)), _I64(ABSENT), bits)

    return types.int64(hashes, _INDEX, words, _INDEX, radii, _INDEX, after, _INDEX), generate


def _near_of_eight_rows(_context: Any, hashes: Any, _at: Any, words: Any, _query: Any, _most: Any) -> Any:
    """In compiled code, ``near_of_eight_rows(hashes, at, words, query, most)``: which of the eight hashes from the word ``at`` on
    differ from the query in at most ``most`` bits, as bits from the lowest on.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kinds = signature.args
        query = _load(context, builder, kinds[2], arguments[2], arguments[3], _vector(_I64, 4))
        both = _repeat(builder, query, 2)
        counts = []
        for pair in range(4):
            at = builder.add(arguments[1], _I64(8 * pair))
            rows = _load(context, builder, kinds[0], arguments[0], at, _vector(_I64, 8))
            counts.append(_count_bits(builder, builder.xor(rows, both)))
        # Neighbours are added until one number a hash is left, in the order of the hashes.
        while len(counts) > 1:
            counts = [_add_neighbours(builder, *counts[place : place + 2]) for place in range(0, len(counts), 2)]
        return _mask(builder, builder.icmp_signed("<=", counts[0], _repeat(builder, arguments[4], 8)))

    return types.int64(hashes, _INDEX, words, _INDEX, types.int64), generate


def _add_neighbours(builder: Any, one: Any, other: Any) -> Any:
    places = [*range(one.type.count * 2)]
    return builder.add(_shuffle(builder, one, other, places[::2]), _shuffle(builder, one, other, places[1::2]))


first_set: Any = intrinsic(_first_set)
sieve_eight: Any = intrinsic(_sieve_eight)
again_of_eight: Any = intrinsic(_again_of_eight)
distance: Any = intrinsic(_distance)
new_distance: Any = intrinsic(_new_distance)
near_of_eight_rows: Any = intrinsic(_near_of_eight_rows)
