"""Whether a number is what it is said to be, where a request would take any number.

Whoever may send a call to a queue may not for that reason call outside.
"""

from collections.abc import Mapping
from typing import Final

from ...commands import CallTarget, DialInto, TargetKind, Transfer
from ...errors import CommandRefused
from ...model import Capability
from .errand import Errands
from .operations import Operation
from .ordering import Request
from .queue_watch import QueueWatch
from .roster import Roster
from .sections import IVRS, QUEUES, Reading, rows_of

# Any other request names what kind of target it is for, and the PBX looks itself.
_TAKES_ANYTHING: Final = frozenset(
    (
        Operation.DIAL,
        Operation.DIAL_EXTENSION,
        Operation.TRANSFER,
        Operation.TRANSFER_CALL,
        Operation.TRANSFER_OUTBOUND_NUMBER,
    )
)
# No version lists its ring groups. Without anybody's permission to call outside it has to be one.
_LISTED: Final[Mapping[TargetKind, tuple[Reading, str]]] = {
    TargetKind.IVR: (IVRS, "ivr_not_found"),
    TargetKind.QUEUE: (QUEUES, "queue_not_found"),
}


class Destinations:
    """Looks at targets before anything is sent there."""

    def __init__(self, errands: Errands, roster: Roster, queues: QueueWatch) -> None:
        """Ask only about what is not known."""
        self._errands = errands
        self._roster = roster
        self._queues = queues

    async def check(self, command: Transfer | DialInto, request: Request) -> None:
        """Refuse a target that is not of its kind; raise `CommandError` or `LinkLost`."""
        target = command.to if isinstance(command, Transfer) else command.target
        if request.operation not in _TAKES_ANYTHING:
            return
        if target.kind is TargetKind.EXTENSION and target.number not in self._roster:
            raise CommandRefused("extension_not_found")
        if target.kind is TargetKind.QUEUE and self._queues.knows(target.number):
            return
        if (listed := _LISTED.get(target.kind)) is not None:
            await self._find(target, *listed, needs=command.needs)

    async def _find(
        self, target: CallTarget, reading: Reading, refusal: str, *, needs: Capability
    ) -> None:
        """Refuse a target that the PBX does not list."""
        selects = {reading.selector: target.number}
        answer = await self._errands.ask(needs, reading.operation, **selects)
        if not rows_of(reading, answer, (target.number,)):
            raise CommandRefused(refusal)
