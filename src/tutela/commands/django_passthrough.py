"""Django's own commands, for whoever develops or repairs."""

import typer

from tutela.commands import environment

# Those change tables, so must be the tables' owner.
OWNERS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "dbshell", "flush", "pgtrigger"}


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command(
        "django",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )(django_command)


def django_command(context: typer.Context) -> None:
    """Run one of Django's own management commands, with the database of this installation.

    \b
    Example:
      tutela django check --deploy
    """
    environment.ready("owner" if context.args[:1] and context.args[0] in OWNERS else "app")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tutela django", *context.args])
