"""One watched user, whatever the order of messages."""

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.facts import ExtensionIs, PresenceIs
from custom_components.pbx.telephony.model import Activity, ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.codecs import Entry
from custom_components.pbx.telephony.vendors.innovaphone.watched import PersonFacts, Watched
from custom_components.pbx.telephony.vendors.innovaphone.wire import PresenceState, PresenceUpdate

ANNA = ExtensionId("anna.berger")
UP = PresenceState(up=True)
DOWN = PresenceState(up=False)
BUSY = PresenceUpdate(presence=(Entry(contact="tel:", activity="busy", note="Focus"),))
FREE = PresenceUpdate(presence=())


@pytest.fixture
def anna() -> Watched:
    return Watched(ANNA)


def hear(person: Watched, message: PresenceState | PresenceUpdate | str) -> PersonFacts:
    match message:
        case PresenceState():
            return person.hear_state(message)
        case PresenceUpdate():
            return person.hear_update(message)
        case "refusal":
            return person.hear_refusal()
    return person.hear_silence()


def shown(person: Watched) -> Activity | str | None:
    """Say what is known: an activity, a reason, or nothing."""
    _, presence = person.picture()
    assert isinstance(presence, PresenceIs)
    return presence.presence.activity if presence.presence else presence.reason


@pytest.mark.parametrize(
    ("messages", "known"),
    [
        ([], None),
        ([UP], None),
        ([UP, BUSY], Activity.BUSY),
        ([BUSY], Activity.BUSY),
        ([BUSY, UP], Activity.BUSY),
        ([UP, BUSY, UP], Activity.BUSY),
        ([UP, BUSY, FREE], Activity.AVAILABLE),
        ([DOWN], "not_visible"),
        ([UP, BUSY, DOWN], "not_visible"),
        ([UP, BUSY, DOWN, UP], None),
        ([UP, BUSY, DOWN, FREE], "not_visible"),
        ([UP, BUSY, DOWN, FREE, UP], Activity.AVAILABLE),
        ([UP, BUSY, DOWN, FREE, DOWN, UP], None),
        (["silence"], "not_visible"),
        (["silence", UP], None),
        (["silence", BUSY], Activity.BUSY),
        (["refusal"], "not_found"),
        (["refusal", DOWN], "not_found"),
        (["refusal", UP, BUSY], Activity.BUSY),
        (["refusal", BUSY], Activity.BUSY),
        (["refusal", UP, DOWN], "not_visible"),
    ],
    ids=[
        "nothing", "up", "usual", "update first", "update before up", "details again",
        "a new update", "down", "lost", "up again is not yet known", "update while down",
        "shown once up", "a second loss forgets", "silence", "late state", "late update",
        "refused", "refused and down", "refused, then created", "refused, yet seen",
        "found once, lost later",
    ],
)  # fmt: skip
def test_a_user_is_known_by_the_last_messages(
    anna: Watched, messages: list[PresenceState | PresenceUpdate | str], known: Activity | str
) -> None:
    """The rules of up and down, one by one."""
    for message in messages:
        hear(anna, message)

    assert shown(anna) == known
    assert anna.is_settled is (known is not None)


@given(st.lists(st.sampled_from([UP, DOWN, BUSY, FREE, "silence", "refusal"])))
def test_facts_and_picture_agree(messages: list[PresenceState | PresenceUpdate | str]) -> None:
    """Who follows the facts knows what the picture shows, after any messages."""
    anna = Watched(ANNA)
    told: PresenceIs | None = None
    for message in messages:
        for fact in hear(anna, message):
            if isinstance(fact, PresenceIs):
                told = fact

    _, presence = anna.picture()
    assert told in (presence, None)
    assert told is not None or shown(anna) is None


def test_details_are_told_when_they_change(anna: Watched) -> None:
    """Repeated details are not told again, and come before the presence."""
    state = PresenceState(up=True, sip="anna.berger", num="112", dn="Anna Berger")
    who = ExtensionIs(id=ANNA, number="112", name="Anna Berger")

    assert anna.hear_state(state) == (who, PresenceIs(id=ANNA, presence=None))
    assert anna.hear_state(state) == ()
    assert anna.picture()[0] == who
    assert anna.sip == "anna.berger"


@pytest.mark.parametrize("empty", [None, ""], ids=["absent", "empty"])
def test_an_empty_detail_overwrites_nothing(anna: Watched, empty: str | None) -> None:
    """The last good details stay, also while down."""
    anna.hear_state(PresenceState(up=True, sip="anna.berger", num="112", dn="Anna Berger"))
    anna.hear_state(PresenceState(up=True, sip=empty, num=empty, dn=empty))
    anna.hear_state(PresenceState(up=False, sip=empty, num="stale", dn=empty))

    assert (anna.sip, anna.number, anna.name) == ("anna.berger", "112", "Anna Berger")


def test_the_manual_slot_is_remembered(anna: Watched) -> None:
    """It outlives a loss, for commands that keep a part of it."""
    assert anna.slot is None

    anna.hear_update(BUSY)
    anna.hear_state(DOWN)

    assert anna.slot == BUSY.presence[0]


def test_a_new_subscription_starts_over(anna: Watched) -> None:
    """After a loss, an update on the new subscription counts even before its state."""
    anna.hear_state(DOWN)
    anna.renew("p2")
    anna.hear_update(BUSY)

    assert anna.tag == "p2"
    assert shown(anna) is Activity.BUSY
