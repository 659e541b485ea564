"""A slow reader of lists with one file a line, written from the formats and not from the fast one; and lists for both to read."""

import os
import re
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tutela.register.lists.lines import recognise_lines
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Rows

DIGITS = {name: 2 * width for name, width in WIDTHS.items()} | {"tiger": 48, "whirlpool": 128}
# As many lists for each property; more in the evidence.
LISTS = int(os.environ.get("TUTELA_LISTS", "40"))
MD5 = "0123456789abcdefABCDEF9876543210"
HEADER = "%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n"
BOM = b"\xef\xbb\xbf"

Row = tuple[int, dict[str, str], int, str]
"""Of a row: its line, its digests, its size, its name."""


def rows_of(rows: Rows) -> list[Row]:
    exact = rows.exact.items()
    return [
        (
            int(rows.places[row]),
            {name: column.digests[row].tobytes().hex() for name, column in exact if column.there[row]},
            int(rows.sizes[row]),
            rows.names[row],
        )
        for row in range(len(rows))
    ]


# The slow reader: one regular expression a line, written from the formats and not from the fast one.


@dataclass
class Slow:
    rows: list[Row] = field(default_factory=list)
    fault: int | None = None


def slowly(data: bytes) -> Slow:
    form = recognise_lines(data)
    said = data.removeprefix(BOM).split(b"\n")
    row_of = SlowHashdeep() if form == "hashdeep" else SlowSums(data.removeprefix(BOM), form)
    found = Slow()
    for line, raw in enumerate(said, 1):
        last = line == len(said)
        if last and not raw:
            break
        row = None if b"\0" in raw or len(raw) > 1 << 20 else row_of.read(raw, last=last)
        if row is None:
            found.fault = line
            break
        if row != ():
            digests, size, name = row
            found.rows.append((line, digests, size, name.decode("utf-8", "replace")))
    return found


SlowRow = tuple[dict[str, str], int, bytes] | tuple[()] | None


class SlowHashdeep:
    def __init__(self) -> None:
        self.columns: list[str] = []

    def read(self, raw: bytes, *, last: bool) -> SlowRow:
        text = raw.removesuffix(b"\r")
        if not text or text.startswith(b"#"):
            return ()
        if text.startswith(b"%"):
            return self._marks(text)
        if not self.columns:
            return None
        parts = [
            f"(?P<{name}>[0-9A-Fa-f]{{{DIGITS[name]}}})" if name != "size" else "(?P<size>[0-9]{1,18})"
            for name in self.columns
        ]
        whole = re.fullmatch((",".join(parts) + ",").encode() + rb"(?P<filename>.*)", text, re.DOTALL)
        if whole is None and last and self.columns[-1] != "size":
            whole = re.fullmatch(",".join(parts).encode() + rb"(?P<filename>)", raw)
        if whole is None:
            return None
        digests = {name: whole[name].decode().lower() for name in self.columns if name in WIDTHS}
        return digests, int(whole["size"]) if "size" in self.columns else NOT_SAID, whole["filename"]

    def _marks(self, text: bytes) -> SlowRow:
        if text.startswith(b"%%%% HASHDEEP-"):
            self.columns = []
            return ()
        names = text.removeprefix(b"%%%% ").decode("latin-1").split(",")
        known = {*DIGITS, "size"}
        if not text.startswith(b"%%%% ") or names[-1] != "filename" or len(names) < 2:
            return None
        if len(set(names)) < len(names) or not set(names[:-1]) <= known or not set(names) & set(WIDTHS):
            return None
        self.columns = names[:-1]
        return ()


class SlowSums:
    def __init__(self, data: bytes, form: str | None) -> None:
        first = next(line for line in data.split(b"\n") if line.removesuffix(b"\r") and not line.startswith(b"#"))
        sized = rb"(?: *(?P<size>[0-9]{1,18})(?:  |, ))"
        shape = re.match(
            rb"(?P<slash>\\?)" + sized + rb"?(?P<digest>[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?P<apart>,?)",
            first,
        )
        assert shape
        digits = len(shape["digest"])
        self.algorithm = next(name for name, width in WIDTHS.items() if 2 * width == digits)
        digest = rb"(?P<digest>[0-9A-Fa-f]{%d})" % digits
        before = (sized if shape["size"] else b"") + digest
        self.bare = form == "bare"
        self.row = re.compile(
            rb"(?P<slash>\\?)" + before + (rb"," if shape["apart"] else rb" [ *]") + rb"(?P<name>.*)", re.DOTALL
        )
        self.short = re.compile((b"" if self.bare else rb"(?P<slash>\\?)") + before)

    def read(self, raw: bytes, *, last: bool) -> SlowRow:
        text = raw.removesuffix(b"\r")
        if not text or text.startswith(b"#"):
            return ()
        whole = self.short.fullmatch(text) if self.bare else self.row.fullmatch(text)
        if whole is None and last:
            whole = self.short.fullmatch(raw)
        if whole is None:
            return None
        said = whole.groupdict()
        name = said.get("name") or b""
        if said.get("slash"):
            name = re.sub(rb"\\([\\nr])", lambda each: {b"\\": b"\\", b"n": b"\n", b"r": b"\r"}[each[1]], name)
        size = said.get("size")
        return {self.algorithm: said["digest"].decode().lower()}, int(size) if size else NOT_SAID, name


# Lists to read: whole ones, and ones in which something was altered


names = st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"]), max_size=30).map(
    lambda name: name.removesuffix("\r").encode()
) | st.binary(max_size=20).map(lambda name: re.sub(rb"[\0\n\r]", b"", name))
line_ends = st.sampled_from([b"\n", b"\r\n"])
between = st.sampled_from([b"", b"", b"", b"\n", b"\r\n", b"## said by nobody\n", b"#\r\n"])


def digest_of(name: str) -> st.SearchStrategy[bytes]:
    size = DIGITS[name] // 2
    return st.binary(min_size=size, max_size=size).flatmap(
        lambda digest: st.sampled_from([digest.hex().encode(), digest.hex().upper().encode()])
    )


@st.composite
def hashdeep_lists(draw: st.DrawFn) -> bytes:
    data = b""
    for _ in range(draw(st.integers(1, 3))):
        columns = draw(
            st.lists(st.sampled_from([*DIGITS, "size"]), unique=True).filter(lambda names: set(names) & set(WIDTHS))
        )
        end = draw(line_ends)
        data += b"%%%% HASHDEEP-1.0" + end + b"%%%% " + ",".join([*columns, "filename"]).encode() + end
        for _ in range(draw(st.integers(0, 6))):
            cells = [
                draw(st.integers(0, 10**18 - 1).map(lambda size: b"%d" % size) if name == "size" else digest_of(name))
                for name in columns
            ]
            data += draw(between) + b",".join([*cells, draw(names)]) + end
    return draw(st.sampled_from([b"", BOM])) + data


@st.composite
def sum_lists(draw: st.DrawFn) -> bytes:
    algorithm = draw(st.sampled_from(list(WIDTHS)))
    sized, bare = draw(st.booleans()), draw(st.booleans())
    comma = draw(st.booleans())
    end = draw(line_ends)
    data = b""
    for _ in range(draw(st.integers(1, 12))):
        data += draw(between)
        digest = draw(digest_of(algorithm))
        if bare:
            data += digest + end
            continue
        if sized:
            data += b"%10d" % draw(st.integers(0, 10**18 - 1)) + (b", " if comma else b"  ")
        apart = b"," if comma else draw(st.sampled_from([b"  ", b" *"]))
        # What is not told from a table with a comma alone is left to the reader of tables.
        name = draw(names.filter(lambda name: not re.match(rb'"|[0-9A-Fa-f]{32}', name)) if comma else names)
        escaped = not sized and draw(st.booleans())
        data += (b"\\" if escaped else b"") + digest + apart + name + end
    return draw(st.sampled_from([b"", BOM])) + data


lists = hashdeep_lists() | sum_lists()
whole_lists = lists | lists.map(lambda data: data.removesuffix(b"\n").removesuffix(b"\r"))


@st.composite
def altered_lists(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(whole_lists))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        what = draw(st.sampled_from(["put", "alter", "remove", "cut"]))
        sign = draw(st.sampled_from([*b"\n\r\0 ,*#%\\0aFgG/:@`\x10\x19\xb0\xc1\xff"]))
        if what == "put":
            data.insert(place, sign)
        elif what == "alter" and data:
            data[place] = sign
        elif what == "remove":
            del data[place : place + draw(st.integers(1, 40))]
        else:
            del data[place:]
    return bytes(data)
