"""The frame of the command line: which groups there are, how help reads, how an error ends.

Help must come at once: a group's module imports nothing of Django at its top; a command's body asks for it by
``environment.ready()`` and imports what it needs then.
"""

import importlib
import sys
from typing import Annotated

import typer

import tutela
from tutela.commands import failures
from tutela.commands.listing import ListingGroup
from tutela.core.errors import TutelaError

# Each module of this package that brings commands, in the order of the help.
GROUPS = (
    "running",
    "database",
    "set_up",
    "people",
    "duty",
    "tokens",
    "imports",
    "case",
    "check",
    "register",
    "sql",
    "audit",
    "retention",
    "announce",
    "backup",
    "doctor",
    "demo",
    "django_passthrough",
)

app = typer.Typer(
    name="tutela",
    cls=ListingGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tutela {tutela.__version__}")
        raise typer.Exit


@app.callback()
def tutela_command(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Tutela: every report has an owner, every reporter an answer."""


# One that is often waited for is not made to wait for the others.
ALONE = {"check": ("check",)}

for group in ALONE.get(sys.argv[1] if len(sys.argv) > 1 else "", GROUPS):
    importlib.import_module(f"tutela.commands.{group}").register(app)


def main() -> None:
    """Run a command; a refusal is one sentence and its mend, never a traceback."""
    try:
        app(prog_name="tutela")
    except TutelaError as error:
        failures.say_refusal(error)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001  (the last door: everything unforeseen becomes an error id)
        if failures.is_without_tables(error):
            failures.say_refusal(failures.NO_TABLES)
            sys.exit(failures.NO_TABLES.exit_code)
        sys.exit(failures.say_unforeseen(error))
