"""What is asked of every page: nothing for axe-core to find, a narrow window, the keyboard alone, and no script at all."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.fixtures import NARROW, axe_finds_nothing, fits_the_window

# Everything that a reader can act on, in the order of the page; of a group of radio buttons the first, as Tab takes them.
_FIND_STOPS = """
() => {
  const groups = new Set();
  window.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(one => {
    if (one.disabled || one.type === 'hidden' || one.tabIndex < 0) return false;
    if (!one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== 'radio') return true;
    const group = (one.form && one.form.action) + one.name;
    if (groups.has(group)) return false;
    groups.add(group);
    return true;
  });
  const look = one => {
    const of = (node, pseudo) => { const s = getComputedStyle(node, pseudo);
      return [s.outlineStyle, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.color].join(); };
    const label = one.labels && one.labels[0];
    return of(one) + (label ? of(label, '::before') : '');
  };
  const plain = window.stops.map(look);
  window.visited = [];
  window.unseen = [];
  document.addEventListener('focusin', event => {
    let target = event.target;
    if (target.type === 'radio') target = window.stops.find(one => one.type === 'radio' && one.name === target.name) || target;
    const place = window.stops.indexOf(target);
    if (place < 0) return;
    window.visited.push(place);
    if (target === event.target && look(target) === plain[place]) window.unseen.push(target.outerHTML.slice(0, 160));
  });
  if (document.activeElement) document.activeElement.blur();
  return window.stops.length;
}
"""
# The trail has a line more for each page that is opened: its lines move on, and with them where the next page begins.
_WHAT_THERE_IS = """
() => ({
  heading: document.querySelector('h1')?.innerText,
  links: [...document.querySelectorAll('main a[href], nav a[href]')].filter(
      one => !one.closest('tr')?.querySelector('a[href^="/audit/"]')).map(
      one => one.getAttribute('href').replace(/([?&]after=)[^&]*/, '$1')),
  fields: [...document.querySelectorAll('main form')].flatMap(form => [...form.elements].filter(
      one => one.name && one.name !== 'csrfmiddlewaretoken' && (one.type === 'hidden' || one.type === 'radio'
             || one.type === 'checkbox' || one.checkVisibility())).map(one => form.getAttribute('action') + ' ' + one.name)),
})
"""


def is_read_by_everybody(page: Page) -> None:
    """axe-core, all of its rules, in a wide window and in a narrow one."""
    assert page.locator("h1").count() == 1
    axe_finds_nothing(page)
    page.set_viewport_size(NARROW["viewport"])
    axe_finds_nothing(page)


def is_walked_by_keyboard(page: Page) -> None:
    """Tab comes to everything in the order of the page, shows where it is, is held nowhere, and can skip to the content."""
    number = page.evaluate(_FIND_STOPS)
    page.keyboard.press("Tab")
    skips = page.evaluate(
        "document.activeElement.matches('.govuk-skip-link') && document.activeElement.getAttribute('href')"
    )
    assert skips, "the first stop is no skip link"
    assert page.locator(skips).count() == 1
    # Scrolled regions are stops as well, which the browser adds by itself.
    # The key is held down from here on, as somebody does who is in a hurry: letting it go each time takes as long again.
    for press in range(number + 5):
        page.keyboard.down("Tab")
        # A question to the page takes as long as a press: it is asked now and then, and towards the end each time.
        if (press % 10 == 0 or press >= number - 3) and page.evaluate(
            "new Set(window.visited).size >= window.stops.length"
        ):
            break
    page.keyboard.up("Tab")
    walked: list[int] = list(dict.fromkeys(page.evaluate("window.visited")))
    missed = [place for place in range(number) if place not in walked]
    names = page.evaluate("places => places.map(place => window.stops[place].outerHTML.slice(0, 160))", missed)
    assert names == [], "never reached by Tab"
    assert walked == sorted(walked), "Tab jumps about"
    assert page.evaluate("window.unseen") == [], "nothing shows where the keyboard is"


def what_there_is(page: Page) -> dict[str, Any]:
    """The heading, the links and the fields of a page."""
    found: dict[str, Any] = page.evaluate(_WHAT_THERE_IS)
    return found


def works_without_script(plain: Page, scripted: dict[str, Any]) -> None:
    """Nothing that the page offers with script is missing without it, and nothing is wider than the window."""
    found = what_there_is(plain)
    assert found["heading"] == scripted["heading"]
    missing = [one for one in scripted["links"] if one not in found["links"]]
    assert missing == [], f"links that are missing without script: {missing}"
    assert [one for one in scripted["fields"] if one not in found["fields"]] == []
    fits_the_window(plain)
