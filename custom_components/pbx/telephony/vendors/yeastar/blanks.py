"""A list that is empty all at once: a PBX that has just started may know nothing yet."""

from collections.abc import Sized


class Blanks:
    """Doubts one list while it is suddenly empty."""

    def __init__(self, patience: float) -> None:
        """Believe it after so many seconds."""
        self._patience = patience
        self.is_known = False
        """Whether there was something before."""
        self._since: float | None = None

    def believes(self, rows: Sized, asked: float, at: float) -> bool:
        """Tell whether an answer can be true: that nothing is left takes a second look."""
        if rows:
            self.is_known, self._since = True, None
            return True
        if self.is_known and self._since is None:
            self._since = asked
        elif self._since is not None:
            self.is_known = at - self._since < self._patience
        return not self.is_known
