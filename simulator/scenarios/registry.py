"""The scenarios by their names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import inspect

from ..office import Office
from .stage import Pace, Stage

type Script = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A script, and what whoever watches the office should see."""

    name: str
    promise: str
    script: Script

    async def play(self, office: Office, pace: Pace = 0.0) -> None:
        """Play to the end; afterwards the office is as quiet as before."""
        await self.script(Stage(office, pace))


SCENARIOS: dict[str, Scenario] = {}


def scenario(script: Script) -> Script:
    """Register a script under its own name."""
    name = script.__name__
    SCENARIOS[name] = Scenario(name, inspect.getdoc(script) or "", script)
    return script
