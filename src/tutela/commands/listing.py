"""Help that lists every command, those in groups too, each with its example."""

import inspect
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

MARK = "Example:"


def every_command(group: TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    """Each command under ``group`` with the words that call it, in the order in which they were registered."""
    context = typer.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, TyperGroup):
            yield from every_command(command, (*path, name))
        elif isinstance(command, TyperCommand) and not command.hidden:
            yield (*path, name), command


def example_of(command: TyperCommand) -> str:
    """The first line of the example in a command's help; empty when it has none."""
    _, mark, after = inspect.cleandoc(command.help or "").partition(MARK)
    lines = [line.strip() for line in after.splitlines() if line.strip()]
    return lines[0] if mark and lines else ""


class ListingGroup(TyperGroup):
    """The whole command line on one page."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One command: its words, what it does, an example."""
        with formatter.section("Commands"):
            for path, command in every_command(self):
                formatter.write_text(f"{' '.join(path)}: {command.get_short_help_str(limit=200)}")
                # Not wrapped: an example is there to be copied.
                formatter.write(f"{'':>{formatter.current_indent + 2}}$ {example_of(command)}\n\n")
