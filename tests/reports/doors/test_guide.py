"""The guide to the CyberTipline door lags behind the code no further than one failing test."""

from pathlib import Path

import pytest

from tutela.reports.doors.cybertipline.mapping import INCIDENT_TYPES, category_mapping
from tutela.reports.doors.cybertipline.schema import KINDS
from tutela.reports.doors.reports_csv_columns import COLUMNS, Column

GUIDE = (Path(__file__).parents[3] / "docs" / "guide" / "cybertipline.md").read_text(encoding="utf-8")
# Withheld under the name of their parent: their own names would describe what a file shows.
UNNAMED = KINDS["file_annotations"].withholds.keys()


@pytest.mark.parametrize("name", sorted({name for kind in KINDS.values() for name in kind.withholds} - UNNAMED))
def test_every_element_that_is_withheld_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("incident_type", INCIDENT_TYPES)
def test_every_incident_type_is_in_the_guide_with_what_it_suggests(incident_type: str) -> None:
    (line,) = [line for line in GUIDE.splitlines() if line.startswith("|") and incident_type in line]
    for code in category_mapping().incident_types[incident_type.casefold()].categories:
        assert code in line


def test_no_tag_that_describes_what_a_file_shows_is_named_in_the_guide() -> None:
    assert not [name for name in UNNAMED if name in GUIDE]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_of_the_csv_is_in_its_guide(column: Column) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "reports-csv.md").read_text(encoding="utf-8")
    (line,) = [line for line in guide.splitlines() if line.startswith(f"| `{column.name}` |")]
    assert column.meaning in line
