"""A remote control for the demo: scenarios by HTTP, on a port of its own."""

from typing import override

from aiohttp import web

from .office import Office, OfficeEvent
from .scenarios import SCENARIOS, Pace
from .server import LoopbackServer


class Control(LoopbackServer):
    """Serve `GET /control` (the list) and `POST /control/<scenario>` (play it)."""

    def __init__(
        self, office: Office, port: int = 0, host: str = "127.0.0.1", pace: Pace = 1.0
    ) -> None:
        super().__init__(office, port, host)
        self._pace = pace

    @override
    async def settled(self) -> None:
        """Wait for nothing: a control sends nothing on its own account."""

    @override
    def _application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/control", self._list)
        app.router.add_post("/control/{name}", self._play)
        return app

    @override
    def _happened(self, event: OfficeEvent) -> None:
        """Watch without a word."""

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response({name: x.promise for name, x in SCENARIOS.items()})

    async def _play(self, request: web.Request) -> web.Response:
        scenario = SCENARIOS.get(request.match_info["name"])
        if scenario is None:
            return web.json_response({"error": "no such scenario"}, status=404)
        self.spawn(scenario.play(self.office, self._pace))
        return web.json_response({"playing": scenario.promise}, status=202)
