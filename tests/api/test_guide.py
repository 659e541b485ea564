"""The examples of docs/guide/api.md do what the guide says, sent by curl's own reading of them."""

import itertools
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import PREFIX, Program
from tutela.api import errors
from tutela.api.pages import described

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "api.md"
EXAMPLES = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def sent(example: str, program: Program, staff: Program, number: object = "") -> tuple[int, dict[str, object]]:
    """Send what a line for curl says."""
    words = shlex.split(example.replace("\\\n", " ").replace("$NUMBER", str(number)))
    assert words[:2] == ["curl", "-sS"]
    address = next(word for word in words if word.startswith("$SITE")).removeprefix("$SITE" + PREFIX)
    headers = dict(word.split(": ", 1) for flag, word in itertools.pairwise(words) if flag == "-H")
    bearer = headers.pop("Authorization")
    assert bearer in {"Bearer $TOKEN", "Bearer $STAFF_TOKEN"}
    who = staff if "STAFF" in bearer else program
    kind = headers.pop("Content-Type", "")
    body = next((word for flag, word in itertools.pairwise(words) if flag == "-d"), None)
    put = ("-X", "PUT") in itertools.pairwise(words)
    send = who.put if put else who.post
    answer = who.get(address, **headers) if body is None else send(address, json.loads(body), kind=kind, **headers)
    return answer.status_code, answer.json()


def test_the_examples_of_the_guide_work_in_their_order(program: Callable[..., Program]) -> None:
    hotline, staff = program("hotline_partner", purpose=""), program("centre_intake", purpose="")
    send, batch, answers, submissions, work = EXAMPLES[:5]
    status, first = sent(send, hotline, staff)
    assert (status, first["again"]) == (201, False)
    assert sent(send, hotline, staff) == (200, {"reference": first["reference"], "again": True})
    status, many = sent(batch, hotline, staff)
    assert (status, many["taken"], many["refused"]) == (200, 1, 1)
    staff.post(f"/reports/{first['reference']}/answer", {"template": "receipt"}, **{"X-Purpose": "routing"})
    status, heard = sent(answers, hotline, staff)
    assert (status, [one["kind"] for one in heard["items"]]) == (200, ["receipt"])  # type: ignore[attr-defined]
    status, found = sent(submissions, hotline, staff)
    assert (status, [one["reference"] for one in found["items"]]) == (200, [first["reference"]])  # type: ignore[attr-defined]
    status, listed = sent(work, hotline, staff)
    assert (status, len(listed["items"])) == (200, 2)  # type: ignore[arg-type]


def test_the_examples_of_the_register_work_in_their_order(
    program: Callable[..., Program], settings: Any, tmp_path: Path
) -> None:
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path
    staff = program("centre_intake", purpose="")
    look_up, begin, rows, batch = EXAMPLES[5:9]
    status, found = sent(look_up, staff, staff)
    assert (status, [one["said"] for one in found["hashes"]]) == (200, [0, 0])  # type: ignore[attr-defined]
    status, check = sent(begin, staff, staff)
    assert (status, check["done_rows"]) == (200, 0)
    for _ in range(2):
        status, answered = sent(rows, staff, staff, check["number"])
        assert (status, answered["done_rows"], answered["known"]) == (200, 2, {"rows": [], "said": []})
    assert sent(begin, staff, staff)[1]["done_rows"] == 2
    for taken, again in ((2, 0), (0, 2)):
        status, answered = sent(batch, staff, staff)
        assert (status, answered["taken"], answered["again"], answered["refused"]) == (200, taken, again, 0)


def test_the_examples_of_series_and_alerts_work(program: Callable[..., Program]) -> None:
    staff = program("north_examiner", purpose="")
    open_one, alerts = EXAMPLES[9:]
    status, made = sent(open_one, staff, staff)
    assert (status, made["label"], made["state"]) == (201, "Blue tent", "not_identified")
    assert sent(alerts, staff, staff) == (200, {"items": [], "next_cursor": ""})
    named = re.search(r"Below a series stand (.*?)\. What", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert named is not None
    assert all(
        f"{PREFIX}/series/{{reference}}/{verb}" in described()["paths"] for verb in re.findall(r"`([a-z-]+)`", named[1])
    )


def test_every_verb_that_the_guide_names_is_there() -> None:
    named = re.search(r"below the report: (.*?)\. A", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert named is not None
    verbs = re.findall(r"`([a-z-]+)`", named[1])
    assert len(verbs) == 10
    assert all(f"{PREFIX}/reports/{{reference}}/{verb}" in described()["paths"] for verb in verbs)


def test_every_code_of_the_api_is_in_the_guide() -> None:
    ours = {one.code for one in vars(errors).values() if isinstance(one, type) and one.__module__ == errors.__name__}
    assert len(ours) == 7
    listed = set(re.findall(r"^\| `([a-z_]+)` \| \d{3} \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert ours <= listed
