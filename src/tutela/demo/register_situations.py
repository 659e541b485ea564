"""The register of the demo: harmless files, series of several services in every state, what was met again, and who was told of it.

All of it by the product's own verbs, over the last two years; the last days leave something for everybody to do.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from tutela.accounts.actor import SYSTEM
from tutela.accounts.models import Role
from tutela.children.models import Child
from tutela.children.services.identify import identify
from tutela.children.services.safeguard import say_safeguarded
from tutela.core import clock
from tutela.deconfliction.models import AlertTo
from tutela.deconfliction.services.answer import acknowledge, act_on, dismiss
from tutela.deconfliction.services.nobody import tell_of_nobodys
from tutela.deconfliction.services.same_values import look_through
from tutela.demo import words
from tutela.demo.connections import connected_as
from tutela.demo.hash_lists import InventedFile, as_table, files, sample
from tutela.demo.hash_sets import SetsExchanged
from tutela.demo.people import Town
from tutela.demo.register_hands import Hands
from tutela.demo.situations import Today
from tutela.ownership.access import find
from tutela.register.lists.reading import read_list
from tutela.register.models import Check, Entry, Scheme, SchemeCode, Series
from tutela.register.services.ask import part_of
from tutela.register.services.check import Asked, ListHead, answer_part, begin_check, say_not_sent
from tutela.register.services.classify import classify
from tutela.register.services.entries import review_entry, say_audience, switch_entry
from tutela.register.services.hard_copy import Met, record_hard_copy
from tutela.register.services.schemes import NewScheme, add_mapping, add_scheme
from tutela.register.services.series_hand_on import send_series
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import share_series
from tutela.register.services.sources import NewSource, add_source, switch_source
from tutela.register.services.votes import say_verdict


class RegisterLife:
    """The last two years of the register."""

    def __init__(self, today: Today, chance: random.Random) -> None:
        self.today, self.chance, self.hands = today, chance, Hands(today, chance)
        self.sets = SetsExchanged(self.hands)
        self.series: dict[str, Series] = {}
        self.cases: dict[str, str] = {}
        self.children: dict[str, list[Child]] = {}

    def live(self) -> None:
        """All of it, in the order of time."""
        self.harmless_files()
        self.schemes()
        self.first_series()
        self.met_again()
        self.identified()
        self.series_of_others()
        self.entries_of_no_series()
        self.hard_copies()
        self.sets.begin()
        self.checks()
        self.sets.lately()
        self.last_days()
        self.same_values()
        self.open_checks()

    def harmless_files(self) -> None:
        """Two sets of files that are known to be harmless, one of them switched off."""
        hands, at = self.hands, self.today.ago(days=700)
        system = NewSource(
            "Operating system files",
            "The makers of the system, as the centre installed it",
            "For police use; may be passed on",
            "GB",
        )
        programs = NewSource("Office programs, 2019", "A catalogue of an invented university", "For trials only")
        centre, southvale = hands.actor("centre", Role.ANALYST), hands.actor("southvale")
        made = hands.do(centre, at, lambda **who: add_source(system, **who))
        hands.brings_in(made, "centre", at, files("operating system"))
        made = hands.do(southvale, self.today.ago(days=610), lambda **who: add_source(programs, **who))
        hands.brings_in(made, "southvale", self.today.ago(days=610), files("office programs"))
        hands.do(southvale, self.today.ago(days=120), lambda **who: switch_source(
            made, is_on=False, words="Some of its files were in doubt.", **who))  # fmt: skip

    def schemes(self) -> None:
        """Two schemes, and what a class of one would be in the other, as the centre says."""
        centre, abroad = self.hands.actor("centre", Role.ANALYST), self.hands.actor("fr-centre", Role.ANALYST)
        ours = NewScheme("GB-3", "Three classes (invented)", "A circular that does not exist", jurisdiction="GB",
                         codes=[("A", "First class"), ("B", "Second class"), ("C", "Third class")])  # fmt: skip
        theirs = NewScheme("FR-2", "Deux classes (inventées)", "A decree that does not exist", jurisdiction="FR",
                           codes=[("1", "Première classe"), ("2", "Seconde classe")])  # fmt: skip
        at = self.today.ago(days=690)
        self.scheme: Scheme = self.hands.do(centre, at, lambda **who: add_scheme(ours, **who))
        other = self.hands.do(abroad, self.today.ago(days=640), lambda **who: add_scheme(theirs, **who))
        rows = SchemeCode.objects.filter(scheme__in=[self.scheme, other]).order_by("scheme", "code")
        listed = self.hands.do(centre, at, lambda **who: list(rows))
        codes = {one.code: one for one in listed}
        self.classes: list[SchemeCode] = [one for one in listed if one.scheme_id == self.scheme.pk]
        for one, to, said in (("A", "1", ""), ("B", "2", "Where the country allows it"), ("C", "2", "")):
            self.hands.do(centre, self.today.ago(days=600), lambda one=one, to=to, said=said, **who: add_mapping(
                codes[one], codes[to], words=said, **who))  # fmt: skip

    def first_series(self) -> None:
        """What services found long ago: one series with an unidentified child, and one whose child is known by now."""
        hands, ago = self.hands, self.today.ago
        for name, body, days, exhibit, wide in (
            ("juniper", "northmoor", 420, "NM/CE/114", {"audience": "all"}),
            ("kestrel", "southvale", 380, "SV/22/7", {}),
            ("larch", "westmere", 260, "WM-3310", {"audience": "all"}),
        ):
            self.cases[name], self.children[name] = hands.opens_case(
                body, ago(days=days + 3), children=2 if name == "juniper" else 1
            )
            self.series[name] = hands.opens(body, ago(days=days), name.capitalize(), **wide)
            hands.gives(
                body,
                ago(days=days, minutes=-9),
                files(name),
                about=self.cases[name],
                exhibit=exhibit,
                series=self.series[name],
            )
            hands.links(
                self.series[name],
                self.children[name][0],
                body,
                ago(days=days - 1),
                basis="The same room, as the examiner says.",
            )
            hands.looks_after(body, ago(days=days - 6), self.children[name], self.series[name])
        self.hands.hold(ago(days=250))

    def met_again(self) -> None:
        """Others met files of these series, were told of each other, and said what came of it."""
        hands, ago = self.hands, self.today.ago
        self.cases["southvale"], _ = hands.opens_case("southvale", ago(days=240), children=0)
        self.cases["northmoor"], _ = hands.opens_case("northmoor", ago(days=235), children=0)
        hands.meets(
            "southvale",
            ago(days=210),
            [*files("juniper", 0, 40), *files("nobody's", 0, 60)],
            exhibit="SV/23/19",
            about=self.cases["southvale"],
        )
        hands.meets(
            "northmoor",
            ago(days=200),
            [*files("kestrel", 10, 60), *files("operating system", 0, 90)],
            exhibit="NM/CE/131",
            about=self.cases["northmoor"],
        )
        hands.meets(
            "calderport", ago(days=190), [*files("larch", 0, 12), *files("nobody's", 60, 80)], exhibit="CP 0047"
        )
        hands.hold(ago(days=190, hours=-1))
        hands.answer_all(ago(days=189))
        joint = self.series["juniper"]
        self.hands.do(hands.actor("northmoor", Role.INVESTIGATOR), ago(days=185), lambda **who: share_series(
            find(joint.reference), organisation=self.today.town.organisations["southvale"], may_write=True, **who))  # fmt: skip

    def identified(self) -> None:
        """One child is identified and safeguarded, another identified and not yet; whoever met the files is told."""
        hands, ago = self.hands, self.today.ago
        southvale, westmere = hands.actor("southvale", Role.INVESTIGATOR), hands.actor("westmere", Role.INVESTIGATOR)

        def by_name(one: Child, safety: str, how: str) -> Any:
            name = words.person(self.chance)
            return lambda **who: identify(find(one.reference), name=name, how=how, safety=safety, **who)

        [first], [second] = self.children["kestrel"], self.children["larch"]
        hands.do(southvale, ago(days=44), by_name(first, "safe", "By a school's records."))
        hands.hold(ago(days=44, hours=-1))
        hands.answer_all(ago(days=43))
        hands.do(southvale, ago(days=30), lambda **who: say_safeguarded(
            find(first.reference), how="protection_plan", words="Children's services of the area.", **who))  # fmt: skip
        hands.hold(ago(days=30, hours=-1))
        hands.answer_all(ago(days=29))
        hands.do(westmere, ago(days=26), by_name(second, "not_known", "By the hotline of another country."))
        hands.hold(ago(days=26, hours=-1))
        hands.answer_all(ago(days=25))

    def series_of_others(self) -> None:
        """Series that not everybody may know of, one that is offered, and one on which nobody works."""
        hands, ago = self.hands, self.today.ago
        for name, body, days, exhibit, said in (
            ("orchid", "northmoor", 160, "NM/CE/139", {"audience": "own", "otherwise": "ask"}),
            ("plover", "fr-centre", 150, "CF 12-04", {"audience": "country", "otherwise": "ask"}),
            ("rowan", "calderport", 140, "CP 0052", {"audience": "own", "otherwise": "new"}),
            ("sorrel", "harrowdale", 130, "HD/4", {}),
            ("marigold", "centre", 100, "NC 7", {"audience": "all"}),
        ):
            self.series[name] = hands.opens(body, ago(days=days), name.capitalize(), **said)
            hands.gives(
                body,
                ago(days=days, minutes=-9),
                files(name),
                exhibit=exhibit,
                series=self.series[name],
            )
        hands.do(hands.actor("centre", Role.ANALYST), ago(days=60), lambda **who: share_series(
            find(self.series["marigold"].reference), organisation=self.today.town.organisations["northmoor"], **who))  # fmt: skip
        hands.gives(
            "eastmarch",
            ago(days=90),
            files("juniper", 100, 120),
            exhibit="EM 8",
            series=hands.opens("eastmarch", ago(days=90), "Tansy"),
        )
        for body, exhibit, start in (("customs", "PPC-88-2", 0), ("northmoor", "NM/CE/150", 20)):
            hands.meets(body, ago(days=80), files("marigold", start, start + 30), exhibit=exhibit)
        hands.meets("northmoor", ago(days=79), files("plover", 0, 9), exhibit="NM/CE/151")
        hands.hold(ago(days=78))
        hands.answer_all(ago(days=77))
        self.hands.do(hands.actor("northmoor", Role.INVESTIGATOR), ago(days=75), lambda **who: restrict_series(
            find(self.series["orchid"].reference), restricted=True, words="An inquiry into a colleague goes on.", **who))  # fmt: skip

    def entries_of_no_series(self) -> None:
        """Files of cases that are of no series: confirmed, disputed, classified, switched off, known to few, to be looked at again."""
        hands, ago = self.hands, self.today.ago
        hands.gives("northmoor", ago(days=70), files("northmoor"), exhibit="NM/CE/160")
        hands.gives("southvale", ago(days=69), [*files("southvale"), *files("northmoor", 0, 30)], exhibit="SV/24/2")
        hands.hold(ago(days=68))
        hands.answer_all(ago(days=67))
        north, south, west = (hands.actor(one) for one in ("northmoor", "southvale", "westmere"))
        mine = Entry.objects.filter(
            organisation=self.today.town.organisations["northmoor"], series=None, kind="case"
        ).order_by("pk")
        entries = hands.do(north, ago(days=66), lambda **who: list(mine[:12]))
        for entry in entries[:4]:
            hands.do(
                south,
                ago(days=60),
                lambda entry=entry, **who: say_verdict(
                    entry, verdict="confirmed", words="Seen by two of our examiners.", **who
                ),
            )
        for entry in entries[3:5]:
            hands.do(
                west,
                ago(days=58),
                lambda entry=entry, **who: say_verdict(
                    entry, verdict="disputed", words="Part of a program's own files.", **who
                ),
            )
        hands.do(
            north,
            ago(days=50),
            lambda **who: switch_entry(
                entries[4], is_on=False, words="Disputed by Westmere; it is looked at again.", **who
            ),
        )
        hands.do(north, ago(days=49), lambda **who: say_audience(entries[5], audience="own", otherwise="new", **who))
        soon = (self.today.until + timedelta(days=12)).date()
        for entry in (entries[4], entries[6]):
            hands.do(north, ago(days=48), lambda entry=entry, **who: review_entry(entry, review_on=soon, **who))
        classes = self.classes
        for number, entry in enumerate(entries[:9]):
            hands.do(
                north,
                ago(days=47),
                lambda entry=entry, number=number, **who: classify(entry.file, code=classes[number % 3], **who),
            )
        for entry in entries[:3]:
            hands.do(south, ago(days=46), lambda entry=entry, **who: classify(entry.file, code=classes[1], **who))

    def hard_copies(self) -> None:
        """Prints that were met at a port: they have a reference and no hash."""
        marigold = self.series["marigold"].reference
        for number, (body, called, exhibit, of) in enumerate(
            (
                ("customs", "PPC-P-001", "PPC-91-1", marigold),
                ("customs", "PPC-P-002", "PPC-91-2", ""),
                ("northmoor", "NM-P-17", "NM/CE/163", ""),
            )
        ):
            met, at = Met(called, exhibit=exhibit, series=of), self.today.ago(days=40 - number)
            self.hands.do(self.hands.actor(body), at, lambda met=met, **who: record_hard_copy(met, **who))
        self.hands.hold(self.today.ago(days=36))
        self.hands.answer_all(self.today.ago(days=35))

    def checks(self) -> None:
        """Checks of which it was said why they are not sent, and one of the centre's of which nothing was said."""
        hands, ago = self.hands, self.today.ago
        examiner = hands.actor("northmoor")
        trial = hands.checks("northmoor", ago(days=21), files("office programs", 0, 120), exhibit="NM/CE/170")
        hands.do(examiner, ago(days=21), lambda **who: say_not_sent(trial, reason="test", **who))
        later = hands.checks("southvale", ago(days=18), files("nobody's", 80, 140), exhibit="SV/24/11")
        hands.do(hands.actor("southvale"), ago(days=18), lambda **who: say_not_sent(later, reason="ongoing", **who))
        hands.checks("centre", ago(days=9), files("nobody's", 0, 40), exhibit="NC 12", role=Role.ANALYST)

    def same_values(self) -> None:
        """Two services have a record with the same address, and were told of each other this morning."""
        _compare(self.today.ago(hours=9))
        shared = [{"kind": "email", "raw": "greyfern7007@post.example", "role": "account reported"}]
        for body, hours in (("northmoor", 8), ("southvale", 7)):
            self.today.receive(body, self.today.ago(hours=hours), identifiers=shared, people=[])
        _compare(self.today.ago(hours=6.5))

    def open_checks(self) -> None:
        """Of today: one of which nothing is said yet, and one that broke off."""
        hands, ago = self.hands, self.today.ago
        sampled = [*(one for _, one in sample()), *files("nobody's", 140, 200)]
        hands.checks("northmoor", ago(hours=4), sampled, exhibit="NM/CE/178")
        self._broken_off(hands.actor("northmoor"), ago(hours=3), [*files("nobody's"), *files("juniper")])

    def _broken_off(self, examiner: Any, at: datetime, of: list[InventedFile]) -> None:
        listed = read_list(as_table(of), name="list.csv")
        asked = Asked(Check.Asked.API, exhibit="NM/CE/179")

        def asks(**who: Any) -> None:
            check = begin_check(ListHead.of(listed), asked, key="demo-broken-off", **who)
            answer_part(check, part_of(listed.rows, 0, 160), start=0, **who)

        self.hands.do(examiner, at, asks)

    def last_days(self) -> None:
        """What was met since Monday: some of it taken, some acted on, one dismissed, some that nobody has looked at."""
        hands, ago = self.hands, self.today.ago
        hands.meets("westmere", ago(days=6), files("juniper", 20, 33), exhibit="WM-3391")
        hands.meets("northmoor", ago(days=6), files("sorrel", 0, 8), exhibit="NM/CE/175", about=self.cases["northmoor"])
        hands.hold(ago(days=6, hours=-1))
        self._taken_by(ago(days=5))
        hands.meets("calderport", ago(days=1), files("kestrel", 0, 20), exhibit="CP 0061")
        hands.meets("southvale", ago(days=1), files("orchid", 0, 5), exhibit="SV/24/15", about=self.cases["southvale"])
        hands.meets("harrowdale", ago(hours=7), files("juniper", 60, 90), exhibit="HD/9")
        with connected_as("jobs"), clock.frozen(ago(hours=6)):
            tell_of_nobodys(actor=SYSTEM, now=ago(hours=6))
        hands.hold(ago(hours=6))
        harrowdale, to = hands.actor("harrowdale", Role.INVESTIGATOR), self.today.town.organisations["northmoor"]
        hands.do(harrowdale, ago(hours=5), lambda **who: send_series(
            find(self.series["sorrel"].reference), to=to, reason="Its files were met in Northmoor as well", **who))  # fmt: skip

    def _taken_by(self, at: datetime) -> None:
        """One is acknowledged, one acted on, one dismissed with grounds; what Westmere was told, nobody has taken."""
        hands = self.hands
        northmoor, harrowdale = (
            hands.actor("northmoor", Role.INVESTIGATOR),
            hands.actor("harrowdale", Role.INVESTIGATOR),
        )

        def of(actor: Any, **where: Any) -> AlertTo | None:
            rows = AlertTo.objects.filter(organisation_id=actor.organisation_id, state="new", **where).order_by("pk")
            found: AlertTo | None = hands.do(actor, at, lambda **who: rows.first())
            return found

        first = of(northmoor, other__code="westmere")
        if first is not None:
            hands.do(northmoor, at, lambda **who: acknowledge(first, **who))
        second = of(northmoor, other__code="harrowdale")
        if second is not None:
            hands.do(
                northmoor, at, lambda **who: act_on(second, action="telephoned", words="They send their list.", **who)
            )
        third = of(harrowdale, other__code="northmoor")
        if third is not None:
            hands.do(
                harrowdale,
                at,
                lambda **who: dismiss(third, grounds="known_already", words="Our desks are in touch.", **who),
            )


def _compare(at: datetime) -> None:
    """The worker looks through what came since the last time for values that records of two services share."""
    with connected_as("jobs"), clock.frozen(at):
        look_through(actor=SYSTEM, now=at)


def bring_about(town: Town, chance: random.Random, until: datetime) -> None:
    """Everything that the register holds at ``until``."""
    RegisterLife(Today(town, chance, until, numbered_from=910_000), chance).live()
