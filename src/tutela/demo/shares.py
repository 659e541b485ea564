"""The shares between categories that the study found, as weights for invented reports."""

import random
import tomllib
from functools import lru_cache
from pathlib import Path

from tutela import typology

_FILE = Path(__file__).with_name("shares.toml")


@lru_cache(maxsize=1)
def weights() -> dict[str, int]:
    """The weight of each category of the typology."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found: dict[str, int] = raw["categories"] | raw["not_counted_apart"]
    unknown = set(found) ^ {one.code for one in typology.categories()}
    if unknown:
        raise ValueError(f"{_FILE.name}: categories and shares differ in {', '.join(sorted(unknown))}")
    return found


def category(chance: random.Random) -> str:
    """A category, as often as its share."""
    return chance.choices(list(weights()), weights=list(weights().values()))[0]
