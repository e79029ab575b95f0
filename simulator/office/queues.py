"""Queues: callers who wait, and agents who serve them."""

from dataclasses import dataclass, field

from .calls import Call

RING_ALL = "Ring All"


@dataclass(slots=True, eq=False)
class Queue:
    """A number at which callers wait until an agent takes them."""

    number: str
    name: str
    agents: list[str] = field(default_factory=list)
    """Who serves the queue as long as it is configured so."""
    dynamic: list[str] = field(default_factory=list)
    """Who has logged in, the first first."""
    paused: set[str] = field(default_factory=set)
    password: str = ""
    """The PIN with which agents log in and out; empty if none is asked for."""
    strategy: str = RING_ALL
    survey: str = ""
    """The prompt after which callers rate a call; empty if nobody asks them."""
    auto_pause: bool = False
    """An agent who lets a call ring too long is paused."""
    agent_timeout: int = 30
    wrap_up: int = 30
    max_wait: int = 1800
    options: dict[str, str] = field(default_factory=dict)
    """Settings that change nothing here, by the names that clients gave them."""
    waiting: list[Call] = field(default_factory=list)
    """Callers whom nobody has taken yet, the first first."""

    @property
    def members(self) -> list[str]:
        """Return all agents, the static ones first."""
        return list(dict.fromkeys((*self.agents, *self.dynamic)))
