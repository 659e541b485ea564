"""How a command ends that did not do what it was asked: a sentence, where, and how to mend it."""

import secrets
import sys
import traceback

from tutela.core import clock
from tutela.core.errors import TutelaError, Unavailable
from tutela.server.places import Places, default_data_dir

UNFORESEEN = 70
NO_TABLES = Unavailable(
    "The database has no tables yet, or those of an older version.", mend="Run `tutela migrate` first."
)
_UNDEFINED_TABLE = "42P01"


def say(words: str, *, style: str = "") -> None:
    """One line to the error stream; red where that stream is a terminal."""
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(words, style=style))


def say_refusal(error: TutelaError) -> None:
    """What happened, where and how to mend it, then each further fault on a line of its own."""
    place = f" ({error.where})" if str(error.where) else ""
    say(f"{error.what}{place}{_mend(error.mend)}", style="red")
    for fault in error.faults:
        at = f"{fault.where}: " if str(fault.where) else ""
        say(f"  {at}{fault.what}{_mend(fault.mend)}", style="red")


def _mend(words: str) -> str:
    return f" {words}" if words else ""


def is_without_tables(error: Exception) -> bool:
    """Whether a command met a database into which nobody has put the tables (SQLSTATE 42P01)."""
    return getattr(error.__cause__ or error, "sqlstate", None) == _UNDEFINED_TABLE


def say_unforeseen(error: Exception) -> int:
    """Give what nobody foresaw an id that the user and the log share; returns the exit code.

    The log gets the kind of error and the lines of code it passed, never its words or a local variable: those can hold
    a record's values.
    """
    name = secrets.token_hex(4)
    frames = "".join(traceback.format_tb(error.__traceback__))
    places = Places(default_data_dir())
    log = places.logs / "errors.log"
    try:
        places.make()
        with log.open("a") as stream:
            stream.write(f"{clock.now().isoformat()} {name} {type(error).__qualname__}\n{frames}\n")
        kept = f"What it was doing is in {log}."
    except (OSError, TutelaError):
        sys.stderr.write(frames)
        kept = "The log could not be written, so it stands above."
    say(f"Tutela met something it did not foresee ({type(error).__qualname__}), error {name}. {kept}", style="red")
    return UNFORESEEN
