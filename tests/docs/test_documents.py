"""Documents that lag fail here: each command, setting, error, role and audit action has its place, and every link leads somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tutela.accounts.models import Role
from tutela.commands.failures import UNFORESEEN
from tutela.core.errors import ALL_ERRORS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
SOURCES = [
    file
    for folder in ("src", "tests", "tools", "bench", ".ci")
    for file in sorted((ROOT / folder).rglob("*"))
    if file.suffix in {".py", ".sh", ".md", ".html", ".toml", ".sql", ".css", ".js", ""}
    and file.is_file()
    and not {"vendor", "__pycache__"} & set(file.parts)
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```", re.DOTALL)
# A name with "your" in it is one that the reader is about to choose.
PATH_IN_CODE = re.compile(r"`((?:src/tutela|tests|docs|tools|bench|requirements)/(?![^`]*your_)[A-Za-z0-9_./-]+)`")
SETTING = re.compile(
    r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"([A-Z][A-Z_]+)\"|envvar=\"([A-Z_]+)\"|\b(TUTELA_[A-Z_]*[A-Z])\b"
)
# Of every program, and not ours to explain.
NOT_OURS = {
    "PATH",
    "HOME",
    "CI",
    "XDG_DATA_HOME",
    "LANG",
    "PYTHONPATH",
    "NODE_EXTRA_CA_CERTS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "NUMBA_CPU_NAME",
    "NUMBA_CPU_FEATURES",
    "OPENBLAS_NUM_THREADS",
    "PYDANTIC_DISABLE_PLUGINS",
    "XDG_CACHE_HOME",
    # From a command to its own settings.
    "TUTELA_APPS_UP_TO",
}
ANCHOR = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def headings(page: Path) -> list[str]:
    """Every heading of a page, as it is written."""
    return ANCHOR.findall(CODE.sub("", page.read_text()))


def test_commands_and_audit_actions_are_described_as_they_are() -> None:
    ended = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr} To mend it: python tools/reference.py"
    assert "tutela audit verify" in headings(DOCS / "guide" / "commands.md")


def test_every_setting_has_a_heading_and_every_heading_is_a_setting() -> None:
    read = {
        name
        for folder in ("src", "tools", "tests/browser")
        for file in [*sorted((ROOT / folder).rglob("*.py")), ROOT / "tests" / "conftest.py"]
        for found in SETTING.findall(file.read_text())
        for name in found
        if name and name not in NOT_OURS
    }
    read |= set(re.findall(r"\bDATABASE_[A-Z]*_?URL\b", (ROOT / "src/tutela/settings/database.py").read_text()))
    read |= {"PYTHON"}  # the Makefile's
    described = {one for one in headings(DOCS / "operations" / "settings.md") if one.isupper() and " " not in one}
    assert "DATABASE_URL" in read
    assert read - described == set(), "a setting without its heading in docs/operations/settings.md"
    assert described - read == set(), "a heading in docs/operations/settings.md of a setting that nothing reads"


def test_every_error_has_its_section_with_its_status_and_exit_code() -> None:
    page = DOCS / "guide" / "errors.md"
    text, sections = page.read_text(), headings(page)
    for error in ALL_ERRORS:
        assert error.code in sections
        assert f"| `{error.code}` | {error.http_status} | {error.exit_code} |" in text
    assert f"| 500 | {UNFORESEEN} |" in text


def test_every_role_has_its_section() -> None:
    sections = headings(DOCS / "guide" / "roles.md")
    assert [str(role.label) for role in Role if str(role.label) not in sections] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = CODE.sub("", page.read_text())
    targets = [
        link.partition("#")[0]
        for link in LINK.findall(text)
        if not link.startswith(("http:", "https:", "#", "mailto:"))
    ]
    missing = [target for target in targets if not (page.parent / target).exists()]
    named = [
        path for path in PATH_IN_CODE.findall(text) if not (ROOT / path).exists() and not (ROOT / f"{path}.py").exists()
    ]
    assert (missing, named) == ([], [])


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        text = CODE.sub("", page.read_text())
        waiting += [
            (page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(text) if "://" not in link
        ]
    # What was measured is written by `make evidence`, and is not there before it.
    measured = DOCS / "evidence"
    unreached = [str(page.relative_to(ROOT)) for page in PAGES if page not in reached and measured not in page.parents]
    assert "docs/guide/add-a-door.md" in {str(page.relative_to(ROOT)) for page in reached}
    assert unreached == []


def test_no_text_names_a_folder_of_one_machine() -> None:
    # Put together here, so that this file does not hold what it looks for.
    forbidden = re.compile("|".join(("/" + "work/", "/" + "root/", "/home/" + r"[a-z]+/", "/tmp/" + "brief")))
    texts = [*PAGES, *SOURCES, ROOT / "Makefile", ROOT / "pyproject.toml"]
    named = [str(file.relative_to(ROOT)) for file in texts if forbidden.search(file.read_text(errors="replace"))]
    assert len(texts) > 100
    assert named == []


def test_the_licence_list_holds_every_locked_package() -> None:
    listed = set(re.findall(r"^\| (\S+) \|", (DOCS / "licences.md").read_text(), re.MULTILINE))
    for lock in ("run.lock", "build.lock", "test.lock"):
        locked = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements" / lock).read_text(), re.MULTILINE)
        assert len(locked) > 3
        assert [name for name in locked if name not in listed] == []


def test_no_lock_file_names_where_a_package_came_from() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        assert "==" in lock.read_text()
        assert "://" not in lock.read_text(), f"{lock.name} names an address"
    npm = (ROOT / "package-lock.json").read_text()
    assert '"integrity"' in npm
    assert '"resolved"' not in npm
