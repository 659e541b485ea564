"""Who signed a pack: the installation's own key, how it is read over a telephone, and which keys a workstation trusts.

A key is Ed25519. Its fingerprint is the first 100 bits of the SHA-256 of the public key, in five groups of four characters
with a check character each, so that whoever hears it wrongly is told in which group.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.utils.translation import gettext

from tutela.core.base32 import ALPHABET, READ_AS, VALUE, check_character
from tutela.core.errors import BadInput, Unavailable, where

KEY_NAME = "register_pack_key"
_GROUPS, _GROUP = 5, 4
_FIRST_LINE = "Tutela: key of register packs, form 1"
_LONGEST_KEY_FILE = 4096
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Signer:
    """A key that signs. ``public`` is its public half, 32 bytes."""

    public: bytes
    _private: Ed25519PrivateKey

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> Self:
        """The signer that a private key makes."""
        return cls(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), private)

    @classmethod
    def new(cls) -> Self:
        """A key that nobody else has."""
        return cls.of(Ed25519PrivateKey.generate())

    def sign(self, content: bytes) -> bytes:
        """The signature over the content, 64 bytes."""
        return self._private.sign(content)


def installation_signer(keys: Path) -> Signer:
    """The key with which this installation signs, in its folder of keys: readable by its owner alone, made at its first use.

    Of two processes that begin at once, one makes it and both take it. Raises Unavailable where it cannot be read or made.
    """
    path = keys / KEY_NAME
    try:
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path)
        private = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise Unavailable(
            gettext("The key that signs packs cannot be used (%(why)s).") % {"why": (error.strerror or "").lower()},
            where=where(file=str(path)),
            mend=gettext("Run the command as the account that owns the data folder."),
        ) from None
    except ValueError:
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise Unavailable(
            gettext("The key that signs packs is damaged."),
            where=where(file=str(path)),
            mend=gettext(
                "Put it back from a backup, or move it away: a new one is made, which every workstation must trust anew."
            ),
        )
    return Signer.of(private)


def _make(path: Path) -> None:
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(text)
    try:
        # Never over one that somebody else made meanwhile.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_signed(public: bytes, signature: bytes, content: bytes) -> bool:
    """Whether the signature over the content is of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """A key, as people read it to one another: ``7K3QX-09ZWA-…``."""
    number = int.from_bytes(sha256(public).digest()[:13], "big") >> 4
    digits = [number >> 5 * (_GROUPS * _GROUP - 1 - at) & 31 for at in range(_GROUPS * _GROUP)]
    groups = [digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)]
    return "-".join("".join(ALPHABET[one] for one in group) + check_character(group) for group in groups)


def same_fingerprint(public: bytes, said: str) -> bool:
    """Whether what somebody typed is the fingerprint of the key.

    Raises BadInput where it is no whole fingerprint, or a group was misheard.
    """
    typed = re.sub(r"[\s-]", "", said).upper().translate(READ_AS)
    groups = [typed[at : at + _GROUP + 1] for at in range(0, len(typed), _GROUP + 1)]
    if len(groups) != _GROUPS or any(len(one) != _GROUP + 1 or set(one) - set(ALPHABET) for one in groups):
        raise BadInput(
            gettext("A fingerprint has five groups of five letters and figures."),
            where=where(field="fingerprint"),
            mend=gettext("Have it read to you again, group by group."),
        )
    for number, one in enumerate(groups, start=1):
        if check_character([VALUE[character] for character in one[:-1]]) != one[-1]:
            raise BadInput(
                gettext("Group %(number)s of the fingerprint was misheard or mistyped.") % {"number": number},
                where=where(field="fingerprint"),
                mend=gettext("Have that group read to you again."),
            )
    return "-".join(groups) == fingerprint(public)


@dataclass(frozen=True)
class PublicKey:
    """The public half of an installation's key, with the installation's name."""

    name: str
    public: bytes

    def as_text(self) -> str:
        """The file that is carried to the workstations."""
        return f"{_FIRST_LINE}\nname {self.name}\nkey {self.public.hex()}\nfingerprint {fingerprint(self.public)}\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """From the file of ``as_text``. Raises BadInput where it is none."""
        try:
            with path.open("rb") as stream:
                first, name, key, said = stream.read(_LONGEST_KEY_FILE).decode().splitlines()[:4]
            public = bytes.fromhex(_behind("key", key))
            is_whole = (
                first == _FIRST_LINE and len(public) == 32 and _behind("fingerprint", said) == fingerprint(public)
            )
            called = _NOT_IN_A_NAME.sub("", _behind("name", name))[:120]
        except (OSError, ValueError):
            is_whole = False
        if not is_whole:
            raise BadInput(
                gettext("This is no key of register packs."),
                where=where(file=path.name),
                mend=gettext("Take the file that `tutela register key --out` wrote."),
            )
        return cls(called, public)


def _behind(word: str, line: str) -> str:
    if not line.startswith(f"{word} "):
        raise ValueError(word)
    return line.removeprefix(f"{word} ")


def trusted_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where this account keeps the keys that it trusts."""
    base = environment.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "tutela" / "trusted-pack-keys"


def trust(key: PublicKey, folder: Path) -> Path:
    """Trust a key from now on; returns where it is kept. Raises Unavailable where it cannot be kept."""
    path = folder / f"{fingerprint(key.public)}.key"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(key.as_text(), encoding="utf-8")
    except OSError as error:
        raise Unavailable(
            gettext("The key cannot be kept (%(why)s).") % {"why": (error.strerror or "").lower()},
            where=where(file=str(path)),
            mend=gettext("Make the folder, or give it to your account."),
        ) from None
    return path


def trusted(folder: Path) -> dict[bytes, str]:
    """The keys that are trusted, with the name of each installation. A file that is no key is passed over."""
    found = {}
    for path in sorted(folder.glob("*.key")) if folder.is_dir() else []:
        try:
            key = PublicKey.read(path)
        except BadInput:
            continue
        found[key.public] = key.name
    return found
