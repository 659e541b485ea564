"""A person at a browser: signs in on the real page, opens, fills, presses and reads, and says so in those words."""

import json
import urllib.request
from typing import Any

from django.db import connection
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Site
from tests.cast import PASSWORD
from tests.roles import switched_role
from tutela.reports.import_jobs import take_import
from tutela.reports.mail_jobs import mail_answer


class Somebody:
    """One person and their window."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site

    def signs_in(self, who: str, *, why: str = "") -> "Somebody":
        """Through the sign-in page; ``why`` answers the question for the purpose of reading, which comes once."""
        self.opens("/account/login/")
        self.fills(login=getattr(self.site.world, who).email, password=PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        if why:
            assert "/purpose" in self.page.url
            self.page.get_by_label(why).check()
            self.presses("Continue")
        return self

    def opens(self, address: str) -> "Somebody":
        """A page of the site, which must be there."""
        answer = self.page.goto(self.site.address + address)
        assert answer is not None
        assert answer.status == 200, address
        assert "/purpose" not in self.page.url, "asked a second time why they read"
        return self

    def fills(self, **fields: str) -> "Somebody":
        """Fields by the end of their id."""
        for name, words in fields.items():
            self.page.fill(f"#id_{name}", words)
        return self

    def chooses(self, group: str, words: str) -> "Somebody":
        """One of the choices under a question."""
        self.page.get_by_role("group", name=group).last.get_by_label(words, exact=True).check()
        return self

    def presses(self, words: str) -> "Somebody":
        """The button or the link of these words; the form must not come back."""
        found = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        found.first.click()
        self.page.wait_for_load_state("load")
        assert self.page.locator(".govuk-error-summary").count() == 0, self.page.inner_text("main")
        return self

    def reads(self, *words: str) -> "Somebody":
        """These words stand on the page."""
        shown = " ".join(self.page.inner_text("main").split())
        missing = [one for one in words if one not in shown]
        assert not missing, f"{missing} not in: {shown}"
        return self

    def finds_in_the_list(self, reference: str) -> str:
        """The row of a record in the list on the page, as words."""
        row = self.page.get_by_role("row").filter(has_text=reference)
        expect(row).to_have_count(1)
        return " ".join(row.inner_text().split())

    def answers(self, reference: str, template: str) -> "Somebody":
        """Sends an answer to whoever reported."""
        self.opens(f"/reports/{reference}/answer")
        self.page.get_by_label(template, exact=True).check()
        return self.presses("Send the answer")


def asks_the_api(site: Site, token: str, address: str, content: Any = None) -> Any:
    """A program of the sender's: one request, over the wire, and its answer."""
    asked = urllib.request.Request(  # noqa: S310  (an address of this machine)
        f"{site.address}/api/v1{address}",
        data=None if content is None else json.dumps(content).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def the_worker_does_what_waits() -> list[str]:
    """Exactly the jobs of files and mails that the pages left behind, with their own arguments and the worker's rights."""
    known = {"reports.mail_answer": mail_answer, "reports.take_import": take_import}
    done = []
    with switched_role("tutela_jobs"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
            waiting = [(name, json.loads(args) if isinstance(args, str) else args) for name, args in cursor.fetchall()]
        for name, arguments in waiting:
            if name in known:
                known[name](**arguments)
                done.append(name)
    return done
