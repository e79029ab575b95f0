"""Stand-in for pymicro-vad, which has no wheel for this Python version.

Home Assistant imports it while starting; nothing here ever processes sound.
"""


class MicroVad:
    """The one name Home Assistant imports."""
