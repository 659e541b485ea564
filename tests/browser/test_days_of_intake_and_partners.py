"""The days of an intake officer, a social worker and an auditor: each step of the guide, by the words that it gives, in a browser.

``docs/guide/roles`` tells a day step by step; the number before each step here is the one there. A word that the guide gives and
the page does not, or a step that does not do what the guide promises, fails the day.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from tests.browser.fixtures import fits_the_window
from tutela.demo.people import PASSWORD

# A picture of each step, for whoever looks at a day: TUTELA_LOOK=FOLDER.
KEEPS_PICTURES = os.environ.get("TUTELA_LOOK", "")
CHILD, CASE, REPORT = re.compile("^K-"), re.compile("^C-"), re.compile("^R-")
CONCERN = "Is there a specific concern that a child is being harmed now?"


class Reader:
    """Somebody with the guide beside them: finds what it names, and looks at every page on the way."""

    def __init__(self, page: Page, site: str, folder: Path) -> None:
        self.page, self.site, self.folder = page, site, folder
        self.pictures = 0
        self.refused: list[str] = []
        page.set_default_timeout(10_000)
        page.on("response", self._remember)

    def signs_in(self, address: str, *, why: str = "") -> "Reader":
        """By the address that the guide gives; ``why`` is what they then answer to the question for it."""
        self.page.goto(f"{self.site}/account/login/")
        self.writes("Email", address)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.chooses("Sign in")
        if why:
            self.says_why(why)
        return self

    def says_why(self, why: str) -> "Reader":
        """The question that is asked once."""
        self.reads("Why do you read records now?").marks(why)
        return self.chooses("Continue")

    def opens(self, entry: str) -> "Reader":
        """An entry of the menu."""
        menu = self.page.get_by_role("navigation", name="Main", exact=True)
        found = menu.get_by_role("link", name=re.compile(rf"^{re.escape(entry)}\b"))
        if not found.count():
            menu.locator("summary").click()
        found.click()
        return self.looks()

    def chooses(self, words: str, *, within: Locator | None = None) -> "Reader":
        """The first button or link that begins with these words; a form that comes back with an error does not pass."""
        named = re.compile("^" + re.escape(words))
        place = within or self.page.get_by_role("main")
        place.get_by_role("button", name=named).or_(place.get_by_role("link", name=named)).first.click()
        self.looks()
        assert "There is one thing to mend" not in self.shown(), self.shown()
        return self

    def opens_the_first(self, reference: re.Pattern[str], *, among: str = "") -> str:
        """The first record of the list, or the first whose row has these words; answers with its reference."""
        place = self.page.get_by_role("main")
        if among:
            place = place.get_by_role("row").filter(has_text=among).first
        link = place.get_by_role("link", name=reference).first
        found = link.inner_text().strip()
        link.click()
        self.looks()
        return found

    def writes(self, label: str, words: str) -> "Reader":
        """Into the field of this label."""
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$")).fill(words)
        return self

    def sets(self, label: str, choice: str | list[str]) -> "Reader":
        """The choice of this label, by its words."""
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$")).select_option(label=choice)
        return self

    def marks(self, choice: str, *, of: str = "") -> "Reader":
        """One of the answers to a question."""
        place = self.page.get_by_role("group", name=of).last if of else self.page.get_by_role("main")
        place.get_by_label(choice, exact=True).check()
        return self

    def unfolds(self, words: str) -> "Reader":
        """What stands folded under these words."""
        self.page.get_by_role("main").get_by_text(words, exact=True).first.click()
        return self

    def reads(self, *words: str) -> "Reader":
        """These words stand on the page."""
        shown = self.shown()
        missing = [one for one in words if one not in shown]
        assert not missing, f"{missing} not in: {shown}"
        return self

    def reads_not(self, *words: str) -> "Reader":
        """These words do not."""
        shown = self.shown()
        assert not [one for one in words if one in shown], shown
        return self

    def shown(self) -> str:
        """The words of the page."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def looks(self) -> "Reader":
        """At the page as it stands: it was answered, and it fits; whoever wants to look at it keeps a picture."""
        self.page.wait_for_load_state("load")
        assert self.refused == []
        fits_the_window(self.page)
        self.pictures += 1
        if KEEPS_PICTURES:
            self.page.screenshot(path=self.folder / f"{self.pictures:02}.png")
        return self

    def _remember(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status >= 400:
            self.refused.append(f"{answer.status} {answer.url}")


Comes = Callable[[str], Reader]


@pytest.fixture
def comes(demo_site: str, windows: Callable[..., BrowserContext], tmp_path: Path) -> Comes:
    """Somebody at a window of their own, not yet signed in; ``who`` names the folder of their pictures."""
    cache.clear()

    def come(who: str) -> Reader:
        folder = Path(KEEPS_PICTURES or tmp_path) / who
        folder.mkdir(parents=True, exist_ok=True)
        return Reader(windows(viewport={"width": 1280, "height": 900}).new_page(), demo_site, folder)

    return come


def test_the_day_of_an_intake_officer_as_the_guide_tells_it(comes: Comes) -> None:
    officer = comes("intake").signs_in("intake.officer@northmoor.example")
    # 1.
    officer.says_why("Investigating this matter").reads("Work list")
    # 2.
    officer.opens("My day").reads("Due in the next 7 days", "New to you", "Waiting for others")
    officer.chooses("National Centre offers").reads("Offered to us", "Why it is sent to you")
    officer.opens("My day").chooses("What happened in the last shift, and what the next one has to know")
    officer.reads("What came", "What was done", "Specific concerns that nobody has accepted")
    # 3.
    officer.opens("Work list").reads("A child may be being harmed now, and nobody has accepted the concern yet.")
    officer.chooses("Accept the concern").reads("Accept it only if you act on it now.")
    officer.chooses("Accept the concern").reads("You accepted the concern in", "Nobody else is called any more.")
    # 4.
    officer.opens("Offered to us").reads("Why it is sent to you", "It names", "Decline")
    offered = officer.page.get_by_role("article").filter(has_text=re.compile(r"\bR-\d{4}-")).first
    officer.chooses("Accept", within=offered)
    officer.reads("You answer for it from then on", "What the receiver sees before it accepts")
    officer.chooses("Accept").reads("is yours now: you answer for it.", "What must be done next")
    # 5.
    officer.chooses("Send the receipt").marks("Receipt: We have it", of="What to say")
    officer.reads("The texts as they would be sent now", "We have received your report", "Lantern Hotline")
    officer.chooses("Send the answer").reads("was sent.", "Answers as they were sent", "Thank you for your report")
    # 6.
    officer.chooses("The report").chooses("Change")
    officer.marks("Internet-based child abuse images", of="Suspected categories")
    officer.sets("Countries that may be concerned", ["United Kingdom"]).sets("Area", "Southvale")
    officer.chooses("Save").reads("Saved what", "IBI Internet-based child abuse images", "Southvale")
    # 7.
    officer.chooses("Send it to whose it is").reads("Whose it may be", "Its remit is every category in Southvale")
    officer.reads("What the receiver sees before it accepts").chooses("Fill the form for this")
    expect(officer.page.get_by_label("Why it goes there")).to_have_value(re.compile("remit"))
    officer.chooses("Send").reads("You answer for it until it is accepted.", "Southvale Police accepts or declines")
    # 8.
    officer.opens("Work list").chooses("Record a report")
    officer.writes("What is reported", "A caller tells of an account that writes to children.")
    officer.marks("No", of=CONCERN).marks("Somebody who wishes to stay unknown", of="Who told us")
    officer.chooses("Record the report").reads("What to tell whoever reported", "Secret code", "The code is shown once")
    officer.chooses("Go to the report").reads("No specific concern stated", "Nobody has looked at it yet")
    # 9.
    officer.chooses("Tasks").chooses("Give a task")
    officer.writes("What is to be done", "Ask the company who holds the account").writes("By when", "9/3/2026")
    officer.sets("Which organisation does it", "Northmoor Police").chooses("Give the task")
    officer.reads("The task was given.", "Ask the company who holds the account", "Open tasks 1")
    # 10.
    officer.chooses("Comments and letters").chooses("Write a comment").reads("Who may read it")
    officer.writes("What is to be known", "The caller can be reached in the evening.").marks("Our organisation")
    officer.chooses("Save the comment").reads("The caller can be reached in the evening.")
    # 11.
    officer.opens("Work list").chooses("Nobody's yet")
    ticks = officer.page.get_by_role("checkbox", name=re.compile("^Tick R-"))
    ticks.nth(0).check()
    ticks.nth(1).check()
    officer.chooses("Assign the ticked ones").sets("Handler", "Zorin Kettleby")
    officer.chooses("Look at what will become of each").reads("Will be assigned to Zorin Kettleby 2")
    officer.chooses("Assign 2 records").reads("2 of 2 chosen")
    officer.chooses("Undo it").reads("It was undone", "As before again")
    # 12.
    officer.opens("Work list").unfolds("Filter this list").sets("Promise", "Overdue").chooses("Apply filters")
    officer.chooses("Keep this filter").writes("Name", "What is late").chooses("Keep it")
    officer.opens("Work list").reads("Kept filters").chooses("What is late")
    officer.reads("Now: What is late", "Promise: Overdue")


def test_the_day_of_a_social_worker_as_the_guide_tells_it(comes: Comes) -> None:
    # 1.
    officer = comes("investigator").signs_in("investigator@northmoor.example", why="Investigating this matter")
    # 2.
    child = officer.opens("Children").opens_the_first(CHILD)
    officer.chooses("Tasks").chooses("Give a task")
    # 3.
    officer.writes("What is to be done", "Say who visits the family").sets("Kind", "Needs of a child")
    officer.writes("By when", "6/3/2026").sets("Which organisation does it", "Northmoor Children's Services")
    officer.chooses("Give the task").reads("The task was given.", "Say who visits the family")
    officer.page.get_by_role("button", name="Sign out").click()
    # 4.
    worker = comes("social_worker").signs_in("partner@northmoor-children.example")
    worker.reads("Our reports", "Receipt owed: overdue now", "that were due")
    # 5.
    worker.opens("My day").reads("Due in the next 7 days", "New to you", f"A task about {child} was given to you.")
    # 6.
    worker.opens("Tasks").chooses("Our organisation's").reads("Say who visits the family", child, "in 4 days")
    # 7.
    worker.chooses("Say who visits the family").reads("You see the task and not the record", "Northmoor Police")
    worker.chooses("Say who does it").sets("Who does it", "Hesta Vennersby")
    expect(worker.page.get_by_role("banner")).to_contain_text("Hesta Vennersby")
    worker.chooses("Save").reads("Saved who does the task.", "Handed to Hesta Vennersby")
    # 8.
    worker.chooses("Finish").marks("Done", of="Outcome").writes("In words", "The family is visited every week.")
    worker.chooses("Finish the task").reads("The task is finished. Whoever gave it hears.", "Outcome: Done")
    # 9.
    worker.opens("Tasks").chooses("Our organisation's").chooses("Visit the family").chooses("Give it back")
    worker.marks("The means to do it are lacking", of="Reason").chooses("Give it back")
    worker.reads("The task was given back.", "Reason: The means to do it are lacking")
    # 10.
    worker.opens("Our reports").chooses("Send a report").reads("If a child is in danger now, telephone the police")
    worker.marks("Yes", of=CONCERN).writes("On what grounds", "The child told somebody at school.")
    worker.writes("What is reported", "A child tells of messages from an account.").chooses("Send the report")
    worker.reads(
        "Your report was received as R-",
        "Whoever is on duty is called now.",
        "What you are owed",
        "There is no answer yet.",
    )
    # 11.
    worker.opens("Our reports").opens_the_first(REPORT, among="Outcome told")
    worker.reads("Answers", "We have received your report", "What became of your report")
    worker.writes("Something more to tell about this report", "The account was seen again.")
    worker.chooses("Add to this report").reads("The account was seen again.")
    # 12.
    worker.opens("Organisations").chooses("Northmoor Police").reads("Whom to telephone", "Deputy", "+44")
    # "What you will not see": neither the record of the task nor those of any other body.
    menu = worker.page.get_by_role("navigation", name="Main", exact=True)
    assert not {"Cases", "Children", "Work list"} & set(menu.get_by_role("link").all_inner_texts())
    # "Whoever gave it hears."
    officer.signs_in("investigator@northmoor.example", why="Investigating this matter")
    officer.opens("My day").reads(child, "done")


def test_the_day_of_an_auditor_as_the_guide_tells_it(comes: Comes) -> None:
    # A plan of which one part is left out, in the name of whoever leaves it out: an investigator writes it first.
    officer = comes("investigator").signs_in("investigator@northmoor.example", why="Investigating this matter")
    case = officer.opens("Cases").opens_the_first(CASE, among="Recorded")
    officer.chooses("Plans and meetings").chooses("Plan an arrest, a search, a charge or a release")
    officer.marks("Search", of="What is planned").page.get_by_label(re.compile("^Suspect 1")).check()
    officer.chooses("Save the draft").chooses("leave it out with words")
    officer.marks("The person cannot be reached", of="Grounds").writes("In words", "The person has moved away.")
    officer.chooses("Leave it out, in my name")
    # 1.
    auditor = comes("auditor").signs_in("auditor@northmoor.example")
    auditor.reads("What the people of Northmoor did and read", "Signed in").chooses("Details")
    auditor.reads("Who, when and why", "Its place in the chain").page.go_back()
    # 2.
    auditor.opens("Audit").chooses("Zorin Kettleby").reads("What Zorin Kettleby did and read", "Read the case")
    # 3.
    auditor.opens("Audit").chooses("The chain and its newest anchor").reads("Keep this line elsewhere")
    auditor.reads("tutela-audit-anchor 1")
    # 4.
    auditor.opens("Decisions").says_why("Audit or inspection").reads("Taken decisions that nobody has reviewed")
    auditor.unfolds("Filter this list")
    expect(auditor.page.get_by_label("Review", exact=True)).to_be_visible()
    auditor.chooses("Look at all decisions")
    auditor.chooses("Do not investigate")
    auditor.reads("Made by", "Grounds", "Looked at again")
    # 5.
    auditor.opens("Cases").reads("Record answered")
    auditor.opens_the_first(CASE, among=case)
    auditor.reads("Children in this case", "Who answers", "What must be done next")
    # 6.
    auditor.chooses("Record").reads("Of these", "say that it is not yet known")
    auditor.chooses("History of").reads("Everything that was ever answered, the newest first.")
    # 7.
    auditor.opens("Cases").opens_the_first(CASE, among=case)
    auditor.chooses("Timeline").unfolds("Filter this timeline")
    auditor.sets("What", "Tasks").sets("By whom", "People of our organisation").chooses("Apply filters")
    auditor.reads("What: Tasks", "Task done").chooses("All on one page, to print").reads("Task done")
    # 8.
    auditor.chooses("Plans and meetings").chooses("Search, plan").reads("Welfare of whom it concerns", "Left out")
    auditor.reads("The person has moved away.", "Zorin Kettleby")
    # 9.
    auditor.opens("Cases").opens_the_first(CASE, among=case)
    auditor.chooses("Who read and did what").reads("Who read and changed this record")
    first = auditor.page.get_by_role("main").get_by_role("row").filter(has_text="Read the case").first
    expect(first).to_contain_text("Audit or inspection")
    # 10.
    auditor.opens("Children").opens_the_first(CHILD)
    auditor.chooses("Needs").reads("The assessment of needs", "What was found, area by area")
    # 11.
    auditor.opens("Answers owed").reads("Overdue", "Owed in all", "Handler")
    # 12.
    auditor.opens("Access").reads("Broken glass to review", "Access that was given", "Ends")
    auditor.reads_not("End it")
    # 13.
    auditor.opens("Retention").reads("Due now", "Held", "Proposed").chooses("How long we keep what")
    auditor.reads("Kept for", "Where that comes from", "Records of children")
