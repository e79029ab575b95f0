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
        if not number.startswith("+"):
            return number
        digits = number[1:]
        if self.country and self.national and digits.startswith(self.country):
            return self.national + digits.removeprefix(self.country)
        return self.international + digits if self.international else number

    def whole(self, number: str) -> str | None:
        """Write a number as it is dialled here with a leading +; None if no prefix says how."""
        national = f"+{self.country}" if self.country else ""
        found = [
            (prefix, lead)
            for prefix, lead in ((self.international, "+"), (self.national, national))
            if prefix and lead and number.startswith(prefix)
        ]
        if not found:
            return None
        # What is dialled for another country mostly begins with what is dialled for another area.
        prefix, lead = max(found, key=lambda each: len(each[0]))
        return lead + number.removeprefix(prefix)

    def local(self, number: str) -> str | None:
        """Write a number of this area as it is dialled here with a leading +; None if it is not."""
        if not (self.subscriber and self.country and self.area):
            return None
        if not number.startswith(self.subscriber):
            return None
        return f"+{self.country}{self.area}{number.removeprefix(self.subscriber)}"
