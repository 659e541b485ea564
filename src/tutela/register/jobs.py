"""What the register does later: make its index anew."""

from procrastinate.contrib.django import app

from tutela.register.queries.candidates import MAKE_INDEX, index_folder
from tutela.register.services.keep_index import build_index


@app.task(name=MAKE_INDEX)
def make_index() -> None:
    """Make a new version of the index that stands beside the register."""
    build_index(index_folder())
