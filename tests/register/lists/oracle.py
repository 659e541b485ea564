"""What may be read from a damaged list, found by other means than the readers': by line, by lxml, by Python's own JSON.

The rule: a row that was read has every one of its digests, and its size, written at the very place that the row names. So a
reader can pass over what is damaged only by refusing the list, and never give a digest that does not stand there.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence

from lxml import etree

from tests.register.lists.making import Seen, read_back
from tutela.register.lists.rows import NOT_SAID, HashList


def check(found: HashList, data: bytes) -> None:
    """Raise AssertionError where a row was read that does not stand where it says."""
    rows = read_back(found.rows)
    places = [int(place) for place in found.rows.places]
    assert places == sorted(set(places)), "rows are not in the order of the list"
    assert rows, "a list without rows was read"
    texts = _texts(found.form, data, places)
    for row, text in zip(rows, texts, strict=True):
        _stands_in(row, text.casefold())


def _stands_in(row: Seen, text: str) -> None:
    assert row.digests or any(name.startswith("hash:") for name in row.more), "a row without a hash was read"
    for algorithm, digest in row.digests.items():
        assert digest in text, f"the {algorithm} digest does not stand there"
    assert row.size == NOT_SAID or str(row.size) in text, "the size does not stand there"
    for name, said in row.more.items():
        if name.startswith("hash:"):
            written = json.dumps(said, ensure_ascii=False)[1:-1]
            assert {said.casefold() in text, written.casefold() in text} != {False}, (
                "the opaque hash does not stand there"
            )


def _texts(form: str, data: bytes, places: Sequence[int]) -> list[str]:
    """The text at each of these places of the list."""
    if form == "dfxml":
        return _files(data, places)
    if form == "vics":
        return _records(data, places)
    lines = _text(data).split("\n")
    if form in {"hashdeep", "md5deep", "bare"}:
        return [lines[place - 1] for place in places]
    # A row of a table goes on to where the next one begins.
    ends = [*(place - 1 for place in places[1:]), len(lines)]
    return ["\n".join(lines[place - 1 : end]) for place, end in zip(places, ends, strict=True)]


def _files(data: bytes, places: Sequence[int]) -> list[str]:
    # Told to go on, because lxml also looks at the addresses of namespaces, which the reader does not.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    files = [each for each in root.iter() if isinstance(each.tag, str) and _local(each.tag) == "fileobject"]
    # Only what is said of the file itself: a piece of it is an element with elements in it.
    return ["\n".join(each.text or "" for each in files[place - 1] if not len(each)) for place in places]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def _records(data: bytes, places: Sequence[int]) -> list[str]:
    whole = json.loads(_text(data), parse_int=str)
    listed = next(value for key, value in whole.items() if key.casefold() == "value")
    records = []
    for each in listed:
        media = next((value for key, value in each.items() if key.casefold() == "media"), None)
        records += media if isinstance(media, list) else [each]
    return [json.dumps(records[place - 1], ensure_ascii=False) for place in places]


def _text(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding)
    return data.decode("utf-8-sig", "replace")
