"""Sounds as files."""

import io
import math
import struct
import wave

RATE = 8000
# Long calls sound like short ones; nobody shall wait for the file.
LONGEST = 2


def hum(seconds: int) -> bytes:
    """Return a sound of at least one second."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for tick in range(RATE * max(1, min(seconds, LONGEST))):
            loudness = int(4000 * math.sin(math.tau * 440 * tick / RATE))
            sound.writeframesraw(struct.pack("<h", loudness))
    return file.getvalue()
