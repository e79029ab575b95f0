"""Names of calls on the wire."""

from itertools import count
from weakref import WeakKeyDictionary

from ..office import Call, Direction, Leg
from .formats import Member


class CallIds:
    """Asterisk-style ids, `epochseconds.sequence`; two calls may differ by one zero only."""

    def __init__(self, first: int = 80) -> None:
        self._sequence = count(first)
        self._ids: WeakKeyDictionary[Call, tuple[str, str]] = WeakKeyDictionary()

    def callid(self, call: Call) -> str:
        """Return the id that all reports of a call share."""
        return self._both(call)[0]

    def outside_id(self, call: Call) -> str:
        """Return the id of the trunk's leg: inbound the same, outbound the next."""
        own, following = self._both(call)
        return following if call.direction is Direction.OUTBOUND else own

    def _both(self, call: Call) -> tuple[str, str]:
        if call not in self._ids:
            number = next(self._sequence)
            if call.direction is Direction.OUTBOUND:
                next(self._sequence)
            second = int(call.began)
            self._ids[call] = (f"{second}.{number}", f"{second}.{number + 1}")
        return self._ids[call]

    def member(self, call: Call, leg: Leg) -> Member:
        """Return a party as reports show it."""
        if leg.trunk is None and call.direction is not Direction.OUTBOUND:
            return "ext", {"extid": leg.number}
        if leg is call.caller and call.direction is Direction.OUTBOUND:
            return "ext", {"extid": leg.number}
        return self.outside(call)

    def outside(self, call: Call) -> Member:
        """Return the trunk's side of a call."""
        kind = "inbound" if call.direction is Direction.INBOUND else "outbound"
        return kind, {
            "from": call.caller.number,
            "to": call.dialed,
            "trunk": call.trunk.name if call.trunk else "",
            f"{kind}id": self.outside_id(call),
        }
