"""Queues: callers who wait for one of several agents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from .model import ExtensionId, QueueId


class AgentStatus(StrEnum):
    """What an agent of a queue is doing, as the queue sees it."""

    IDLE = "idle"
    RINGING = "ringing"
    IN_CALL = "in_call"
    ON_HOLD = "on_hold"
    OFFLINE = "offline"
    PAUSED = "paused"
    WRAP_UP = "wrap_up"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Somebody who takes the calls of a queue."""

    extension: ExtensionId
    status: AgentStatus = AgentStatus.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One queue."""

    id: QueueId
    number: str
    name: str | None = None
    waiting: int | None = None
    """Callers who wait; None while nobody has said."""
    agents: Mapping[ExtensionId, Agent] | None = field(default=None)
    """None while nobody has said; the order is that of the PBX."""

    @staticmethod
    def agents_of(agents: tuple[Agent, ...]) -> Mapping[ExtensionId, Agent]:
        """Key agents by their extension."""
        return MappingProxyType({agent.extension: agent for agent in agents})
