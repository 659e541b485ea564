"""``tutela register set``: sets of hashes that go to bodies outside and come from them."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tutela.commands import check_told, environment

if TYPE_CHECKING:
    from tutela.accounts.actor import Actor
    from tutela.hashsets.queries.trace import Trace

app = typer.Typer(no_args_is_help=True, help="Exchange sets of hashes with bodies outside.")
INTERRUPTED = 130

As = Annotated[str, typer.Option("--as", help="The address with which the person signs in.")]
Role = Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")]
Quietly = Annotated[bool, typer.Option("--quietly", help="No progress.")]


def register(parent: typer.Typer) -> None:
    """Add the group to the commands of the register."""
    parent.add_typer(app, name="set")


@app.command("list")
def list_sets(as_user: As, role: Role = "") -> None:
    """Show the sets that the organisation gives and takes, with their last editions.

    Example:
      tutela register set list --as centre.analyst@centre.example
    """
    environment.ready("app")
    from tutela.accounts.need_to_know import acting_as
    from tutela.hashsets.queries.sets import given_sets, received_sets

    with acting_as(_actor(as_user, role)):
        given: list[Any] = list(given_sets())
        received = list(received_sets())
    typer.echo(f"Given: {len(given)}")
    for one in given:
        last = f"edition {one.last_number:,}" if one.last_number else "no edition yet"
        typer.echo(f"  {one.name}: {one.get_kind_display()}, {one.bodies:,} bodies, {last}")
    typer.echo(f"Taken: {len(received)}")
    for came in received:
        last = f"edition {came.last_number:,}" if came.last_number else "no edition is in as a whole yet"
        typer.echo(f"  {came.name}, of {came.body.name}: {last}")


@app.command("issue")
def issue(
    name: Annotated[str, typer.Argument(help="The set, by its name; it is defined on its page.")],
    body: Annotated[str, typer.Argument(help="The body to which it goes, by its name.")],
    out: Annotated[Path, typer.Argument(help="The file that is written, to be carried or sent there.")],
    *,
    as_user: As,
    role: Role = "",
    full: Annotated[bool, typer.Option("--full", help="All of it, and not only what is new since the last.")] = False,
    number: Annotated[int, typer.Option(help="Write an edition again that was issued, by its number.")] = 0,
    quietly: Quietly = False,
) -> None:
    """Issue the next edition of a set to a body, and write its file. Broken off, the same command goes on.

    Example:
      tutela register set issue "Our case files" "Synthetic Foreign Agency" edition.hashset --as centre.analyst@centre.example
    """
    environment.ready("app")
    from rich.console import Console

    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.core.errors import NotFound, where
    from tutela.hashsets.keys import own_signer
    from tutela.hashsets.models import Body, Edition, HashSet
    from tutela.hashsets.services.issue import ask_edition, bytes_of, make_edition
    from tutela.hashsets.services.written import write_down

    actor = _actor(as_user, role)
    with acting_as(actor):
        hash_set = HashSet.objects.filter(organisation_id=actor.organisation_pk, name=name).first()
        to = Body.objects.filter(organisation_id=actor.organisation_pk, name=body).first()
        if hash_set is None or to is None:
            raise NotFound(
                "Your organisation gives no set of this name." if hash_set is None else "Your organisation knows no body of this name.",
                where=where(field="name" if hash_set is None else "body"),
                mend="Look at `tutela register set list`.",
            )  # fmt: skip
        if number:
            edition = Edition.objects.filter(hash_set=hash_set, body=to, number=number).first()
            if edition is None:
                raise NotFound("This edition was not issued to this body.", mend="Look at the page of the set.")
        else:
            edition = ask_edition(hash_set, to, is_full=full, actor=actor, now=clock.now())
    if edition.number is None:
        signer = own_signer()
        with check_told.rows_done(Console(stderr=True), quietly=quietly) as bar:
            shown = bar.add_task("Looking through the register", total=None)
            edition = make_edition(
                edition.pk,
                signer=signer,
                actor=actor,
                progress=lambda done, of: bar.update(shown, completed=done, total=of),
            )
    with acting_as(actor):
        edition = Edition.objects.select_related("hash_set", "body").get(pk=edition.pk)
        write_down(edition, actor=actor, now=clock.now())
        _write(out, bytes_of(edition))
    kind = "full" if edition.is_full else f"what is new since edition {edition.since:,}"
    typer.echo(
        f"{out}: edition {edition.number:,} of {edition.hash_set.name} for {edition.body.name} ({kind}):"
        f" {edition.given:,} given, {edition.changed:,} changed, {edition.withdrawn:,} withdrawn."
    )
    left = edition.left_restricted + edition.left_disputed + edition.left_off + edition.left_terms
    if left:
        typer.echo(
            f"Left out: {edition.left_restricted:,} for your organisation alone, {edition.left_disputed:,} disputed,"
            f" {edition.left_off:,} switched off, {edition.left_terms:,} that may not be passed on."
        )
    typer.echo(f"It is signed with the key {edition.key}.")


@app.command("take")
def take(
    file: Annotated[Path, typer.Argument(help="The file of an edition, as the body sent it.")],
    *,
    as_user: As,
    role: Role = "",
    audience: Annotated[
        str, typer.Option(help="Who here may know that a file is in a new set: own, country or all.")
    ] = "own",
    quietly: Quietly = False,
) -> None:
    """Take in an edition of a set that a body gave. Broken off, the same command goes on; nothing is in answers before all of it is in.

    Example:
      tutela register set take edition.hashset --audience country --as centre.analyst@centre.example
    """
    environment.ready("app")
    from rich.console import Console

    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.hashsets.keys import own_signer
    from tutela.hashsets.services.take import begin, prove_for
    from tutela.hashsets.services.take_in import take_in

    actor = _actor(as_user, role)
    _must_be_there(file)
    own_key = own_signer().public
    proved, key = prove_for(file, name=file.name, own_key=own_key, actor=actor, now=clock.now())
    with acting_as(actor):
        edition = begin(proved, key, audience=audience, actor=actor, now=clock.now())
    try:
        with check_told.rows_done(Console(stderr=True), quietly=quietly) as bar:
            shown = bar.add_task(file.name, total=edition.lines, completed=edition.done_lines)
            edition = take_in(
                edition, file, proved, actor=actor, progress=lambda done, _: bar.update(shown, completed=done)
            )
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing of it is in answers yet; the same command goes on.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(
        f"{file.name}: edition {edition.number:,} of {edition.received.name}, of {edition.received.body.name}:"
        f" {edition.entered:,} files are in answers since, {edition.withdrawn:,} are withdrawn."
    )


@app.command("trace")
def trace(
    file: Annotated[str, typer.Argument(help="A hash, or the register's number of the file.")],
    *,
    as_user: As,
    role: Role = "",
    out: Annotated[
        Path | None, typer.Option(help="Write it into a file: JSON where its name ends so, else CSV.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> None:
    """Show from whom a file came by sets of hashes, and to whom it went. Reading it is written into the audit trail.

    Example:
      tutela register set trace 9e107d9d372bb6826bd81d3542a419d6 --as centre.analyst@centre.example
    """
    environment.ready("app")
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.hashsets.queries.trace import find_traced
    from tutela.hashsets.services.read_trace import read_trace
    from tutela.hashsets.trace_file import trace_as_json

    actor = _actor(as_user, role)
    with acting_as(actor):
        found = read_trace(find_traced(file), actor=actor, now=clock.now(), form="command")
        if out is not None:
            _write_trace(out, found)
        if as_json:
            typer.echo(trace_as_json(found))
        else:
            _tell(found)


@app.command("withdraw")
def withdraw(
    file: Annotated[str, typer.Argument(help="A hash, or the register's number of the file.")],
    *,
    ground: Annotated[str, typer.Option(help="harmless, mistaken, ordered or other.")],
    why: Annotated[str, typer.Option(help="The grounds in a few words; they stay here.")],
    as_user: As,
    role: Role = "",
) -> None:
    """Say that what the organisation holds of a file was wrong: it is switched off, and withdrawn from everybody who got it.

    Example:
      tutela register set withdraw 9e107d9d372bb6826bd81d3542a419d6 --ground mistaken --why "Another exhibit." --as centre.analyst@centre.example
    """
    environment.ready("app")
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.hashsets.queries.trace import find_traced, trace
    from tutela.hashsets.services.wrong import Grounds, say_wrong

    actor = _actor(as_user, role)
    with acting_as(actor):
        wanted = find_traced(file)
        say_wrong(wanted, Grounds(ground, why), actor=actor, now=clock.now())
        has = trace(wanted, actor=actor).has
    typer.echo("It is switched off, and withdrawn in the next edition of each set for everybody who got it.")
    for one in has:
        typer.echo(
            f"Telephone {one.body_name}: {one.contact_name or 'its desk'}, {one.contact_telephone or 'no telephone'}"
        )


@app.command("trust")
def trust(
    body: Annotated[str, typer.Argument(help="The body, by its name; it is added on its page.")],
    key_file: Annotated[Path, typer.Argument(help="The file that `tutela register key --out` wrote there.")],
    *,
    as_user: As,
    role: Role = "",
    fingerprint: Annotated[
        str, typer.Option(help="The fingerprint as it was read to you; without it you are asked for it.")
    ] = "",
) -> None:
    """Trust the key of a body: only after its fingerprint was heard from its people.

    Example:
      tutela register set trust "Synthetic Foreign Agency" foreign.key --as centre.analyst@centre.example
    """
    environment.ready("app")
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.core.errors import NotFound, where
    from tutela.hashsets.models import Body
    from tutela.hashsets.services.bodies import trust_key

    actor = _actor(as_user, role)
    _must_be_there(key_file)
    with acting_as(actor):
        found = Body.objects.filter(organisation_id=actor.organisation_pk, name=body).first()
    if found is None:
        raise NotFound(
            "Your organisation knows no body of this name.", where=where(field="body"), mend="Add it on its page first."
        )
    heard = fingerprint or typer.prompt("Type the fingerprint that its people read to you")
    text = key_file.read_bytes()[:4096].decode("utf-8", "replace")
    with acting_as(actor):
        made = trust_key(found, key=text, heard=heard, actor=actor, now=clock.now())
    typer.echo(f"Trusted from now on as the key of {found.name}: {made.fingerprint}")


def _actor(as_user: str, role: str) -> "Actor":
    from tutela.accounts.members import actor_of

    return actor_of(as_user, role=role, purpose="exchanging sets of hashes")


def _tell(found: "Trace") -> None:
    typer.echo(f"File {found.file.pk}. It came by {len(found.came):,} editions and went by {len(found.went):,}.")
    for came in found.came:
        said = f"; {' → '.join(came.hands)}; {came.terms}; passed on {came.pass_on}" if came.hands else f" ({came.why})"
        typer.echo(
            f"  from {came.body_name}, {came.set_name} {came.number}, {came.issued_at:%Y-%m-%d}: {came.act}{said}"
        )
    for went in found.went:
        typer.echo(f"  to {went.body_name}, {went.set_name} {went.number}, {went.issued_at:%Y-%m-%d}: {went.act}")
    for one in found.has:
        typer.echo(
            f"It has it: {one.body_name}: {one.contact_name or 'its desk'}, {one.contact_telephone or 'no telephone'}"
        )


def _write_trace(out: Path, found: "Trace") -> None:
    import io

    from tutela.hashsets.trace_file import trace_as_json, write_trace_csv

    if out.suffix == ".json":
        text = trace_as_json(found)
    else:
        stream = io.StringIO()
        write_trace_csv(stream, found)
        text = "\ufeff" + stream.getvalue()
    _write(out, [text.encode()])


def _write(out: Path, pieces: Iterable[bytes]) -> None:
    from tutela.core.errors import Unavailable, where

    draft = out.with_name(f".{out.name}.part")
    try:
        # Hashes of cases: for whoever runs the command, and for nobody else on the machine.
        with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            stream.writelines(pieces)
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Unavailable(
            f"The file cannot be written ({(error.strerror or 'unknown').lower()}).",
            where=where(file=str(out)),
            mend="Name another place; the edition is kept, and can be written again with --number.",
        ) from None


def _must_be_there(file: Path) -> None:
    from tutela.core.errors import BadInput, where

    if not file.is_file():
        raise BadInput("There is no such file.", where=where(file=str(file)), mend="Check its name.")
