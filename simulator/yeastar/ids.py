"""Names of calls on the wire."""

from itertools import count
from weakref import WeakKeyDictionary

from ..office import Call, Direction, Leg
from .firmware import Firmware
from .formats import Member


class CallIds:
    """Asterisk-style ids, `epochseconds.sequence`; two calls may differ by one zero only."""

    def __init__(self, firmware: Firmware, first: int = 80) -> None:
        self._firmware = firmware
        self._sequence = count(first)
        self._ids: WeakKeyDictionary[Call, tuple[int, int]] = WeakKeyDictionary()

    def callid(self, call: Call) -> str:
        """Return the id that all reports of a call share."""
        return self._id(call, 0)

    def outside_id(self, call: Call) -> str:
        """Return the id of the trunk's leg: inbound the same, outbound the next."""
        outbound = call.direction is Direction.OUTBOUND
        return self._id(call, self._firmware.outbound_step if outbound else 0)

    def farewell_id(self, call: Call) -> str:
        """Return the id in the second `BYE`, which the copy numbers anew."""
        return self._id(call, self._firmware.farewell_step)

    def _id(self, call: Call, step: int) -> str:
        if call not in self._ids:
            self._ids[call] = (int(call.began), next(self._sequence))
            # Nobody else may get an id that a leg of this call bears.
            legs = self._firmware.outbound_step if call.direction is Direction.OUTBOUND else 0
            for _ in range(legs + self._firmware.farewell_step):
                next(self._sequence)
        second, number = self._ids[call]
        return f"{second}.{number + step}"

    def member(self, call: Call, leg: Leg) -> Member:
        """Return a party as reports show it."""
        if is_outside(leg):
            return self.outside(call, leg)
        return "ext", {"extid": leg.number}

    def outside(self, call: Call, leg: Leg | None = None) -> Member:
        """Return the trunk's side of a call."""
        kind = kind_of(call, leg)
        return kind, {
            "from": call.calling,
            "to": call.dialed,
            "trunk": trunk_of(call, leg),
            f"{kind}id": self.outside_id(call),
        }


def is_outside(leg: Leg) -> bool:
    """Tell whether a party is reached by a trunk, or would be if one worked."""
    return leg.outside or leg.trunk is not None


def kind_of(call: Call, leg: Leg | None) -> str:
    """Return the word for an outside party: who called in, or who was called."""
    called_in = call.direction is Direction.INBOUND and leg in (None, call.caller)
    return "inbound" if called_in else "outbound"


def trunk_of(call: Call, leg: Leg | None) -> str:
    """Return the name of the line to an outside party."""
    line = (leg.trunk if leg else None) or call.trunk
    return line.name if line else ""
