"""How an extension is set up to treat its calls, as far as its user may change it."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Forwarding(StrEnum):
    """When a call is sent on instead of ringing, or ringing on."""

    ALWAYS = "always"
    BUSY = "busy"
    NO_ANSWER = "no_answer"


class ForwardKind(StrEnum):
    """Where a call is sent on to."""

    VOICEMAIL = "voicemail"
    EXTENSION = "extension"
    MOBILE = "mobile"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardTarget:
    """Where calls go: an extension and an outside number have a number, the others need none."""

    kind: ForwardKind
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """One forwarding of an extension. A member that is None is not known."""

    active: bool | None = None
    target: ForwardTarget | None = None


NO_FORWARD = Forward()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionSettings:
    """What the user of an extension has chosen. A member that is None is not known."""

    do_not_disturb: bool | None = None
    ring_mobile: bool | None = None
    """The mobile phone rings along."""
    mobile: str | None = None
    always: Forward = NO_FORWARD
    busy: Forward = NO_FORWARD
    no_answer: Forward = NO_FORWARD

    def completed_by(self, old: ExtensionSettings) -> ExtensionSettings:
        """Fill what is not known here with what was known before."""
        known = {
            each.name: value
            for each in fields(self)
            if (value := getattr(self, each.name)) not in (None, NO_FORWARD)
        }
        return replace(old, **known)

    def with_forward(self, when: Forwarding, forward: Forward) -> ExtensionSettings:
        """Give the same settings with another forwarding for one occasion."""
        match when:
            case Forwarding.ALWAYS:
                return replace(self, always=forward)
            case Forwarding.BUSY:
                return replace(self, busy=forward)
        return replace(self, no_answer=forward)

    def forward(self, when: Forwarding) -> Forward:
        """Give the forwarding for one occasion."""
        match when:
            case Forwarding.ALWAYS:
                return self.always
            case Forwarding.BUSY:
                return self.busy
        return self.no_answer
