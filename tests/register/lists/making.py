"""Lists of hashes from a known model, in every form and in every harmless way of writing it.

The digests are those of random bytes, so no list here is of anything that exists.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tutela.register.lists.rows import NOT_SAID, Rows

NAME_SIGNS = "abc XYZ 0123456789 .-_()'&;é日💾"


@dataclass(frozen=True)
class Seen:
    """One row as it should come out: digests in small hexadecimal letters, whatever case they were written in."""

    digests: Mapping[str, str]
    size: int = NOT_SAID
    name: str = ""
    quality: int = NOT_SAID
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A list as bytes, and the rows that must be read from it."""

    data: bytes
    rows: tuple[Seen, ...]


def read_back(rows: Rows) -> tuple[Seen, ...]:
    """What was read, in the shape of the model."""
    columns = {**rows.exact, **({"pdq": rows.pdq} if rows.pdq is not None else {})}
    return tuple(
        Seen(
            {name: column.digests[row].tobytes().hex() for name, column in columns.items() if column.there[row]},
            int(rows.sizes[row]),
            rows.names[row],
            int(rows.pdq_quality[row]) if rows.pdq_quality is not None else NOT_SAID,
            dict(rows.more[row]) if rows.more else {},
        )
        for row in range(len(rows))
    )


class Maker:
    """Draws rows and writes them in a form; what is drawn beside the rows changes nothing in what must be read."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def make(self, form: str) -> Made:
        """A list of this form."""
        return _WRITERS[form](self)

    # --- what is drawn -------------------------------------------------------------------------------

    def name(self) -> str:
        signs = "".join(self.rng.choice(NAME_SIGNS) for _ in range(self.rng.randint(1, 30)))
        return f"/folder/{signs.strip() or 'file'}.bin"

    def row(self, algorithms: Sequence[str]) -> Seen:
        content = self.rng.randbytes(8)
        digests = {
            name: (self.rng.randbytes(32).hex() if name == "pdq" else hashlib.new(name, content).hexdigest())
            for name in algorithms
        }
        size = self.rng.choice((0, 1, self.rng.randrange(2**40), 2**63 - 1))
        return Seen(digests, size, self.name())

    def some(self, algorithms: Sequence[str]) -> list[Seen]:
        rows = [self.row(algorithms) for _ in range(self.rng.randint(1, 6))]
        if self.rng.random() < 0.2:
            rows.append(self.rng.choice(rows))
        return rows

    def algorithms(self) -> list[str]:
        return self.rng.sample(("md5", "sha1", "sha256"), self.rng.randint(1, 3))

    def cased(self, digest: str) -> str:
        return self.rng.choice((digest, digest.upper()))

    def end(self) -> str:
        return self.rng.choice(("\n", "\n", "\r\n"))

    # --- the line forms ------------------------------------------------------------------------------

    def hashdeep(self) -> Made:
        rows = self.some([name for name in ("md5", "sha1", "sha256") if self.rng.random() < 0.6] or ["md5"])
        # The fast reader takes sizes of eighteen digits; a file of an exabyte is none that hashdeep has seen.
        rows = [Seen(row.digests, min(row.size, 10**18 - 1), row.name) for row in rows]
        columns = list(rows[0].digests)
        end = self.end()
        head = [
            "%%%% HASHDEEP-1.0",
            f"%%%% size,{','.join(columns)},filename",
            "## Invoked from: /",
            "## # hashdeep",
            "## ",
        ]
        lines = [
            ",".join([str(row.size), *(self.cased(row.digests[each]) for each in columns), row.name]) for row in rows
        ]
        return Made("".join(line + end for line in (*head, *lines)).encode(), tuple(rows))

    def md5deep(self) -> Made:
        algorithm = self.rng.choice(("md5", "sha1", "sha256"))
        between = self.rng.choice(("  ", " *"))
        rows = [Seen(row.digests, NOT_SAID, row.name) for row in self.some([algorithm])]
        end = self.end()
        text = "".join(self.cased(row.digests[algorithm]) + between + row.name + end for row in rows)
        return Made(text.encode(), tuple(rows))

    def bare(self) -> Made:
        algorithm = self.rng.choice(("md5", "sha1", "sha256"))
        rows = [Seen(row.digests) for row in self.some([algorithm])]
        end = self.end()
        text = end.join(self.cased(row.digests[algorithm]) for row in rows)
        # A single short digest without line end may be the beginning of a longer one, and is refused.
        last = self.rng.choice(("", end)) if len(rows) > 1 or algorithm == "sha256" else end
        return Made((text + last).encode(), tuple(rows))

    # --- XML -----------------------------------------------------------------------------------------

    def dfxml(self) -> Made:
        rng = self.rng
        rows = self.some(self.algorithms())
        case: Callable[[str], str] = rng.choice((str.upper, str.lower))
        prefix = rng.choice(("", "d:"))
        space = "xmlns:d" if prefix else "xmlns"
        files = []
        for row in rows:
            inside = [f"<{prefix}filename>{escape(row.name)}</{prefix}filename>"]
            inside.append(f"<{prefix}filesize>{row.size}</{prefix}filesize>")
            inside += [
                f"<{prefix}hashdigest type='{case(name)}'>{self.cased(digest)}</{prefix}hashdigest>"
                for name, digest in row.digests.items()
            ]
            if rng.random() < 0.5:
                inside.append(
                    f"<{prefix}byte_runs><{prefix}byte_run file_offset='0' len='1'><{prefix}hashdigest type='md5'>"
                    f"{rng.randbytes(16).hex()}</{prefix}hashdigest></{prefix}byte_run></{prefix}byte_runs>"
                )
            rng.shuffle(inside)
            files.append(f"<{prefix}fileobject>{'  '.join(inside)}</{prefix}fileobject>")
        if rng.random() < 0.3:
            files.insert(0, f"<{prefix}volume><{prefix}block_size>512</{prefix}block_size>")
            files.append(f"</{prefix}volume>")
        text = f"<{prefix}dfxml {space}='http://www.forensicswiki.org/' version='1.0'><!-- x -->" + "\n".join(files)
        text += f"</{prefix}dfxml>\n"
        if rng.random() < 0.2:
            return Made(f"<?xml version='1.0' encoding='UTF-16'?>{text}".encode("utf-16"), tuple(rows))
        return Made(f"<?xml version='1.0' encoding='UTF-8'?>\n{text}".encode(), tuple(rows))

    # --- tables --------------------------------------------------------------------------------------

    def csv(self) -> Made:
        rng = self.rng
        algorithms = [*self.algorithms(), *(["pdq"] if rng.random() < 0.3 else [])]
        rows = self.some(algorithms)
        if rng.random() < 0.3:
            rows = [Seen(r.digests, r.size, r.name, r.quality, {"category": str(rng.randint(1, 9))}) for r in rows]
        headings = {each: rng.choice(_HEADINGS[each]) for each in algorithms}
        columns: dict[str, Callable[[Seen], str]] = {
            headings[each]: (lambda row, each=each: self.cased(row.digests[each]))  # type: ignore[misc]
            for each in algorithms
        }
        columns[rng.choice(("size", "File Size", "FileSize", "Size (bytes)"))] = lambda row: str(row.size)
        columns[rng.choice(("name", "File Name", "Path", "filename"))] = lambda row: row.name
        if rows[0].more:
            columns["Category"] = lambda row: row.more["category"]
        if rng.random() < 0.3:
            columns["Examiner's own"] = lambda _: "x, y; z"
        return Made(self._table(columns, rows, rng.choice((",", ";", "\t"))), tuple(rows))

    def autopsy(self) -> Made:
        rows = self.some(["md5", "sha256"])
        heads = [
            "Name",
            "Modified Time",
            "Size",
            "Flags(Dir)",
            "Known",
            "Location",
            "MD5 Hash",
            "SHA-256 Hash",
            "MIME Type",
        ]
        lines = [heads]
        for row in rows:
            lines.append(  # noqa: PERF401 - a row of a table, to be read as one
                [
                    *(
                        row.name.rpartition("/")[2],
                        "2026-01-02 03:04:05 UTC",
                        str(row.size),
                        "Allocated",
                        "unknown",
                        row.name,
                    ),
                    *(row.digests["md5"], row.digests["sha256"], "text/plain"),
                ]
            )
        text = "".join('"' + '","'.join(cell.replace('"', '\\"') for cell in line) + '"\n' for line in lines)
        rows = [Seen(row.digests, row.size, row.name, row.quality, {"mime_type": "text/plain"}) for row in rows]
        return Made(b"\xef\xbb\xbf" + text.encode(), tuple(rows))

    def xways(self) -> Made:
        one, two = self.rng.sample(("md5", "sha1", "sha256"), 2)
        rows = [Seen(row.digests, row.size, row.name.replace("/", "\\")) for row in self.some([one, two])]
        spelled = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256"}
        # Both columns name their algorithm or neither does: its width says it then.
        first, second = self.rng.choice(((f"Hash1 ({spelled[one]})", f"Hash2 ({spelled[two]})"), ("Hash 1", "Hash 2")))
        text = f"Name\tPath\tSize\t{first}\t{second}\tInt. ID\r\n"
        for number, row in enumerate(rows):
            folder, _, name = row.name.rpartition("\\")
            digests = row.digests[one].upper(), row.digests[two].upper()
            text += "\t".join((name, folder, str(row.size), *digests, str(number))) + "\r\n"
        return Made(text.encode("utf-16"), tuple(rows))

    def _table(self, columns: Mapping[str, Callable[[Seen], str]], rows: Sequence[Seen], delimiter: str) -> bytes:
        rng = self.rng
        headings = list(columns)
        rng.shuffle(headings)
        written = io.StringIO()
        dialect = rng.choice((_Sparing, _Quoting))
        writer = csv.writer(written, dialect, delimiter=delimiter, lineterminator=self.end())
        writer.writerow(headings)
        for row in rows:
            writer.writerow([columns[heading](row) for heading in headings])
            if rng.random() < 0.05:
                written.write("\n")
        return written.getvalue().encode(rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")))

    # --- JSON ----------------------------------------------------------------------------------------

    def vics(self) -> Made:
        rng = self.rng
        rows: list[Seen] = []
        records: list[dict[str, object]] = []
        for number, row in enumerate(self.some(["md5", *(["sha1"] if rng.random() < 0.7 else [])]), start=1):
            more = {"media_id": str(number), "category": str(rng.randint(0, 5))}
            record: dict[str, object] = {
                "MediaID": number,
                "Category": rng.choice((int, str))(more["category"]),
                **{name.upper(): self.cased(digest) for name, digest in row.digests.items()},
                "MediaSize": rng.choice((int, str))(row.size),
                "MediaFiles": [
                    {"FileName": row.name.rpartition("/")[2], "FilePath": row.name, "MD5": row.digests["md5"]}
                ],
            }
            if rng.random() < 0.4:
                more["hash:photodna"] = rng.randbytes(144).hex()
                record["AlternativeHashes"] = [{"HashName": "PhotoDNA", "HashValue": more["hash:photodna"]}]
            if rng.random() < 0.3:
                more["victim_identified"] = "true"
                record["VictimIdentified"] = rng.choice((True, "true"))
            if rng.random() < 0.3:
                more["Own"] = '{"a":["ü",1]}'
                record["Own"] = {"a": ["ü", 1]}
            keys = list(record)
            rng.shuffle(keys)
            records.append({key: record[key] for key in keys})
            rows.append(Seen(row.digests, row.size, row.name, NOT_SAID, more))
        return Made(self._odata(records), tuple(rows))

    def _odata(self, records: list[dict[str, object]]) -> bytes:
        rng = self.rng
        half = rng.randint(0, len(records))
        flat: list[dict[str, object]] = records
        cases = [{"CaseID": "{1}", "Media": records[:half]}, {"Media": records[half:], "CaseNumber": "2"}]
        key = rng.choice(("odata.metadata", "@odata.context"))
        whole = {key: "http://example.org/DataModels/#Media", "value": rng.choice((flat, cases))}
        text = json.dumps(whole, indent=rng.choice((None, 1, "\t")), ensure_ascii=rng.choice((True, False)))
        return text.encode(rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")))


class _Sparing(csv.excel):
    """Quotation marks only where they are needed."""


class _Quoting(csv.excel):
    """Quotation marks around every cell."""

    quoting = csv.QUOTE_ALL


_HEADINGS = {
    "md5": ("md5", "MD5 hash", "hash (md5)", "MD5", "md5sum"),
    "sha1": ("sha1", "SHA-1", "SHA1 Hash", "sha_1"),
    "sha256": ("sha256", "SHA-256", "SHA256 digest", "Hash Value (SHA-256)"),
    "pdq": ("pdq", "PDQ hash"),
}
_WRITERS: Mapping[str, Callable[[Maker], Made]] = {
    "hashdeep": Maker.hashdeep,
    "md5deep": Maker.md5deep,
    "bare": Maker.bare,
    "dfxml": Maker.dfxml,
    "csv": Maker.csv,
    "autopsy": Maker.autopsy,
    "x-ways": Maker.xways,
    "vics": Maker.vics,
}
FORMS_MADE = tuple(_WRITERS)
