"""The demo itself: both PBXs, a Home Assistant that knows them, and the way down again."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
import time
from typing import Self

from simulator import InnovaphonePbx, YeastarPbx

from .automation import automations, light_up, make_helpers, save
from .certificates import KeptIdentity
from .client import HomeClient, Json, Socket
from .dashboard import make_dashboard
from .flows import (
    add_innovaphone,
    add_yeastar,
    innovaphone_form,
    move_entry,
    reports_form,
    show_favourites,
    yeastar_form,
)
from .folder import CHECKOUT, LAMP, write_folder
from .hass import RESTART, Hass
from .index import Index
from .memory import PORTS, Memory
from .people import People
from .place import FAVOURITES, FAVOURITES_OF, TICKS, furnish, furnished_office
from .ports import free_port

PROGRAM = CHECKOUT / ".env" / "test" / "bin" / "hass"
# The first versions of the interface do not.
TELL_OF_QUEUES = frozenset(("v1.1.0", "v2.0.0", "v0.0.1"))
# Home Assistant's own server cannot tell where such a report is to go.
NAME_NO_PATH = frozenset(("v0.0.1",))

type Say = Callable[[str], None]


class Demo:
    """Everything, running."""

    def __init__(
        self,
        memory: Memory,
        say: Say,
        port: int | None = None,
        api: str = "v1.1.0",
        *,
        tcp: bool = False,
        empty: bool = False,
        program: Path = PROGRAM,
    ) -> None:
        self.office = furnished_office()
        self.people = People(self.office)
        self.hass = Hass(program, memory.home)
        self.yeastar: YeastarPbx
        self.innovaphone: InnovaphonePbx
        self.home: HomeClient
        self._memory = memory
        self._say = say
        self._ports = PORTS | ({"home": port} if port else {})
        self._api = api
        self._tcp = tcp
        self._empty = empty
        self._stack = AsyncExitStack()

    @property
    def url(self) -> str:
        """Return the address for the browser."""
        return self.home.origin

    async def __aenter__(self) -> Self:
        """Start everything, and set it up unless that was done before."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop everything, Home Assistant first."""
        await self._stack.aclose()

    async def ended(self) -> int:
        """Wait until Home Assistant ends for good, and return its exit code."""
        while (code := await self.hass.ended()) == RESTART:
            self._say("Home Assistant restarts, as somebody asked it to")
            await self.hass.start()
        return code

    def toggle_trunk(self) -> None:
        """Take the first trunk down, or up again; an S-Series does not report that by itself."""
        trunk = next(iter(self.office.trunks.values()))
        self.office.set_trunk(trunk.name, up=not trunk.up)
        self._say("Home Assistant sees that at its next look, within a minute")

    def toggle_night(self) -> None:
        """Switch the innovaphone to night, or back to day; it does not report that by itself."""
        is_night = not self.office.conditions["night"].on
        self.office.set_condition("night", on=is_night)
        word = "night" if is_night else "day"
        self._say(f"it is {word} now; Home Assistant sees that at its next look, within a minute")

    async def toggle_link(self) -> None:
        """Pull the network plug of the S-Series, or put it back."""
        if self.yeastar.running:
            await self.yeastar.stop()
            self._say("the link of the Yeastar is pulled; Home Assistant notices within 2 minutes")
        else:
            await self.yeastar.start()
            self._say("the link of the Yeastar is back; Home Assistant returns within 2 minutes")

    async def _start(self) -> None:
        began, before = time.monotonic(), self._memory.ports()
        known = self._memory.is_complete and not self._empty
        if not known:
            self._memory.forget()
        for name, port in self._ports.items():
            self._ports[name] = free_port(port)
            if self._ports[name] != port:
                self._say(f"Port {port} is taken; {name} gets {self._ports[name]}")
        await self._start_pbxs()
        await self._start_home()
        # The first to go: nothing shall happen while the rest is taken down.
        self._stack.push_async_callback(self.people.stop)
        if self._empty:
            self._say(f"Home Assistant is empty; up after {time.monotonic() - began:.1f} s")
            return
        if not known:
            await self._set_up()
        elif self._ports != before:
            await self._move()
        await self._settled()
        self._memory.complete(self._ports)
        self._say(f"Everything is up after {time.monotonic() - began:.1f} s")

    async def _start_pbxs(self) -> None:
        self.yeastar = YeastarPbx(
            self.office,
            self._ports["yeastar"],
            api=self._api,
            reports_by="tcp" if self._tcp else "http",
        )
        self.innovaphone = InnovaphonePbx(self.office, self._ports["innovaphone"], ticks=TICKS)
        furnish(self.innovaphone)
        for name, pbx in (("yeastar", self.yeastar), ("innovaphone", self.innovaphone)):
            pbx.identity = KeptIdentity(pbx.host, self._memory.certificate(name))
            await self._stack.enter_async_context(pbx)
        self._say(
            f"The simulated PBXs answer on 127.0.0.1: Yeastar S-Series at {self.yeastar.port}, "
            f"innovaphone at {self.innovaphone.port}"
        )

    async def _start_home(self) -> None:
        write_folder(self._memory.home, self._ports["home"], more="" if self._empty else LAMP)
        self._say("Home Assistant starts")
        self._stack.push_async_callback(self._stop_home)
        await self.hass.start()
        home = HomeClient(self._ports["home"])
        self.home = await self._stack.enter_async_context(home)
        await home.answering(self.hass.check)
        await home.enter()
        await home.running(self.hass.check)

    async def _stop_home(self) -> None:
        self._say("Home Assistant stops")
        await self.hass.stop()

    async def _set_up(self) -> None:
        self._say("Both PBXs are added through the config flow")
        people = self.office.people.values()
        yeastar = await add_yeastar(self.home, self.yeastar, self._reports)
        logins = [person.login for person in people]
        innovaphone = await add_innovaphone(self.home, self.innovaphone, logins)
        await show_favourites(self.home, innovaphone, [FAVOURITES_OF])
        await self._settled()
        queues = len(self.office.queues) if self._api in TELL_OF_QUEUES else 0
        async with self.home.socket() as socket:
            # What a PBX tells last.
            one = await self._complete(socket, yeastar, lambda it: len(it.queues) >= queues)
            other = await self._complete(socket, innovaphone, self._has_lists)
        names = [person.name for person in people]
        await make_helpers(self.home, names)
        await save(self.home, automations(one, other, names))
        await light_up(self.home)
        await make_dashboard(self.home, one, other, names)

    async def _complete(
        self, socket: Socket, entry_id: str, is_complete: Callable[[Index], bool]
    ) -> Index:
        """Wait until all entities are there."""
        async with asyncio.timeout(30):
            while not is_complete(index := await Index.load(socket, entry_id)):
                self.hass.check()
                await asyncio.sleep(0.1)
        return index

    def _has_lists(self, index: Index) -> bool:
        """Tell whether all favourites and conditions have entities."""
        owner = self.office.find(login=FAVOURITES_OF)
        assert owner is not None, "somebody has favourites"
        favourites = index.listed("favourite", owner.name)
        conditions = index.listed("condition")
        return (len(favourites), len(conditions)) == (len(FAVOURITES), len(self.office.conditions))

    async def _move(self) -> None:
        """Tell the entries which ports have changed."""
        self._say("Both PBXs are reconfigured for the new ports")
        forms = (yeastar_form(self.yeastar), innovaphone_form(self.innovaphone))
        for entry in await self.home.entries():
            await move_entry(self.home, entry["entry_id"], forms, self._reports)

    async def _settled(self) -> None:
        """Wait until both PBXs have told Home Assistant everything."""
        async with asyncio.timeout(60):
            while any(
                entry["state"] != "loaded" and not entry["disabled_by"]
                for entry in await self.home.entries()
            ):
                self.hass.check()
                await asyncio.sleep(0.1)

    @property
    def _reports(self) -> Json:
        """Return by which way reports come."""
        if self._tcp:
            return reports_form(self.yeastar.tcp_port, "tcp")
        if self._api in NAME_NO_PATH:
            return reports_form(self._ports["reports"], "listener")
        return reports_form(self._ports["home"])
