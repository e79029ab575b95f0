"""The stream of all calls of the PBX, for App objects that ask for it."""

from itertools import count
from typing import Any

from ..office import Call, Leg, LegState, Office
from . import rcc_states as states
from .rcc_settings import RccSettings


class Stream:
    """All legs of all calls, those of lines included; a state is told once, then only messages."""

    def __init__(self, office: Office, settings: RccSettings, tell: Any) -> None:
        self._office = office
        self._settings = settings
        self._tell = tell
        self._numbers = count(101)
        self._legs: dict[Leg, tuple[int, Call]] = {}
        self._told: dict[Leg, tuple[int, states.Party]] = {}

    def sync(self, call: Call) -> None:
        """Tell whatever of a call was not told yet."""
        for leg in tuple(call.alive):
            if leg.state is not LegState.WAITING:
                self._show(call, leg)
        for leg, (number, known) in tuple(self._legs.items()):
            if known is call and leg.state is LegState.GONE:
                self._update(call, leg, "r-rel")
                del self._legs[leg], self._told[leg]
                self._tell("CallDel", call=number)

    def _show(self, call: Call, leg: Leg) -> None:
        incoming = states.direction(call, leg)
        if leg not in self._legs:
            self._legs[leg] = (next(self._numbers), call)
            self._tell(
                "CallAdd",
                **self._owner(leg),
                call=self._legs[leg][0],
                state=states.SETUP | incoming,
                **{"conf-id": self._settings.conf(call), "call-id": self._id(call, leg)},
            )
            self._told[leg] = (states.SETUP, {})
            self._update(call, leg, states.word(None, states.SETUP, bool(incoming)))
        before, far = self._told[leg]
        after = states.state(self._office, call, leg)
        peer = self._far(call, leg)
        if after != before or peer != far:
            self._told[leg] = (after, peer)
            self._update(call, leg, states.word(before, after, bool(incoming)))

    def _update(self, call: Call, leg: Leg, msg: str) -> None:
        number, _ = self._legs[leg]
        near = states.party(self._office, leg.number)
        far = self._far(call, leg)
        ends = {"local": _endpoint(near)} | ({"remote": _endpoint(far)} if far else {})
        self._tell("CallUpdate", call=number, msg=msg, **ends)

    def _far(self, call: Call, leg: Leg) -> states.Party:
        """Describe whom a leg sees; nobody is called yet for who is rung first."""
        is_first = leg is call.caller and leg.state is LegState.RINGING
        return {} if is_first else states.peer(self._office, call, leg)

    def _owner(self, leg: Leg) -> dict[str, str]:
        if (person := self._office.people.get(leg.number)) is not None:
            return {"guid": person.guid, "cn": person.name}
        return {"guid": "", "cn": leg.trunk.name if leg.trunk else ""}

    def _id(self, call: Call, leg: Leg) -> str:
        return f"{self._settings.conf(call)[:28]}{call.legs.index(leg):04x}"


def _endpoint(party: states.Party) -> states.Party:
    return {"h323": party.get("h323", ""), "e164": party["e164"]}
