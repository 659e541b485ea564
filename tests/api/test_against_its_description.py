"""What the API does is what its description says: generated requests, right and wrong, against every endpoint.

``TUTELA_API_CASES`` says how many requests an endpoint gets, and ``TUTELA_EVIDENCE_DIR`` where the count is kept.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from bench.figures import figure
from tests.api.conftest import token_of
from tests.cast import World
from tests.deconfliction.meeting import alerts, gives, holds, meets
from tests.hashsets.exchange import of_a_stranger
from tests.register.lists_of import made_up, rows_of
from tutela.accounts.need_to_know import acting_as
from tutela.api.pages import described
from tutela.api.routes import hash_sets
from tutela.cases.models import ChildInCase
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.core import clock
from tutela.ownership.access import find
from tutela.register.lists import packed
from tutela.register.services.check import Asked, ListHead, begin_check
from tutela.register.services.series_children import link_child
from tutela.register.services.series_open import open_series
from tutela.register.services.submit import Given, begin_submission
from tutela.reports.incoming import IncomingReport
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import propose_no_investigation
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report
from tutela.web.wsgi import application

CASES = int(os.environ.get("TUTELA_API_CASES", "8"))
EDGES = 10
EVIDENCE = os.environ.get("TUTELA_EVIDENCE_DIR", "")
# Of the cases of an endpoint, which part each reader asks.
READERS = {"north_intake": 2, "hotline_partner": 4, "": 4}
# What a schema cannot say (a check character, a rule of the work, media in a text) is refused by these.
REFUSALS = ["400", "409", "413", "415", "422"]
# A part of a list of hashes, as a program sends it that knows the form, and as one that does not.
_PARTS = st.integers(1, 40).map(lambda rows: packed.pack(rows_of(made_up(rows))))
schemathesis.openapi.media_type(packed.MEDIA_TYPE, _PARTS | st.binary(max_size=200))
# An edition that somebody signed whom nobody trusts, whole and cut off, and bytes that are none.
_EDITIONS = st.integers(1, 9).map(of_a_stranger)
schemathesis.openapi.media_type(
    hash_sets.MEDIA_TYPE, _EDITIONS | _EDITIONS.map(lambda one: one[:-9]) | st.binary(max_size=200)
)


def _described() -> Any:
    config = SchemathesisConfig.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", *REFUSALS]},
                "negative_data_rejection": {"expected-statuses": ["401", "403", "404", "405", "406", *REFUSALS]},
            }
        }
    )
    schema = schemathesis.openapi.from_dict(described(), config=config)
    schema.app = application
    return schema


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    """Where the key of the installation is, and what comes in waits, in this test."""
    settings.DATA_DIR = tmp_path
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"


OPERATIONS = {one.ok().label: one.ok() for one in _described().get_all_operations()}


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_every_answer_is_described(label: str, committed_world: World) -> None:
    operation = OPERATIONS[label]
    known = _records(committed_world)
    asked, again, failures = 0, 0, []
    for who, share in READERS.items():
        headers = {"Authorization": f"Bearer {token_of(committed_world, who)}"} if who else {}
        wanted = max(2, CASES // share)
        cases, found = _ask(operation, headers, known, wanted)
        # An endpoint that takes little has few different requests: they are asked again and again.
        for number in range(wanted - len(cases)):
            found += _faults_of(cases[number % len(cases)], headers)
        asked, again = asked + max(wanted, len(cases)), again + max(0, wanted - len(cases))
        failures += [f"as {who or 'nobody'}: {one}" for one in found]
    _keep(label, asked, failures, again=again)
    assert not failures, "\n\n".join(failures[:5])


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_every_edge_of_the_description_is_kept(label: str, committed_world: World) -> None:
    """Every value at a limit and just beyond it, every missing part, every other method: the same each time."""
    operation = OPERATIONS[label]
    schema = operation.schema
    headers = {"Authorization": f"Bearer {token_of(committed_world, 'north_intake')}"}
    edges = list(
        schema.iter_coverage_cases(
            operation,
            generation_modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
            generation_config=schema.config.generation_for(operation=operation),
        )
    )
    # All of them are for the evidence; every day a part, evenly taken.
    cases = edges if EVIDENCE else edges[:: max(1, len(edges) // EDGES)]
    failures = [fault for case in cases for fault in _faults_of(case, headers)]
    _keep(f"{label} (edges)", len(cases), failures)
    assert cases
    assert not failures, "\n\n".join(failures[:5])


def _faults_of(case: Any, headers: dict[str, str]) -> list[str]:
    try:
        case.call_and_validate(headers=headers)
    except FailureGroup as group:
        return [str(group) + "".join(f"\n{one}" for one in group.exceptions)]
    return []


def _ask(
    operation: Any, headers: dict[str, str], known: dict[str, dict[str, Any]], cases: int
) -> tuple[list[Any], list[str]]:
    asked: list[Any] = []
    failures: list[str] = []
    fixed = next((values for start, values in known.items() if operation.path.startswith(start)), {})

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=not EVIDENCE,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(case=st.one_of(*_strategies(operation, fixed, headers)))
    def ask(case: Any) -> None:
        asked.append(case)
        failures.extend(_faults_of(case, headers))

    ask()
    return asked, failures


def _strategies(operation: Any, fixed: dict[str, Any], headers: dict[str, str]) -> Iterator[st.SearchStrategy[Any]]:
    """Requests of any kind; and, where a record is named, more that name one that is there."""
    wanted = {one.name for one in operation.path_parameters}
    there = {name: value for name, value in fixed.items() if name in wanted}
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        yield operation.as_strategy(generation_mode=mode, headers=headers)
    if there:
        yield operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=there, headers=headers)
        if "requestBody" in operation.definition.raw:
            yield operation.as_strategy(generation_mode=GenerationMode.NEGATIVE, path_parameters=there, headers=headers)


def _records(world: World) -> dict[str, dict[str, Any]]:
    """Records that are there, by the beginning of the addresses that name one of their kind."""
    now = clock.now()
    north, partner, centre = (world.actor(one) for one in ("north_intake", "hotline_partner", "centre_intake"))
    new = NewCase(
        summary="Synthetic case.",
        categories=[NewCategory("IBI")],
        people=[NewPerson("suspect", "Suspect 1", source="Hotline")],
        children=[NewChild("Child 1")],
    )

    def receive(actor: Any, number: int) -> Any:
        incoming = IncomingReport.from_fields(
            door="api",
            summary="Synthetic report.",
            external_source="cast",
            external_reference=str(number),
            identifiers=[{"kind": "email", "raw": "synthetic@example.org"}],
            people=[{"capacity": "suspect", "names": ["Synthetic Person"]}],
            files=[{"sha256": "0" * 63 + "1", "size": 7}],
        )
        return receive_report(incoming, actor=actor, now=now).reference

    with acting_as(partner):
        sent = receive(partner, 1)
    with acting_as(centre):
        answer(find(sent), template="receipt", actor=centre, now=now)
        offered = find(receive(centre, 2))
        offer = send_report(offered, to=world.north, reason="Area", actor=centre, now=now)
    with acting_as(north):
        report, other, to_decide = (find(receive(north, number)) for number in (3, 4, 5))
        case = open_case_from(other, new, actor=north, now=now)
        child = ChildInCase.objects.get(case=case).child
        ahead = now.date().replace(year=now.year + 1, day=1)
        decision = propose_no_investigation(
            to_decide, grounds="not_traceable", words="Looked at.", review_on=ahead, actor=north, now=now
        )
        head = ListHead("bare", "0" * 64, 1_000_000)
        check = begin_check(head, Asked("api"), key="1", actor=north, now=now)
        given = begin_submission(head, Given("case"), actor=north, now=now)
        series = open_series(label="Synthetic series", actor=north, now=now)
        link = link_child(series, child, basis="Synthetic words.", actor=north, now=now)
    files = made_up(3, seed=7)
    gives(world, "north_intake", files, series=series)
    meets(world, "south_investigator", files)
    holds()
    [alert] = alerts(world, "north_intake", kind="same_series")
    return {
        "/api/v1/submissions/": {"reference": sent},
        "/api/v1/reports/{reference}/decisions/{": {"reference": to_decide.reference, "decision_id": decision.pk},
        "/api/v1/reports/": {"reference": report.reference},
        "/api/v1/cases/": {"reference": case.reference},
        "/api/v1/children/": {"reference": child.reference},
        "/api/v1/offers/": {"offer_id": offer.pk},
        "/api/v1/series/{reference}/children/{": {"reference": series.reference, "number": link.pk},
        "/api/v1/series/": {"reference": series.reference},
        "/api/v1/alerts/": {"number": alert.pk},
        "/api/v1/register/checks/": {"number": check.pk},
        "/api/v1/register/submissions/": {"number": given.pk},
    }


def _keep(label: str, asked: int, failures: list[str], *, again: int = 0) -> None:
    """Add the count of an endpoint to the evidence; several processes write the one file in turn."""
    if not EVIDENCE:
        return
    folder = Path(EVIDENCE)
    counts = folder / "api-endpoints.json"
    with (folder / "api.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = json.loads(counts.read_text()) if counts.exists() else {}
        kept[label] = {"cases": asked, "again": again, "failures": len(failures), "first": failures[:3]}
        counts.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
        generated = [one["cases"] for name, one in kept.items() if not name.endswith("(edges)")]
        edges = [one["cases"] for name, one in kept.items() if name.endswith("(edges)")]
        failed = sum(one["failures"] for one in kept.values())
        figures = [
            figure("endpoints", len(generated), bar=str(len(OPERATIONS)), met=len(generated) == len(OPERATIONS)),
            figure(
                "generated cases, least an endpoint",
                f"{sum(generated):,}, {min(generated, default=0):,}",
                bar="2,000 an endpoint",
                met=min(generated, default=0) >= 2_000,
            ),
            figure(
                "endpoints with fewer different requests than that, which were asked again",
                sum(one["again"] > 0 for one in kept.values()),
            ),
            figure("cases at the edges of the description", f"{sum(edges):,}"),
            figure("5xx, undocumented statuses, wrong shapes", failed, bar="0", met=failed == 0),
        ]
        (folder / "api.json").write_text(json.dumps(figures, indent=1) + "\n")
