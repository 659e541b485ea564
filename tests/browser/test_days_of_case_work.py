"""Three working days, each step as its chapter of the guide tells it: an investigator, a manager, a foreign liaison.

What a test does stands in docs/guide/roles; the numbers are those of the steps there. Nothing is clicked but by the words
that the guide gives.
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
REFERENCE = re.compile(r"[RCK]-\d{4}-[0-9A-Z]{6}")
ABROAD = "Service régional d'Aubrette"
INVESTIGATING, SUPERVISING = "Investigating this matter", "Supervising the work of staff"


class Reader:
    """Somebody who has the guide in hand and does what it says; every page on the way is looked at."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self.pictures = page, pictures
        self.seen, self.refused = 0, list[str]()
        page.on("response", self._hears)

    def _hears(self, answer: Response) -> None:
        if answer.request.is_navigation_request() and answer.status >= 400:
            self.refused.append(f"{answer.status} {answer.url}")

    @property
    def main(self) -> Locator:
        """What the page is about, without the menu."""
        return self.page.get_by_role("main")

    def looks(self) -> "Reader":
        """The page is there, and it fits; whoever wants to look at it keeps a picture."""
        self.page.wait_for_load_state("load")
        assert not self.refused, self.main.inner_text()[:300]
        fits_the_window(self.page)
        self.seen += 1
        if KEEPS_PICTURES:
            self.page.screenshot(path=self.pictures / f"{self.seen:03}.png")
        return self

    def opens(self, entry: str) -> "Reader":
        """An entry of the main menu; a number may stand beside it."""
        menu = self.page.get_by_role("navigation").filter(has=self.page.get_by_role("link", name="My day", exact=True))
        found = menu.get_by_role("link", name=re.compile(rf"^{entry}( \d.*)?$"))
        if not found.count():
            menu.locator("summary").click()
        found.click()
        return self.looks()

    def chooses(self, words: str, *, beside: str = "") -> "Reader":
        """A link or a button of these words; a row names itself after them, for whoever hears the page."""
        place = self.main.get_by_role("row").filter(has_text=beside) if beside else self.main
        exactly, begun = re.compile(f"^{re.escape(words)}$"), re.compile(rf"^{re.escape(words)}(?!\w)")
        # Above the page stands by which way one came to it.
        for where, name in ((place, exactly), (place, begun), (self.page, exactly)):
            found = where.get_by_role("link", name=name).or_(where.get_by_role("button", name=name))
            if found.count():
                found.first.click()
                return self.looks()
        raise AssertionError(f"no {words!r} on {self.page.url}: {place.all_inner_texts()}")

    def writes(self, words: str, into: str) -> "Reader":
        """Words into a field."""
        self.main.get_by_role("textbox", name=_field(into)).fill(words)
        return self

    def picks(self, words: str, under: str) -> "Reader":
        """One of a list."""
        self.main.get_by_role("combobox", name=_field(under)).select_option(label=words)
        return self

    def ticks(self, words: str, *, under: str = "") -> "Reader":
        """One of the choices under a question."""
        place = self.main.get_by_role("group", name=_field(under)).last if under else self.main
        place.get_by_role("radio", name=words, exact=True).or_(
            place.get_by_role("checkbox", name=words, exact=True)
        ).check()
        return self

    def follows(self, beginning: str) -> str:
        """The first record of a kind that the page names: R a report, C a case, K a child."""
        link = self.main.get_by_role("link", name=re.compile(f"^{beginning}-")).first
        found = REFERENCE.search(link.inner_text())
        assert found
        link.click()
        self.looks()
        return found.group()

    def says(self, *words: str) -> "Reader":
        """The page says this."""
        for one in words:
            expect(self.main).to_contain_text(one)
        return self


def _field(words: str) -> re.Pattern[str]:
    """The name of a field, which may say that it is optional."""
    return re.compile(rf"^{re.escape(words)}( \(optional\))?$")


@pytest.fixture
def reader(demo_site: str, windows: Callable[..., BrowserContext], tmp_path: Path) -> Callable[[str, str], Reader]:
    """Somebody who signs in as the guide says, and says why they read."""

    def begins(address: str, why: str) -> Reader:
        cache.clear()
        page = windows(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(10_000)
        folder = Path(KEEPS_PICTURES or tmp_path) / address
        folder.mkdir(parents=True, exist_ok=True)
        one = Reader(page, folder)
        page.goto(f"{demo_site}/account/login/")
        page.get_by_label("Email", exact=True).fill(address)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        one.looks().chooses("Sign in").ticks(why).chooses("Continue")
        return one

    return begins


def _from_a_report_to_a_case(day: Reader) -> tuple[str, str]:
    """The report and the case, by their references."""
    # 1. What is yours, what is due, what is new, what waits for others.
    day.opens("My day").says("New to you", "Waiting for others")
    # 2.
    day.opens("Work list").chooses("Nobody's yet")
    line = day.main.get_by_role("row").filter(has_text="Not looked at").filter(has_text="ICA").first
    found = REFERENCE.search(line.inner_text())
    assert found
    report = found.group()
    day.chooses("Take it", beside=report).says(f"You handle {report} now.")
    # 3.
    day.says("What must be done next", "Look at it, say what it concerns")
    for tab in ("As it came", "People, identifiers, files", "Answers"):
        day.chooses(tab).says(report)
    day.chooses("Say what it concerns").ticks(
        "No", under="Is there a specific concern that a child is being harmed now?"
    )
    day.ticks("International child sex abuser").chooses("Save").says(f"Saved what {report} concerns.")
    day.says("Send the receipt, and decide what is done with it.")
    # 4.
    day.chooses("Open a case")
    for one in day.main.get_by_role("checkbox", name="Take this over into the case").all():
        one.check()
    assert day.main.get_by_role("combobox", name="Category").first.input_value() == "ICA"
    assert day.main.get_by_role("textbox", name="Summary").input_value()
    day.chooses("Open the case").says(f"A case was opened from {report}.")
    # 5.
    case = day.page.get_by_role("heading", level=1).inner_text()
    day.says("Children in this case", "Not yet identified", "What must be done next")
    return report, case


def _the_record(day: Reader, case: str) -> None:
    """What is known is written, added to and corrected."""
    # 6.
    day.chooses("Record").chooses("Change general features")
    day.writes("May 2025", into="Began on").ticks("Ended on: not yet known")
    day.writes("The reporter", into="From whom is what you enter or change")
    day.chooses("Save the section").says("The section was saved", "May 2025")
    # 7.
    day.chooses("Change suspects")
    day.ticks("Asked: there are none", under="Children around the suspect, beside those in this case")
    day.writes("The other service", into="From whom is what you enter or change")
    day.chooses("Save the section").says("Asked: there are none")
    # 8.
    day.chooses("History of began on").says("Everything that was ever answered", "May 2025", "The reporter")
    # 9.
    day.chooses(case).chooses("People").chooses("Say a standing").ticks("Charged")
    day.writes("The prosecution", into="Who says so").writes("27/2/2026", into="Since when")
    day.chooses("Add the standing").says("Charged", "According to The prosecution")
    # 10.
    day.chooses("Add an entry").writes("The dates of travel were received.", into="Entry").ticks("Fact")
    day.writes("The carrier", into="From whom").chooses("Add the entry").says("The entry was added")
    day.chooses("Entries").chooses("Correct").writes("The dates were received for May.", into="Entry")
    day.writes("The carrier", into="From whom").chooses("Add the correction").chooses("Entries")
    day.says("The dates of travel were received.", "The dates were received for May.")


def _the_child(day: Reader) -> str:
    """Safe, identified, assessed and safeguarded; gives the child's reference."""
    # 11.
    child = day.follows("K")
    day.says("What happens next for the child", "Find out who the child is")
    # 12.
    day.chooses("Say whether the child is safe").ticks("Safe now").chooses("Save").says("Safe now")
    day.chooses("Say where").picks("Netherlands", under="Country").ticks("Considered", under="What is known of it?")
    day.writes("The reporter", into="From whom is this known?").chooses("Save").says("Netherlands")
    # 13.
    day.chooses("Identification").chooses("Give a task: something to try")
    day.writes("Ask the school register.", into="What is to be done?").chooses("Give the task").says("was given")
    day.chooses("Ask the school register.").chooses("Finish").ticks("Done").writes(
        "The register.", into="What was tried"
    )
    day.writes("One entry fits.", into="What it showed").writes("Nobody.", into="Who else was asked")
    day.chooses("Finish the task").says("The task is finished.")
    day.chooses(child).chooses("Identification").says("One entry fits.").chooses("Say who the child is")
    day.writes("Synthetic Child", into="Who the child is").writes(
        "By the register.", into="How the child was identified"
    )
    day.ticks("Safe now").chooses("Record who the child is").says(f"{child} is identified.")
    # 14.
    day.chooses("Needs")
    for area in (
        "Health",
        "Safety",
        "Family and home",
        "School and education",
        "Therapy and recovery",
        "As a witness",
        "After contact over the internet",
    ):
        day.chooses("Say what was found", beside=area)
        day.ticks("Need found" if area == "Health" else "No need found")
        if area == "Health":
            day.writes("A medical check.", into="In words")
        day.writes("The school, by telephone", into="From whom is this known?").chooses("Save")
        day.says(f"Saved what was found of {child}.")
    day.chooses("Give a task", beside="Health").writes("Offer a medical check.", into="What is to be done?")
    day.picks("Northmoor Children's Services", under="Who is to do it").chooses("Give the task")
    day.says("Offer a medical check.").chooses("Conclude the assessment").ticks("Support is arranged")
    day.chooses("Conclude the assessment").says("Assessment concluded")
    # 15.
    day.chooses("Contact").chooses("Add who is in contact with the child").ticks("Social worker")
    day.picks("Northmoor Children's Services", under="Organisation").writes(
        "The school", into="From whom is this known?"
    )
    day.chooses("Add").says(f"Saved who is in contact with {child}.")
    # 16.
    day.chooses("Overview").chooses("Say what protects the child").ticks("With a carer who protects the child")
    day.writes("A carer of the family.", into="Who protects the child, and how").chooses("Save").says("Safeguarded")
    return child


def _plans_and_meetings(day: Reader, case: str, child: str) -> None:
    """A plan with its welfare step, a meeting, a special measure."""
    # 17.
    day.chooses(case).chooses("Plans and meetings").chooses("Plan an arrest, a search, a charge or a release")
    day.ticks("Arrest", under="What is planned")
    for question in ("Which children of the case will be there", "Whom it concerns"):
        day.main.get_by_role("group", name=_field(question)).last.get_by_role("checkbox").first.check()
    day.writes("A carer of the family", into="Who looks after the children meanwhile")
    day.chooses("Save the draft").says("Welfare step missing", "Neither done nor left out")
    # 18.
    day.chooses("Record the assessment").ticks("No concern was found").writes("A nurse on duty", into="By whom")
    day.writes("2/3/2026", into="When").chooses("Record the assessment")
    day.chooses("leave it out with words").ticks("Another body does it").writes("The court does.", into="In words")
    day.chooses("Leave it out, in my name").says("Left out")
    day.chooses("Arrange the contact").writes("The welfare officer", into="Who is in contact with the person")
    day.writes("5/3/2026", into="By which day").chooses("Arrange the contact")
    day.chooses("Say that it is ready").chooses("The plan is ready").says("Ready", "done or left out with words")
    # 19.
    day.chooses("Record what came of it").ticks("Carried out as planned").chooses("Record what came of it")
    day.says("Carried out").chooses("Say that the contact was made").writes("All well.", into="What came of it")
    day.chooses("It was made").says("All well.")
    # 20.
    day.chooses("Plans and meetings").chooses("Plan a strategy meeting")
    day.writes("Who protects the child.", into="What it is about").picks("Northmoor Children's Services", under="Body")
    day.chooses("Plan the meeting").says("The meeting was planned").chooses("Write the minutes")
    day.writes("The family is visited.", into="What was decided").writes("Visit them.", into="What is to be done")
    day.picks("Northmoor Children's Services", under="Which body does it").writes("9/3/2026", into="By which day")
    day.chooses("Save the minutes").says("each action is a task", "Visit them.")
    # 21.
    day.chooses("Plans and meetings").chooses("Ask for a special measure for a child").ticks("Live link")
    day.picks(f"{child} (Child 1)", under="For which child").writes("Northmoor Police", into="Who asked for it")
    day.chooses("Record that it was asked for").says("Not yet decided").chooses("Say what was decided").ticks("Granted")
    day.chooses("Record it").says("Granted")


def _to_the_end(day: Reader, case: str, report: str) -> None:
    """Tasks, letters, copies, and the answer to whoever reported."""
    # 22.
    day.chooses("Tasks").says("Visit them.").chooses("Look at what a case of these categories may need")
    mine = day.page.get_by_role("banner").inner_text()
    name = next(one for one in day.main.get_by_role("combobox").locator("option").all_inner_texts() if one in mine)
    day.ticks("Ask about siblings and other children around the suspect").picks(name, under="Who does them")
    day.chooses("Give what is ticked").says("The tasks were given.")
    day.chooses("Ask about siblings and other children around the suspect").chooses("Finish").ticks("Done")
    day.chooses("Finish the task").says("The task is finished.")

    # 23.
    day.chooses(case).chooses("Comments and letters").chooses("Keep a letter").ticks("Out").writes(
        "2/3/2026", into="On"
    )
    day.picks("Northmoor Children's Services", under="Organisation").writes("The family", into="Subject")
    day.writes("9/3/2026", into="Answer expected by").chooses("Keep the letter").says("Answer expected")
    day.chooses("Mark as answered").chooses("Mark as answered").says("The letter is marked as answered.")
    # 24.
    day.chooses("Timeline").says("Identified a child").chooses("All on one page, to print").says("Identified a child")
    # 25.
    day.page.go_back()
    day.looks().chooses("Follow").says(f"You follow {case}.")
    # 26.
    day.chooses("Record")
    for words, begins in (("a tagged PDF", b"%PDF-1.7"), ("a JSON document", b"{")):
        with day.page.expect_download() as file:
            day.main.get_by_role("link", name=words).click()
        assert Path(file.value.path()).read_bytes().startswith(begins)
    # 27.
    day.chooses("Reports")
    assert day.follows("R") == report
    day.chooses("Answer the reporter").ticks("Outcome: It is being investigated", under="What to say")
    day.chooses("Send the answer").says(f"The answer about {report} was sent.", "led to an inquiry")
    # 28.
    day.page.keyboard.press("?")
    expect(day.page.get_by_role("dialog")).to_contain_text("Next and previous row of a list")


def test_the_day_of_an_investigator_as_the_guide_tells_it(reader: Callable[[str, str], Reader]) -> None:
    day = reader("investigator@northmoor.example", INVESTIGATING)
    report, case = _from_a_report_to_a_case(day)
    _the_record(day, case)
    child = _the_child(day)
    _plans_and_meetings(day, case, child)
    _to_the_end(day, case, report)


def _something_to_decide(other: Reader) -> str:
    """A proposal and a plan; gives the reference of the report."""
    # 2.
    other.opens("Work list").chooses("Mine")
    other.main.get_by_role("row").filter(has_text="Not looked at").get_by_role("link", name=REFERENCE).first.click()
    report = other.looks().page.get_by_role("heading", level=1).inner_text()
    other.chooses("Propose not to investigate").ticks("Nothing in the report can be traced further", under="Grounds")
    other.writes("All that it names was looked for.", into="In words").writes("1/6/2026", into="Look at it again on")
    other.chooses("Propose").says("A second person has to agree")
    other.opens("Cases")
    other.main.get_by_role("row").filter(has_text="At risk now").get_by_role("link", name=REFERENCE).first.click()
    other.looks().chooses("Plans and meetings").chooses("Plan an arrest, a search, a charge or a release")
    other.ticks("Arrest", under="What is planned")
    other.main.get_by_role("group", name=_field("Whom it concerns")).last.get_by_role("checkbox").first.check()
    other.chooses("Save the draft").says("Welfare step missing")
    other.page.get_by_role("button", name="Sign out").click()
    other.looks()
    return report


def _staff_and_decisions(day: Reader, report: str) -> str:
    """Who carries what, and what was decided; gives the reference of the case that was marked and shared."""
    # 3.
    day.opens("My day").chooses("What happened in the last shift, and what the next one has to know")
    day.says("Children at risk now", "Promises overdue")
    # 4.
    day.opens("Our team").chooses("Nobody handles it yet").says("Open reports")
    # 5.
    picked = [one.get_attribute("value") or "" for one in day.main.get_by_role("checkbox").all()[:2]]
    for reference in picked:
        day.ticks(f"Tick {reference}")
    day.chooses("Assign the ticked ones").picks("Fenna Underhay", under="Handler")
    day.chooses("Look at what will become of each").says("Will be assigned to Fenna Underhay", *picked)
    day.chooses("Assign 2 records").says("2 of 2 chosen").chooses("Undo it").says("It was undone")
    # 6.
    day.opens("My day").chooses("Decisions waiting for a second person")
    day.chooses("Agree or disagree", beside=report).ticks("I agree", under="Do you agree?")
    day.chooses("Record my word").says("Decided not to investigate")
    # 7.
    day.opens("Decisions").says("Taken decisions that nobody has reviewed").chooses("Keep as information")
    day.chooses("Review it").ticks("The decision stands", under="What you found")
    day.writes("1/9/2026", into="Look at it again on").chooses("Record the review").says("The review was recorded")
    # 8.
    day.opens("Cases")
    day.main.get_by_role("row").filter(has_text="At risk now").get_by_role("link", name=REFERENCE).first.click()
    case = day.looks().page.get_by_role("heading", level=1).inner_text()
    day.chooses("Say how far it may go").ticks("TLP:AMBER", under="Mark").writes("Another service helps.", into="Why")
    day.chooses("Mark it").says(f"{case} bears the mark now", "TLP:AMBER")
    day.chooses("Share it with another organisation").picks("Southvale Police", under="Organisation")
    day.ticks("Read it", under="What may they do?").chooses("Share").says("Southvale Police: reads it")
    day.chooses("End").chooses("End the sharing").says(f"They no longer see {case}.")
    return case


def _what_is_owed_and_kept(day: Reader, case: str) -> None:
    """Children, plans, access, duty, answers, retention."""
    # 9.
    day.opens("Children")
    day.page.get_by_text("Filter this list").click()
    day.picks("Overdue", under="Assessment of needs").chooses("Apply filters").says("What is due first")
    # 10.
    day.opens("Cases").chooses("Plans for an arrest, a search, a charge or a release")
    day.chooses("Arrest").says("Welfare of whom it concerns", "Neither done nor left out")
    # 11.
    day.opens("Access").chooses("Decide").writes("20/3/2026", into="Until the end of").ticks("Read the record")
    day.writes("A matter of the same account.", into="What it is given for").chooses("Give access").says("was given.")
    day.chooses("Review").ticks("Yes, it was justified").writes("It was needed that night.", into="What you found")
    day.chooses("Record the review").says("Your review of the breaking of glass")
    # 12.
    day.opens("Duty").says("Nobody would be called").chooses("Fill it").picks("Fenna Underhay", under="Person")
    day.chooses("Put them on duty").says("They are on duty, and were told.")
    # 13.
    day.opens("Answers owed").chooses("Overdue").says("Receipt owed")
    # 14.
    day.opens("Retention")
    for tab in ("Coming up", "Held", "Due now"):
        day.chooses(tab).says("Nothing is removed by itself")
    day.chooses("How long we keep what").chooses("Change : Reports closed without a case").ticks("A time of our own")
    day.writes("1", into="Years").writes("A synthetic rule.", into="The law or decision that it follows")
    day.chooses("Set it").says("the time was set").opens("Retention")
    day.page.get_by_text("Filter this list").click()
    day.picks("Reports", under="Records").chooses("Apply filters").says("Time is over")
    day.main.get_by_role("checkbox").first.check()
    day.chooses("Look at what would go of the chosen records").says("What goes", "What stays")
    day.chooses("Propose it").says("Waiting for a second person", "Stop it")
    # 15.
    day.opens("Cases").chooses(case).chooses("Retention").chooses("Hold it")
    day.ticks("Proceedings before a court are pending or expected").writes("The prosecution asked.", into="In words")
    day.chooses("Hold it").says(f"{case} is held").chooses("Lift this hold").writes("They are over.", into="Why")
    day.chooses("Lift the hold").says(f"The hold on {case} is lifted.")


def test_the_day_of_a_manager_as_the_guide_tells_it(reader: Callable[[str, str], Reader]) -> None:
    report = _something_to_decide(reader("investigator@northmoor.example", INVESTIGATING))
    day = reader("manager@northmoor.example", SUPERVISING)
    case = _staff_and_decisions(day, report)
    _what_is_owed_and_kept(day, case)


def test_the_day_of_a_foreign_liaison_as_the_guide_tells_it(reader: Callable[[str, str], Reader]) -> None:
    # 1.
    other = reader("investigator@southvale.example", INVESTIGATING)
    # 2.
    other.opens("Cases")
    other.main.get_by_role("row").filter(has=other.page.get_by_text("Open", exact=True)).get_by_role(
        "link", name=REFERENCE
    ).first.click()
    case = other.looks().page.get_by_role("heading", level=1).inner_text()
    other.chooses("Tasks").chooses("Give a task").writes("Say what is known of the account.", into="What is to be done")
    other.picks(ABROAD, under="Which organisation does it").chooses("Give the task")
    other.chooses("Overview").chooses("Send the case to whose it is").picks(ABROAD, under="Organisation")
    other.writes("The account is used there.", into="Why it goes there").chooses("Send").says(f"{case} was offered.")
    other.page.get_by_role("button", name="Sign out").click()
    other.looks()

    # 3.
    day = reader("investigator@fr-aubrette.example", INVESTIGATING)
    # 4.
    day.opens("My day").opens("Offered to us").says("Why it is sent to you", "The account is used there.", "Children")
    # 5.
    day.chooses("Accept").says("The clocks of the former owner go on.").chooses("Accept")
    day.says(f"{case} is yours now: you answer for it.")
    # 6.
    day.opens("Cases").chooses(case).says("Children in this case", "What must be done next")
    day.chooses("Take it yourself").chooses("Take it").says("You handle")
    # 7.
    day.chooses("Add an entry").writes("The account was used from here.", into="Entry").ticks("Fact")
    day.writes("Our own inquiry", into="From whom").chooses("Add the entry").says("The account was used from here.")
    # 8.
    day.chooses("Record").chooses("Change international or internet features")
    means = day.main.get_by_role("group", name="Means of concealment")
    means.get_by_role("checkbox", name="Not yet known").uncheck()
    day.ticks("Encryption", under="Means of concealment")
    day.writes("Our own inquiry", into="From whom is what you enter or change")
    day.chooses("Save the section").says("The section was saved")
    # 9.
    day.follows("K")
    day.chooses("Say where").picks("France", under="Country").ticks("Considered", under="What is known of it?")
    day.writes("Our own inquiry", into="From whom is this known?").chooses("Save").says("France")
    # 10.
    day.opens("Cases").chooses(case).chooses("Comments and letters").chooses("Write a comment")
    day.writes("The account is known here.", into="What is to be known")
    day.ticks("Everybody who sees this record", under="Who may read it").chooses("Save the comment")
    day.says("The account is known here.")
    # 11.
    day.opens("Tasks").chooses("Our organisation's").chooses("Say what is known of the account.").chooses("Finish")
    day.ticks("Done").chooses("Finish the task").says("The task is finished.")
    # 12.
    day.opens("Cases").chooses(case).chooses("Send the case to whose it is")
    day.picks("Southvale Police", under="Organisation").writes("All is added.", into="Why it goes there")
    day.chooses("Send").says("You answer for it until it is accepted.")
    day.opens("Offered to us").chooses("Offered by us").says(case, "Southvale Police")
    day.chooses("Withdraw").chooses("Withdraw").says("withdrawn")
