"""The walkthrough in pictures: from an empty Home Assistant to a doorman and an alarm call."""

import asyncio

from .automation import ALARM, alarm_call, doorman, make_alarm, save
from .browser import Browser
from .camera import FLOW, Camera, say
from .client import Refused
from .index import Index
from .memory import Memory
from .place import SCREENED
from .show import Demo

# Smaller than the dashboard's, so that texts stay legible in a page; some need more room.
VIEW = {"width": 1024, "height": 768}
TALL, WIDE = {"width": 1024, "height": 940}, {"width": 1280, "height": 720}
# Numbers that the doorman knows, and that he turns away.
CUSTOMER, NUISANCE = "+493023125014", "+496990009022"
IMPORT = (
    "https://github.com/pbx-for-home-assistant/pbx/blob/main/blueprints/automation/pbx/doorman.yaml"
)


class Walk:
    """Go step by step, as docs/walkthrough.md tells."""

    def __init__(self, demo: Demo, browser: Browser) -> None:
        self._demo = demo
        self._browser = browser
        self.shoot = Camera(browser).shoot

    async def add(self) -> None:
        """Add the S-Series: menu, form, certificate, reports, and the first of those."""
        browser, pbx = self._browser, self._demo.yeastar
        await browser.do("open", path=FLOW)
        await browser.see("Do you want to set up PBX?")
        await browser.do("press", name="OK")
        await browser.see("What kind of PBX do you have?")
        await self.shoot("walk_menu")
        await browser.do("click", text="Yeastar S-Series")
        await browser.see("Connect a Yeastar S-Series")
        typed = (pbx.host, str(pbx.port), pbx.username, pbx.password)
        await browser.do("fill", values=typed)
        await browser.do("size", **TALL)
        await browser.do("scroll", text="IP address or host name", block="center")
        await self.shoot("walk_form")
        await browser.do("size", **VIEW)
        await browser.do("press", name="Submit")
        await browser.see("Is this your PBX?")
        await self.shoot("walk_certificate")
        await browser.do("press", name="Submit")
        await browser.see("How shall the PBX reach Home Assistant?")
        await self.shoot("walk_reports")
        await browser.do("press", name="Submit")
        await browser.see("Do reports arrive?")
        await self.shoot("walk_test")
        await browser.do("press", name="Submit")
        await browser.see("Waiting for a report")
        office = self._demo.office
        office.hang_up("1000", office.answer("1000", office.place_inbound(CUSTOMER, "1000")))
        await browser.see("Everything is ready")

    async def look(self) -> None:
        """Look at the devices, and import what is needed next."""
        browser = self._browser
        await browser.do("open", path="/config/integrations/integration/pbx")
        await browser.see("Tom Keller")
        await self.shoot("walk_devices")
        await browser.do("open", path="/config/blueprint/dashboard")
        await browser.see("a doorman for calls")
        await self.shoot("walk_blueprints")
        await browser.do("press", name="Import blueprint")
        await browser.see("Blueprint address")
        await browser.do("type", value=IMPORT)
        await self.shoot("walk_import")

    async def screen(self) -> None:
        """Make the doorman, and let him decide on two callers."""
        demo, browser, index = self._demo, self._browser, await self._index()
        calls = index.own("event", "call")
        await save(demo.home, {"doorman": doorman(calls)})
        await self._until_on("automation.doorman")
        await browser.do("open", path="/config/automation/edit/doorman")
        await browser.see("Known numbers")
        await self.shoot("walk_doorman")
        anna = index.find("Anna Berger", "sensor", "status")
        shown = f"{calls},automation.doorman,{anna}"
        await browser.do("open", path=f"/logbook?entity_id={shown}")
        known = demo.office.place_inbound(CUSTOMER, "1000", SCREENED)
        await browser.see("Asks to be let in")
        await browser.see("Ringing", nth=1)
        demo.office.place_inbound(NUISANCE, "1001", SCREENED)
        await browser.see("Asks to be let in", nth=1)
        await browser.see("Triggered", nth=1)
        await self.shoot("walk_screened")
        demo.office.answer("1000", known)
        await self._trace("doorman", "walk_trace")
        demo.office.hang_up("1000", known)

    async def alarm(self) -> None:
        """Make the alarm call, and raise the alarm."""
        demo, browser, index = self._demo, self._browser, await self._index()
        await make_alarm(demo.home)
        await browser.do("open", path="/config/helpers")
        await browser.see("Water in the cellar")
        await self.shoot("walk_helper")
        phones = [index.find(name, "sensor", "status") for name in ("Anna Berger", "Tom Keller")]
        await save(demo.home, {"alarm_call": alarm_call(phones)})
        automation = "automation.water_in_the_cellar_call_somebody"
        await self._until_on(automation)
        await browser.do("open", path="/config/automation/edit/alarm_call")
        await browser.see("Rounds")
        await self.shoot("walk_alarm")
        shown = ",".join((ALARM, automation, phones[0], index.find("Anna Berger", "event", "call")))
        await browser.do("open", path=f"/logbook?entity_id={shown}")
        await demo.home.request("POST", "/api/services/input_boolean/turn_on", {"entity_id": ALARM})
        await browser.see("Key pressed")
        await browser.do("click", text="Notifications")
        await browser.see("takes care of it")
        await self.shoot("walk_acknowledged")

    async def _trace(self, automation: str, name: str) -> None:
        """Show how an automation has run the last time."""
        browser = self._browser
        await browser.do("size", **WIDE)
        await browser.do("open", path=f"/config/automation/trace/{automation}")
        await browser.do("click", text="Trace timeline")
        await browser.see("Finished")
        await self.shoot(name)
        await browser.do("size", **VIEW)

    async def _until_on(self, automation: str) -> None:
        """Wait until an automation listens."""
        async with asyncio.timeout(30):
            while not await self._is_on(automation):
                self._demo.hass.check()
                await asyncio.sleep(0.1)

    async def _is_on(self, automation: str) -> bool:
        try:
            return bool((await self._demo.home.state(automation))["state"] == "on")
        except Refused:
            return False

    async def _index(self) -> Index:
        [entry] = await self._demo.home.entries()
        async with self._demo.home.socket() as socket:
            return await Index.load(socket, entry["entry_id"])


async def walk(memory: Memory) -> None:
    """Take all pictures of the way."""
    async with Demo(memory, say, empty=True) as demo, Browser(demo.url) as browser:
        await browser.do("size", **VIEW)
        steps = Walk(demo, browser)
        await steps.add()
        await steps.look()
        await steps.screen()
        await steps.alarm()
