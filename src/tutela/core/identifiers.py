"""Identifiers in the form by which they are compared: the same address written in two ways is one."""

import contextlib
import ipaddress
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.languages import in_figures
from tutela.core.marking import gettext_noop

KINDS = {
    "email": gettext_noop("E-mail address"),
    "telephone": gettext_noop("Telephone"),
    "account": gettext_noop("Account"),
    "ip": gettext_noop("Internet address"),
    "device": gettext_noop("Device"),
    "url": gettext_noop("Web address"),
    "hash_md5": gettext_noop("MD5"),
    "hash_sha1": gettext_noop("SHA-1"),
    "hash_sha256": gettext_noop("SHA-256"),
    "other": gettext_noop("Other"),
}
LONGEST = 2_083
"""How long an identifier can be: as long as the longest web address that browsers have taken."""

_HASH_LENGTH = {"hash_md5": 32, "hash_sha1": 40, "hash_sha256": 64}
_DEFAULT_PORT = {"http": 80, "https": 443, "ftp": 21}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NO_HOST = re.compile(r"[\s\x00-\x1f@/\\?#%<>\"]")
_PERCENT = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_IP_WITH_PORT = re.compile(r"\[(.+)\](?::\d{1,5})?|(\d+\.\d+\.\d+\.\d+):\d{1,5}")

# Values that very many reports share, so that meeting one tells nothing.
_TRIVIAL_WORDS = {"unknown", "n/a", "na", "none", "null", "-", "?", "test", "not known", "not provided"}
_TRIVIAL_VALUES = {
    "hash_md5": {"d41d8cd98f00b204e9800998ecf8427e"},
    "hash_sha1": {"da39a3ee5e6b4b0d3255bfef95601890afd80709"},
    "hash_sha256": {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
}
_TRIVIAL_MAILBOXES = {"noreply", "no-reply", "donotreply", "do-not-reply", "postmaster", "abuse", "info", "support"}
# Addresses that every home and office network, or every carrier, gives out anew (RFC 1918, 4193, 6598).
_SHARED_NETWORKS = tuple(
    ipaddress.ip_network(one)
    for one in ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)

# Latin letters that are letters of their own in one language and typed without their stroke in the next.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n"}
)


def normalise(kind: str, raw: str, *, region: str = "") -> str:
    """The comparable form of an identifier. ``region`` (ISO 3166) helps to read a telephone number without its country.

    Raises BadInput when ``raw`` cannot be of that kind.
    """
    given = unicodedata.normalize("NFC", raw).strip()
    if not given:
        raise _bad(kind, gettext("it is empty"))
    if kind not in KINDS:
        raise _bad(kind, gettext("there is no such kind"))
    if kind == "telephone":
        return _telephone(given, region)
    if kind in _HASH_LENGTH:
        return _hash(kind, given)
    plain = _READERS.get(kind, _folded)(given)
    if not plain:
        raise _bad(kind, gettext("it is empty"))
    # One character can be written out as many: what fitted as it came may not fit as it is compared.
    if len(plain) > LONGEST:
        raise _bad(kind, gettext("it is longer than %(number)s characters") % {"number": in_figures(LONGEST)})
    return plain


def recognised(raw: str) -> tuple[str, str]:
    """What an identifier without a kind is taken for, and its comparable form; whatever is nothing plain is ``other``.

    Only what can be nothing else is recognised: an e-mail address, an internet address, a web address with its scheme, a
    telephone number with its country.
    """
    given = raw.strip()
    likely = (
        ("email", "@" in given and " " not in given),
        ("ip", True),
        ("url", "://" in given),
        ("telephone", given.startswith("+")),
    )
    for kind, is_likely in likely:
        if is_likely:
            with contextlib.suppress(BadInput):
                return kind, normalise(kind, given)
    return "other", normalise("other", given)


def is_trivial(kind: str, value: str) -> bool:
    """Whether a comparable value is shared by so many that meeting it again tells nothing."""
    if value.casefold() in _TRIVIAL_WORDS or value in _TRIVIAL_VALUES.get(kind, ()):
        return True
    if kind in _HASH_LENGTH or kind == "telephone":
        # One digit over and over is what somebody writes who must write something.
        return len(set(value.removeprefix("+"))) <= 1
    if kind == "ip":
        return _is_shared_address(value)
    if kind == "url":
        host = urlsplit(value if _SCHEME.match(value) else f"//{value}").hostname or ""
        return host == "localhost" or _is_shared_address(host)
    return kind == "email" and value.split("@", 1)[0].split("+", 1)[0] in _TRIVIAL_MAILBOXES


def searchable(text: str) -> str:
    """Text as it is searched: without capitals, accents and vowel points; the letters of every script stay.

    Accents are marks above or below a letter, and Hebrew and Arabic points. The signs that make another syllable of a
    letter (the voicing of Japanese kana, vowels and nasals of Indian scripts, Thai vowels and tones) are not.
    """
    # Twice, since a capital can hide in what a character is made of, and an accent in what a capital becomes.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    kept = "".join(one for one in folded if not _is_accent(one) and unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFC", kept.translate(_PLAIN_LETTERS))


def _is_accent(one: str) -> bool:
    place = unicodedata.combining(one)  # the class of the mark, Unicode Standard, section 4.3
    return place >= 200 or 10 <= place <= 36 or place == 1


def _bad(kind: str, why: str) -> BadInput:
    name = gettext(KINDS.get(kind, kind))
    return BadInput(
        gettext("%(kind)s: %(fault)s.") % {"kind": name, "fault": why},
        where=where(field=kind),
        mend=gettext("Correct the %(kind)s, or give it as “other”.") % {"kind": name.lower()},
    )


def _folded(given: str) -> str:
    folded = unicodedata.normalize("NFKC", given).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def _email(given: str) -> str:
    address = re.sub(r"^mailto:", "", given, flags=re.IGNORECASE)
    if not _EMAIL.fullmatch(address) or any(unicodedata.category(one) == "Cc" for one in address):
        raise _bad("email", gettext("it has no single @ between two parts"))
    local, domain = address.rsplit("@", 1)
    host = _host(domain)
    if not host:
        raise _bad("email", gettext("no host follows its @"))
    return f"{_folded(local)}@{host}"


def _host(domain: str) -> str:
    """The name of a host as the network knows it (IDNA), or nothing where it cannot be one."""
    # The ideographic and full-width full stops part a name as the plain one does (RFC 3490, section 3.1).
    plain = _folded(re.sub("[\u3002\uff0e\uff61]", ".", domain)).strip(".")
    # A name longer than the network allows, or with an odd character, is compared as it is written.
    with contextlib.suppress(UnicodeError):
        plain = plain.encode("idna").decode().casefold()
    return "" if _NO_HOST.search(plain) else plain


def _telephone(given: str, region: str) -> str:
    # The rules of all countries: loaded with the first number, not with every command.
    import phonenumbers

    try:
        number = phonenumbers.parse(given, region or None)
    except phonenumbers.NumberParseException:
        number = None
    # A number that cannot exist in that country keeps its digits: a country put before it would make another of it.
    if number is None or not phonenumbers.is_possible_number(number):
        return _digits(given)
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def _digits(given: str) -> str:
    digits = "".join(str(unicodedata.digit(one)) for one in given if unicodedata.category(one) == "Nd")
    if len(digits) < 5:
        raise _bad("telephone", gettext("it has fewer than five digits"))
    return f"+{digits}" if given.startswith(("+", "＋")) else digits


def _ip(given: str) -> str:
    found = _IP_WITH_PORT.fullmatch(given)
    plain = (found[1] or found[2]) if found else given
    try:
        address = ipaddress.ip_address(plain.split("%", 1)[0])  # what follows % names the machine's own interface
    except ValueError:
        raise _bad("ip", gettext("it is neither an IPv4 nor an IPv6 address")) from None
    # An IPv4 address in IPv6 notation is that address; versions of Python write it differently.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _is_shared_address(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified or address.is_link_local or address.is_multicast:
        return True
    if str(address) == "255.255.255.255":
        return True
    return any(address.version == network.version and address in network for network in _SHARED_NETWORKS)


def _url(given: str) -> str:
    has_scheme = _SCHEME.match(given)
    try:
        parts = urlsplit(given if has_scheme else f"//{given.removeprefix('//')}")
        port = parts.port
    except ValueError:
        raise _bad("url", gettext("its host or port cannot be read")) from None
    host = _host(parts.hostname or "")
    if not host:
        raise _bad("url", gettext("it has no host"))
    scheme = parts.scheme.lower()
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORT.get(scheme):
        host = f"{host}:{port}"
    # A site's own address has no path; with a question it needs one. What stands before the host (a name, a password)
    # and what follows # do not say which page is meant.
    path = parts.path if parts.path not in {"", "/"} else "/" if parts.query else ""
    plain = urlunsplit((scheme, host, path, parts.query, ""))
    return _PERCENT.sub(lambda found: found[0].upper(), plain if has_scheme else plain.removeprefix("//"))


def _account(given: str) -> str:
    service, separator, handle = given.partition(":")
    service, handle = _folded(service), _folded(handle).removeprefix("@")
    if not separator or not service or not handle:
        return _folded(given)
    return f"{service}:{handle}"


def _device(given: str) -> str:
    """A device's number without its separators where it is plainly one: an IMEI (14 to 16 digits) or a MAC address."""
    plain = _folded(given)
    bare = re.sub(r"[\s:.\-/]", "", plain)
    return bare if re.fullmatch(r"\d{14,16}|[0-9a-f]{12}", bare) else plain


def _hash(kind: str, given: str) -> str:
    plain = given.lower()
    if len(plain) != _HASH_LENGTH[kind] or not re.fullmatch(r"[0-9a-f]+", plain):
        raise _bad(kind, gettext("it is not %(number)s hexadecimal characters") % {"number": _HASH_LENGTH[kind]})
    return plain


_READERS: dict[str, Callable[[str], str]] = {
    "email": _email,
    "ip": _ip,
    "url": _url,
    "account": _account,
    "device": _device,
}
