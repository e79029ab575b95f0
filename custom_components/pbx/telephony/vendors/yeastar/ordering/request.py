"""What to ask the PBX for."""

from dataclasses import dataclass, field

from ....commands import Plain
from ..operations import Operation


@dataclass(frozen=True, slots=True)
class Request:
    """One question, with fields by our own names; the dialect knows those of the wire."""

    operation: Operation
    fields: dict[str, Plain] = field(repr=False)
