"""Stand-in for pyspeex-noise, which has no wheel for this Python version.

Home Assistant imports it while starting; nothing here ever processes sound.
"""


class AudioProcessor:
    """The one name Home Assistant imports."""
