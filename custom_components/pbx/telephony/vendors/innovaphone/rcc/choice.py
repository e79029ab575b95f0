"""Which call a command means, by the rules of `commands`: a named one, or the one that is shown."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ....errors import CommandRefused
from ....model import CallId, ExtensionId, LegState
from .calls import Calls
from .conversation import Handle
from .following import Follower, Following


class Wanted(NamedTuple):
    """What a call must be like for a command."""

    states: tuple[LegState, ...]
    holds: bool | None = None
    """Whether the user keeps it on hold; None is both."""


# A ringing phone is looked at first, then the conversation, then the one on hold.
_WEIGHT: Final = {
    LegState.RINGING: 5,
    LegState.OFFERED: 5,
    LegState.TALKING: 4,
    LegState.DIALING: 2,
    LegState.PARKED: 1,
    LegState.ENDED: 0,
}


class Choice:
    """Finds handles to act with."""

    def __init__(self, calls: Calls, following: Following) -> None:
        """Look among these."""
        self._calls = calls
        self._following = following

    def follower(self, extension: ExtensionId) -> Follower:
        """Give who can act; raise if the PBX gave us no handle."""
        found = self._following.find(extension)
        if found is None or not found.is_followed:
            raise CommandRefused("extension_not_found")
        return found

    def handle(self, extension: ExtensionId | None, call: CallId | None, wanted: Wanted) -> Handle:
        """Give the handle that a command means; raise if none is fit for it."""
        if call is not None:
            handles = self._of_call(call)
        else:
            handles = self._calls.handles(self.follower(extension or ExtensionId("")).tag)
        live = [handle for handle in handles if handle.is_live]
        if not live:
            raise CommandRefused("call_not_found")
        fit = [handle for handle in live if _fits(handle, wanted)]
        if not fit:
            raise CommandRefused("call_not_connected")
        return max(fit, key=_weight)

    def takable(self, call: CallId) -> Handle:
        """Give a handle of a call that rings or is parked."""
        return self.handle(
            None, call, Wanted((LegState.RINGING, LegState.OFFERED, LegState.PARKED))
        )

    def _of_call(self, call: CallId) -> Iterable[Handle]:
        """Give the handles of a call that can be acted with; the stream's cannot."""
        found = self._calls.find(call)
        if found is None:
            return ()
        return [each for each in found.handles.values() if self._following.with_tag(each.id[0])]


def _fits(handle: Handle, wanted: Wanted) -> bool:
    """Tell whether a call is in the right state."""
    state = handle.state
    return state.own in wanted.states and wanted.holds in (None, state.holds)


def _weight(handle: Handle) -> int:
    """Weigh how much a call is the one that is shown."""
    state = handle.state
    held = state.holds or state.is_held
    return _WEIGHT[state.own] - (held and state.own is LegState.TALKING)
