"""What is cut off in a narrow window without the page being any wider: the words of a state."""

from tests.browser.fixtures import NARROW, OpenAs, Site

LONGEST = "Known, child identified and safeguarded: do not spend time here"


def test_a_long_state_is_read_to_its_end_in_a_narrow_window(open_as: OpenAs, shared_site: Site) -> None:
    page = open_as(shared_site, "north_manager", "/design", **NARROW)
    right = page.evaluate(
        """words => {
            const tag = [...document.querySelectorAll("main .govuk-tag")].find(one => one.getClientRects().length);
            tag.textContent = words;
            return tag.getBoundingClientRect().right;
        }""",
        LONGEST,
    )
    assert right <= NARROW["viewport"]["width"]
