"""The file of an edition comes in by a page or the API: to the disk piece by piece, proved there, and gone where it is refused."""

import errno
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import TutelaError, Unavailable, where
from tutela.core.media import BYTES_NEEDED
from tutela.hashsets import staged
from tutela.hashsets.models import TakenEdition
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.take import begin, let_the_worker_take, prove_for
from tutela.hashsets.setfile.reading import looks_like_one


def come_in(
    pieces: Iterable[bytes], *, name: str, audience: str, own_key: bytes, actor: Actor, now: datetime
) -> TakenEdition:
    """Take in a file whose bytes come one after another; nothing of media is ever written down.

    Raises what `prove_for` and `begin` raise, and Unavailable where there is no room; then nothing of it is left.
    """
    actor.must_hold(*KEEPERS)
    head, path = b"", None
    coming = iter(pieces)
    for piece in coming:
        head += piece
        if len(head) >= BYTES_NEEDED:
            break
    looks_like_one(head, name)
    try:
        path = staged.coming()
        with path.open("wb") as stream:
            stream.write(head)
            for piece in coming:
                stream.write(piece)
    except OSError as error:
        if path is not None:
            path.unlink(missing_ok=True)
        raise no_room(error) from None
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise
    return take_file(path, name=name, audience=audience, own_key=own_key, actor=actor, now=now)


def take_file(path: Path, *, name: str, audience: str, own_key: bytes, actor: Actor, now: datetime) -> TakenEdition:
    """Prove a file that lies on the disk and let the worker take it in; where it is refused, it goes. Raises as `come_in` does."""
    try:
        proved, key = prove_for(path, name=name, own_key=own_key, actor=actor, now=now)
        with transaction.atomic():
            taken = begin(proved, key, audience=audience, actor=actor, now=now)
            let_the_worker_take(path, taken)
    except TutelaError:
        path.unlink(missing_ok=True)
        raise
    return taken


def no_room(error: OSError) -> Unavailable:
    """What is said where a file cannot be written down."""
    said = (
        gettext("There is no room for the edition on this machine's disk.")
        if error.errno == errno.ENOSPC
        else gettext("The edition cannot be written down on this machine.")
    )
    return Unavailable(
        said, where=where(field="file"), mend=gettext("Tell whoever runs this machine, and send it again.")
    )
