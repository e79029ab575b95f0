"""Home Assistant as its user meets it: REST and websocket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, ClientWebSocketResponse

type Json = dict[str, Any]

# The only user there is, in a house that nobody else can enter.
NAME, USERNAME, PASSWORD = "Demo", "demo", "demo"


class Refused(Exception):
    """Home Assistant said no."""

    def __init__(self, said: str, key: str | None = None) -> None:
        """Keep what it said, and the name of that in the translations."""
        super().__init__(said)
        self.key = key


class FlowStuck(Exception):
    """A flow complained about an answer, or asked something that nobody foresaw."""


class Socket:
    """A websocket on which commands are called and happenings heard."""

    def __init__(self, connection: ClientWebSocketResponse) -> None:
        self._connection = connection
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._listeners: dict[int, Callable[[Json], None]] = {}

    async def call(self, command: str, **fields: Any) -> Any:
        """Call a command and return its result."""
        return (await self._ask(len(self._answers) + 1, command, fields)).get("result")

    async def subscribe(
        self, listener: Callable[[Json], None], command: str, **fields: Any
    ) -> None:
        """Tell a function what a command announces from now on."""
        number = len(self._answers) + 1
        self._listeners[number] = listener
        await self._ask(number, command, fields)

    async def states(self, listener: Callable[[Json, Json | None], None]) -> None:
        """Tell a function each new state, and the one before it."""

        def changed(event: Json) -> None:
            new, old = event["data"]["new_state"], event["data"]["old_state"]
            if new is not None:
                listener(new, old)

        await self.subscribe(changed, "subscribe_events", event_type="state_changed")

    async def act(self, action: str, target: str = "", **data: Any) -> Any:
        """Perform an action that answers, and return its response."""
        domain, _, service = action.partition(".")
        aim = {"target": {"entity_id": target}} if target else {}
        result = await self.call(
            "call_service",
            domain=domain,
            service=service,
            service_data=data,
            return_response=True,
            **aim,
        )
        return result["response"]

    async def read(self) -> None:
        """Hand on what comes until the connection closes."""
        async for message in self._connection:
            said = message.json()
            for each in said if isinstance(said, list) else [said]:
                self._hear(each)
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the websocket closed"))

    def _hear(self, said: Json) -> None:
        if said["type"] == "event" and said["id"] in self._listeners:
            self._listeners[said["id"]](said["event"])
        elif said["type"] == "result":
            self._answers[said["id"]].set_result(said)

    async def _ask(self, number: int, command: str, fields: Json) -> Json:
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._connection.send_json({"id": number, "type": command, **fields})
        async with asyncio.timeout(30):
            answer = await self._answers[number]
        if not answer["success"]:
            error = answer["error"]
            said = f"{command}: {error.get('message')}"
            raise Refused(said, error.get("translation_key"))
        return answer


class HomeClient:
    """One user of a Home Assistant."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        self.token = ""
        self._session = ClientSession(self.origin, timeout=ClientTimeout(total=60))

    async def __aenter__(self) -> Self:
        """Open."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self._session.close()

    async def request(
        self, method: str, path: str, json: Any = None, form: Mapping[str, str] | None = None
    ) -> Any:
        """Send a request and return the JSON of its answer."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._session.request(
            method, path, json=json, data=form, headers=headers
        ) as response:
            if response.status >= 400:
                raise Refused(f"{method} {path}: {response.status} {await response.text()}")
            return await response.json()

    async def answering(self, check: Callable[[], None], within: float = 120) -> None:
        """Wait until the user interface is there; `check` raises once that is hopeless."""
        async with asyncio.timeout(within):
            while True:
                check()
                try:
                    await self.request("GET", "/auth/providers")
                    return
                except ClientError, OSError:
                    await asyncio.sleep(0.1)
                except Refused:
                    # Nobody can log in before the first user is made.
                    return

    async def running(self, check: Callable[[], None], within: float = 120) -> None:
        """Wait until everything is set up."""
        async with asyncio.timeout(within):
            while (await self.request("GET", "/api/config"))["state"] != "RUNNING":
                check()
                await asyncio.sleep(0.1)

    async def enter(self, language: str = "en") -> None:
        """Log in; the first time, be the first user."""
        steps = await self._onboarding()
        if any(step["step"] == "user" and not step["done"] for step in steps):
            await self._be_first(language)
        else:
            await self._log_in()

    async def _onboarding(self) -> list[Json]:
        """Return the steps; once all are done the question itself is unknown."""
        try:
            steps: list[Json] = await self.request("GET", "/api/onboarding")
        except Refused:
            return []
        return steps

    async def _be_first(self, language: str) -> None:
        client = {"client_id": f"{self.origin}/"}
        user = {"name": NAME, "username": USERNAME, "password": PASSWORD, "language": language}
        made = await self.request("POST", "/api/onboarding/users", client | user)
        await self._redeem(made["auth_code"])
        back = {"redirect_uri": f"{self.origin}/?auth_callback=1"}
        await self.request("POST", "/api/onboarding/integration", client | back)

    async def _log_in(self) -> None:
        client = {"client_id": f"{self.origin}/"}
        ask = {"handler": ["homeassistant", None], "redirect_uri": f"{self.origin}/"}
        step = await self.request("POST", "/auth/login_flow", client | ask)
        proof = {"username": USERNAME, "password": PASSWORD}
        step = await self.request("POST", f"/auth/login_flow/{step['flow_id']}", client | proof)
        await self._redeem(step["result"])

    async def _redeem(self, code: str) -> None:
        form = {
            "client_id": f"{self.origin}/",
            "grant_type": "authorization_code",
            "code": code,
        }
        self.token = (await self.request("POST", "/auth/token", form=form))["access_token"]

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[Socket]:
        """Open a websocket, logged in."""
        async with self._session.ws_connect("/api/websocket", max_msg_size=0) as connection:
            await connection.receive_json()
            await connection.send_json({"type": "auth", "access_token": self.token})
            if (await connection.receive_json())["type"] != "auth_ok":
                raise Refused("the websocket did not accept the token")
            socket = Socket(connection)
            reading = asyncio.create_task(socket.read())
            try:
                yield socket
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def state(self, entity_id: str) -> Json:
        """Return the state of an entity."""
        state: Json = await self.request("GET", f"/api/states/{entity_id}")
        return state

    async def entries(self, domain: str = "pbx") -> list[Json]:
        """Return the config entries of an integration."""
        path = f"/api/config/config_entries/entry?domain={domain}"
        entries: list[Json] = await self.request("GET", path)
        return entries

    async def begin_flow(self, handler: str = "pbx", **more: Any) -> Json:
        """Begin to add an integration; with `entry_id`, to reconfigure one."""
        step: Json = await self.request(
            "POST", "/api/config/config_entries/flow", {"handler": handler, **more}
        )
        return step

    async def answer_flow(self, step: Json, answer: Json) -> Json:
        """Answer the question that a flow has asked."""
        path = f"/api/config/config_entries/flow/{step['flow_id']}"
        following: Json = await self.request("POST", path, answer)
        return following

    async def begin_options(self, entry_id: str) -> Json:
        """Open the options of an entry."""
        path = "/api/config/config_entries/options/flow"
        step: Json = await self.request("POST", path, {"handler": entry_id})
        return step

    async def answer_options(self, step: Json, answer: Json) -> Json:
        """Submit the options."""
        path = f"/api/config/config_entries/options/flow/{step['flow_id']}"
        end: Json = await self.request("POST", path, answer)
        return end

    async def finish_flow(self, step: Json, answers: Mapping[str, Json]) -> Json:
        """Answer question by question until the flow has ended; return how."""
        while step["type"] in ("form", "menu"):
            if step.get("errors") or step["step_id"] not in answers:
                raise FlowStuck(f"step {step['step_id']}: {step.get('errors') or 'no answer'}")
            step = await self.answer_flow(step, answers[step["step_id"]])
        return step
