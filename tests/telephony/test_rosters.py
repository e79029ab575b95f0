"""Queues and settings: what the lists do not say is kept, and what is gone is gone."""

from custom_components.pbx.telephony.facts import (
    Batch,
    ExtensionIs,
    ExtensionsAre,
    QueueIs,
    QueuesAre,
)
from custom_components.pbx.telephony.model import QueueId
from custom_components.pbx.telephony.queue import Agent, AgentStatus, Queue
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.settings import ExtensionSettings, Forward, Forwarding
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import ALICE, extension, told

SUPPORT = QueueId("6400")
AGENTS = Queue.agents_of((Agent(extension=ALICE, status=AgentStatus.IDLE),))


def support(**more: object) -> Queue:
    """Give the queue, with what is said of it."""
    return Queue(id=SUPPORT, number="6400", **more)  # type: ignore[arg-type]


def test_a_list_of_queues_keeps_what_it_does_not_say() -> None:
    """The list knows names, the status knows who waits."""
    state = told(QueuesAre(queues=(support(name="Support"),)))
    fold(state, Batch((QueueIs(queue=support(waiting=2, agents=AGENTS)),)))

    changes = fold(state, Batch((QueuesAre(queues=(support(name="Help"),)),)))

    assert state.queues[SUPPORT] == support(name="Help", waiting=2, agents=AGENTS)
    assert not changes.rosters


def test_a_queue_that_is_not_listed_is_gone() -> None:
    """Its entities go with it."""
    state = told(QueuesAre(queues=(support(),)))

    changes = fold(state, Batch((QueuesAre(queues=()),)))

    assert not state.queues
    assert changes.rosters


def test_a_queue_that_nobody_listed_is_not_made_up() -> None:
    """A late answer may be about one that was deleted."""
    state = PbxState()

    assert not fold(state, Batch((QueueIs(queue=support(waiting=1)),)))


def test_settings_survive_a_list_without_them() -> None:
    """They are read one by one, far more slowly."""
    state = told(ExtensionsAre(extensions=(extension("alice"),)))
    settings = ExtensionSettings(do_not_disturb=True, busy=Forward(active=True))
    fold(state, Batch((ExtensionIs(id=ALICE, settings=settings),)))

    changes = fold(state, Batch((ExtensionsAre(extensions=(extension("alice"),)),)))

    assert not changes
    assert state.extensions[ALICE].settings == settings


def test_each_occasion_has_its_forwarding() -> None:
    """By its name, for entities that are made in a row."""
    always, busy, silent = Forward(active=True), Forward(active=False), Forward()
    settings = ExtensionSettings(always=always, busy=busy, no_answer=silent)

    assert [settings.forward(when) for when in Forwarding] == [always, busy, silent]
