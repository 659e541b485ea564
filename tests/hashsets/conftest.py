"""What every test of the exchange of sets has."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import World
from tests.hashsets.exchange import Exchange
from tests.register.series import keep_index_in


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, settings: Any) -> None:
    """Where lists and editions wait, and the index and the keys are, in this test."""
    keep_index_in(tmp_path, settings)
    settings.TUTELA_REGISTER_LISTS_DIR = tmp_path / "lists"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def between(world: World, tmp_path: Path) -> Exchange:
    """Northmoor and the centre, who know each other as bodies outside."""
    return Exchange(world, tmp_path)
