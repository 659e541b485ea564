"""The file details of a CyberTipline report: hashes and circumstances, never the file and never its name in words."""

from __future__ import annotations

import re
from typing import Any

from tutela.reports.doors.cybertipline.identifiers import ADDRESS_LENGTH, read_devices, read_ip_captures
from tutela.reports.doors.cybertipline.notes import Notes, digest_of_name
from tutela.reports.doors.cybertipline.reader import Element
from tutela.reports.doors.cybertipline.schema import FILE_METADATA, KINDS, METADATA_TAKEN
from tutela.reports.incoming import IncomingFile, IncomingIdentifier, SourceFact

ROLE = "file"
_SHAPES = {"md5": 32, "sha1": 40, "sha256": 64}
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_CLASSES = {"A1", "A2", "B1", "B2"}
_TAG_WORDS = {
    "potentialMeme": "shared as a joke or in outrage",
    "viral": "spreading fast",
    "possibleSelfProduction": "possibly self-produced",
    "liveStreaming": "streamed live",
    "generativeAi": "made by generative software",
}


def read_file(element: Element, notes: Notes) -> IncomingFile:
    """What one `fileDetails` says of a file."""
    facts: list[SourceFact] = []
    hashes, others = _hashes(element, notes)
    _tags(element, facts, notes)
    for details in element.all("details"):
        _metadata(details, hashes, others, facts, notes)
    name = element.find("originalFileName") or element.find("fileName")
    return IncomingFile(
        source_id=notes.short(element.find("fileId"), 255),
        original_name_digest=digest_of_name(name.value) if name is not None and name.value else "",
        md5=hashes.get("md5", ""),
        sha1=hashes.get("sha1", ""),
        sha256=hashes.get("sha256", ""),
        other_hashes=tuple(others),
        industry_classification=_classification(element, notes),
        viewed_by_provider=notes.truth(element.find("fileViewedByEsp")),
        metadata_viewed_by_provider=notes.truth(element.find("exifViewedByEsp")),
        publicly_available=notes.truth(element.find("publiclyAvailable")),
        relevance=notes.short(element.find("fileRelevance"), 50),
        uploaded_at=notes.moment(element.find("uploadedToEspTimestamp")),
        identifiers=tuple(_identifiers(element, notes)),
        facts=tuple(facts),
    )


def _hashes(element: Element, notes: Notes) -> tuple[dict[str, str], list[SourceFact]]:
    """The known hashes by kind, and the others as facts; a value that has not its kind's shape is named and left."""
    known: dict[str, str] = {}
    others: list[SourceFact] = []
    for name in ("originalFileHash", "originalBinaryHash"):
        for child in element.all(name):
            _hash(child, child.attributes.get("hashType", ""), child.value, known, others, notes)
    return known, others


def _hash(
    element: Element, kind: str, value: str, known: dict[str, str], others: list[SourceFact], notes: Notes
) -> None:
    if not value:
        notes.odd(element, "the hash is empty")
        return
    short = kind.strip().casefold().replace("-", "").replace("_", "").replace(" ", "")
    if short in _SHAPES:
        digest = value.strip().casefold()
        if len(digest) != _SHAPES[short] or not _HEXADECIMAL.fullmatch(digest):
            notes.odd(element, f"it has not the shape of a {short.upper()} hash")
        elif known.setdefault(short, digest) != digest:
            others.append(SourceFact(name=f"second {short.upper()}", value=digest, path=element.path[:2_000]))
        return
    if len(value) > 500 or len(kind) > 64:
        notes.odd(element, "it is longer than any hash that is known")
        return
    # Perceptual hashes (PDQ, PhotoDNA and others) are metadata of the file, and are compared by the register, not here.
    others.append(SourceFact(name=kind.strip() or "hash of unnamed kind", value=value, path=element.path[:2_000]))


def _tags(element: Element, facts: list[SourceFact], notes: Notes) -> None:
    notes.flag(element, "potentialMeme", _TAG_WORDS["potentialMeme"], facts)
    tags = element.find("fileAnnotations")
    if tags is not None:
        for name in sorted(KINDS["file_annotations"].takes):
            notes.flag(tags, name, _TAG_WORDS[name], facts)


def _metadata(
    details: Element, hashes: dict[str, str], others: list[SourceFact], facts: list[SourceFact], notes: Notes
) -> None:
    """Hashes are hashes, machine-made values are facts, and every other pair stays in the source."""
    group = details.attributes.get("type", "").upper()
    for pair in details.all("nameValuePair"):
        name, value = pair.words("name"), pair.words("value")
        kind = pair.attributes.get("type", group).strip().upper()[:50]
        if kind == "HASH":
            _hash(pair, name, value, hashes, others, notes)
        elif name.casefold() in METADATA_TAKEN and value and len(value) <= 200:
            facts.append(SourceFact(name=f"{kind or 'metadata'} {name}", value=value, path=pair.path[:2_000]))
        else:
            notes.withhold(pair, FILE_METADATA)


def _classification(element: Element, notes: Notes) -> str:
    child = element.find("industryClassification")
    value = notes.short(child, 10).upper()
    if child is not None and value and value not in _CLASSES:
        notes.odd(child, "it is none of A1, A2, B1, B2")
        return ""
    return value


def _identifiers(element: Element, notes: Notes) -> list[IncomingIdentifier]:
    found: list[Any] = [*read_ip_captures(element, ROLE, notes), *read_devices(element, ROLE, notes)]
    place = element.find("locationOfFile")
    address = notes.short(place, ADDRESS_LENGTH)
    if address:
        found.insert(0, IncomingIdentifier(kind="url", raw=address, role=ROLE, note="where the file was"))
    return found
