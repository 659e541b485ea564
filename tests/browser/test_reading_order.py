"""What a screen reader reads of a child's page, and in which order: the child first, and what is urgent before what is said about it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Everything
from tests.browser.fixtures import Site
from tests.browser.somebody import Somebody
from tests.web.ladder import ONE_OF_EACH

# From the top of the page: what stands for each in the tree of the browser's accessibility interface.
IN_ORDER = (
    'link "Skip to main content"',
    'navigation "Main"',
    "main:",
    'region "Child {child}"',
    'heading "{child}" [level=1]',
    "strong: Safety not known",
    "strong: Not yet identified",
    "Answerable",
    "On what basis",
    "Handler",
    "Countries considered",
    "Needs",
    "Next due",
    'navigation "Parts of this record"',
    'link "Overview"',
    'heading "What happens next for the child" [level=2]',
    'heading "Who the child is" [level=2]',
    'heading "Who is in contact" [level=2]',
)


@pytest.fixture(scope="module")
def copied_for_site(everything: Everything) -> str:
    """Something on every page."""
    return everything.database


@pytest.fixture(scope="module")
def child(everything: Everything) -> str:
    """The reference of a child of the reader's organisation."""
    return str(everything.names["child"])


def test_a_childs_page_is_read_from_who_answers_to_what_happens_next(
    child: str, shared_site: Site, windows: Callable[..., BrowserContext]
) -> None:
    somebody = Somebody(windows().new_page(), shared_site)
    somebody.signs_in(ONE_OF_EACH["investigator"], why="Investigating")
    somebody.opens(f"/children/{child}")
    read = somebody.page.locator("body").aria_snapshot()
    places = []
    for words in IN_ORDER:
        found = read.find(words.format(child=child), places[-1] + 1 if places else 0)
        assert found >= 0, f"not read, or not in its place: {words}"
        places.append(found)
