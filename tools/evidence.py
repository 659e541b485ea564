"""Measure what an issue asks, line by line, and write it down: docs/evidence/issue-4.md and .json; ``--issue 3`` for that one.

A line of the issue is judged by one or more *measures*. A measure is a name and a command. The command finds a folder in
``TUTELA_EVIDENCE_DIR`` and may write the files there that the measure names: any JSON, told name by name, or rows such as::

    [{"what": "95th percentile, work list", "value": "92 ms", "bar": "< 150 ms", "met": true}, …]

``met`` may be left out where a figure is only told. A measure of tests needs to write nothing: its figure is how many passed.

Nothing is claimed that did not run: a measure without a result says *not run*. A result that an earlier commit produced is kept
with that commit's name, until the measure runs again.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "evidence"
NOT_RUN = "not run"
# What counts and does not measure time takes all the processors that there are.
IN_PARALLEL = ("-n", "auto", "--dist", "worksteal")


@dataclass(frozen=True)
class Measure:
    """One command behind a line. ``needs`` is the file without which there is nothing to run."""

    name: str
    command: tuple[str, ...]
    needs: str
    files: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the issue, in few words, and what measures it."""

    number: int
    claim: str
    measures: tuple[Measure, ...]


def suite(name: str, *paths: str, files: tuple[str, ...] = (), **environment: str) -> Measure:
    """A measure whose figures are how many tests passed, and what they write themselves."""
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths)
    return Measure(name, command, paths[0], files, tuple(environment.items()))


def program(name: str, module: str, *words: str) -> Measure:
    """A measure that is a program of this tree, and writes ``<name>.json``."""
    return Measure(name, (sys.executable, "-m", module, *words), f"{module.replace('.', '/')}.py", (f"{name}.json",))


def script(name: str, path: str, *words: str) -> Measure:
    """A measure that is a program beside this one, and writes ``<name>.json``."""
    return Measure(name, (sys.executable, path, *words), path, (f"{name}.json",))


WAY_IN = (
    Line(
        1,
        "A clean clone comes up and every door leads to an outcome that the reporter reads",
        (
            program("clean-clone", "tools.clean_clone"),
            suite("five-doors", "tests/browser/test_from_door_to_answer.py"),
        ),
    ),
    Line(
        2,
        "Files come in: 997 of 1,000, nothing twice, 10,000 rows in under 60 s, attacks refused whole",
        (
            program("imports", "bench.imports"),
            program("fuzz", "tests.reports.doors.fuzz", "--count", "100000"),
            suite("doors", "tests/reports/doors", "tests/reports/imports"),
        ),
    ),
    Line(
        3,
        "Random verbs by random people, two at a time, keep every rule of ownership and clocks",
        (
            suite(
                "properties",
                "tests/properties",
                files=("properties.json",),
                TUTELA_PROPERTY_EXAMPLES="100",
                TUTELA_PROPERTY_STEPS="40",
            ),
        ),
    ),
    Line(
        4,
        "No role finds at any door what its policy does not allow",
        (suite("leaks", "tests/security", *IN_PARALLEL, files=("leaks.json",), TUTELA_LEAKS="all"),),
    ),
    Line(
        5,
        "kill -9, 20 times each, loses no report and no audit entry",
        (suite("faults", "tests/faults", files=("faults.json",), TUTELA_FAULT_ROUNDS="20"),),
    ),
    Line(
        6,
        "Pages are quick at 100,000 reports and at a million cases, for a restricted reader",
        (
            program("web", "bench.web"),
            program("web-million", "bench.web", "--cases", "1000000"),
        ),
    ),
    Line(
        7,
        "Every page is accessible, fits 320 px, works by keyboard and without script",
        (suite("pages", "tests", "-k", "browser", *IN_PARALLEL, TUTELA_PAGES="all"),),
    ),
    Line(
        8,
        "No 5xx and no undocumented status in 2,000 cases an endpoint",
        (
            suite(
                "api",
                "tests/api/test_against_its_description.py",
                *IN_PARALLEL,
                files=("api.json",),
                TUTELA_API_CASES="2000",
            ),
        ),
    ),
    Line(9, "The documents say where things are, and a test fails when they lag", (suite("documents", "tests/docs"),)),
)

RECORD_AND_DAY = (
    Line(
        1,
        "Six people's days, each from the guide alone, in a real browser",
        (
            suite(
                "six-days",
                "tests/browser/test_days_of_case_work.py",
                "tests/browser/test_days_of_intake_and_partners.py",
            ),
        ),
    ),
    Line(
        2,
        "A case of every category, and one of five, goes out and comes in and is printed the same, byte for byte but for the date",
        (suite("documents-of-cases", "tests/exchange"),),
    ),
    Line(
        3,
        "No word of two editors is lost, joins come apart, nothing under hold is disposed of, and no date is completed",
        (
            suite("two-editors", "tests/cases/test_record.py", "tests/cases/test_stale_saves.py", TUTELA_EDITORS="300"),
            suite(
                "properties",
                "tests/properties",
                files=("properties.json",),
                TUTELA_PROPERTY_EXAMPLES="100",
                TUTELA_PROPERTY_STEPS="40",
            ),
            suite("retention", "tests/retention", TUTELA_RETENTION_SEQUENCES="200"),
            suite("partial-dates", "tests/core/test_partial_date.py"),
        ),
    ),
    Line(
        4,
        "No role finds at any page, door, language, mark, copy or notice what its policy does not allow",
        (suite("leaks", "tests/security", *IN_PARALLEL, files=("leaks.json",), TUTELA_LEAKS="all"),),
    ),
    Line(
        5,
        "The pages of a day are quick at 100,000 reports, and 1,000 reports are assigned at once in one transaction",
        (program("web", "bench.web"),),
    ),
    Line(
        6,
        "axe-core finds nothing on any page and in any language, and each fits, reads and works without script",
        (
            suite("pages", "tests", "-k", "browser", *IN_PARALLEL, TUTELA_PAGES="all"),
            suite("languages", "tests/web", *IN_PARALLEL),
        ),
    ),
    Line(
        7,
        "The previous issue's database is upgraded with all that it holds, and the drill of backup and restore is timed",
        (
            script("upgrade-drill", "tools/upgrade_drill.py", "--reports", "600"),
            suite("backups", "tests/operations/test_backup.py"),
        ),
    ),
)

REGISTER = (
    Line(
        1,
        "A look-up is 200 times as quick as hfind's, tutela check from start to answer 25 times, and no answer is false",
        (
            program("register-exact", "bench.register_exact"),
            program("register-exact-100m", "bench.register_exact", "--registered", "100000000", "--no-hfind"),
            program("register-check", "bench.register_check"),
        ),
    ),
    Line(
        2,
        "Every near file is found, 50 times as quick as the peer's index, with AVX-512 and without",
        (
            program("register-near", "bench.register_near"),
            program("register-near-without-avx512", "bench.register_near", "--without-avx512"),
        ),
    ),
    Line(
        3,
        "While it is written to, and its index deleted, what was committed before is found",
        (program("register-writes", "bench.register_writes"),),
    ),
    Line(
        4,
        "What hashdeep, md5deep and DFXML wrote of /usr is checked as it is; 200,000 harmless files are recognised",
        (program("register-tools", "bench.register_tools"), suite("lists", "tests/register/lists", TUTELA_LISTS="400")),
    ),
    Line(
        5,
        "kill -9, 20 times, in a submission of a million rows: it goes on, and each file is met once",
        (
            suite(
                "register-kills",
                "tests/faults/test_register_kills.py",
                files=("register-kills.json",),
                TUTELA_FAULT_ROUNDS="20",
                TUTELA_FAULT_ROWS="1000000",
            ),
        ),
    ),
    Line(
        6,
        "Three ways of asking give one answer; a pack that is altered, expired or a stranger's is refused; 10 million entries under 400 MB",
        (
            program("register-pack", "bench.register_pack"),
            suite(
                "three-ways",
                "tests/register/test_pack.py",
                "tests/register/test_pack_file.py",
                "tests/register/test_pack_results.py",
                "tests/register/test_check_commands.py",
                "tests/register/test_client.py",
                "tests/api/test_register.py",
            ),
        ),
    ),
    Line(
        7,
        "100,000 damaged lists for each reader: no crash, no wrong row, bounded memory; media is refused and nothing of it kept",
        (program("register-fuzz", "tests.register.lists.fuzz", "--count", "100000"),),
    ),
    Line(
        8,
        "From a sighting to the owner's alert in under 2 s among a million files of series; nobody learns what is hidden",
        (
            program("register-alerts", "bench.register_alerts"),
            suite("leaks", "tests/security", *IN_PARALLEL, files=("leaks.json",), TUTELA_LEAKS="all"),
        ),
    ),
)
ISSUES: Mapping[int, Sequence[Line]] = {3: WAY_IN, 4: RECORD_AND_DAY, 5: REGISTER}


def figures_in(told: Any, where: str = "") -> list[dict[str, Any]]:
    """The figures of a file: rows that say what they are as they stand, anything else name by name."""
    if isinstance(told, list) and told and all(isinstance(one, dict) and "what" in one for one in told):
        return told
    if isinstance(told, dict):
        parts = [(str(name), value) for name, value in told.items()]
    elif isinstance(told, list):
        parts = [(str(place), value) for place, value in enumerate(told, 1)]
    else:
        return [{"what": where, "value": round(told, 3) if isinstance(told, float) else told}]
    return [figure for name, value in parts for figure in figures_in(value, f"{where} · {name}" if where else name)]


def of_tests(report: Path) -> list[dict[str, Any]]:
    """How many tests passed, from pytest's own report."""
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))  # noqa: S314  (we wrote it a moment ago)
    count = {
        name: sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    }
    bad = count["failures"] + count["errors"] + count["skipped"]
    value = f"{count['tests'] - bad} of {count['tests']} passed"
    return [{"what": "tests", "value": value, "bar": "all", "met": bad == 0 and count["tests"] > 0}]


def commit() -> str:
    """The commit that is measured, with a mark when the tree holds more than it: this report of the figures aside."""
    asked = _git("rev-parse", "--short=10", "HEAD")
    changed = _git("status", "--porcelain", "--", ".", ":(exclude)docs/evidence")
    return f"{asked}-dirty" if asked and changed else asked or "unknown"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=False, capture_output=True, text=True).stdout.strip()


def run(measure: Measure, folder: Path) -> dict[str, Any] | None:
    """Run one measure; its result, or None when there is nothing to run."""
    if not (ROOT / measure.needs).exists():
        return None
    report = folder / f"{measure.name}.xml"
    written = [folder / name for name in measure.files]
    for old in (*written, report):
        old.unlink(missing_ok=True)
    is_tests = "pytest" in measure.command
    began = time.monotonic()
    ended = subprocess.run(
        [*measure.command, *([f"--junitxml={report}"] if is_tests else [])],
        cwd=ROOT,
        check=False,
        env=os.environ | {"TUTELA_EVIDENCE_DIR": str(folder), "PYTHONPATH": str(ROOT)} | dict(measure.environment),
    )
    found = of_tests(report) if is_tests and report.exists() else []
    for file in written:
        found += figures_in(json.loads(file.read_text())) if file.exists() else []
    return {
        "figures": found,
        "exit_code": ended.returncode,
        "command": " ".join(("python", *measure.command[1:])),
        "seconds": round(time.monotonic() - began),
        "commit": commit(),
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def verdict(result: dict[str, Any] | None) -> str:
    """*not run*, *failed*, *met*, or *ran* where a measure tells figures that have no bar."""
    if result is None:
        return NOT_RUN
    bars = [figure["met"] for figure in result["figures"] if "met" in figure]
    if result["exit_code"] or not all(bars):
        return "failed"
    return "met" if bars else "ran"


def rows(lines_of: Sequence[Line], results: dict[str, dict[str, Any]]) -> list[str]:
    """One row a figure; one row for a measure without any."""
    lines = ["| line | claim | measure | figure | value | bar | verdict | commit |", "| --- " * 8 + "|"]
    for line in lines_of:
        for measure in line.measures:
            result = results.get(measure.name)
            figures = (result["figures"] if result else []) or [{}]
            for figure in figures:
                met = figure.get("met")
                plain = "told" if figure else verdict(result)
                said = plain if met is None else ("met" if met else "failed")
                cells = (
                    str(line.number),
                    line.claim,
                    measure.name,
                    figure.get("what", ""),
                    str(figure.get("value", "")),
                )
                ends = (str(figure.get("bar", "")), said, result["commit"] if result else "")
                lines.append(f"| {' | '.join((*cells, *ends))} |")
    return lines


def document(issue: int, results: dict[str, dict[str, Any]]) -> str:
    """The whole report."""
    commands = "".join(
        f"- {name}: `{result['command']}` ({result['seconds']} s, {result['at']}){result.get('note', '')}\n"
        for name, result in results.items()
    )
    table = "\n".join(rows(ISSUES[issue], results))
    processors = os.cpu_count()
    return (
        f"# What was measured for issue {issue}\n\nWritten by `make evidence`. *not run* means what it says. Each figure names the "
        f"commit that it was measured at; the machine had {processors} processors.\n\n{table}\n\n## Commands\n\n{commands}"
    )


def report_of(issue: int) -> Path:
    """The page on which an issue's figures stand; what it is made of stands beside it, as JSON."""
    return FOLDER / f"issue-{issue}.md"


def kept_of(issue: int) -> dict[str, dict[str, Any]]:
    """The results of an issue's measures as far as they have run."""
    kept = report_of(issue).with_suffix(".json")
    found: dict[str, dict[str, Any]] = json.loads(kept.read_text()) if kept.exists() else {}
    return found


def write_down(issue: int, results: dict[str, dict[str, Any]]) -> None:
    """Write the report and what it is made of."""
    report = report_of(issue)
    report.parent.mkdir(parents=True, exist_ok=True)
    report.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
    report.write_text(document(issue, results))


def main() -> int:
    """Run the lines that were asked for, print the table, write it; 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--issue", type=int, choices=sorted(ISSUES), default=max(ISSUES), help="whose lines are measured"
    )
    parser.add_argument("--lines", default="", help="only these, such as 2,6; else all")
    parser.add_argument("--measures", default="", help="only these of them, such as fuzz,doors; else all")
    parser.add_argument("--folder", type=Path, default=ROOT / ".data" / "evidence", help="where the measures write")
    asked = parser.parse_args()
    lines = ISSUES[asked.issue]
    wanted = {int(word) for word in asked.lines.split(",") if word} or {line.number for line in lines}
    named = {word for word in asked.measures.split(",") if word}
    asked.folder.mkdir(parents=True, exist_ok=True)
    results = kept_of(asked.issue)
    ran = []
    for line in lines:
        for measure in line.measures:
            if line.number not in wanted or (named and measure.name not in named):
                continue
            sys.stdout.write(f"\n== {line.number}: {measure.name}\n")
            sys.stdout.flush()
            result = run(measure, asked.folder.resolve())
            # Read again: measures of several lines may run side by side, and each keeps what the others wrote.
            results = kept_of(asked.issue)
            results.pop(measure.name, None)
            if result is not None:
                results[measure.name] = result
            write_down(asked.issue, results)
            ran.append(verdict(result))
    sys.stdout.write(
        "\n" + "\n".join(rows(lines, results)) + f"\n\nWritten to {report_of(asked.issue).relative_to(ROOT)}\n"
    )
    return 1 if "failed" in ran or NOT_RUN in ran else 0


if __name__ == "__main__":
    sys.exit(main())
