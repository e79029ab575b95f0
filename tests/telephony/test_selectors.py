"""What follows from the picture when somebody looks."""

import pytest

from custom_components.pbx.telephony.facts import ExtensionsAre, Fact
from custom_components.pbx.telephony.model import Cause, Extension, Hook, Party
from custom_components.pbx.telephony.selectors import (
    ExtensionStatus,
    callee,
    caller as caller_of,
    caller_now,
    focus,
    name_of,
    number_of,
    peer,
    status,
    trunk_of,
)
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    DIALING,
    ENDED,
    OFFERED,
    PARKED,
    RINGING,
    TALKING,
    called,
    caller,
    extension,
    leg,
    leg_in,
    party_of,
    tell,
    told,
)


def status_of_alice(alice: Extension, *facts: Fact) -> ExtensionStatus:
    """Say what Alice is doing after these facts."""
    return status(told(ExtensionsAre(extensions=(alice,)), *facts), alice)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, ExtensionStatus.UNKNOWN),
        ({"registered": True}, ExtensionStatus.IDLE),
        ({"registered": False}, ExtensionStatus.OFFLINE),
        ({"hook": Hook.IDLE}, ExtensionStatus.IDLE),
        ({"hook": Hook.UNKNOWN}, ExtensionStatus.UNKNOWN),
        ({"hook": Hook.RINGING}, ExtensionStatus.RINGING),
        ({"hook": Hook.BUSY}, ExtensionStatus.IN_CALL),
        ({"hook": Hook.ON_HOLD}, ExtensionStatus.ON_HOLD),
        ({"hook": Hook.FAULT}, ExtensionStatus.FAULT),
        ({"hook": Hook.IDLE, "registered": False}, ExtensionStatus.OFFLINE),
        ({"hook": Hook.BUSY, "registered": False}, ExtensionStatus.IN_CALL),
    ],
    ids=[
        "nothing is known",
        "a phone is on",
        "no phone is on",
        "idle",
        "the PBX does not know",
        "rings",
        "busy",
        "on hold",
        "faulty",
        "idle but no phone is on",
        "busy though no phone is on",
    ],
)
def test_without_a_call_the_phone_tells_then_the_registration(
    known: dict[str, object], expected: ExtensionStatus
) -> None:
    """A phone that does something is on, whatever the registration says."""
    assert status_of_alice(extension("alice", **known)) is expected


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (called("alice", OFFERED), ExtensionStatus.RINGING),
        (called("alice", RINGING), ExtensionStatus.RINGING),
        (caller("alice", DIALING), ExtensionStatus.IN_CALL),
        (caller("alice", TALKING), ExtensionStatus.IN_CALL),
        (caller("alice", TALKING, held_by_us=True), ExtensionStatus.ON_HOLD),
        (caller("alice", TALKING, held_by_peer=True), ExtensionStatus.IN_CALL),
        (caller("alice", PARKED), ExtensionStatus.ON_HOLD),
    ],
    ids=["offered", "rings", "dials", "talks", "holds", "is held", "is parked"],
)
def test_a_call_knows_better_than_the_phone(fact: Fact, expected: ExtensionStatus) -> None:
    """What the PBX said of the phone may be older than the call."""
    assert status_of_alice(extension("alice", hook=Hook.IDLE), fact) is expected


def test_a_phone_on_hold_is_on_hold_though_the_call_does_not_say_so() -> None:
    """Some PBXs tell of hold only for the phone; while it still dials that means nothing."""
    alice = extension("alice", hook=Hook.ON_HOLD)

    assert status_of_alice(alice, caller("alice", TALKING)) is ExtensionStatus.ON_HOLD
    assert status_of_alice(alice, caller("alice", DIALING)) is ExtensionStatus.IN_CALL


def test_who_has_left_a_call_is_not_on_it() -> None:
    """The other two may go on talking."""
    facts = (leg("alice", TALKING), leg("bob", TALKING), leg("alice", ENDED))

    assert status_of_alice(extension("alice", hook=Hook.IDLE), *facts) is ExtensionStatus.IDLE


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "in reverse"])
@pytest.mark.parametrize(
    ("shown", "hidden"),
    [
        (called("alice", RINGING, call="shown"), caller("alice", TALKING, call="hidden")),
        (
            caller("alice", TALKING, call="shown"),
            caller("alice", TALKING, call="hidden", held_by_us=True),
        ),
        (
            caller("alice", TALKING, call="shown", held_by_us=True),
            caller("alice", DIALING, call="hidden"),
        ),
        (caller("alice", DIALING, call="shown"), caller("alice", PARKED, call="hidden")),
    ],
    ids=["ringing", "talking", "held", "dialing"],
)
def test_of_several_calls_the_most_urgent_is_shown(shown: Fact, hidden: Fact, order: int) -> None:
    """Ringing comes before talking, before hold, before dialing, before parked."""
    found = focus(told(*[shown, hidden][::order]), ALICE)

    assert found is not None
    assert found[0].id == "shown"


def test_who_is_on_no_call_has_no_focus() -> None:
    """Neither a stranger nor somebody who left."""
    state = told(caller("alice", DIALING), called("bob", RINGING), called("bob", ENDED))

    assert focus(state, BOB) is None
    assert focus(state, party_of("carol").extension or BOB) is None


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ([caller("alice", DIALING)], None),
        ([called("bob", OFFERED), called("carol", OFFERED)], "bob"),
        ([called("bob", OFFERED), called("carol", RINGING)], "carol"),
        ([called("bob", RINGING), called("bob", ENDED), called("carol", OFFERED)], "bob"),
        ([called("bob", RINGING), called("carol", TALKING)], "carol"),
        (
            [called("bob", TALKING), called("carol", TALKING), called("bob", ENDED)],
            "carol",
        ),
        ([called("bob", TALKING), called("bob", ENDED), called("carol", RINGING)], "bob"),
    ],
    ids=[
        "nobody yet",
        "first tried",
        "who rings",
        "who rang",
        "who took it",
        "who still talks",
        "who talked, though another rings",
    ],
)
def test_the_callee_is_who_took_the_call_or_comes_closest(
    facts: list[Fact], who: str | None
) -> None:
    """Somebody who was called is named as long as anybody was."""
    call = told(caller("alice", DIALING), *facts).calls[CALL]

    assert callee(call) == (party_of(who) if who else Party())


def test_the_caller_is_the_first_on_the_calling_side() -> None:
    """A call that nobody is known to have made has an unknown caller."""
    state = told(called("bob", RINGING))
    assert caller_of(state.calls[CALL]) == Party()

    tell(state, caller("outside", DIALING))
    assert caller_of(state.calls[CALL]) == party_of("outside")


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ([], None),
        ([called("bob", RINGING)], "bob"),
        ([caller("carol", TALKING)], "carol"),
        ([caller("carol", TALKING), called("bob", RINGING)], "bob"),
        ([called("bob", TALKING), called("bob", ENDED), called("carol", RINGING)], "carol"),
    ],
    ids=[
        "nobody",
        "the other side",
        "the same side",
        "rather the other side",
        "who is still there",
    ],
)
def test_the_peer_is_who_is_across(facts: list[Fact], who: str | None) -> None:
    """In a conference somebody on the same side is better than nobody."""
    state = told(caller("alice", TALKING), *facts)

    assert peer(state.calls[CALL], leg_in(state, "alice")) == (party_of(who) if who else Party())


GONE = caller("alice", ENDED, cause=Cause.TRANSFERRED)


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ([called("bob", TALKING)], "alice"),
        ([called("bob", TALKING), GONE], "alice"),
        ([called("bob", TALKING), GONE, called("carol", RINGING)], "bob"),
        ([called("bob", TALKING), GONE, called("carol", TALKING)], "bob"),
        ([called("carol", RINGING), called("carol", ENDED), called("bob", TALKING), GONE], "alice"),
    ],
    ids=["on the call", "just gone", "another rings", "another talks", "was rung, too"],
)
def test_whoever_is_left_by_the_caller_calls_the_next(facts: list[Fact], who: str) -> None:
    """Who has handed the call on is not who calls."""
    state = told(caller("alice", TALKING), *facts)

    assert caller_now(state.calls[CALL]) == party_of(who)


def test_nobody_calls_where_no_caller_is_known() -> None:
    """Whoever else is on the call."""
    state = told(called("bob", TALKING), called("carol", TALKING))

    assert caller_now(state.calls[CALL]) == Party()


def test_the_peer_is_nobody_who_has_handed_the_call_on() -> None:
    """But for who is left alone with that."""
    state = told(caller("alice", TALKING), called("bob", TALKING), GONE, called("carol", RINGING))
    call = state.calls[CALL]

    assert peer(call, leg_in(state, "carol")) == party_of("bob")
    assert peer(call, leg_in(state, "bob")) == party_of("carol")


@pytest.mark.parametrize(
    ("party", "name", "number"),
    [
        (Party(), None, None),
        (Party(name="As told", extension=ALICE), "As told", "100"),
        (Party(extension=ALICE), "Alice", "100"),
        (Party(number="100"), "Alice", "100"),
        (Party(number="100", trunk="line"), None, "100"),
        (Party(number="999"), None, "999"),
        (Party(extension=BOB), None, None),
        (Party(extension=BOB, number="100"), "Alice", "100"),
    ],
    ids=[
        "unknown",
        "named by the PBX",
        "an extension",
        "the number of an extension",
        "the same number outside",
        "an unknown number",
        "an unknown extension",
        "an unknown extension with a known number",
    ],
)
def test_a_party_is_named_as_well_as_possible(
    party: Party, name: str | None, number: str | None
) -> None:
    """The PBX's name first, then that of the extension; an outside number is nobody of ours."""
    alice = extension("alice", name="Alice", number="100")
    state = told(ExtensionsAre(extensions=(alice,)))

    assert name_of(state, party) == name
    assert number_of(state, party) == number


def test_a_call_uses_the_trunk_of_its_outside_party() -> None:
    """An internal call uses none."""
    inbound = told(called("bob", RINGING), caller("outside", DIALING)).calls[CALL]
    internal = told(called("bob", RINGING)).calls[CALL]

    assert trunk_of(inbound) == "line"
    assert trunk_of(internal) is None


def test_every_hook_has_a_status() -> None:
    """A new word for a phone must not raise where somebody looks."""
    for hook in Hook:
        assert status(PbxState(), extension("alice", hook=hook)) in ExtensionStatus


@pytest.mark.parametrize(
    ("hook", "expected"),
    [(Hook.RINGING, ExtensionStatus.RINGING), (Hook.BUSY, ExtensionStatus.IN_CALL)],
    ids=["its own phone rings first", "the receiver is lifted"],
)
def test_who_is_dialed_for_rings_first(hook: Hook, expected: ExtensionStatus) -> None:
    """A call that is ordered begins at the phone of who ordered it."""
    assert status_of_alice(extension(ALICE, hook=hook), leg(ALICE, DIALING)) is expected
