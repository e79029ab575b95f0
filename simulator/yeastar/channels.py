"""Names of the legs of calls, which only API 2.0.0 knows."""

from itertools import count
from weakref import WeakKeyDictionary

from ..office import Call, Leg, LegState, Office, PhoneKind
from .errors import ApiError
from .formats import Member
from .ids import is_outside, kind_of, trunk_of

TECHNOLOGIES = {PhoneKind.SIP: "PJSIP", PhoneKind.FXS: "DAHDI", PhoneKind.IAX: "IAX2"}
CALLER_WORDS = {
    LegState.RINGING: "RING",
    LegState.DIALING: "ALERT",
    LegState.TALKING: "ANSWERED",
    LegState.HELD: "HOLD",
    LegState.PARKED: "HOLD",
    LegState.GONE: "BYE",
}
CALLEE_WORDS = {
    LegState.RINGING: "RING",
    LegState.DIALING: "ALERT",
    LegState.TALKING: "ANSWER",
    LegState.HELD: "HOLD",
    LegState.PARKED: "HOLD",
    LegState.GONE: "BYE",
}


class Channels:
    """Give each leg of each call a name, and describe it by that."""

    def __init__(self, office: Office, first: int = 10) -> None:
        self._office = office
        self._sequence = count(first)
        self._names: WeakKeyDictionary[Call, dict[Leg, str]] = WeakKeyDictionary()

    def name(self, call: Call, leg: Leg) -> str:
        """Return the name of a leg."""
        names = self._names.setdefault(call, {})
        if leg not in names:
            names[leg] = f"{self._stem(call, leg)}-{next(self._sequence):08x}"
        return names[leg]

    def find(self, name: str) -> tuple[Call, Leg]:
        """Return the living leg with this name."""
        for call in self._office.calls:
            for leg in call.alive:
                if self.name(call, leg) == name:
                    return call, leg
        raise ApiError("10007")

    def plain(self, call: Call, leg: Leg) -> Member:
        """Return a party without its state."""
        channel = {"channelid": self.name(call, leg)}
        if not is_outside(leg):
            return "ext", {"number": leg.number} | channel
        return kind_of(call, leg), {
            "from": call.calling,
            "to": call.dialed,
            "trunkname": trunk_of(call, leg),
        } | channel

    def member(self, call: Call, leg: Leg, *, gone: bool = False) -> Member:
        """Return a party with its state and the group, queue or menu before it."""
        kind, fields = self.plain(call, leg)
        words = CALLER_WORDS if leg is call.caller else CALLEE_WORDS
        fields["memberstatus"] = words[LegState.GONE if gone else leg.state]
        return kind, fields | ({"callpath": call.through} if call.through else {})

    def present(self, call: Call) -> list[dict[str, dict[str, str]]]:
        """Return the living parties as the queries list them."""
        members = (self.member(call, leg) for leg in visible(call))
        return [{kind: fields} for kind, fields in members]

    def _stem(self, call: Call, leg: Leg) -> str:
        if is_outside(leg):
            return f"PJSIP/trunk-{trunk_of(call, leg)}-endpoint"
        person = self._office.people.get(leg.number)
        kind = person.kind if person else PhoneKind.SIP
        return f"{TECHNOLOGIES[kind]}/{leg.number}"


def visible(call: Call) -> list[Leg]:
    """Return the living parties whom the call has reached."""
    return [leg for leg in call.alive if leg.state is not LegState.WAITING]
