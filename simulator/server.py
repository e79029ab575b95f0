"""What both PBXs share: a web server on loopback that comes and goes on one port."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Callable, Coroutine
import ipaddress
import ssl
from typing import Any, Self

from aiohttp import web

from .clock import Clock
from .faults import Faults
from .office import Office, OfficeEvent
from .tls import Identity


class LoopbackServer(ABC):
    """Serve an office on a loopback address; stop and start again at will."""

    newest_tls = ssl.TLSVersion.MAXIMUM_SUPPORTED

    def __init__(
        self,
        office: Office,
        port: int = 0,
        host: str = "127.0.0.1",
        tls: bool = False,
        clock: Clock | None = None,
    ) -> None:
        # These PBXs give anybody what they ask for; nobody else may reach them.
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is not a loopback address")
        self.office = office
        self.host = host
        self.port = port
        self.clock = clock or Clock()
        self.faults = Faults(self.clock)
        self.identity = Identity(host) if tls else None
        self.stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._unobserve: Callable[[], None] | None = None

    @property
    def running(self) -> bool:
        """Tell whether the port is open."""
        return self._runner is not None

    async def start(self) -> None:
        """Open the port, always the same once one was given."""
        if self.running:
            return
        self.stopping = asyncio.Event()
        runner = web.AppRunner(
            self._application(),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=0.1,
        )
        await runner.setup()
        self._runner = runner
        context = self.identity.context(self.newest_tls) if self.identity else None
        site = web.TCPSite(runner, self.host, self.port, ssl_context=context, reuse_address=True)
        await site.start()
        self.port = runner.addresses[0][1]
        self._unobserve = self.office.observe(self._happened)

    async def stop(self) -> None:
        """Pull the network plug: no port, no connection, no task remains."""
        self.stopping.set()
        if self._unobserve is not None:
            self._unobserve()
            self._unobserve = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something in the background, at the latest until the server stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @abstractmethod
    async def settled(self) -> None:
        """Wait until everything that there was to send has been sent."""

    @abstractmethod
    def _application(self) -> web.Application: ...

    @abstractmethod
    def _happened(self, event: OfficeEvent) -> None: ...
