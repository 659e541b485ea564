"""What a narrow window must not do to words without the page being any wider: cut a state off, or ask for what is not there."""

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


def test_an_empty_cell_of_a_list_has_no_heading_in_a_narrow_window(open_as: OpenAs, shared_site: Site) -> None:
    page = open_as(shared_site, "north_manager", "/design", **NARROW)
    shown = page.evaluate(
        """() => {
            const cell = document.querySelector(".tu-table--stacked tbody td[data-label]");
            const before = getComputedStyle(cell).display;
            cell.replaceChildren();
            return [before, getComputedStyle(cell).display];
        }"""
    )
    assert shown == ["block", "none"]
