"""Identifiers in the form by which they are compared: the same address written in two ways is one."""

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit, urlunsplit

import phonenumbers

from tutela.core.errors import BadInput, where

KINDS = {
    "email": "E-mail address",
    "telephone": "Telephone",
    "account": "Account",
    "ip": "Internet address",
    "device": "Device",
    "url": "Web address",
    "hash_md5": "MD5",
    "hash_sha1": "SHA-1",
    "hash_sha256": "SHA-256",
    "other": "Other",
}
_HASH_LENGTH = {"hash_md5": 32, "hash_sha1": 40, "hash_sha256": 64}
_DEFAULT_PORT = {"http": 80, "https": 443, "ftp": 21}
_EMAIL = re.compile(r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$")

# Values that very many reports share, so that meeting one tells nothing.
_TRIVIAL_WORDS = {"unknown", "n/a", "na", "none", "null", "-", "?", "test", "not known", "not provided"}
_TRIVIAL_VALUES = {
    "ip": {"0.0.0.0", "127.0.0.1", "::", "::1", "255.255.255.255"},
    "hash_md5": {"d41d8cd98f00b204e9800998ecf8427e", "0" * 32},
    "hash_sha1": {"da39a3ee5e6b4b0d3255bfef95601890afd80709", "0" * 40},
    "hash_sha256": {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "0" * 64},
}
_TRIVIAL_MAILBOXES = {"noreply", "no-reply", "donotreply", "postmaster", "abuse", "info", "support"}


def normalise(kind: str, raw: str, *, region: str = "") -> str:
    """The comparable form of an identifier. ``region`` (ISO 3166) helps to read a telephone number without its country.

    Raises BadInput when ``raw`` cannot be of that kind.
    """
    given = unicodedata.normalize("NFC", raw).strip()
    if not given:
        raise _bad(kind, "it is empty")
    reader = {"email": _email, "ip": _ip, "url": _url, "account": _account}.get(kind)
    if kind == "telephone":
        return _telephone(given, region)
    if kind in _HASH_LENGTH:
        return _hash(kind, given)
    if kind not in KINDS:
        raise _bad(kind, "there is no such kind")
    return reader(given) if reader else " ".join(given.split()).casefold()


def is_trivial(kind: str, value: str) -> bool:
    """Whether a comparable value is shared by so many that meeting it again tells nothing."""
    if value.casefold() in _TRIVIAL_WORDS or value in _TRIVIAL_VALUES.get(kind, ()):
        return True
    if kind == "ip":
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return False
        return address.is_loopback or address.is_unspecified or address.is_link_local
    return kind == "email" and value.split("@", 1)[0] in _TRIVIAL_MAILBOXES


def searchable(text: str) -> str:
    """Text as it is searched: without accents and capitals; other scripts stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(one for one in decomposed if not unicodedata.combining(one)))


def _bad(kind: str, why: str) -> BadInput:
    name = KINDS.get(kind, kind)
    return BadInput(f"{name}: {why}.", where=where(field=kind), mend=f"Correct the {name.lower()}, or give it as “other”.")


def _email(given: str) -> str:
    if not _EMAIL.match(given):
        raise _bad("email", "it has no single @ between two parts")
    local, domain = given.rsplit("@", 1)
    return f"{local.casefold()}@{_host(domain)}"


def _host(domain: str) -> str:
    plain = domain.strip(".").casefold()
    try:
        return plain.encode("idna").decode()
    except UnicodeError:
        return plain


def _telephone(given: str, region: str) -> str:
    try:
        number = phonenumbers.parse(given, region or None)
    except phonenumbers.NumberParseException:
        digits = re.sub(r"[^\d+]", "", given)
        if len(digits.strip("+")) < 5:
            raise _bad("telephone", "it has fewer than five digits") from None
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _ip(given: str) -> str:
    try:
        return str(ipaddress.ip_address(given.strip("[]")))
    except ValueError:
        raise _bad("ip", "it is neither an IPv4 nor an IPv6 address") from None


def _url(given: str) -> str:
    try:
        parts = urlsplit(given if "://" in given else f"//{given}")
        port = parts.port
    except ValueError:
        raise _bad("url", "its host or port cannot be read") from None
    if not parts.hostname:
        raise _bad("url", "it has no host")
    host = _host(parts.hostname)
    if port and port != _DEFAULT_PORT.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), host, parts.path.rstrip("/") if parts.path == "/" else parts.path, parts.query, ""))


def _account(given: str) -> str:
    service, separator, handle = given.partition(":")
    if not separator or not service.strip() or not handle.strip():
        return given.casefold()
    return f"{service.strip().casefold()}:{handle.strip().casefold()}"


def _hash(kind: str, given: str) -> str:
    plain = given.lower()
    if len(plain) != _HASH_LENGTH[kind] or not re.fullmatch(r"[0-9a-f]+", plain):
        raise _bad(kind, f"it is not {_HASH_LENGTH[kind]} hexadecimal characters")
    return plain
