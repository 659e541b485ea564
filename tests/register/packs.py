"""Packs for tests: written without a database, or made by somebody of the cast."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from tests.cast import World
from tests.register.lists_of import listed, rows_of
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as AuditEntry
from tutela.core import clock
from tutela.register.answer import Answer
from tutela.register.lists.rows import WIDTHS
from tutela.register.models import Submission
from tutela.register.pack.layout import HEAD_BYTES, Label
from tutela.register.pack.reading import Pack, open_pack
from tutela.register.pack.said import Contents, Organisation, Series
from tutela.register.pack.signing import Signer
from tutela.register.pack.tables import Heads
from tutela.register.pack.writing import write_pack
from tutela.register.queries.answers import Answers, Holding, answers_for
from tutela.register.queries.candidates import rows_to_ask
from tutela.register.services.make_pack import For, make_pack
from tutela.register.services.submit import Given, begin_submission, take_all

Files = list[dict[str, bytes]]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGNER = Signer.new()
TRUSTED = {SIGNER.public: "Synthetic National Centre"}
CONTENTS = Contents(
    own=1,
    organisations=[
        Organisation("north", "Synthetic Northmoor Police", "Northmoor desk", "+44 1632 960000", "desk@north.example"),
        Organisation("south", "Synthetic Southvale Police", "Southvale desk", "+44 1632 960000", "desk@south.example"),
    ],
    series=[Series("S-2026-0000", "not_identified", 2), Series("S-2026-1111", "safeguarded", 1)],
    sources=[("Synthetic set", "Public")],
    groups=[
        ((Holding("case", 1, 0, 0),), ()),
        ((Holding("case", 2, 1, 0),), ()),
        ((Holding("case", 1, 2, 0),), (2,)),
        ((), (2,)),
        ((Holding("harmless", 0, 0, 1),), ()),
    ],
)


# `tutela`, which says by its end when it loaded what a machine without a database has not.
PROGRAM = """
import os, sys
from tutela.commands.app import main
try:
    main()
finally:
    if any(name.startswith(("tutela.settings", "tutela.register.models", "tutela.organisations")) for name in sys.modules):
        os._exit(99)
"""


def label(**more: Any) -> Label:
    """What a pack says of itself."""
    said: dict[str, Any] = {
        "id": "0" * 32,
        "made_at": NOW,
        "expires_at": NOW + timedelta(days=14),
        "installation": "Synthetic National Centre",
        "organisation_code": "north",
        "organisation": "Synthetic Northmoor Police",
        "workstation": "Lab 3",
    }
    return Label(**(said | more))


def heads_of(files: list[dict[str, bytes]]) -> dict[str, Heads]:
    """The digests of files, shortened, by algorithm."""
    columns = rows_of(files).exact
    nothing = Heads(np.zeros((len(files), HEAD_BYTES), np.uint8), np.zeros(len(files), bool))
    return {
        name: Heads(np.ascontiguousarray(columns[name].digests[:, :HEAD_BYTES]), columns[name].there)
        if name in columns
        else nothing
        for name in WIDTHS
    }


def written(path: Path, files: list[dict[str, bytes]], groups: list[int], **more: Any) -> Path:
    """A pack of these files, with the place of what is said of each among ``CONTENTS``."""
    signer = more.pop("signer", SIGNER)
    write_pack(path, label(**more), CONTENTS, np.array(groups, np.int32), heads_of(files), signer)
    return path


def opened(path: Path, *, now: datetime = NOW) -> Pack:
    """A pack that is trusted."""
    return open_pack(path, trusted=TRUSTED, now=now)


def made_by(world: World, who: str, path: Path, *, now: datetime = NOW, days: int = 14) -> Pack:
    """The pack that somebody of the cast makes."""
    make_pack(path, For("Lab 3", days), signer=SIGNER, actor=world.actor(who), now=now)
    return opened(path, now=now)


def mixed_files(draw: random.Random, count: int, *, pool: int) -> list[dict[str, bytes]]:
    """Files with some of their hashes, drawn from so few that two often share one: random bytes all."""
    digests = {name: [draw.randbytes(width) for _ in range(pool)] for name, width in WIDTHS.items()}
    found = []
    for _ in range(count):
        names = draw.sample(list(WIDTHS), draw.randint(1, 3))
        found.append({name: draw.choice(digests[name]) for name in names})
    return found


def asked_of(draw: random.Random, files: list[dict[str, bytes]], count: int) -> list[dict[str, bytes]]:
    """What a list says: files as they are, with fewer hashes or more, with one that is another file's, or unknown altogether."""
    found = []
    for _ in range(count):
        said = dict(draw.choice(files))
        for name in list(said):
            if len(said) > 1 and draw.random() < 0.3:
                del said[name]
        said |= {name: digest for name, digest in draw.choice(files).items() if draw.random() < 0.3}
        if draw.random() < 0.2:
            name = draw.choice(list(WIDTHS))
            said[name] = draw.randbytes(WIDTHS[name])
        found.append(said)
    return found


def submitted(world: World, who: str, files: Files, **given: Any) -> Submission:
    actor = world.actor(who)
    with acting_as(actor):
        made = begin_submission(listed(files), Given(**{"what": "case"} | given), actor=actor, now=clock.now())
        for _ in take_all(made, listed(files).rows, actor=actor):
            pass
        return Submission.objects.get(pk=made.pk)


def on_the_server(world: World, who: str, files: Files) -> Answers:
    with acting_as(world.actor(who)):
        return answers_for(listed(files).rows, rows_to_ask(listed(files).rows))


def codes(answers: Answers) -> list[str]:
    return [Answer(one).code for one in answers.answer_codes().tolist()]


def audited(action: str) -> list[dict[str, Any]]:
    """What the audit trail holds of an act, past every policy."""
    with switched_role("tutela_jobs"):
        return [json.loads(one.details) for one in AuditEntry.objects.filter(action=action).order_by("pk")]


def at_the_workstation(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it with no database, no settings and no data folder, in an empty folder of its own."""
    (empty := folder / "empty").mkdir(exist_ok=True)
    paths = os.pathsep.join(one for one in sys.path if one)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PYTHONPATH": paths,
    }
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=environment,
        cwd=empty,
        capture_output=True,
        text=True,
        check=False,
    )
    assert list(empty.iterdir()) == []
    return found
