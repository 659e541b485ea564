"""The compiled part of the line reader: where lines end, what a digest in hexadecimal is, what a row of each form holds.

Eight characters are looked at in one 64-bit word. All positions are in bytes of the whole list; a piece of it begins at a line
and ends after one.
"""
# mypy: allow-untyped-defs, no-check-untyped-defs

import numpy as np

from tutela.register.index.compiled import instructions, kernel, part
from tutela.register.lists.line_columns import COLUMNS, FAULTS, LONGEST_LINE

_HEADER, _SIZE_FAULT, _HEX, _LENGTH, _SEPARATOR, _CUT_OFF, _LONG, _NUL, _CHANGED = range(1, len(FAULTS))

_DIGITS = np.array([32, 40, 64, 48, 128], np.int64)
_KEPT, _SIZE, _NAME = 3, 5, 6
_COLUMN_LENGTHS = np.array([len(name) for name in COLUMNS], np.int64)
_COLUMN_TEXTS = np.frombuffer(b"".join(name.encode().ljust(16) for name in COLUMNS), np.uint8).reshape(-1, 16)

_U = np.uint64
_ONES, _TOPS = _U(0x0101_0101_0101_0101), _U(0x8080_8080_8080_8080)
_LF, _CR, _SPACE, _STAR, _COMMA, _HASH, _PERCENT, _BACKSLASH = 10, 13, 32, 42, 44, 35, 37, 92
_SHORTEST_ROW = 32
_MOST_DIGITS = 18
"""Of a size: a number of so many digits is always one of 64 bits."""
(_eight,) = instructions("tutela.register.lists.line_instructions", "eight")


@part
def _line_end(data, low, high):
    """Where the next line end or NUL stands, or ``high``."""
    at = low
    while at + 8 <= high:
        word = _eight(data, at)
        line = word ^ (_ONES * _U(_LF))
        if ((line - _ONES) & ~line | (word - _ONES) & ~word) & _TOPS != _U(0):
            break
        at += 8
    while at < high and data[at] != _LF and data[at] != 0:
        at += 1
    return at


@part
def _decode(data, at, high, words, digests, row):
    """Write the digest at ``at`` to ``digests`` (uint32, rows × words); whether all its characters were hexadecimal digits."""
    if at + words * 8 > high:
        return False
    bad = _U(0)
    for word in range(words):
        characters = _eight(data, at + word * 8)
        # The top bit of each byte of ``letters`` says that it is one; of ``bad``, that it is neither letter A-F nor digit.
        letters = (characters << _U(1)) & _TOPS
        digit = (characters ^ (_ONES * _U(0x30))) & ~_TOPS
        letter = ((characters & (_ONES * _U(0xDF))) ^ (_ONES * _U(0x40))) & ~_TOPS
        bad |= characters
        bad |= ~letters & (digit + _ONES * _U(0x76))
        bad |= letters & ((letter + _ONES * _U(0x79)) | ~(letter + _ONES * _U(0x7F)))
        halves = (characters & (_ONES * _U(0x0F))) + (letters >> _U(7)) * _U(9)
        pairs = ((halves << _U(4)) | (halves >> _U(8))) & _U(0x00FF_00FF_00FF_00FF)
        pairs = (pairs | (pairs >> _U(8))) & _U(0x0000_FFFF_0000_FFFF)
        digests[row, word] = np.uint32((pairs | (pairs >> _U(16))) & _U(0xFFFF_FFFF))
    return bad & _TOPS == _U(0)


@part
def _is_hex(character):
    return 48 <= character <= 57 or 65 <= character <= 70 or 97 <= character <= 102


@kernel
def _hex_end(data, low, high):
    at = low
    while at < high and _is_hex(data[at]):
        at += 1
    return at


@kernel
def _digest_fault(data, at, high, digits):
    """Why there is no digest of so many ``digits`` at ``at``. Slow, and asked once a list."""
    end = _hex_end(data, at, min(high, at + digits + 1))
    if end == len(data) and end - at < digits:
        return _CUT_OFF
    follows = data[end] if end < high else np.uint8(_LF)
    if end - at > digits or follows in (_LF, _CR, _COMMA, _SPACE):
        return _LENGTH
    return _HEX


@part
def _size(data, at, high):
    """The size at ``at`` and where it ends; the same place where there is none."""
    size, end = 0, at
    while end < high and 48 <= data[end] <= 57 and end - at <= _MOST_DIGITS:
        size = size * 10 + np.int64(data[end]) - 48
        end += 1
    return (size, end) if end - at <= _MOST_DIGITS else (0, at)


@part
def _blank(data, at, high):
    """How many bytes an empty line at ``at`` has, its end with it; 0 where the line is not empty."""
    if data[at] == _LF:
        return 1
    if data[at] == _CR and (at + 1 == high or data[at + 1] == _LF):
        return 2
    return 0


@part
def _line_fault(data, at, end, high):
    """Whether the line from ``at`` to ``end`` is too long or has a NUL in it, which no name of a file has."""
    if end - at > LONGEST_LINE:
        return _LONG
    return _NUL if end < high and data[end] == 0 else 0


@part
def _text_end(data, at, end):
    """Where the text of a line ends, which ends itself at ``end``: before the carriage return of Windows."""
    return end - 1 if end > at and data[end - 1] == _CR else end


_MARKS, _MARKS_MASK = _U(int.from_bytes(b"%%%% ", "little")), _U(0xFF_FFFF_FFFF)
_VERSION_BEGIN, _VERSION_END = (_U(int.from_bytes(text, "little")) for text in (b"%%%% HAS", b"ASHDEEP-"))


@part
def _is_marked(data, at, high):
    return at + 8 <= high and _eight(data, at) & _MARKS_MASK == _MARKS


@part
def _is_version(data, at, high):
    return at + 14 <= high and _eight(data, at) == _VERSION_BEGIN and _eight(data, at + 6) == _VERSION_END


@kernel
def survey(data, low, high):
    """Of a piece: how many lines, how many of them can be rows, and where the last line with hashdeep's marks begins, or -1."""
    lines, rows, header = 0, 0, -1
    at = low
    while at < high:
        end = _line_end(data, at, high)
        while end < high and data[end] == 0:
            end = _line_end(data, end + 1, high)
        lines += 1
        first = data[at]
        if first == _PERCENT:
            header = at
        elif first != _HASH and end - at >= _SHORTEST_ROW:
            rows += 1
        at = end + 1
    return lines, rows, header


@kernel
def holds(data, low, high, byte):
    """Whether the ``byte`` occurs from ``low`` to ``high``."""
    at = low
    wanted = _ONES * _U(byte)
    while at + 8 <= high:
        word = _eight(data, at) ^ wanted
        if (word - _ONES) & ~word & _TOPS != _U(0):
            return True
        at += 8
    while at < high:
        if data[at] == byte:
            return True
        at += 1
    return False


@kernel
def _column(data, begin, end):
    """Which column is named from ``begin`` to ``end``, or -1."""
    for column in range(len(COLUMNS)):
        same = end - begin == _COLUMN_LENGTHS[column]
        at = 0
        while same and at < end - begin:
            same = data[begin + at] == _COLUMN_TEXTS[column, at]
            at += 1
        if same:
            return column
    return -1


@kernel
def _columns(data, begin, end, layout):
    """Write the columns named from ``begin`` to ``end`` to ``layout``; returns how many.

    That is 0 where hashdeep does not write them so, or no digest that is kept is among them.
    """
    count, kept = 0, False
    for at in range(begin, end + 1):
        if at < end and data[at] != _COMMA:
            continue
        found = _column(data, begin, at)
        for before in range(count):
            if layout[before] == found:
                return 0
        if found < 0:
            return 0
        kept |= found < _KEPT
        layout[count] = found
        count += 1
        begin = at + 1
    return count if kept and layout[count - 1] == _NAME else 0


@kernel
def _mark(data, at, end, layout):
    """What a line with hashdeep's marks makes of the columns: their new number, 0 after a line with its version, or -1."""
    if _is_version(data, at, end):
        return 0
    found = _columns(data, at + 5, end, layout) if _is_marked(data, at, end) else 0
    return found if found > 0 else -1


@part
def _digest(data, at, high, kind, columns, row):
    """Take the digest at ``at``; why not, or 0. Of an algorithm that is not kept, only the number of its digits is looked at."""
    if kind == 0:
        there = _decode(data, at, high, 4, columns.md5, row)
    elif kind == 1:
        there = _decode(data, at, high, 5, columns.sha1, row)
    elif kind == 2:
        there = _decode(data, at, high, 8, columns.sha256, row)
    else:
        there = _hex_end(data, at, min(high, at + _DIGITS[kind])) - at == _DIGITS[kind]
    return 0 if there else _digest_fault(data, at, high, _DIGITS[kind])


@part
def _after_digest(data, at, high):
    """Why what stands at ``at`` cannot follow a digest."""
    if at + 1 == len(data) and data[at] == _SPACE:
        return _CUT_OFF
    return _LENGTH if at < high and _is_hex(data[at]) else _SEPARATOR


@part
def _fields(data, low, at, high, layout, count, columns, row):
    """Take a row of hashdeep up to its name: why not, or 0, and where the name begins. The piece begins at ``low``."""
    if count == 0 or row >= columns.places.shape[0]:
        return _HEADER if count == 0 else _CHANGED, at
    shortest = _KEPT
    for column in range(count - 1):
        kind = layout[column]
        if kind == _SIZE:
            begin = at
            columns.sizes[row], at = _size(data, begin, high)
            if at == begin:
                return _CUT_OFF if at == len(data) else _SIZE_FAULT, at
        else:
            fault = _digest(data, at, high, kind, columns, row)
            if fault != 0:
                return fault, at
            at += _DIGITS[kind]
            if kind < _KEPT:
                columns.there[kind, row] = True
            if kind < shortest:
                shortest = kind
                columns.shortest[row] = (at - _DIGITS[kind] - low) * 4 + kind
        if at == len(data):
            # Cut off behind the last digest, only the name is missing; a size that ends here may have had more digits.
            return 0 if column == count - 2 and kind != _SIZE else _CUT_OFF, at
        if at >= high or data[at] != _COMMA:
            return _SEPARATOR if kind == _SIZE else _after_digest(data, at, high), at
        at += 1
    return 0, at


@kernel
def read_hashdeep(data, piece, layout, columns):
    """Read a piece of hashdeep's output into ``columns``; the fault (0 is none), its line, the row behind the last, and the line
    with marks that is in force behind it.

    ``piece`` is where it begins and ends, how many lines and rows stand before it, and where the line with marks stands that says
    which columns are in force at its beginning, or -1. ``layout`` (int64, as many as ``COLUMNS``) is space for these.
    """
    low, high, line, row, header = piece
    at = low
    count = 0
    if header >= 0:
        end = _line_end(data, header, len(data))
        count = max(0, _mark(data, header, _text_end(data, header, end), layout))
    while at < high:
        line += 1
        blank = _blank(data, at, high)
        if blank > 0:
            at += blank
            continue
        first = data[at]
        if first in (_HASH, _PERCENT):
            end = _line_end(data, at, high)
            fault = _line_fault(data, at, end, high)
            if fault == 0 and first == _PERCENT:
                header = at
                count = _mark(data, at, _text_end(data, at, end), layout)
                fault = _HEADER if count < 0 else 0
        else:
            fault, name = _fields(data, low, at, high, layout, count, columns, row)
            if fault == 0:
                end = _line_end(data, name, high)
                fault = _line_fault(data, at, end, high)
                columns.places[row] = line
                columns.begins[row] = name
                columns.lengths[row] = _text_end(data, name, end) - name
                row += 1
        if fault != 0:
            return fault, line, row, header
        at = end + 1
    return 0, line, row, header


@part
def _leading_size(data, at, high):
    """The size before a digest, as md5deep -z writes it: why not, or 0, the size, where the digest begins."""
    while at < high and data[at] == _SPACE:
        at += 1
    size, end = _size(data, at, high)
    if end == at:
        return _CUT_OFF if end == len(data) else _SIZE_FAULT, size, at
    if end + 2 > high:
        return _CUT_OFF if high == len(data) else _SEPARATOR, size, at
    apart = data[end + 1] == _SPACE and data[end] in (_SPACE, _COMMA)
    return 0 if apart else _SEPARATOR, size, end + 2


@part
def _name_begin(data, at, high, shape):
    """Where the name begins behind a digest that ends at ``at``; ``at`` itself where there is none."""
    if shape.bare or at >= high:
        return at
    if shape.comma:
        return at + 1 if data[at] == _COMMA else at
    return at + 2 if data[at] == _SPACE and at + 2 <= high and data[at + 1] in (_SPACE, _STAR) else at


@part
def _sum(data, low, at, high, shape, columns, row, line):
    """Take a row of a list of sums: why not, or 0, and where its line ends. The piece begins at ``low``."""
    # A backslash before the digest says that the name is written with backslashes.
    escaped = not shape.bare and data[at] == _BACKSLASH
    if row >= columns.places.shape[0]:
        return _CHANGED, at
    begin = at + 1 if escaped else at
    columns.places[row] = line
    if shape.sized:
        fault, columns.sizes[row], begin = _leading_size(data, begin, high)
        if fault != 0:
            return fault, at
    fault = _digest(data, begin, high, shape.kind, columns, row)
    if fault != 0:
        return fault, at
    columns.shortest[row] = (begin - low) * 4 + shape.kind
    behind = begin + _DIGITS[shape.kind]
    name = _name_begin(data, behind, high, shape)
    end = _line_end(data, name, high)
    length = _text_end(data, name, end) - name
    fault = _line_fault(data, at, end, high)
    if shape.bare:
        return (_after_digest(data, behind, high) if fault == 0 and length != 0 else fault), end
    # Only where the whole list ends here may the name be missing with what stands before it.
    if fault == 0 and name == behind and behind < len(data):
        fault = _after_digest(data, behind, high)
    columns.begins[row] = name
    columns.lengths[row] = -length if escaped else length
    return fault, end


@kernel
def read_sums(data, piece, shape, columns):
    """Read a piece of a list of digests, with names or bare, into ``columns``; answers like ``read_hashdeep``."""
    low, high, line, row, header = piece
    at = low
    while at < high:
        line += 1
        blank = _blank(data, at, high)
        if blank > 0:
            at += blank
            continue
        if data[at] == _HASH:
            end = _line_end(data, at, high)
            fault = _line_fault(data, at, end, high)
        else:
            fault, end = _sum(data, low, at, high, shape, columns, row, line)
            row += 1
        if fault != 0:
            return fault, line, row, header
        at = end + 1
    return 0, line, row, header
