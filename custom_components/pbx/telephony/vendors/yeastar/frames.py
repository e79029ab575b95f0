"""A stream of bytes -> JSON objects, one after the other, whatever stands between them."""

from collections.abc import Iterator
import re
from typing import Final

# As long as a report that is posted may be.
MAX_OBJECT: Final = 64 * 1024

_OUTSIDE: Final = re.compile(rb'["{}]')
_INSIDE: Final = re.compile(rb'["\\]')


class Frames:
    """Cuts a stream into objects. It looks at each byte once, and at what they mean never."""

    def __init__(self) -> None:
        """Begin between two objects."""
        self._buffer = bytearray()
        self._at = 0
        self._depth = 0
        self._is_text = False

    def __bool__(self) -> bool:
        """Tell whether an object has begun and not ended."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield each object that ends here; raise ValueError for one that is too long."""
        self._buffer += data
        self._skip()
        while self._step():
            if not self._depth:
                yield self._cut()
                self._skip()
        if len(self._buffer) > MAX_OBJECT:
            raise ValueError("an object without end")

    def flush(self) -> bytes:
        """Give up on an object that does not end, and give what there is of it."""
        self._at = len(self._buffer)
        self._depth, self._is_text = 0, False
        return self._cut()

    def _skip(self) -> None:
        """Forget what stands before the next object."""
        if not self._depth:
            begin = self._buffer.find(b"{")
            del self._buffer[: len(self._buffer) if begin < 0 else begin]

    def _step(self) -> bool:
        """Go to behind the next byte that matters; False if there is none yet."""
        found = (_INSIDE if self._is_text else _OUTSIDE).search(self._buffer, self._at)
        if found is None:
            self._at = len(self._buffer)
            return False
        match found[0]:
            case b"\\" if found.end() == len(self._buffer):
                # What it stands before has not come yet.
                self._at = found.start()
                return False
            case b"\\":
                self._at = found.end() + 1
                return True
            case b'"':
                self._is_text = not self._is_text
            case b"{":
                self._depth += 1
            case _:
                self._depth -= 1
        self._at = found.end()
        return True

    def _cut(self) -> bytes:
        """Take what has been looked at."""
        taken = bytes(self._buffer[: self._at])
        del self._buffer[: self._at]
        self._at = 0
        return taken
