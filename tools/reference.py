"""Write the two pages that only repeat what the code says: docs/guide/commands.md and docs/guide/audit-actions.md.

``--check`` compares and writes nothing. What a command does and what an action is called stand beside the code, once.
"""

import inspect
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.settings.test")

import django
import typer

logging.disable(logging.INFO)
django.setup()

from tutela.audit.action_words import WORDS, in_words  # noqa: E402  (Django must be set up before a model is imported)
from tutela.commands.app import app  # noqa: E402
from tutela.commands.listing import MARK, ListingGroup, every_command, example_of  # noqa: E402

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide"
WRITTEN_BY = "This page is written by `python tools/reference.py`; a test fails when it lags."


def commands() -> str:
    """Every command with what it does and an example."""
    group = typer.main.get_command(app)
    if not isinstance(group, ListingGroup):
        raise TypeError("the command line's own group was replaced")
    head = (
        "# Commands\n\n`tutela --help` lists them, `tutela COMMAND --help` explains one. A refusal is one sentence and its mend; its "
        f"exit code is in [errors.md](errors.md). {WRITTEN_BY}\n"
    )
    parts = [head]
    for path, command in every_command(group):
        words = inspect.cleandoc(command.help or "").partition(MARK)[0].replace("\b", "").strip()
        parts.append(f"\n## tutela {' '.join(path)}\n\n{words}\n\n```\n{example_of(command)}\n```\n")
    return "".join(parts)


def audit_actions() -> str:
    """Every action that the audit trail names, by the kind of thing that it is about."""
    head = (
        "# What the audit trail names\n\nEach entry says who did what, when, in which role and for which purpose: "
        f"[the audit trail](../decisions/audit-chain.md). Details hold codes, references and names of fields. {WRITTEN_BY}\n"
    )
    parts = [head]
    for kind in sorted({action.partition(".")[0] for action in WORDS}):
        named = [(action, in_words(action)) for action in WORDS if action.partition(".")[0] == kind]
        rows = "".join(f"| `{action}` | {words} |\n" for action, words in sorted(named))
        parts.append(f"\n## {kind.replace('_', ' ').capitalize()}\n\n| action | in words |\n| --- | --- |\n{rows}")
    return "".join(parts)


PAGES = {"commands.md": commands, "audit-actions.md": audit_actions}


def main() -> int:
    """Write both pages, or with ``--check`` name those that lag."""
    lagging = []
    for name, text in ((name, page()) for name, page in PAGES.items()):
        target = GUIDE / name
        if "--check" not in sys.argv[1:]:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            lagging.append(name)
    if lagging:
        sys.stdout.write(f"Not up to date: {', '.join(lagging)}\n")
    return 1 if lagging else 0


if __name__ == "__main__":
    sys.exit(main())
