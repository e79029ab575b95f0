"""Folding facts: what each fact does to the picture."""

from dataclasses import replace

import pytest

from custom_components.pbx.telephony.facts import (
    ExtensionIs,
    ExtensionsAre,
    Fact,
    PbxIs,
    PresenceIs,
    TrunkIs,
    TrunksAre,
)
from custom_components.pbx.telephony.model import (
    Activity,
    Extension,
    Hook,
    LinkStatus,
    PbxInfo,
    Presence,
    TrunkId,
    TrunkStatus,
)
from custom_components.pbx.telephony.state import Change, PbxState
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

INFO = PbxInfo(id="1", vendor="any", name="PBX")
AWAY = Presence(activity=Activity.AWAY, note="lunch")


@pytest.mark.parametrize(
    "fact",
    [
        PbxIs(info=INFO),
        link(1),
        ExtensionsAre(extensions=(extension("alice", number="100"),)),
        ExtensionIs(id=ALICE, name="Alice", hook=Hook.IDLE),
        PresenceIs(id=ALICE, presence=AWAY),
        TrunksAre(trunks=(trunk("line"),)),
        TrunkIs(trunk=trunk("line", TrunkStatus.DOWN)),
        called("alice", RINGING),
        over(),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_a_repeated_report_changes_nothing(fact: Fact) -> None:
    """The PBX repeats what was not acknowledged."""
    state = told(ExtensionsAre(extensions=(extension("alice"), extension("bob"))))

    assert tell(state, fact)
    assert not tell(state, fact)


def test_who_the_pbx_is_may_change() -> None:
    """A firmware update shows; both halves of the change are told, the oldest first."""
    state, newer, newest = (
        told(PbxIs(info=INFO)),
        replace(INFO, firmware="2"),
        replace(INFO, name="N"),
    )

    changes = tell(state, PbxIs(info=newer), PbxIs(info=newest))

    assert state.info == newest
    assert changes.info == Change(INFO, newest)


def test_an_unknown_extension_is_not_made_up() -> None:
    """A report about a deleted extension must not bring it back."""
    state = PbxState()

    assert not tell(state, ExtensionIs(id=ALICE, hook=Hook.BUSY))
    assert not tell(state, PresenceIs(id=ALICE, presence=AWAY))
    assert not state.extensions


def test_silence_on_a_matter_keeps_what_was_known() -> None:
    """None in a fact says nothing."""
    state = told(ExtensionsAre(extensions=(extension("alice", number="1", registered=True),)))

    tell(state, ExtensionIs(id=ALICE, hook=Hook.BUSY))

    assert state.extensions[ALICE] == extension(
        "alice", number="1", registered=True, hook=Hook.BUSY
    )


def test_a_phone_may_log_off() -> None:
    """False is something that was said."""
    state = told(ExtensionsAre(extensions=(extension("alice", registered=True),)))

    tell(state, ExtensionIs(id=ALICE, registered=False))

    assert state.extensions[ALICE].registered is False


def test_who_is_not_on_the_list_is_gone() -> None:
    """A list is complete."""
    state = told(ExtensionsAre(extensions=(extension("alice"), extension("bob"))))

    changes = tell(state, ExtensionsAre(extensions=(extension("bob"),)))

    assert list(state.extensions) == [BOB]
    assert changes.extensions == {ALICE: Change(extension("alice"), None)}


def test_a_list_keeps_what_it_does_not_say() -> None:
    """A poll of names must not wipe presence or the state of a phone."""
    known = extension(
        "alice", number="1", name="Alice", registered=True, hook=Hook.BUSY, presence=AWAY
    )
    state = told(ExtensionsAre(extensions=(known,)))

    assert not tell(state, ExtensionsAre(extensions=(extension("alice"),)))

    assert state.extensions[ALICE] == known


@pytest.mark.parametrize(
    ("before", "listed", "after"),
    [
        ({"reason": "not_found"}, {"presence": AWAY}, (AWAY, None)),
        ({"presence": AWAY}, {"reason": "not_visible"}, (None, "not_visible")),
        ({"reason": "not_found"}, {"reason": "not_visible"}, (None, "not_visible")),
        ({"reason": "not_found"}, {}, (None, "not_found")),
        ({"presence": AWAY}, {}, (AWAY, None)),
    ],
    ids=["found", "hidden", "another reason", "still not found", "still there"],
)
def test_a_listed_presence_and_the_reason_for_none_exclude_each_other(
    before: dict[str, object], listed: dict[str, object], after: tuple[object, object]
) -> None:
    """Whoever can be seen has no reason not to be."""
    state = told(ExtensionsAre(extensions=(extension("alice", **before),)))

    tell(state, ExtensionsAre(extensions=(extension("alice", **listed),)))

    alice = state.extensions[ALICE]
    assert (alice.presence, alice.reason) == after


@pytest.mark.parametrize(
    ("fact", "after"),
    [
        (PresenceIs(id=ALICE, presence=AWAY), (AWAY, None)),
        (PresenceIs(id=ALICE, presence=AWAY, reason="odd"), (AWAY, None)),
        (PresenceIs(id=ALICE, presence=None, reason="not_visible"), (None, "not_visible")),
        (PresenceIs(id=ALICE, presence=None), (None, None)),
    ],
    ids=["seen", "seen with a reason", "hidden", "unknown"],
)
def test_presence_is_taken_with_the_reason_for_its_lack(
    fact: PresenceIs, after: tuple[object, object]
) -> None:
    """A reason is kept only where nothing is seen."""
    state = told(ExtensionsAre(extensions=(extension("alice", reason="not_found"),)))

    tell(state, fact)

    alice = state.extensions[ALICE]
    assert (alice.presence, alice.reason) == after


def test_a_trunk_nobody_listed_is_taken_from_a_report() -> None:
    """A trunk says everything of itself, so a report is enough."""
    state = told(TrunkIs(trunk=trunk("line")))

    assert state.trunks[TrunkId("line")].status is TrunkStatus.UP


def test_a_trunk_that_is_not_on_the_list_is_gone() -> None:
    """A list of trunks is complete, too."""
    state = told(TrunksAre(trunks=(trunk("old"), trunk("line"))))

    changes = tell(state, TrunksAre(trunks=(trunk("line", TrunkStatus.DOWN),)))

    assert list(state.trunks) == ["line"]
    assert changes.trunks == {
        TrunkId("old"): Change(trunk("old"), None),
        TrunkId("line"): Change(trunk("line"), trunk("line", TrunkStatus.DOWN)),
    }


def test_a_new_epoch_forgets_calls_and_presence() -> None:
    """Nobody watched, so what people and phones do is not known any more; the roster stays."""
    alice = extension("alice", number="100", registered=True, hook=Hook.BUSY, presence=AWAY)
    state = told(link(1), ExtensionsAre(extensions=(alice,)), caller("alice", DIALING))
    call = state.calls[CALL]

    changes = tell(state, link(2), silent=True)

    assert not state.calls
    assert not list(state.calls_of(ALICE))
    assert changes.calls == {CALL: Change(call, None)}
    assert state.extensions[ALICE] == extension("alice", number="100")


def test_the_same_epoch_keeps_the_calls_while_the_link_moves() -> None:
    """A lost link alone forgets nothing; only coming back does."""
    state = told(link(1), caller("alice", DIALING))

    changes = tell(state, link(1, LinkStatus.DOWN), link(1, LinkStatus.CONNECTING))

    assert list(state.calls) == [CALL]
    assert changes.link == Change(link(1).link, link(1, LinkStatus.CONNECTING).link)


def test_a_call_that_goes_on_over_an_epoch_is_no_change_if_nothing_changed() -> None:
    """The first picture after a loss wakes only whom it concerns."""
    alice = Extension(id=ALICE, presence=AWAY)
    state = told(link(1), ExtensionsAre(extensions=(alice,)))

    changes = tell(state, link(2), ExtensionsAre(extensions=(alice,)), silent=True)

    assert not changes.extensions


def test_what_has_ended_stays_ended_over_an_epoch() -> None:
    """A late repeat may come after the link is back."""
    state = told(link(1), caller("alice", DIALING), over(), link(2))

    assert not tell(state, caller("alice", DIALING, 99.0))

    assert not state.calls
