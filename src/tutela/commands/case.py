"""``tutela case``: a case as a document, out of this installation and into another."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tutela.commands import environment

app = typer.Typer(no_args_is_help=True, help="Take a case out as a document, or bring one in.")
AsUser = Annotated[str, typer.Option("--as", help="The address with which the person signs in.")]
RoleName = Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")]


def register(parent: typer.Typer) -> None:
    """Add the group."""
    parent.add_typer(app, name="case")


@app.command("import")
def bring_in(
    file: Annotated[Path, typer.Argument(help="The JSON of one case.")],
    organisation: Annotated[str, typer.Option("--for", help="The code of the organisation that will answer for it.")],
    as_user: AsUser,
    role: RoleName = "",
    check: Annotated[bool, typer.Option("--check", help="Only say what it holds; keep nothing.")] = False,
) -> None:
    """Bring in a case, whole or not at all. It keeps its references and its moments.

    Example:
      tutela case import C-2026-004K7Q.json --for north --as north.manager@north.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.core.errors import BadInput, NotFound
    from tutela.core.errors import where as at
    from tutela.exchange.reading import LARGEST, read_document
    from tutela.exchange.services.take_in import preview, take_in

    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise NotFound(
            f"The file cannot be opened ({(error.strerror or 'unknown').lower()}).",
            where=at(file=str(file)),
            mend="Check its name.",
        ) from None
    actor = actor_of(as_user, organisation=organisation, role=role, purpose="importing")
    try:
        document = read_document(raw, file.name)
    except BadInput as error:
        for fault in error.faults:
            typer.echo(f"  {fault.where.field}: {fault.what}. {fault.mend}", err=True)
        raise
    with acting_as(actor):
        shown = preview(document, actor=actor)
        if not check:
            take_in(document, actor=actor, now=clock.now())
    typer.echo(f"{shown.reference} {'can be brought in' if check else 'was brought in'}.")
    for name, number in shown.counts:
        typer.echo(f"  {name}: {number:,}")
    for note in shown.notes:
        typer.echo(f"  {note}")


@app.command("export")
def take_out(
    reference: Annotated[str, typer.Argument(help="The reference of the case.")],
    as_user: AsUser,
    role: RoleName = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="The print in place of the document.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write it; without a name it is printed.")] = None,
) -> None:
    """Write a case as its document, or as its print. It is written down as a reading.

    Example:
      tutela case export C-2026-004K7Q --out case.json --as north.manager@north.example
    """
    environment.ready("app")
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.core.errors import Unavailable
    from tutela.core.errors import where as at
    from tutela.exchange.compose import as_bytes
    from tutela.exchange.pdf import pdf_of
    from tutela.exchange.services.take_out import take_out as take

    actor = actor_of(as_user, role=role, purpose="investigating")
    with acting_as(actor):
        document = take(reference, what="print" if pdf else "export", actor=actor, now=clock.now())
    content = pdf_of(document) if pdf else as_bytes(document)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=at(file=str(out)),
            mend="Name another place.",
        ) from None
