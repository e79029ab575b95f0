"""Commands that read and write the configuration of a PBX.

What is read comes as the PBX's own fields, as plain data without secrets, in `Receipt.data`; what
is written is given in the same fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from ..model import Capability


class Section(StrEnum):
    """What of a configuration can be read."""

    EXTENSIONS = "extensions"
    QUEUES = "queues"
    IVRS = "ivrs"
    TRUNKS = "trunks"
    INBOUND_ROUTES = "inbound_routes"
    OUTBOUND_ROUTES = "outbound_routes"
    PAGING_GROUPS = "paging_groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadConfiguration:
    """Read a section: the named objects, or all of it."""

    needs: ClassVar[Capability] = Capability.CONFIGURATION
    section: Section
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteConfiguration:
    """Change one extension, queue or IVR."""

    needs: ClassVar[Capability] = Capability.CONFIGURATION
    section: Section
    number: str
    fields: Mapping[str, str] = field(repr=False)
    apply: bool = True
    """False leaves the change pending, where the PBX has a call that applies all of a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyConfiguration:
    """Let pending changes take effect."""

    needs: ClassVar[Capability] = Capability.CONFIGURATION
