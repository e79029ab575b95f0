"""Commands about messages, wake-up calls, agents and the settings of extensions."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from ..model import Capability, ExtensionId, QueueId, TrunkId
from ..settings import Forwarding, ForwardTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Send a text message over a trunk; its delivery is told later as `MessageSent`."""

    needs: ClassVar[Capability] = Capability.MESSAGES
    trunk: TrunkId
    number: str
    text: str


class AgentAction(StrEnum):
    """What can be done to an agent of a queue."""

    LOG_IN = "log_in"
    LOG_OUT = "log_out"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAgent:
    """Log an extension into a queue or out of it, or pause it there."""

    needs: ClassVar[Capability] = Capability.AGENTS
    queue: QueueId
    extension: ExtensionId
    action: AgentAction
    pin: str | None = field(default=None, repr=False)
    """The queue's own PIN, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDoNotDisturb:
    """Let an extension be disturbed, or not."""

    needs: ClassVar[Capability] = Capability.DO_NOT_DISTURB
    extension: ExtensionId
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetForward:
    """Switch a forwarding, or choose its target, or both. What is None stays as it is."""

    needs: ClassVar[Capability] = Capability.FORWARDING
    extension: ExtensionId
    when: Forwarding
    active: bool | None = None
    target: ForwardTarget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRingMobile:
    """Let the mobile phone ring along, or not."""

    needs: ClassVar[Capability] = Capability.RING_MOBILE
    extension: ExtensionId
    on: bool


class WakeUpType(StrEnum):
    """When a wake-up call comes again."""

    ONCE = "once"
    DAILY = "daily"
    WEEKDAYS = "weekdays"


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeUp:
    """One wake-up call."""

    time: str
    """`HH:MM`, local time of the PBX."""
    type: WakeUpType = WakeUpType.ONCE
    weekdays: tuple[int, ...] = ()
    """0 = Monday to 6 = Sunday; with WEEKDAYS only."""
    repeats: int | None = None
    """1 to 3 attempts."""
    interval: int | None = None
    """Minutes between attempts."""
    prompt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWakeUp:
    """Set a wake-up call for an extension."""

    needs: ClassVar[Capability] = Capability.WAKE_UPS
    extension: ExtensionId
    wake_up: WakeUp


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWakeUp:
    """Change a wake-up call."""

    needs: ClassVar[Capability] = Capability.WAKE_UPS
    extension: ExtensionId
    old_time: str | None = None
    """`HH:MM` of the one to change; None where the extension has only one."""
    wake_up: WakeUp


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveWakeUp:
    """Remove a wake-up call, or all of an extension."""

    needs: ClassVar[Capability] = Capability.WAKE_UPS
    extension: ExtensionId
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetWakeUps:
    """Ask for the wake-up calls of an extension; the receipt holds `wake_ups`."""

    needs: ClassVar[Capability] = Capability.WAKE_UPS
    extension: ExtensionId
