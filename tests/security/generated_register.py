"""The register of the generated world: what several organisations hold of the same and of different files, series in every state of
ownership, sightings, lists, checks, sources, verdicts and classes; of each something for everybody, for a country, and for nobody else.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.register.lists_of import listed, looking_like, made_up, turned
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.comments.services.letters import NewLetter, keep_letter, mark_answered
from tutela.comments.services.write import withdraw_comment, write_comment
from tutela.core.partial_date import PartialDate
from tutela.following.services.follow import follow
from tutela.ownership.access import find
from tutela.ownership.services import accept, lapse
from tutela.register.lists.rows import HashList
from tutela.register.models import ChildInSeries, Entry, File, Scheme, Series, Source, Submission
from tutela.register.services.check import Asked, check_list, say_not_sent
from tutela.register.services.classify import classify, withdraw_classification
from tutela.register.services.entries import say_audience
from tutela.register.services.hard_copy import Met, record_hard_copy
from tutela.register.services.near_verdicts import say_alike
from tutela.register.services.schemes import NewScheme, add_mapping, add_scheme, withdraw_mapping
from tutela.register.services.series_children import link_child, unlink_child
from tutela.register.services.series_hand_on import send_series
from tutela.register.services.series_open import open_series, rename_series
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import name_person_on_series, share_series
from tutela.register.services.sources import NewSource, add_source, switch_source
from tutela.register.services.submit import Given, begin_submission, take_all
from tutela.register.services.votes import say_verdict
from tutela.tasks.services.give import give_task

if TYPE_CHECKING:
    from tests.security.generated_world import Builder


class Register:
    """Writes it, one situation a method."""

    def __init__(self, builder: "Builder") -> None:
        self.builder, self.mark, self.cast = builder, builder.mark, builder.cast
        self.files = made_up(40, seed=builder.random.randrange(10**6))

    def everything(self) -> None:
        """All of it, in an order in which each finds what it needs."""
        self.series()
        self.said_of_series()
        self.files_of_cases()
        self.harmless()
        self.said_of_files()
        self.look_alike()
        self.asked()
        # An index must look again at a file that learned a hash: what is left of that is nobody's to see.
        self.builder.own("INSERT INTO register_completion (file_id) SELECT min(id) FROM register_file")

    def open(self, who: str, **more: Any) -> str:
        """A series; returns its reference."""
        made: Series = self.builder.do(who, open_series, label=self.mark(), **more)
        return made.reference

    def give(self, who: str, files: list[dict[str, bytes]], *, what: str = "case", **more: Any) -> Submission:
        """Files given to the register by one of the cast; ``series`` and ``subject`` are references, as that person finds them."""
        return self.give_list(who, listed(files), what=what, **more)

    def give_list(self, who: str, given_list: HashList, *, what: str = "case", **more: Any) -> Submission:
        """The same of a list that was read."""
        builder, actor = self.builder, self.cast.actor(who)
        with acting_as(actor):
            found = {name: find(value) if isinstance(value, str) else value for name, value in more.items()}
            given = Given(what=what, exhibit=self.mark(), **found)
            made = begin_submission(given_list, given, actor=actor, now=builder.tick())
            for _ in take_all(made, given_list.rows, actor=actor):
                pass
        return made

    def series(self) -> None:
        """For a country, for everybody, hidden, worked jointly, restricted with somebody named, on its way, gone, held by default."""
        do, mark, cast = self.builder.do, self.mark, self.cast
        self.plain = self.open("north_investigator")
        self.joint = self.open("north_examiner")
        self.hidden = self.open("south_investigator", audience="own", otherwise="new")
        self.abroad = self.open("foreign_investigator", audience="all")
        self.restricted = self.open("north_manager", audience="own")
        do("north_investigator", share_series, self.joint, organisation=cast.south, may_write=True)
        do("north_investigator", share_series, self.plain, organisation=cast.customs)
        do("north_manager", restrict_series, self.restricted, restricted=True, words=mark())
        do("north_manager", name_person_on_series, self.restricted, person=cast.north_examiner)
        do("south_investigator", rename_series, self.joint, label=mark())
        child, other = self.builder.child_in(self.builder.open_case), self.builder.child_in(self.builder.restricted)
        do("north_investigator", link_child, self.plain, child, basis=mark())
        do("north_manager", link_child, self.restricted, other, basis=mark())
        wrong = do("north_investigator", link_child, self.joint, child, basis=mark())
        with acting_as(cast.actor("north_investigator")):
            link = ChildInSeries.objects.select_related("series").get(pk=wrong.pk)
        do("north_investigator", unlink_child, link, reason=mark())
        offered, gone, lost = (self.open("north_investigator", audience="own") for _ in range(3))
        do("north_investigator", send_series, offered, to=cast.south, reason=mark())
        sent = do("north_investigator", send_series, gone, to=cast.south, reason=mark())
        do("south_investigator", accept, sent.pk)
        sent = do("north_investigator", send_series, lost, to=cast.customs, reason=mark())
        with switched_role("tutela_jobs"):
            name_the_reader(user_id=None, membership_id=None)
            lapse(sent.pk, actor=SYSTEM, now=self.builder.now + timedelta(days=9))

    def said_of_series(self) -> None:
        """Comments for each audience, answered and withdrawn; letters; tasks; who follows and looks for a series."""
        do, mark, who = self.builder.do, self.mark, "north_investigator"
        for audience in ("organisation", "everybody"):
            made = do(who, write_comment, self.joint, words=mark(), audience=audience)
            do("north_manager", write_comment, self.joint, words=mark(), audience="organisation", answers=made)
        with acting_as(self.cast.actor(who)):
            subject = find(self.joint)
        do(who, withdraw_comment, do(who, write_comment, self.joint, words=mark(), audience="everybody"), subject)
        do("south_investigator", write_comment, self.joint, words=mark(), audience="organisation")
        letter = NewLetter(
            direction="in",
            means="telephone",
            on=PartialDate.parse("May 2024"),
            about=mark(),
            gist=mark(),
            correspondent_words=mark(),
            answer_by=datetime.now(UTC).date(),
        )
        do(who, mark_answered, do(who, keep_letter, self.joint, letter), subject)
        do(who, give_task, self.plain, what=mark())
        do("north_manager", give_task, self.restricted, what=mark(), organisation=self.cast.foreign)
        do("north_manager", follow, self.restricted)
        do("south_investigator", follow, self.joint)

    def files_of_cases(self) -> None:
        """Entries of each series and of none, of several organisations about one file; sightings of the same, and of hard copies."""
        do, mark, files = self.builder.do, self.mark, self.files
        self.give("north_examiner", files[0:2], series=self.plain)
        self.give("north_examiner", files[2:4], series=self.joint)
        self.give("south_investigator", files[3:5], series=self.joint)
        self.give("south_investigator", files[5:7], series=self.hidden)
        self.give("foreign_investigator", files[7:9], series=self.abroad)
        self.give("north_manager", files[9:11], series=self.restricted)
        self.give("north_examiner", files[11:14])
        self.give("customs_intake", files[12:15])
        self.give("foreign_investigator", files[13:16])
        self.narrow("north_examiner", 0, "own", "new")
        self.narrow("customs_intake", 0, "own", "ask")
        self.narrow("foreign_investigator", 0, "all", "ask")
        self.give("customs_intake", files[0:9], what="seen")
        self.give("north_manager", files[5:9], what="seen", subject=self.builder.secret_report)
        self.give("south_intake", files[0:2], what="seen")
        for who, series in (("north_examiner", self.plain), ("south_investigator", self.hidden)):
            do(who, record_hard_copy, Met(mark(), exhibit=mark(), series=series))
        do("customs_intake", record_hard_copy, Met(mark(), exhibit=mark(), series=self.abroad))
        do("foreign_investigator", record_hard_copy, Met(mark(), exhibit=mark()))

    def narrow(self, who: str, place: int, audience: str, otherwise: str) -> None:
        """One of the entries without a series goes as far as its organisation says."""
        actor = self.cast.actor(who)
        with acting_as(actor):
            own = Entry.objects.filter(organisation_id=actor.organisation_id, series=None).order_by("pk")
            entry = own[place]
        self.builder.do(who, say_audience, entry, audience=audience, otherwise=otherwise)

    def harmless(self) -> None:
        """Sources for everybody, for a country and for one organisation, on and off."""
        do, mark = self.builder.do, self.mark
        for number, (who, audience) in enumerate(
            (
                ("north_examiner", "all"),
                ("centre_analyst", "country"),
                ("south_manager", "own"),
                ("centre_manager", "own"),
            )
        ):
            made: Source = do(who, add_source, NewSource(mark(), mark(), mark(), audience=audience))
            self.give(who, self.files[20 + number : 22 + number], what="harmless", source=made)
            if audience == "own":
                do(who, switch_source, made, is_on=False, words=mark())

    def said_of_files(self) -> None:
        """Verdicts of others, schemes with a mapping that stands and one that does not, classes given and withdrawn."""
        do, mark = self.builder.do, self.mark
        for who, verdict in (("south_investigator", "confirmed"), ("centre_analyst", "disputed")):
            actor = self.cast.actor(who)
            with acting_as(actor):
                theirs = Entry.objects.filter(organisation=self.cast.north, kind="case").earliest("pk")
            do(who, say_verdict, theirs, verdict=verdict, words=mark())
        with acting_as(self.cast.actor("south_investigator")):
            joint = Entry.objects.filter(series__reference=self.joint, organisation=self.cast.north).earliest("pk")
        do("south_investigator", say_verdict, joint, verdict="confirmed", words=mark())
        schemes: list[Scheme] = [
            do(who, add_scheme, NewScheme(mark(), mark(), mark(), [("1", mark()), ("2", mark())]))
            for who in ("north_examiner", "south_manager")
        ]
        with acting_as(self.cast.actor("north_examiner")):
            codes = [list(one.codes.order_by("pk")) for one in schemes]
        kept = do("north_examiner", add_mapping, codes[0][0], codes[1][0], words=mark())
        assert kept.withdrawn_at is None
        dropped = do("south_manager", add_mapping, codes[1][1], codes[0][1], words=mark())
        do("south_manager", withdraw_mapping, dropped)
        for who, of in (("north_examiner", 0), ("south_investigator", 1), ("foreign_investigator", 0)):
            actor = self.cast.actor(who)
            with acting_as(actor):
                files = list(File.objects.filter(entries__organisation=actor.organisation_id).order_by("pk")[:2])
            given = [do(who, classify, file, code=codes[of][0]) for file in files]
            if given and who == "south_investigator":
                do(who, withdraw_classification, given[-1], words=mark())

    def look_alike(self) -> None:
        """Files that look like each other, some hidden, and what persons of several organisations say of every two of which they may know."""
        pdq = bytes(self.builder.random.randrange(256) for _ in range(32))
        files = made_up(4, seed=self.builder.random.randrange(10**6))
        everybody = ("north_examiner", "south_investigator", "foreign_investigator", "centre_analyst")
        for number, (who, audience) in enumerate(zip(everybody, ("country", "all", "own", "country"), strict=True)):
            self.give_list(who, looking_like(files[number : number + 1], turned(pdq, 3 * number)))
            actor = self.cast.actor(who)
            with acting_as(actor):
                entry = Entry.objects.filter(organisation_id=actor.organisation_id).latest("pk")
            self.builder.do(who, say_audience, entry, audience=audience, otherwise="ask")
        for number, who in enumerate(everybody):
            with acting_as(self.cast.actor(who)):
                seen = list(File.objects.filter(pdq__isnull=False).order_by("pk"))
            for one, other in pairwise(seen):
                verdict = ("same", "not_same")[number % 2]
                self.builder.do(who, say_alike, one, other, verdict=verdict, words=self.mark())
        # What a list says besides: a class of a scheme, and a hash of another kind, of a file that others hold as well.
        with acting_as(self.cast.actor("north_examiner")):
            scheme = Scheme.objects.order_by("pk")[0]
        for who in ("south_investigator", "foreign_investigator"):
            given = looking_like(files[:2], pdq, turned(pdq, 3))
            more = [{"category": "1", "hash:photodna": self.mark()}, {"hash:photodna": self.mark()}]
            self.give_list(who, replace(given, rows=replace(given.rows, more=more)), scheme=scheme)
        self.list_of_pictures = looking_like(files, *(turned(pdq, 3 * number) for number in range(4)))

    def asked(self) -> None:
        """Lists that were asked about, by several organisations, with what was known and what was not; one of them not sent."""
        for who in ("north_examiner", "south_investigator", "customs_intake", "foreign_investigator"):
            # The trail names an exhibit by its own reference.
            checked = self.builder.do(who, check_list, listed(self.files), Asked("server", "EX/9"))
            if who == "south_investigator":
                self.builder.do(who, say_not_sent, checked.check, reason="other", words=self.mark())
            self.builder.do(who, check_list, self.list_of_pictures, Asked("server", "EX/9"))
