"""How tools write the names of hash algorithms, in a heading or as a type: “SHA-256 Hash”, “hash (md5)”, “Hash1 (SHA-1)”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tutela.register.lists.rows import PDQ_WIDTH, WIDTHS

DIGESTS = {**WIDTHS, "pdq": PDQ_WIDTH}
"""What is read as a digest, with its width in bytes: the exact algorithms, and PDQ."""
OPAQUE = "hash:"
"""Before the name of every other hash: passed through as it was written, and never interpreted."""
ANY_HASH = "hash"
"""A heading that says it is a hash and not of which algorithm: the width of each digest tells."""
LONGEST_NAME = 100
LABELS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "pdq": "PDQ"}

_OTHERS = frozenset(
    {
        *("md4", "md6", "sha224", "sha384", "sha512", "sha3", "blake2", "blake2b", "blake2s", "blake3", "ripemd128"),
        *("ripemd160", "tiger", "whirlpool", "crc32", "ed2k", "ssdeep", "tlsh"),
        *("photodna", "neuralhash", "tmk", "tmkpdqf", "vpdq", "phash", "dhash", "ahash", "whash"),
    }
)
_OTHER_SPELLINGS = {"pdna": "photodna", "tmk+pdqf": "tmkpdqf", "crc": "crc32", "tth": "tiger"}
# Words that say no more than "this is a hash".
_FILLING = frozenset(
    {"hash", "hashes", "hash1", "hash2", "value", "digest", "checksum", "sum", "hex", "of", "the", "file"}
)
_SHA = re.compile(r"\bsha[\s_-]*(1|224|256|384|512)")
_APART = re.compile(r"\b(md|crc|ripemd|photo|neural)[\s_-]+(\d+|dna|hash)\b")
_SUM = re.compile(r"\b(md5|sha(?:1|224|256|384|512))(?:sum|hash|deep|digest)\b")
_WORDS = re.compile(r"[a-z0-9+]+")
_SAYS_HASH = frozenset({"hash", "hash1", "hash2", "digest"})


def plain_heading(written: str) -> str:
    """A heading as it is compared: without case, width and superscript, its marks of division made blanks."""
    flat = unicodedata.normalize("NFKC", written).casefold().strip().strip("\ufeff")
    return " ".join(flat.replace("_", " ").split())


def algorithm_of(written: str) -> str | None:
    """``md5``, ``sha1``, ``sha256``, ``pdq``; ``hash`` where it only says so; ``hash:…`` for all others; None if it is no hash."""
    return _algorithm_of(written) if len(written) <= LONGEST_NAME else None


@lru_cache(maxsize=256)
def _algorithm_of(written: str) -> str | None:
    words = _words(written)
    names = [word for word in words if word not in _FILLING and not (word in {"1", "2"} and "hash" in words)]
    if not names:
        return ANY_HASH if _SAYS_HASH.intersection(words) else None
    name = "".join(names)
    name = _OTHER_SPELLINGS.get(name, name)
    if name in DIGESTS:
        return name
    return OPAQUE + name if name in _OTHERS else None


def opaque_name(written: str) -> str:
    """The key under which a hash of any other kind is passed through: ``hash:`` and its name in small letters."""
    known = algorithm_of(written)
    if known is not None and known.startswith(OPAQUE):
        return known
    return OPAQUE + ("".join(_WORDS.findall(written.casefold()))[:60] or "other")


def _words(written: str) -> Sequence[str]:
    flat = plain_heading(written)
    flat = _SHA.sub(r"sha\1", flat)
    flat = _APART.sub(r"\1\2", flat)
    flat = _SUM.sub(r"\1", flat)
    return _WORDS.findall(flat)
