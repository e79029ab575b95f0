"""What was told of one call and its legs. What is over follows the fold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...model import CallId, ExtensionId, LegId, LegState, Role

_RANK: Final = {
    None: 0,
    LegState.OFFERED: 0,
    LegState.RINGING: 1,
    LegState.DIALING: 1,
    LegState.TALKING: 2,
    LegState.ENDED: 3,
}
# The phone of a caller rings first when a program dials for it; who is called never dials.
_FITTING: Final[Mapping[tuple[Role | None, LegState | None], LegState]] = {
    (Role.CALLER, LegState.RINGING): LegState.DIALING,
    (Role.CALLEE, LegState.DIALING): LegState.OFFERED,
}


@dataclass(slots=True)
class KnownLeg:
    """What was told of one leg."""

    role: Role | None
    number: str | None = None
    extension: ExtensionId | None = None
    state: LegState | None = None
    talked: bool = False
    is_told: bool = True
    """Else it was only promised."""
    line: str = ""
    """The id of the trunk, where this is an outside party."""
    channels: dict[str, bool] = field(default_factory=dict)
    """Whether these channels are there; several phones of an extension may ring at once."""

    @property
    def is_live(self) -> bool:
        """Tell whether this party is still there."""
        return self.state is not LegState.ENDED

    @property
    def channel(self) -> str:
        """Give the channel to act upon: the latest that is there; empty in API 1."""
        return next((name for name, live in reversed(self.channels.items()) if live), "")

    def fits(self, state: LegState | None, channel: str) -> LegState | None:
        """Give what a state means to the leg; a channel is gone for good, and others may remain."""
        if channel:
            if self.channels.get(channel) is False:
                return (
                    state if state is LegState.ENDED and not any(self.channels.values()) else None
                )
            self.channels[channel] = state is not LegState.ENDED
            if state is LegState.ENDED and any(self.channels.values()):
                return None
        return _FITTING.get((self.role, state), state)

    def may_move(self, state: LegState, *, was_answered: bool) -> bool:
        """Tell whether it may go there, by the rule of the fold: one that rang in vain comes back.

        Once somebody has answered, only talking proves that it is back.
        """
        if self.state is LegState.ENDED:
            return not self.talked and (state is LegState.TALKING or not was_answered)
        return _RANK[state] >= _RANK[self.state]


@dataclass(slots=True, eq=False)
class KnownCall:
    """What was told of one call."""

    id: CallId
    heard: float
    is_named: bool = True
    """A report has told the call id; else only queries know of the call."""
    is_reported: bool = False
    """A report has told of it, so one must tell its end."""
    is_over: bool = False
    was_answered: bool = False
    legs: dict[LegId, KnownLeg] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """All names on the wire."""
    by_channel: dict[str, LegId] = field(default_factory=dict)
    """The legs by their channels, which only API 2 names."""
    inbound: str = ""
    """The id to hang up an outside caller by."""
    outbound: str = ""
    """The id to hang up an outside party by that was called."""
    group: str = ""
    """The queue, ring group or IVR that it last went through."""
    promised: str = ""
    """Whom we were asked to dial, until a report tells who is called."""
    caller_left: bool = False
    """The phone that dials has been free since; if it dials again, that is another call."""
    was_left: bool = False
    """It was taken to be over because one party was left alone."""
    gone: set[str] = field(default_factory=set)
    """Channels that have left it for good, when it was known under another id."""
    leaving: set[ExtensionId] = field(default_factory=set)
    """Who has handed the call on, and leaves it as soon as the phone is free."""

    def leg_of(self, extension: str) -> KnownLeg | None:
        """Find the leg of an extension."""
        return next((leg for leg in self.legs.values() if leg.extension == extension), None)

    @property
    def caller(self) -> KnownLeg | None:
        """Give the leg that called."""
        return next((leg for leg in self.legs.values() if leg.role is Role.CALLER), None)

    @property
    def took(self) -> ExtensionId | None:
        """Give the extension that took the call last."""
        return next(
            (
                leg.extension
                for leg in reversed(self.legs.values())
                if leg.talked and leg.role is not Role.CALLER and leg.extension is not None
            ),
            None,
        )

    @property
    def live_extensions(self) -> set[ExtensionId]:
        """Give the extensions that have not left; of a promised call, who is going to dial."""
        legs = self.told or self.legs.values()
        return {leg.extension for leg in legs if leg.is_live and leg.extension}

    @property
    def told(self) -> list[KnownLeg]:
        """Give the legs that others know of."""
        return [leg for leg in self.legs.values() if leg.is_told]

    @property
    def numbers(self) -> set[str]:
        """Give by which numbers its parties are found again."""
        return {number for leg in self.legs.values() if (number := leg.extension or leg.number)}

    def is_dialed_by(self, caller: str) -> bool:
        """Tell whether this extension is the caller, and still there.

        Whoever is left by a caller who hands the call on, takes their place.
        """
        leg = self.caller
        if leg is not None and leg.extension in self.leaving:
            leg = self.leg_of(caller)
            return leg is not None and leg.is_live and leg.talked
        return leg is not None and leg.is_live and bool(caller) and leg.extension == caller

    def settle(self) -> None:
        """Find out whether it is over: all have left, or the caller did before an answer."""
        legs = self.told
        counted = legs if self.was_answered else [leg for leg in legs if leg.role is Role.CALLER]
        if counted and not any(leg.is_live for leg in counted):
            self.is_over = True

    def has_numbers(self, numbers: Iterable[str]) -> bool:
        """Tell whether all these numbers are on the call."""
        return {leg.number for leg in self.legs.values()}.issuperset(numbers)
