"""``tutela check``: ask the register about lists of hashes: on the server, at another machine's, or from a pack."""

from pathlib import Path
from typing import Annotated

import typer

LARGEST_DISTANCE = 31


def register(parent: typer.Typer) -> None:
    """Add the command."""
    parent.command("check")(check)


def check(
    files: Annotated[list[Path], typer.Argument(help="Lists of hashes: hashdeep, md5deep, DFXML, CSV, JSON, bare.")],
    *,
    as_user: Annotated[
        str, typer.Option("--as", help="On the server: the address with which the person signs in.")
    ] = "",
    role: Annotated[str, typer.Option("--role", help="Which of the person's roles, when there are several.")] = "",
    server: Annotated[str, typer.Option(help="Ask the register at this address, with a token.")] = "",
    token_file: Annotated[
        Path | None, typer.Option(help="The file that holds the token; else it is in TUTELA_TOKEN.")
    ] = None,
    pack: Annotated[Path | None, typer.Option(help="Ask a pack, on a machine that is connected to nothing.")] = None,
    results: Annotated[
        Path | None, typer.Option(help="With --pack: write what was found, to be brought back to the server.")
    ] = None,
    exhibit: Annotated[str, typer.Option(help="The exhibit that the list is of.")] = "",
    about: Annotated[str, typer.Option(help="The report or case that it belongs to, by its reference.")] = "",
    out: Annotated[Path | None, typer.Option(help="Where the answer to every row is written: .csv or .json.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, and no progress.")] = False,
    near: Annotated[
        int, typer.Option(help="On the server: in how many bits, at most 31, a perceptual hash may differ.")
    ] = LARGEST_DISTANCE,
    submit: Annotated[
        str, typer.Option(help="Send what was found: case (files of a case) or seen (everything on the exhibit).")
    ] = "",
    series: Annotated[str, typer.Option(help="The series that the files belong to, with --submit case.")] = "",
    scheme: Annotated[
        str,
        typer.Option(
            help="With --submit case: the scheme, by its short name, by which the list's categories classify."
        ),
    ] = "",
    not_sent: Annotated[str, typer.Option(help="Why nothing is sent: not_ours, court, ongoing, test, other.")] = "",
    words: Annotated[str, typer.Option(help="In words, why nothing is sent.")] = "",
) -> None:
    """Say of each hash whether it is known, solved or open, and whose it is; and of the list whom to telephone first.

    Example:
      tutela check exhibit-7.hashdeep --exhibit NM/7 --submit case --as north.examiner@north.example
    """
    from tutela.core.errors import BadInput

    if sum(map(bool, (as_user, server, pack))) != 1:
        raise BadInput("Who is asked?", mend="Say --as on the server, --server from another machine, or --pack.")
    if near != LARGEST_DISTANCE and not as_user:
        raise BadInput("A distance can be chosen on the server only.", mend="Leave out --near.")
    if submit and not_sent:
        raise BadInput("It is sent, or it is not.", mend="Leave out --submit or --not-sent.")
    if submit not in {"", "case", "seen"}:
        raise BadInput("What are the files of this list?", mend="Say --submit case or --submit seen.")
    if scheme and (submit != "case" or pack is not None):
        raise BadInput(
            "Only files of a case are classified.", mend="Leave out --scheme, or say --submit case; a pack takes none."
        )
    if out is not None and len(files) > 1:
        raise BadInput("One file for the answers to several lists.", mend="Leave out --out, or give one list.")
    if pack is not None:
        from tutela.commands.pack import check_with_pack

        check_with_pack(
            files, pack=pack, out=out, as_json=as_json, results=results, exhibit=exhibit, about=about, submit=submit
        )
        return
    if server:
        from tutela.commands.check_there import check_there

        check_there(
            files, server=server, token_file=token_file, exhibit=exhibit, about=about, out=out, as_json=as_json,
            submit=submit, series=series, scheme=scheme, not_sent=not_sent, words=words,
        )  # fmt: skip
        return
    from tutela.commands.check_here import About, check_here

    check_here(
        files, About(exhibit, about), as_user=as_user, role=role, near=near, out=out, as_json=as_json,
        submit=submit, series=series, scheme=scheme, not_sent=not_sent, words=words,
    )  # fmt: skip
