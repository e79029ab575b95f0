"""Properties: whatever is said of calls, in whatever order, nothing raises and nothing stays."""

from typing import Any

from hypothesis import given, settings, strategies as st

from custom_components.pbx.telephony.events import diff
from custom_components.pbx.telephony.facts import Batch, ExtensionsAre, LegIs
from custom_components.pbx.telephony.memory import Remembered
from custom_components.pbx.telephony.model import Extension, ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.innovaphone.codecs_rcc import Connector, Info
from custom_components.pbx.telephony.vendors.innovaphone.people import People
from custom_components.pbx.telephony.vendors.innovaphone.rcc.calls import MAX_HANDLES, Calls
from custom_components.pbx.telephony.vendors.innovaphone.rcc.listed import List
from custom_components.pbx.telephony.vendors.innovaphone.rcc.parties import Parties
from custom_components.pbx.telephony.vendors.innovaphone.rcc.stream import Stream
from custom_components.pbx.telephony.vendors.innovaphone.wire.rcc import (
    CallAdd,
    CallDel,
    CallInfo,
    CallUpdate,
)

USERS = ("anna", "tom", "lena")
OWNERS = {user: Connector(h323=user, cn=user.title()) for user in USERS}
PARTIES = [*OWNERS.values(), Connector(e164="0030123"), Connector(), Connector(e164="77")]

parties = st.sampled_from(PARTIES)
others = st.builds(
    lambda party, kind: Connector(type=kind, h323=party.h323, e164=party.e164),
    parties,
    st.sampled_from(["ct", "xfer", "leg1", "leg2", "leg2orig", "picking", "parked-to", ""]),
)
states = st.sampled_from(
    [0, 1, 3, 4, 5, 6, 7, 8, 129, 132, 133, 134, 135, 136, 261, 389, 517, 1156]
)
call_infos = st.builds(
    CallInfo,
    call=st.integers(1, 4),
    conf=st.none() | st.sampled_from(["c1", "c2", "c3"]),
    state=st.none() | states,
    peer=st.none() | parties,
    others=st.none() | st.lists(others, max_size=2).map(tuple),
    msg=st.none() | st.sampled_from(["x-rel", "r-rel", "r-ct", "update", "del"]),
    dtmf=st.none() | st.text(max_size=4),
    infos=st.none()
    | st.builds(lambda n: (Info(type="cause", number=n),), st.sampled_from([16, 17, 19, 21, 26])),
    deleted=st.none() | st.booleans(),
)
streamed = st.one_of(
    st.builds(
        CallAdd,
        cn=st.sampled_from([user.title() for user in USERS]),
        call=st.none() | st.integers(1, 4),
        state=st.none() | states,
        conf_id=st.none() | st.sampled_from(["c1", "c2"]),
    ),
    st.builds(
        CallUpdate,
        call=st.integers(1, 4),
        msg=st.sampled_from(["x-setup", "r-setup", "x-alert", "r-conn", "r-held", "r-rel", "?"]),
        near=st.none() | parties,
        far=st.none() | parties,
    ),
    st.builds(CallDel, call=st.integers(1, 4)),
)
steps = st.lists(
    st.tuples(st.sampled_from(USERS), call_infos) | st.tuples(st.just(""), streamed), max_size=30
)


class Table:
    """The calls of three users, folded."""

    def __init__(self) -> None:
        self.now = 0.0
        people = People(USERS)
        everybody = List()
        followed = ("=anna", "=tom")
        self.calls = Calls(
            Parties(people, everybody),
            followed.__contains__,
            lambda: self.now,
            linger=2.0,
            ends=Remembered(100),
        )
        self.stream = Stream(self.calls, everybody)
        self.state = PbxState()
        roster = tuple(Extension(id=ExtensionId(user)) for user in USERS)
        fold(self.state, Batch((ExtensionsAre(extensions=roster),)))

    def take(self, user: str, message: Any) -> None:
        """Hear one message."""
        self.now += 1.0
        if user:
            facts = self.calls.hear(user, OWNERS[user], message, self.now)
        else:
            facts = self.stream.hear(message, self.now)
        self.fold(facts)

    def fold(self, facts: Any) -> None:
        """Fold facts, and make events of them."""
        diff(fold(self.state, Batch(facts)))


@settings(max_examples=300, deadline=None)
@given(steps)
def test_after_all_is_deleted_no_call_goes_on(taken: list[tuple[str, Any]]) -> None:
    """In whatever order it was told, also if it makes no sense."""
    table = Table()
    for user, message in taken:
        table.take(user, message)

    for call in range(1, 5):
        for user in USERS:
            table.take(user, CallInfo(call=call, deleted=True))
        table.take("", CallDel(call=call))
    table.now += 10
    table.fold(table.calls.tick(table.now))

    assert not table.calls.picture()
    assert not table.state.calls
    assert table.calls.deadline is None


@settings(max_examples=200, deadline=None)
@given(steps)
def test_what_is_told_twice_changes_nothing(taken: list[tuple[str, Any]]) -> None:
    """Messages carry whole values; only keys are pressed again."""
    once, twice = Table(), Table()
    for user, message in taken:
        once.take(user, message)
        twice.take(user, message)
        if isinstance(message, CallInfo):
            twice.fold(twice.calls.hear(user, OWNERS[user], message, twice.now))

    assert once.calls.picture() == twice.calls.picture()


@settings(max_examples=200, deadline=None)
@given(steps)
def test_no_call_goes_on_that_would_not_be_told_again(taken: list[tuple[str, Any]]) -> None:
    """What the picture leaves out has ended for everybody, so nothing stays behind."""
    table = Table()
    for user, message in taken:
        table.take(user, message)
        legs = [fact for fact in table.calls.picture() if isinstance(fact, LegIs)]
        assert set(table.state.calls) <= {leg.call for leg in legs}


def test_a_hostile_peer_has_no_endless_calls() -> None:
    """One user's handles are bounded."""
    table = Table()
    for number in range(10 * MAX_HANDLES):
        table.take("anna", CallInfo(call=number, conf=f"c{number}", state=5))

    assert len(table.calls.handles("anna")) == MAX_HANDLES


def test_all_calls_are_many() -> None:
    """The stream of all calls is bounded, but not by what one user can have."""
    table = Table()
    for number in range(10 * MAX_HANDLES):
        table.take("", CallAdd(cn="Anna", call=number, conf_id=f"c{number}", state=5))

    assert len(table.state.calls) == 10 * MAX_HANDLES


def test_one_conference_does_not_grow_without_end() -> None:
    """What is beyond any sense is told as other calls."""
    table = Table()
    for number in range(1_000):
        table.take("", CallAdd(cn=f"User {number}", call=number, conf_id="c1", state=129))
    assert max(len(call.legs) for call in table.state.calls.values()) <= 256

    for number in range(1_000):
        table.take("", CallDel(call=number))
    assert not table.state.calls
