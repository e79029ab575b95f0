"""What one happening is in each report format of a firmware."""

from ..office import OfficeEvent
from .box import Box
from .call_events import EventReporter
from .formats import Report, Style
from .reports import CallReporter

REPORTERS = {Style.EVENTS: EventReporter}


class Reporters:
    """Listen to everything in every format, as a client may change its format in a call."""

    def __init__(self, box: Box) -> None:
        self.styles = {box.firmware.style, *box.firmware.styles.values()}
        self._reporters = {
            style: REPORTERS.get(style, CallReporter)(box, style) for style in self.styles
        }

    def reports(self, event: OfficeEvent) -> dict[Style, list[Report]]:
        """Return the reports of one happening by format."""
        return {style: list(x.reports(event)) for style, x in self._reporters.items()}
