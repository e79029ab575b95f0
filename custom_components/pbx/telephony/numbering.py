"""How numbers are dialled from an office."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """What is dialled in front of a number, the digit for an outside line included.

    An empty text is not known.
    """

    country: str = ""
    """Code of the country the office is in, without zeros or a plus."""
    area: str = ""
    """Code of the area, without the national prefix."""
    international: str = ""
    national: str = ""
    subscriber: str = ""

    def dialable(self, number: str) -> str:
        """Write a number with a leading + as it is dialled here; any other stays as it is."""
        if not number.startswith("+") or not self.international:
            return number
        digits = number[1:]
        if self.country and self.national and digits.startswith(self.country):
            return self.national + digits.removeprefix(self.country)
        return self.international + digits
