"""The tables and their indexes."""

import pytest

from custom_components.pbx.telephony.facts import ExtensionIs, ExtensionsAre, TrunkIs, TrunksAre
from custom_components.pbx.telephony.model import (
    CallId,
    Extension,
    ExtensionId,
    LinkStatus,
    TrunkStatus,
)
from custom_components.pbx.telephony.state import REMEMBERED_CALLS, Change, Changes, PbxState, note
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    DIALING,
    RINGING,
    called,
    caller,
    extension,
    link,
    over,
    tell,
    told,
    trunk,
)


def test_nothing_is_known_at_first() -> None:
    """A fresh picture is empty and its link is down."""
    state = PbxState()

    assert not state.extensions
    assert not state.trunks
    assert not state.calls
    assert state.info is None
    assert not state.link.is_up
    assert not list(state.calls_of(ALICE))
    assert state.extension_with("100") is None
    assert not state.has_ended(CALL)


def test_views_show_changes_without_being_asked_again() -> None:
    """A view is live, so nobody has to copy a table."""
    state = PbxState()
    extensions, calls = state.extensions, state.calls

    tell(state, ExtensionsAre(extensions=(extension("alice"),)), caller("alice", DIALING))

    assert list(extensions) == [ALICE]
    assert list(calls) == [CALL]


def test_an_extension_is_found_by_its_number() -> None:
    """The index follows a new number and forgets the old one."""
    state = told(ExtensionsAre(extensions=(extension("alice", number="100"),)))

    tell(state, ExtensionIs(id=ALICE, number="200"))

    assert state.extension_with("100") is None
    assert state.extension_with("200") is state.extensions[ALICE]


def test_two_extensions_may_swap_numbers_in_one_list() -> None:
    """Neither number is lost on the way."""
    state = told(
        ExtensionsAre(extensions=(extension("alice", number="1"), extension("bob", number="2")))
    )

    tell(
        state,
        ExtensionsAre(extensions=(extension("alice", number="2"), extension("bob", number="1"))),
    )

    assert state.extension_with("1") is state.extensions[BOB]
    assert state.extension_with("2") is state.extensions[ALICE]


@pytest.mark.parametrize(
    "gone",
    [
        ExtensionIs(id=BOB, number="200"),
        ExtensionsAre(extensions=(extension("alice", number="100"),)),
    ],
    ids=["gets another number", "is deleted"],
)
def test_a_shared_number_stays_known_when_one_holder_goes(
    gone: ExtensionIs | ExtensionsAre,
) -> None:
    """Users on two nodes may have the same number."""
    both = (extension("alice", number="100"), extension("bob", number="100"))
    state = told(ExtensionsAre(extensions=both))

    tell(state, gone)

    assert state.extension_with("100") is state.extensions[ALICE]


def test_who_has_a_shared_number_longest_is_found() -> None:
    """Whoever is heard of last does not take the number over."""
    state = told(ExtensionsAre(extensions=(extension("alice", number="100"), extension("bob"))))

    tell(state, ExtensionIs(id=BOB, number="100"))
    tell(state, ExtensionIs(id=BOB, name="Bob"))

    assert state.extension_with("100") is state.extensions[ALICE]


def test_calls_of_an_extension_come_oldest_first() -> None:
    """Somebody on two calls sees them in the order in which he joined."""
    state = told(caller("alice", DIALING, call="1"), called("alice", RINGING, call="2"))

    assert [call.id for call in state.calls_of(ALICE)] == ["1", "2"]


def test_an_ended_call_leaves_the_other_calls_of_its_people() -> None:
    """One of two calls ends; the index still knows the other."""
    state = told(caller("alice", DIALING, call="1"), called("alice", RINGING, call="2"))

    tell(state, over(call="1"))

    assert [call.id for call in state.calls_of(ALICE)] == ["2"]
    assert state.has_ended(CallId("1"))


def test_the_memory_of_ended_calls_is_bounded() -> None:
    """The oldest is forgotten, the latest thousand are not."""
    state = PbxState()

    for number in range(REMEMBERED_CALLS + 1):
        tell(state, over(call=str(number)))

    assert not state.has_ended(CallId("0"))
    assert state.has_ended(CallId("1"))
    assert state.has_ended(CallId(str(REMEMBERED_CALLS)))


def test_changes_are_true_only_if_something_changed() -> None:
    """An empty fold wakes nobody."""
    state = told(TrunkIs(trunk=trunk("line")))

    assert not Changes()
    assert not tell(state, TrunkIs(trunk=trunk("line")))
    assert tell(state, TrunkIs(trunk=trunk("line", TrunkStatus.DOWN)))


@pytest.mark.parametrize(
    ("now", "rosters"),
    [
        ((extension("alice", number="1"), extension("bob")), True),
        ((), True),
        ((extension("alice", number="1", name="Alice"),), False),
        ((extension("alice", number="2"),), False),
        ((extension("alice", number="1", registered=True),), False),
    ],
    ids=["somebody came", "somebody went", "a new name", "a new number", "a phone logged on"],
)
def test_rosters_change_with_who_is_there(now: tuple[Extension, ...], rosters: bool) -> None:
    """Somebody's new name must not cost a walk over all the others."""
    state = told(ExtensionsAre(extensions=(extension("alice", number="1"),)))

    changes = tell(state, ExtensionsAre(extensions=now))

    assert changes
    assert changes.rosters is rosters


@pytest.mark.parametrize(
    ("now", "renamed"),
    [
        (extension("alice", number="1", name="Alice"), True),
        (extension("alice", number="2"), True),
        (extension("alice", number="1", registered=True), False),
        (extension("bob", number="1"), False),
    ],
    ids=["a new name", "a new number", "a phone logged on", "somebody else"],
)
def test_who_is_renamed_is_told_apart(now: Extension, renamed: bool) -> None:
    """A device shows name and number, so only those count."""
    state = told(ExtensionsAre(extensions=(extension("alice", number="1"),)))

    changes = tell(state, ExtensionsAre(extensions=(now,)))

    assert [*changes.renamed] == [now] * renamed


def test_rosters_change_with_trunks_too() -> None:
    """A trunk is a device as well; one that fails is still there."""
    state = PbxState()

    assert tell(state, TrunksAre(trunks=(trunk("line"),))).rosters
    assert not tell(state, TrunkIs(trunk=trunk("line", TrunkStatus.DOWN))).rosters
    assert tell(state, TrunksAre(trunks=())).rosters


def test_only_another_epoch_is_a_new_one() -> None:
    """A link that merely goes down begins nothing."""
    state = told(link(1))

    assert not tell(state, TrunkIs(trunk=trunk("line"))).is_new_epoch
    assert not tell(state, link(1, LinkStatus.DOWN)).is_new_epoch
    assert tell(state, link(2)).is_new_epoch


def test_a_call_touches_everybody_on_it() -> None:
    """Both phones of a call are told of it, and nobody else."""
    state = told(ExtensionsAre(extensions=tuple(map(extension, ("alice", "bob", "carol")))))

    changes = tell(state, caller("alice", DIALING), called("bob", RINGING))

    assert changes.touched_extensions == {ALICE, BOB}


def test_a_change_keeps_the_oldest_old() -> None:
    """Two replacements in one batch are one change, from the first to the last."""
    table: dict[str, Change[int]] = {}

    note(table, "key", 1, 2)
    note(table, "key", 2, 3)

    assert table == {"key": Change(1, 3)}


def test_there_and_back_is_no_change() -> None:
    """Nobody is woken for something that is as it was."""
    table: dict[str, Change[int]] = {}

    note(table, "key", None, 2)
    note(table, "key", 2, None)

    assert not table


def test_a_late_extension_brings_its_calls_along() -> None:
    """Calls are indexed by id, whether or not the roster knows it yet."""
    state = told(called("alice", RINGING), ExtensionsAre(extensions=(extension("alice"),)))

    assert [call.id for call in state.calls_of(ExtensionId("alice"))] == [CALL]


def test_repeating_a_batch_leaves_the_same_objects() -> None:
    """Who compares slices by identity sees that nothing happened."""
    state = told(ExtensionsAre(extensions=(extension("alice", number="1"),)))
    before = state.extensions[ALICE]

    tell(state, ExtensionsAre(extensions=(extension("alice", number="1"),)))

    assert state.extensions[ALICE] is before
