"""`python -m demo.pictures`: pictures of the real thing for the documentation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import sys

from simulator import Office, YeastarPbx

from .browser import Browser, BrowserFailed
from .camera import FLOW, Camera, say
from .dashboard import URL_PATH
from .folder import CHECKOUT
from .memory import DemoRuns, Memory
from .people import QUEUE
from .ports import free_port
from .show import Demo
from .walk import walk


class Photographer:
    """Take one picture after the other of a demo in which nothing happens by itself."""

    def __init__(self, demo: Demo, browser: Browser) -> None:
        self._demo = demo
        self._browser = browser
        self.shoot = Camera(browser).shoot

    async def dashboard(self) -> None:
        """Show a call that rings, others that go on, and some that are over."""
        office, browser = self._demo.office, self._browser
        await browser.do("open", path=f"/{URL_PATH}")
        await browser.see("All phones are quiet")
        await self._past_calls()
        office.answer("1001", office.place_inbound("+493023125014", "1001"))
        await browser.see("talks to Tom Keller")
        office.set_presence("1003", "away", "At a customer's")
        office.place_inbound("+4917139200031", "1000")
        await browser.see("+4917139200031 calls Anna Berger")
        await browser.see("+4917139200031 calls Anna Berger", nth=1)
        await browser.see("At a customer's")
        await self.shoot("dashboard")

    async def _past_calls(self) -> None:
        office, browser = self._demo.office, self._browser
        call = office.place_inbound("+496990009022", "1002")
        await browser.see("calls Lena Vogt")
        office.answer("1002", call)
        await browser.see("Lena Vogt answers")
        office.hang_up("1002", call)
        await browser.see("Lena Vogt: ended")
        call = office.place_inbound("+494066969137", "1000")
        await browser.see("+494066969137 calls Anna Berger")
        office.hang_up("+494066969137", call)
        await browser.see("Anna Berger missed")

    async def phone(self) -> None:
        """Show somebody who is on the phone, and has set how calls are treated."""
        office, browser = self._demo.office, self._browser
        await browser.do("open", path=f"/{URL_PATH}/phone")
        office.answer("1000")
        await browser.see("In a call")
        await browser.see("Answered")
        await self.shoot("phone")
        office.hang_up("1000")
        office.hang_up("1001")

    async def queue(self) -> None:
        """Show callers who wait, agents who do not all serve, and how a caller has rated."""
        office, browser = self._demo.office, self._browser
        await browser.do("open", path=f"/{URL_PATH}/queue")
        await browser.see("Jonas Weiß")
        rated = office.place_inbound("+493023125014", QUEUE)
        office.answer("1004", rated)
        office.hang_up("1004", rated)
        office.rate(rated, "5")
        await browser.see("Answered")
        office.pause_agent(office.queue(QUEUE), "1003")
        office.answer("1005", office.place_inbound("+496990009022", QUEUE))
        office.place_inbound("+4917139200031", QUEUE)
        await browser.see("paused")
        await browser.see("ringing")
        await self.shoot("queue")
        self._clear()

    async def innovaphone(self) -> None:
        """Show who is where, calls of which one is parked, and the night."""
        office, browser = self._demo.office, self._browser
        await browser.do("open", path=f"/{URL_PATH}/innovaphone")
        await browser.see("All phones are quiet")
        office.set_presence("1002", "busy", "Meeting until 3 pm")
        office.hang_up("+4989999986310", office.place_inbound("+4989999986310", "1000"))
        await browser.see("+4989999986310")
        office.answer("1001", office.place_inbound("+493023125014", "1001"))
        office.answer("1003", office.place_inbound("+496990009022", "1003"))
        office.hold("1003")
        office.place_inbound("+494066969137", "1002")
        await browser.see("+494066969137 calls Lena Vogt")
        await browser.see("On hold")
        await browser.see("60%")
        await self.shoot("innovaphone")
        self._clear()

    def _clear(self) -> None:
        for call in tuple(self._demo.office.calls):
            self._demo.office.hang_up(call.caller.number, call)

    async def machine(self) -> None:
        """Show the PBX itself, after a message went out."""
        office, browser = self._demo.office, self._browser
        office.send_message("+4917139200031", "The server room is too warm.", "GSM2-7")
        await browser.do("open", path=f"/{URL_PATH}/pbx")
        await browser.see("Lines")
        await browser.see("message", nth=0)
        await self.shoot("pbx")

    async def device(self) -> None:
        """Show the page of somebody whose phone rings."""
        async with self._demo.home.socket() as socket:
            devices = await socket.call("config/device_registry/list")
            entities = await socket.call("config/entity_registry/list")
        phones = {x["device_id"] for x in entities if x["entity_id"] == "sensor.anna_berger_status"}
        [device] = [x["id"] for x in devices if x["id"] in phones]
        await self._browser.do("open", path=f"/config/devices/device/{device}")
        await self._browser.see("Ringing")
        await self._browser.see("Activity", nth=1)
        await self.shoot("device")

    async def flow(self) -> None:
        """Show the way through the forms, with a wrong password on it."""
        browser = self._browser
        async with another_pbx() as pbx:
            await browser.do("open", path=FLOW)
            await browser.see("Do you want to set up PBX?")
            await browser.do("press", name="OK")
            await browser.see("What kind of PBX do you have?")
            await self.shoot("flow_menu")
            await browser.do("click", text="Yeastar S-Series")
            await browser.see("Connect a Yeastar S-Series")
            typed = (pbx.host, str(pbx.port), pbx.username, "not the password")
            await browser.do("fill", values=typed)
            await browser.do("press", name="Submit")
            await browser.see("Is this your PBX?")
            await browser.do("scroll", text="Only for the second choice", block="end")
            await self.shoot("flow_certificate")
            await browser.do("press", name="Submit")
            await browser.see("The PBX rejected this name or password")
            await browser.do("scroll", text="Home Assistant logs in once", block="start")
            await self.shoot("flow_error")


@asynccontextmanager
async def another_pbx() -> AsyncIterator[YeastarPbx]:
    """Switch on a PBX that Home Assistant does not know yet."""
    port = free_port(8088)
    async with YeastarPbx(Office.sample(), port, tls=True, serial="364064835219") as pbx:
        yield pbx


async def main() -> int:
    """Take all pictures."""
    memory = Memory(CHECKOUT / ".demo" / "pictures")
    try:
        with memory.lock():
            await walk(memory)
            memory.forget()
            async with Demo(memory, say) as demo, Browser(demo.url) as browser:
                photographer = Photographer(demo, browser)
                await photographer.dashboard()
                await photographer.device()
                await photographer.phone()
                await photographer.queue()
                await photographer.innovaphone()
                await photographer.machine()
                await photographer.flow()
    except (BrowserFailed, DemoRuns) as failure:
        say(f"Failed: {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
