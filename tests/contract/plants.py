"""The systems that the contract is held against: each vendor with its simulator, made impatient.

A plant knows how to build the PBX in front of an office, what a person would type to connect it, and
how to make its driver as quick as a test wants it. Everything else here is the same for all.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, override

from custom_components.pbx.telephony.driver import Driver, Ports, Settings, Vendor
from custom_components.pbx.telephony.vendors import VENDORS
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.watch import Pace
from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.innovaphone.apis import APIS
from simulator.yeastar.pbx import ReceivedRequest

from .tells import FIRST, KEYS_DOUBLED, RCC, RCC_WITH_LINES, SECOND, Tells

type Pbx = YeastarPbx | InnovaphonePbx

# Quick enough to repair at once, slow enough for a busy machine.
YEASTAR_PACE = Pace(
    heartbeat=0.2, poll=0.01, poll_in_call=0.01, settle=0.0, curious=0.0, doubt=0.02, grace=0.1
)
INNOVAPHONE_TIMES = Times(
    handshake=2.0,
    picture=0.5,
    visible=0.3,
    retry=0.3,
    keep_alive=0.2,
    probe=0.5,
    death=0.5,
    farewell=0.2,
    ticked=0.1,
    grace=0.2,
    linger=0.1,
    stray=0.1,
)


@dataclass(frozen=True, slots=True)
class Plant(ABC):
    """One system: a vendor, and how its PBX is set up."""

    vendor: str
    patience: float = 2.0
    """How long an answer may take."""

    tells: Tells = Tells.NOTHING
    is_variant: bool = False
    """It speaks as another one does, and says only more, or less; what is slow is not tried on it."""

    @property
    def posts_reports(self) -> bool:
        """Tell whether reports come to a door of ours."""
        return False

    @abstractmethod
    def build(self, office: Office) -> Pbx:
        """Make the PBX in front of an office."""

    @abstractmethod
    def settings(self, office: Office, pbx: Any) -> Settings:
        """Give what a person would type."""

    @abstractmethod
    def open(self, settings: Settings, ports: Ports) -> Driver:
        """Make a quick driver."""

    def quick_vendor(self) -> Vendor:
        """Give the vendor of the registry, with the quick driver."""
        opened: Callable[[Settings, Ports], Driver] = self.open
        return replace(VENDORS[self.vendor], open=opened)

    async def looked(self, pbx: Any, times: int) -> None:
        """Wait until the driver has asked for everything so many times, if it is one that asks."""
        return

    @abstractmethod
    async def ask(self, pbx: Any) -> None:
        """Make the driver ask for something, and wait until it has."""

    def lose_sight(self, pbx: Any) -> bool:
        """Break the link of a driver that looks at everything only once; tell whether it is one."""
        return False


@dataclass(frozen=True, slots=True)
class Yeastar(Plant):
    """A Yeastar S-Series: whatever a report has lost, the next poll finds."""

    vendor: str = "yeastar"
    api: str = "v1.1.0"
    reports_by: str = "http"
    rings_always: bool = False

    @override
    def build(self, office: Office) -> Pbx:
        pbx = YeastarPbx(
            office, api=self.api, reports_by=self.reports_by, rings_always=self.rings_always
        )
        pbx.post.resend_after = 0.02
        return pbx

    @override
    def settings(self, office: Office, pbx: Any) -> Settings:
        assert isinstance(pbx, YeastarPbx)
        return {
            "host": pbx.host,
            "port": pbx.port,
            "ssl": False,
            "username": pbx.username,
            "password": pbx.password,
            # How a version is found is tried elsewhere; here it would double each fault.
            "api_version": self.api,
            "transport": self.reports_by,
            "report_port": pbx.tcp_port,
        }

    @override
    def open(self, settings: Settings, ports: Ports) -> Driver:
        # Nobody here is locked out, however soon a driver comes back.
        logins = Logins(pause=0.0, stream_pause=0.0)
        return YeastarDriver(settings, ports, replace(YEASTAR_PACE, answer=self.patience), logins)

    @property
    @override
    def posts_reports(self) -> bool:
        return self.reports_by == "http"

    @override
    async def looked(self, pbx: Any, times: int) -> None:
        assert isinstance(pbx, YeastarPbx)
        pbx.requests.clear()
        await pbx.requests.until(_is_question, count=times)

    @override
    async def ask(self, pbx: Any) -> None:
        await self.looked(pbx, 1)


def _is_question(request: ReceivedRequest) -> bool:
    """Tell whether this is the last question of each look, or an attempt at a new session."""
    outbound = request.endpoint == "call/query" and request.body.get("type") == "outbound"
    return outbound or request.endpoint in ("outbound/query", "login")


@dataclass(frozen=True, slots=True)
class Innovaphone(Plant):
    """An innovaphone: its websocket loses nothing; a connection that breaks begins with all there is."""

    vendor: str = "innovaphone"
    follows_calls: bool = False
    """RCC is ticked, with everything else, and everybody is watched whom it lists."""
    hears_all_calls: bool = False
    """The App object is told all calls of the PBX as well."""

    @override
    def build(self, office: Office) -> Pbx:
        if not self.follows_calls:
            return InnovaphonePbx(office)
        # Where all answer, nobody need be waited for.
        return InnovaphonePbx(office, ticks=tuple(APIS))

    @override
    def settings(self, office: Office, pbx: Any) -> Settings:
        assert isinstance(pbx, InnovaphonePbx)
        return {
            "host": pbx.host,
            "port": pbx.port,
            "ssl": False,
            "app": pbx.app,
            "password": pbx.password,
            "users": [person.login for person in office.people.values()],
            "everybody": self.follows_calls,
            "all_calls": self.hears_all_calls,
        }

    @override
    def open(self, settings: Settings, ports: Ports) -> Driver:
        # Without RCC, somebody is waited for in vain with each connection.
        ticked = INNOVAPHONE_TIMES.ticked if self.follows_calls else 0.02
        times = replace(INNOVAPHONE_TIMES, answer=self.patience, ticked=ticked)
        return InnovaphoneDriver(settings, ports, times)

    @override
    async def ask(self, pbx: Any) -> None:
        assert isinstance(pbx, InnovaphonePbx)
        asked = len([frame for frame in pbx.frames if frame.mt == "GetNodeInfo"])
        pbx.drop()
        await pbx.frames.until(lambda frame: frame.mt == "GetNodeInfo", count=asked + 1)

    @override
    def lose_sight(self, pbx: Any) -> bool:
        assert isinstance(pbx, InnovaphonePbx)
        pbx.drop()
        return True


# All that tells the dialects apart stands here.
PLANTS: dict[str, Plant] = {
    "yeastar with call arrays": Yeastar(tells=FIRST),
    "yeastar with doubled keys": Yeastar(api="v1.0.1", tells=KEYS_DOUBLED),
    "yeastar that always tells of ringing": Yeastar(
        rings_always=True, tells=FIRST, is_variant=True
    ),
    "yeastar of the second interface": Yeastar(api="v2.0.0", tells=SECOND),
    "yeastar of the second interface by tcp": Yeastar(api="v2.0.0", reports_by="tcp", tells=SECOND),
    "openvox clone": Yeastar(api="v0.0.1", tells=FIRST),
    "innovaphone": Innovaphone(is_variant=True),
    "innovaphone with calls": Innovaphone(follows_calls=True, tells=RCC),
    "innovaphone with all calls": Innovaphone(
        follows_calls=True, hears_all_calls=True, tells=RCC_WITH_LINES, is_variant=True
    ),
}
