"""Facts at random, of few people and few calls, so that they collide."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from custom_components.pbx.telephony.condition import Condition
from custom_components.pbx.telephony.facts import (
    Batch,
    CallEnded,
    CallsSeen,
    ConditionIs,
    ConditionsAre,
    ExtensionIs,
    ExtensionsAre,
    Fact,
    FavouritePresenceIs,
    FavouritesAre,
    Happened,
    LegIs,
    LinkIs,
    PbxIs,
    PresenceIs,
    QueueIs,
    QueuesAre,
    RecordIs,
    TrunkIs,
    TrunksAre,
)
from custom_components.pbx.telephony.favourite import Favourite, favourite_id
from custom_components.pbx.telephony.model import (
    Activity,
    CallId,
    Cause,
    ConditionId,
    Direction,
    Extension,
    ExtensionId,
    Hook,
    LegId,
    LegState,
    Link,
    LinkStatus,
    Party,
    PbxInfo,
    Presence,
    QueueId,
    Role,
    Trunk,
    TrunkId,
    TrunkStatus,
)
from custom_components.pbx.telephony.moments import (
    InboundRequested,
    KeyPressed,
    MessageSent,
    PromptEnded,
    SurveyAnswered,
    SystemEventType,
    SystemHappened,
)
from custom_components.pbx.telephony.queue import Agent, AgentStatus, Queue
from custom_components.pbx.telephony.record import CallRecord, Outcome
from custom_components.pbx.telephony.settings import ExtensionSettings, Forward

PEOPLE = [ExtensionId(name) for name in ("alice", "bob", "carol")]
CALLS = [CallId(name) for name in ("1", "2")]

_people = st.sampled_from(PEOPLE)
_calls = st.sampled_from(CALLS)
_numbers = st.none() | st.sampled_from(["100", "200"])
_flags = st.none() | st.booleans()
_times = st.integers(0, 9).map(float)
_words = st.none() | st.sampled_from(["a", "b"])
_presences = st.builds(Presence, activity=st.sampled_from(Activity), note=_words)

_settings = st.none() | st.builds(
    ExtensionSettings, do_not_disturb=_flags, always=st.builds(Forward, active=_flags)
)
_ids = st.sampled_from(["1", "2", "3"])

_extensions = st.builds(
    Extension,
    id=_people,
    number=_numbers,
    name=_words,
    registered=_flags,
    hook=st.none() | st.sampled_from(Hook),
    presence=st.none() | _presences,
    reason=_words,
    settings=_settings,
)
_queue_slices = st.builds(
    Queue,
    id=st.sampled_from([QueueId("6400"), QueueId("6401")]),
    number=st.just("6400"),
    name=_words,
    waiting=st.none() | st.integers(0, 3),
    agents=st.none()
    | st.lists(st.builds(Agent, extension=_people, status=st.sampled_from(AgentStatus)), max_size=2)
    .map(tuple)
    .map(Queue.agents_of),
)
_conditions = st.builds(
    Condition,
    id=st.sampled_from([ConditionId("night"), ConditionId("holiday")]),
    name=_words,
    is_on=_flags,
    is_manual=_flags,
)
_records = st.builds(
    CallRecord, id=_ids, call=_calls, outcome=st.none() | st.sampled_from(Outcome), callee=_words
)
_moments = st.one_of(
    st.builds(
        KeyPressed, id=_ids, at=_times, call=_calls, party=st.builds(Party), key=st.just("1")
    ),
    st.builds(PromptEnded, id=_ids, at=_times, call=_calls, party=st.builds(Party)),
    st.builds(InboundRequested, id=_ids, at=_times, call=_calls, deadline=_times),
    st.builds(SurveyAnswered, id=_ids, at=_times, call=_calls, key=st.just("1")),
    st.builds(MessageSent, id=_ids, at=_times, message=_ids, delivered=st.booleans()),
    st.builds(SystemHappened, id=_ids, at=_times, type=st.sampled_from(SystemEventType)),
)
_trunks = st.builds(
    Trunk,
    id=st.sampled_from([TrunkId("line"), TrunkId("mobile")]),
    name=st.just("line"),
    kind=st.just("SIP"),
    status=st.sampled_from(TrunkStatus),
    detail=st.just(""),
)


def _legs(legs: SearchStrategy[LegId], parties: SearchStrategy[Party]) -> SearchStrategy[LegIs]:
    """Give what can be said of these legs and parties."""
    return st.builds(
        LegIs,
        call=_calls,
        leg=legs,
        at=_times,
        party=parties,
        role=st.none() | st.sampled_from(Role),
        state=st.none() | st.sampled_from(LegState),
        held_by_us=_flags,
        held_by_peer=_flags,
        cause=st.none() | st.sampled_from(Cause),
        direction=st.none() | st.sampled_from(Direction),
        group=st.none() | st.just("6200"),
    )


_wild_legs = _legs(
    st.sampled_from([LegId("x"), LegId("y")]),
    st.builds(
        Party,
        number=_numbers,
        name=_words,
        extension=st.none() | _people,
        trunk=st.none() | st.just("line"),
    ),
)
# One leg per person and call, and a person who is not always named.
_tame_legs = st.one_of(
    *(
        _legs(st.just(LegId(who)), st.builds(Party, extension=st.just(who) | st.none()))
        for who in PEOPLE
    ),
    _legs(st.just(LegId("outside")), st.just(Party(number="044", trunk="line"))),
)


def _favourites_of(owner: ExtensionId) -> SearchStrategy[FavouritesAre]:
    """Give lists of one person's favourites."""
    favourite = st.builds(
        lambda entry, name: Favourite(
            id=favourite_id(owner, entry), owner=owner, entry=entry, profile="1", name=name
        ),
        _ids,
        st.sampled_from(["a", "b"]),
    )
    lists = st.lists(favourite, max_size=3).map(tuple)
    return st.builds(FavouritesAre, owner=st.just(owner), favourites=lists)


_ends = st.builds(CallEnded, call=_calls, at=_times, cause=st.sampled_from(Cause), reason=_words)
_queries = st.builds(
    CallsSeen, asked=_times, at=_times, live=st.frozensets(_calls), free=st.frozensets(_people)
)
_rosters = st.one_of(
    st.builds(ExtensionsAre, extensions=st.lists(_extensions, max_size=3).map(tuple)),
    st.builds(TrunksAre, trunks=st.lists(_trunks, max_size=3).map(tuple)),
    st.builds(QueuesAre, queues=st.lists(_queue_slices, max_size=3).map(tuple)),
    st.builds(ConditionsAre, conditions=st.lists(_conditions, max_size=3).map(tuple)),
    _people.flatmap(_favourites_of),
)
_others = st.one_of(
    st.builds(PbxIs, info=st.builds(PbxInfo, id=st.just("1"), vendor=st.just("any"), name=_words)),
    st.builds(
        ExtensionIs,
        id=_people,
        number=_numbers,
        name=_words,
        registered=_flags,
        hook=st.none() | st.sampled_from(Hook),
        settings=_settings,
    ),
    st.builds(QueueIs, queue=_queue_slices),
    st.builds(ConditionIs, condition=_conditions),
    st.builds(
        FavouritePresenceIs,
        id=st.builds(favourite_id, _people, _ids),
        presence=st.none() | _presences,
        reason=_words,
    ),
    st.builds(RecordIs, record=_records),
    st.builds(Happened, moment=_moments),
    st.builds(PresenceIs, id=_people, presence=st.none() | _presences, reason=_words),
    st.builds(TrunkIs, trunk=_trunks),
)
_links = st.builds(
    LinkIs, link=st.builds(Link, status=st.sampled_from(LinkStatus), epoch=st.integers(0, 3))
)


def facts() -> SearchStrategy[Fact]:
    """Give any fact, however absurd."""
    return st.one_of(_wild_legs, _tame_legs, _ends, _queries, _rosters, _others, _links)


def batches() -> SearchStrategy[Batch]:
    """Give reports as a PBX could send them: each says one thing of each party and call."""
    legs = st.lists(
        _tame_legs, min_size=1, max_size=4, unique_by=lambda fact: (fact.call, fact.leg)
    )
    reports = st.tuples(
        legs,
        st.none() | st.sampled_from(Direction),
        st.lists(st.one_of(_ends, _queries), max_size=1),
    )
    return st.one_of(
        reports.map(lambda parts: _report(*parts)),
        st.one_of(_ends, _queries, _rosters, _others).map(lambda fact: Batch((fact,))),
    )


def _report(legs: list[LegIs], direction: Direction | None, ends: list[Fact]) -> Batch:
    """Put a report together."""
    return Batch((*(replace(leg, direction=direction) for leg in legs), *ends))
