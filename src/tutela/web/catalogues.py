"""Compile the translated texts: ``python -m tutela.web.catalogues`` makes of each ``django.po`` the file that Django reads.

The compiled files are not in the tree; ``make up`` and ``make test`` make them, and a wheel carries them. It needs no
program of the system and no database.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parents[1] / "locale"


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    """Every catalogue in the tree, read."""
    for path in sorted(LOCALE.glob("*/*/LC_MESSAGES/django.po")):
        with path.open("rb") as stream:
            yield path, read_po(stream, locale=path.parts[-3])


def compile_all() -> list[Path]:
    """Write every compiled file in place of the one before; returns them."""
    written = []
    for path, catalogue in catalogues():
        target = path.with_suffix(".mo")
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as stream:
            write_mo(stream, catalogue)
        # At once, so that a server that starts at this moment reads a whole file.
        fresh.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    sys.stdout.write(f"{len(compile_all())} languages compiled\n")
