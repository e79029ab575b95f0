"""How long a PBX was away, and how long its link stayed down beyond that."""

from homeassistant.config_entries import ConfigEntryState

from .systems import System


class Absence:
    """One system's link, in seconds of the office."""

    def __init__(self, system: System) -> None:
        """Begin while the link is up."""
        self.losses = 0
        self.away = 0.0
        """Nobody could have reached the PBX: its cable was pulled, or it had no power."""
        self.late = 0.0
        """The PBX was there and the link was not: back-off, handshakes, and what spoiled those."""
        self.longest = 0.0
        """The longest stretch of that: until the link was back, or the PBX away again."""
        self._system = system
        self._looked = system.clock.passed
        self._stretch = 0.0
        self._was_up = True

    def look(self) -> None:
        """Count what went on since the last look as what it is now."""
        now, is_up = self._system.clock.passed, self._is_up()
        since, self._looked = now - self._looked, now
        self.losses += self._was_up and not is_up
        self._was_up = is_up
        if not self._is_there():
            self.away += since
            self._stretch = 0.0
        elif is_up:
            self._stretch = 0.0
        else:
            self.late += since
            self._stretch += since
            self.longest = max(self.longest, self._stretch)

    def _is_there(self) -> bool:
        """Tell whether the PBX can be reached."""
        return self._system.pbx.running and self._system.office.powered

    def _is_up(self) -> bool:
        """Tell whether there is a link."""
        entry = self._system.entry
        if entry.state is not ConfigEntryState.LOADED:
            return False
        is_up: bool = entry.runtime_data.state.link.is_up
        return is_up
