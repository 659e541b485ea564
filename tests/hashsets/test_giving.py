"""Sets are defined and given by those who may; editions are made part by part, issued whole, and numbered without a gap."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import World
from tests.hashsets.exchange import GIVER, GIVERS_KEY, STRANGERS_KEY, TAKER, Exchange, a_body, a_set, lines_of
from tests.register.lists_of import made_up
from tests.register.packs import audited
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, Refused, RuleBroken
from tutela.hashsets.models import BodyKey, Edition, EditionPart, HashSet, Recipient
from tutela.hashsets.services import issue as issuing
from tutela.hashsets.services import worker
from tutela.hashsets.services.bodies import Contact, add_body, change_contact, trust_key
from tutela.hashsets.services.issue import ask_edition, make_edition
from tutela.hashsets.services.sets import NewSet, define_set, end_set, give_no_more, give_to
from tutela.hashsets.services.written import write_down
from tutela.register.pack.signing import fingerprint
from tutela.register.services.sources import NewSource, add_source

pytestmark = pytest.mark.django_db
NEW: dict[str, Any] = {"name": "Synthetic set", "kind": "case", "terms": "Synthetic terms"}


def test_a_set_has_a_name_a_kind_and_terms_and_says_to_whom_it_may_be_passed_on(world: World) -> None:
    actor, now = world.actor(GIVER), clock.now()
    with acting_as(actor):
        for wrong in (
            {"name": " "}, {"terms": ""}, {"kind": "film"}, {"pass_on": "somebody"}, {"jurisdictions": ("XX",)},
            {"pass_on": "countries"}, {"pass_on_countries": ("FR",)}, {"with_mapped": True},
        ):  # fmt: skip
            with pytest.raises(BadInput):
                define_set(NewSet(**(NEW | wrong)), actor=actor, now=now)
        made = define_set(NewSet(**NEW), actor=actor, now=now)
        assert (made.pass_on, made.with_restricted, len(made.uid)) == ("nobody", False, 32)
        with pytest.raises(RuleBroken, match="of this name"):
            define_set(NewSet(**NEW), actor=actor, now=now)
    centre = world.actor(TAKER)
    with acting_as(centre):
        theirs = add_source(NewSource("Synthetic", "Maker", "Terms"), actor=centre, now=now)
    with acting_as(actor), pytest.raises(BadInput, match="another organisation"):
        define_set(NewSet(**(NEW | {"name": "Other", "sources": (theirs,)})), actor=actor, now=now)


@pytest.mark.parametrize("who", ["north_examiner", "north_investigator", "north_auditor", "north_intake"])
def test_roles_that_keep_no_sets_do_nothing_with_them(world: World, between: Exchange, who: str) -> None:
    hash_set, actor, now = a_set(world, to=(between.taker,)), world.actor(who), clock.now()
    with acting_as(actor):
        for refused in (
            lambda: define_set(NewSet(**(NEW | {"name": "Other"})), actor=actor, now=now),
            lambda: give_to(hash_set, between.taker, actor=actor, now=now),
            lambda: ask_edition(hash_set, between.taker, is_full=True, actor=actor, now=now),
            lambda: end_set(hash_set, words="Synthetic.", actor=actor, now=now),
            lambda: add_body(name="Other", country="FR", contact=Contact(), actor=actor, now=now),
        ):
            with pytest.raises(NotAllowed):
                refused()


def test_a_key_is_trusted_only_with_the_fingerprint_that_was_heard(world: World) -> None:
    body = a_body(world, TAKER, "Synthetic Body")
    actor, now = world.actor(TAKER), clock.now()
    heard, key = fingerprint(GIVERS_KEY.public), GIVERS_KEY.public.hex()
    with acting_as(actor):
        for wrong in ("", "no key", key[:-2], f"{key} {STRANGERS_KEY.public.hex()}"):
            with pytest.raises(BadInput):
                trust_key(body, key=wrong, heard=heard, actor=actor, now=now)
        with pytest.raises(BadInput, match="misheard"):
            trust_key(body, key=key, heard=heard[:-1] + ("0" if heard[-1] != "0" else "1"), actor=actor, now=now)
        with pytest.raises(Refused, match="another fingerprint"):
            trust_key(body, key=key, heard=fingerprint(STRANGERS_KEY.public), actor=actor, now=now)
        made = trust_key(body, key=f"name x\nkey {key}\n", heard=heard.lower(), actor=actor, now=now)
        assert (made.trusted_by_id, made.trusted_at) == (actor.user_id, now)
        with pytest.raises(RuleBroken, match="trusted already"):
            trust_key(body, key=key, heard=heard, actor=actor, now=now)
        # Another key ends the former, which stays to be read.
        other = fingerprint(STRANGERS_KEY.public)
        trust_key(body, key=STRANGERS_KEY.public.hex(), heard=other, actor=actor, now=now)
        assert [bool(one.ended_at) for one in BodyKey.objects.order_by("pk")] == [True, False]
    assert [one["key"] for one in audited("hashsets.trust_key")] == [heard, other]


def test_a_body_is_known_once_by_its_name_and_its_contact_changes(world: World) -> None:
    body, actor = a_body(world, GIVER, "Synthetic Body"), world.actor(GIVER)
    with acting_as(actor):
        with pytest.raises(RuleBroken, match="of this name"):
            add_body(name="Synthetic Body", country="FR", contact=Contact(), actor=actor, now=clock.now())
        with pytest.raises(BadInput):
            add_body(name="Other", country="XX", contact=Contact(), actor=actor, now=clock.now())
        fresh = change_contact(body, contact=Contact("Other desk", "1", "a@b.example"), actor=actor, now=clock.now())
        assert fresh.contact_name == "Other desk"
    south = world.actor("south_manager")
    with acting_as(south), pytest.raises(RuleBroken):
        change_contact(body, contact=Contact(), actor=south, now=clock.now())


def test_editions_are_numbered_without_a_gap_whoever_gets_them(world: World, between: Exchange) -> None:
    between.gives(made_up(2, seed=41))
    other = a_body(world, GIVER, "Synthetic Body")
    hash_set = a_set(world, to=(between.taker, other))
    numbers = [between.issue(hash_set, body).number for body in (between.taker, other, other, between.taker)]
    assert numbers == [1, 2, 3, 4]
    with acting_as(world.actor(GIVER)):
        assert dict(Edition.objects.values_list("number", "since")) == {1: None, 2: None, 3: 2, 4: 1}
    # Begun and not issued, it takes no number.
    actor = world.actor(GIVER)
    with acting_as(actor):
        begun = ask_edition(hash_set, other, is_full=True, actor=actor, now=clock.now())
        assert ask_edition(hash_set, other, is_full=False, actor=actor, now=clock.now()).pk == begun.pk
    assert between.issue(hash_set).number == 5
    make_edition(begun.pk, signer=GIVERS_KEY, actor=actor)
    with acting_as(actor):
        assert Edition.objects.get(pk=begun.pk).number == 6


@pytest.mark.parametrize("stop_at", [0, 1, 2])
def test_an_edition_that_breaks_off_is_nobodys_and_goes_on_where_it_was(
    world: World, between: Exchange, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    files = made_up(9, seed=42)
    between.gives(files)
    hash_set, actor = a_set(world, to=(between.taker,)), world.actor(GIVER)
    monkeypatch.setattr(issuing, "STEP", 3)
    steps, member, issue = iter(range(20)), issuing.layout.member, issuing._issue

    def crash() -> None:
        if next(steps) == stop_at:
            raise KeyboardInterrupt

    monkeypatch.setattr(issuing.layout, "member", lambda text: (crash(), member(text))[1])
    with acting_as(actor):
        asked = ask_edition(hash_set, between.taker, is_full=True, actor=actor, now=clock.now())
    with pytest.raises(KeyboardInterrupt):
        make_edition(asked.pk, signer=GIVERS_KEY, actor=actor)
    with acting_as(actor):
        half = Edition.objects.get(pk=asked.pk)
        assert (half.number, half.given) == (None, 3 * stop_at)
        with pytest.raises(RuleBroken, match="not issued yet"):
            write_down(half, actor=actor, now=clock.now())
    monkeypatch.setattr(issuing, "_issue", issue)
    seen: list[tuple[int, int]] = []
    make_edition(asked.pk, signer=GIVERS_KEY, actor=actor, progress=lambda done, of: seen.append((done, of)))
    with acting_as(actor):
        done = Edition.objects.select_related("hash_set").get(pk=asked.pk)
        assert (done.number, done.given) == (1, 9)
        assert EditionPart.objects.filter(edition=done).count() == 3
    assert len(lines_of(between.file_of(done))) == 11
    assert seen[-1][0] <= seen[-1][1]
    assert between.take(between.file_of(done)).entered == 9


def test_the_worker_makes_and_takes_in_the_role_of_whoever_asked(world: World, between: Exchange) -> None:
    from tests.hashsets.exchange import TAKERS_KEY
    from tutela.hashsets.keys import own_signer
    from tutela.hashsets.services.come_in import come_in

    files = made_up(4, seed=43)
    between.gives(files)
    hash_set, actor = a_set(world, to=(between.taker,)), world.actor(GIVER)
    with acting_as(actor):
        asked = ask_edition(hash_set, between.taker, is_full=True, actor=actor, now=clock.now())
    with switched_role("tutela_jobs"):
        assert worker.begin_again(now=clock.now()) == 1
        assert worker.make(asked.pk)
        assert not worker.make(asked.pk)
    with acting_as(actor):
        edition = Edition.objects.select_related("hash_set").get(pk=asked.pk)
        assert (edition.number, edition.key) == (1, fingerprint(own_signer().public))
    # The centre trusts this installation's own key as Northmoor's.
    centre = world.actor(TAKER)
    with acting_as(centre):
        heard = fingerprint(own_signer().public)
        trust_key(between.giver, key=own_signer().public.hex(), heard=heard, actor=centre, now=clock.now())
    content = between.file_of(edition).read_bytes()
    with acting_as(centre):
        taken = come_in(
            iter([content[:10], content[10:]]), name="x", audience="own", own_key=TAKERS_KEY.public, actor=centre,
            now=clock.now(),
        )  # fmt: skip
    assert between.held() == set()
    with switched_role("tutela_jobs"):
        assert worker.begin_again(now=clock.now()) == 1
        assert worker.take(taken.pk)
        assert not worker.take(taken.pk)
    assert len(between.held()) == 4


def test_a_set_that_has_ended_is_issued_no_more_nor_to_whom_it_does_not_go(world: World, between: Exchange) -> None:
    hash_set, actor = a_set(world, to=(between.taker,)), world.actor(GIVER)
    other = a_body(world, GIVER, "Synthetic Body")
    with acting_as(actor):
        with pytest.raises(RuleBroken, match="does not go to this body"):
            ask_edition(hash_set, other, is_full=True, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="goes to this body already"):
            give_to(hash_set, between.taker, actor=actor, now=clock.now())
        goes = Recipient.objects.get()
        give_no_more(goes, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken):
            give_no_more(goes, actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="does not go to this body"):
            ask_edition(hash_set, between.taker, is_full=True, actor=actor, now=clock.now())
        end_set(hash_set, words="Synthetic.", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="given no more"):
            give_to(hash_set, other, actor=actor, now=clock.now())


def refused(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement, parameters)


def nothing_changed(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        assert cursor.rowcount == 0


def test_what_was_issued_and_trusted_is_changed_by_no_statement(world: World, between: Exchange) -> None:
    between.gives(made_up(2, seed=44))
    edition = between.issue(a_set(world, to=(between.taker,)))
    actor = world.actor(GIVER)
    with acting_as(actor):
        nothing_changed("UPDATE hashsets_edition SET withdrawn = 7 WHERE id = %s", [edition.pk])
        refused("UPDATE hashsets_editionpart SET content = '' WHERE edition_id = %s", [edition.pk])
        refused("DELETE FROM hashsets_edition WHERE id = %s", [edition.pk])
        refused("UPDATE hashsets_hashset SET with_restricted = true", [])
        refused("UPDATE hashsets_bodykey SET public = '\\x00'", [])
        refused(
            "INSERT INTO hashsets_receiveditem (received_id, edition_id, file_id, act, why) VALUES (1, 1, 1, 3, 'left')",
            [],
        )
        asked = ask_edition(edition.hash_set, between.taker, is_full=True, actor=actor, now=clock.now())
        refused(
            "UPDATE hashsets_edition SET number = 9, issued_at = now(), head = '\\x00', tail = '\\x00' WHERE id = %s",
            [asked.pk],
        )
    with acting_as(world.actor("south_manager")):
        assert not HashSet.objects.exists()
        assert not Edition.objects.exists()
        assert not EditionPart.objects.exists()
        nothing_changed("UPDATE hashsets_edition SET withdrawn = 7 WHERE id = %s", [asked.pk])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM hashsets_to_give(%s, 0, 1000000)", [asked.pk])
            assert cursor.fetchone() == (0,)
