"""What is refused at the door: whole, in words that say what is wrong, and with nothing of it kept."""

import gzip
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import World
from tests.hashsets.exchange import (
    GIVER,
    GIVERS_KEY,
    STRANGERS_KEY,
    TAKER,
    TAKERS_KEY,
    Exchange,
    a_body,
    a_set,
    digests,
    lines_of,
)
from tests.register.lists_of import made_up
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, Refused, RuleBroken, TutelaError
from tutela.hashsets.models import BodyKey, ReceivedItem, ReceivedSet, TakenEdition
from tutela.hashsets.services import take_in as taking
from tutela.hashsets.services.bodies import end_trust
from tutela.hashsets.services.take import begin, prove_for
from tutela.hashsets.services.take_in import take_in
from tutela.hashsets.setfile import layout
from tutela.hashsets.setfile.reading import prove
from tutela.register.models import Entry, Source
from tutela.register.pack.signing import Signer

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def nothing_was_kept(world: World) -> None:
    with acting_as(world.actor(TAKER)):
        assert not ReceivedSet.objects.exists()
        assert not Source.objects.filter(organisation=world.centre).exists()
        assert not Entry.objects.filter(organisation=world.centre).exists()


def an_edition(world: World, between: Exchange, count: int = 3, **more: object) -> Path:
    between.gives(made_up(count, seed=21))
    return between.file_of(between.issue(a_set(world, to=(between.taker,), **more)))


def resigned(path: Path, change: Callable[[list[bytes]], list[bytes]], signer: Signer = GIVERS_KEY) -> Path:
    """The lines of an edition, changed and signed by somebody who holds the key: what a faulty writer might send."""
    import hashlib

    lines = change(gzip.decompress(path.read_bytes()).splitlines(keepends=True)[:-1])
    text = b"".join(lines)
    packed = layout.member(text)
    digests_ = hashlib.sha256(text).digest(), hashlib.sha256(packed).digest()
    signature = signer.sign(layout.what_is_signed(lines[0], *digests_))
    made = path.with_suffix(".again")
    made.write_bytes(packed + layout.stored(layout.end_line(*digests_, signature)))
    return made


def test_every_single_altered_byte_is_refused(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    content = path.read_bytes()
    assert prove(path, name="x", known=lambda _: None).head.number == 1
    altered = path.with_suffix(".altered")
    for place in range(len(content)):
        for change in (0x01, 0x80):
            altered.write_bytes(content[:place] + bytes([content[place] ^ change]) + content[place + 1 :])
            with pytest.raises((Refused, BadInput)):
                prove(altered, name="x", known=lambda _: None)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_the_bytes_is_refused(signed: tuple[Path, bytes], data: st.DataObject) -> None:
    path, content = signed
    place = data.draw(st.integers(0, len(content) - 1))
    kind = data.draw(st.sampled_from(["other", "gone", "more", "cut", "behind"]))
    byte = data.draw(st.binary(min_size=1, max_size=3))
    changed = {
        "other": content[:place] + bytes([content[place] ^ (byte[0] or 1)]) + content[place + 1 :],
        "gone": content[:place] + content[place + 1 :],
        "more": content[:place] + byte + content[place:],
        "cut": content[:place],
        "behind": content + byte,
    }[kind]
    path.write_bytes(changed)
    with pytest.raises((Refused, BadInput)):
        prove(path, name="x", known=lambda _: None)


@pytest.fixture
def signed(world: World, between: Exchange) -> tuple[Path, bytes]:
    path = an_edition(world, between)
    return path.with_suffix(".changed"), path.read_bytes()


def test_a_stranger_is_refused_until_somebody_has_heard_the_fingerprint(world: World, between: Exchange) -> None:
    between.gives(made_up(2, seed=22))
    hash_set = a_set(world, to=(between.taker,))
    path = between.file_of(between.issue(hash_set, signer=STRANGERS_KEY))
    with pytest.raises(Refused, match="Nobody of your organisation has trusted the key") as refused:
        between.take(path)
    assert refused.value.detail_code == "stranger"
    nothing_was_kept(world)
    # The same with a key that was trusted and is no more.
    path = between.file_of(between.issue(hash_set, is_full=True))
    centre = world.actor(TAKER)
    with acting_as(centre):
        end_trust(BodyKey.objects.get(), words="Synthetic.", actor=centre, now=clock.now())
    with pytest.raises(Refused, match="trusted the key"):
        between.take(path)
    nothing_was_kept(world)


def test_a_trusted_key_does_not_speak_for_another_body(world: World, between: Exchange) -> None:
    souths = a_body(world, "south_manager", "Synthetic National Centre", key=TAKERS_KEY)
    path = between.file_of(
        between.issue(a_set(world, "south_manager", to=(souths,)), souths, who="south_manager"), "south_manager"
    )
    with pytest.raises(Refused, match="says that it is of Synthetic Southvale Police"):
        between.take(path)
    nothing_was_kept(world)
    a_body(world, TAKER, "Synthetic Southvale Police", key=GIVERS_KEY)
    assert between.take(path).done_at is not None


def test_what_is_for_somebody_else_is_refused(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    # By another key than that of this installation, and by the name of another organisation.
    with pytest.raises(Refused, match="is for Synthetic National Centre") as refused:
        between.take(path, own_key=STRANGERS_KEY)
    assert refused.value.detail_code == "other_recipient"
    nothing_was_kept(world)
    a_body(world, "south_manager", "Synthetic Northmoor Police", key=GIVERS_KEY)
    with pytest.raises(Refused, match="is for Synthetic National Centre"):
        between.take(path, who="south_manager")
    assert between.take(path).entered == 3
    # Where the giver knows no key, the name decides.
    customs = a_body(world, GIVER, "Synthetic Customs")
    named = between.file_of(between.issue(a_set(world, name="By name", to=(customs,)), customs))
    with pytest.raises(Refused, match="is for Synthetic Customs"):
        between.take(named)


def test_media_under_any_name_is_refused_by_its_bytes(world: World, between: Exchange, tmp_path: Path) -> None:
    for number, content in enumerate([PNG, gzip.compress(PNG), gzip.compress(b"x" * 100), b"PK\x03\x04" + bytes(50)]):
        path = tmp_path / f"{number}.hashset"
        path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            between.take(path)
        assert refused.value.detail_code == "media_refused"
    for content in (b"", b"md5,sha1\n", b"{}"):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="no edition of a hash set"):
            between.take(path)
    nothing_was_kept(world)


def test_a_file_that_is_cut_off_says_so(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(Refused, match="cut off") as refused:
        between.take(path)
    assert refused.value.detail_code == "cut_off"
    nothing_was_kept(world)


def test_editions_are_taken_in_their_order_and_once(world: World, between: Exchange) -> None:
    files = made_up(4, seed=23)
    hash_set = a_set(world, to=(between.taker,))
    paths = []
    for file in files:
        between.gives([file])
        paths.append(between.file_of(between.issue(hash_set)))
    with pytest.raises(RuleBroken, match="has no edition of this set"):
        between.take(paths[1])
    nothing_was_kept(world)
    between.take(paths[0])
    with pytest.raises(RuleBroken, match="one is missing"):
        between.take(paths[2])
    between.take(paths[1])
    with pytest.raises(RuleBroken, match="taken already"):
        between.take(paths[1])
    with pytest.raises(RuleBroken, match="out of date"):
        between.take(paths[0])
    between.take(paths[2])
    between.take(paths[3])
    assert between.held() == digests(files)


def test_another_body_cannot_issue_a_set_that_is_not_its_own(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    between.take(path)
    a_body(world, TAKER, "Synthetic Impostor", key=STRANGERS_KEY)

    def as_impostor(lines: list[bytes]) -> list[bytes]:
        head = lines[0].replace(b"Synthetic Northmoor Police", b"Synthetic Impostor")
        head = head.replace(GIVERS_KEY.public.hex().encode(), STRANGERS_KEY.public.hex().encode())
        return [head.replace(b'"number":1', b'"number":2'), *lines[1:]]

    with pytest.raises(Refused, match="This set is one of"):
        between.take(resigned(path, as_impostor, STRANGERS_KEY))


@pytest.mark.parametrize(
    ("of", "to", "said"),
    [
        (b'"tutela_hash_set":1', b'"tutela_hash_set":2', "another version"),
        (b'"act":"give"', b'"act":"take"', "is not as the format says"),
        (b'"sha256":"', b'"sha256":"0', "is not as the format says"),
        (b'"give":3', b'"give":4', "as many lines"),
        (b'"kind":"case"', b'"kind":"film"', "head of this edition"),
        (b'"words":"For', b'"words":"<b>For', "head of this edition"),
        (b'"act":"give","md5"', b'"act":"give","name":"x","md5"', "is not as the format says"),
        (b'"since":null', b'"since":1', "head of this edition"),
    ],
)
def test_what_its_writer_signed_and_is_wrong_is_refused_whole_with_the_line(
    world: World, between: Exchange, of: bytes, to: bytes, said: str
) -> None:
    path = an_edition(world, between)
    wrong = resigned(path, lambda lines: [line.replace(of, to) for line in lines])
    with pytest.raises(BadInput, match=said) as refused:
        between.take(wrong)
    assert refused.value.mend
    nothing_was_kept(world)


def test_a_day_to_come_is_refused(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    with pytest.raises(BadInput, match="a day to come"):
        prove_for(
            path, name="x", own_key=TAKERS_KEY.public, actor=world.actor(TAKER), now=clock.now() - timedelta(days=3)
        )


@pytest.mark.parametrize("who", ["centre_intake", "north_examiner", "north_auditor"])
def test_only_analysts_and_managers_take_sets(world: World, between: Exchange, who: str) -> None:
    path = an_edition(world, between)
    with pytest.raises(NotAllowed):
        between.take(path, who=who)


@pytest.mark.parametrize("stop_at", [0, 1, 2, 3])
def test_a_crash_between_parts_leaves_nothing_in_answers_and_the_same_file_goes_on(
    world: World, between: Exchange, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    files = made_up(7, seed=24)
    between.gives(files)
    path = between.file_of(between.issue(a_set(world, to=(between.taker,))))
    monkeypatch.setattr(taking, "PART", 3)
    steps = iter(range(10))

    def crash(*_: object, **__: object) -> None:
        if next(steps) == stop_at:
            raise KeyboardInterrupt

    entering, completing = taking._enter, taking.complete
    monkeypatch.setattr(taking, "_enter", lambda *a, **k: (crash(), entering(*a, **k))[1])
    monkeypatch.setattr(taking, "complete", lambda *a, **k: (crash(), completing(*a, **k))[1])
    with pytest.raises(KeyboardInterrupt):
        between.take(path)
    assert between.held() == set()
    with acting_as(world.actor(TAKER)):
        assert TakenEdition.objects.get().done_lines == min(3 * stop_at, 7)
    taken = between.take(path)
    assert (taken.done_lines, taken.entered) == (7, 7)
    assert between.held() == digests(files)
    with acting_as(world.actor(TAKER)):
        assert ReceivedItem.objects.count() == 7
    with pytest.raises(RuleBroken, match="taken already"):
        between.take(path)


def test_another_file_of_an_edition_that_is_coming_in_is_refused(world: World, between: Exchange) -> None:
    path, centre = an_edition(world, between), world.actor(TAKER)
    proved, key = prove_for(path, name="x", own_key=TAKERS_KEY.public, actor=centre, now=clock.now())
    with acting_as(centre):
        taken = begin(proved, key, audience="own", actor=centre, now=clock.now())
    other = resigned(path, lambda lines: [lines[0].replace(b'"give":3', b'"give":2'), *lines[1:3]])
    with pytest.raises(RuleBroken, match="Another file of edition 1"):
        between.take(other)
    assert take_in(taken, path, proved, actor=centre).entered == 3


def test_a_line_may_not_be_so_long_that_it_fills_the_memory(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    wrong = resigned(path, lambda lines: [*lines, b" " * (layout.LONGEST_LINE + 10) + b"\n"])
    with pytest.raises(TutelaError):
        between.take(wrong)
    bomb = path.with_suffix(".bomb")
    bomb.write_bytes(layout.member(layout.BEGINNING + b" " * 50_000_000) + path.read_bytes()[-300:])
    with pytest.raises(TutelaError):
        between.take(bomb)
    nothing_was_kept(world)


def test_any_reader_of_gzip_reads_an_edition(world: World, between: Exchange) -> None:
    path = an_edition(world, between)
    assert len(lines_of(path)) == 5
    with pytest.raises(zlib.error):
        zlib.decompress(path.read_bytes()[20:])
