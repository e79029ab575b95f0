"""Which APIs are ticked: only asking tells, and asking may cost the connection.

What a PBX does with a message for an API that is not ticked is not documented (silence, an error,
a closed socket). All are asked at once; if the PBX hangs up on that, they are asked one by one on
the next connections, and the one it hangs up on is left alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from ...errors import ApiDisabled, LinkLost
from ...model import NO_CAPABILITY, Capability
from .feature import Feature
from .wire import GetNodeInfoResult

type AskNode = Callable[[], Awaitable[GetNodeInfoResult]]


class HungUpError(Exception):
    """The PBX closed the connection on a question; another one is needed."""


class Probing:
    """What is known of the APIs, from one connection to the next."""

    def __init__(self, patience: float) -> None:
        """Wait so long for an API once another has answered."""
        self._patience = patience
        self._is_careful = False
        self._left_alone: set[int] = set()

    async def ask(
        self, features: Sequence[Feature], node: AskNode
    ) -> tuple[GetNodeInfoResult, list[Capability]]:
        """Give the node, and what can be done by each feature.

        Raises `ApiDisabled` if PbxApi itself is not ticked, `HungUpError` if it is to be asked
        again on another connection, and `LinkLost`.
        """
        if self._is_careful:
            return await self._one_by_one(features, node)
        return await self._at_once(features, node)

    async def _at_once(
        self, features: Sequence[Feature], node: AskNode
    ) -> tuple[GetNodeInfoResult, list[Capability]]:
        """Ask for everything together."""
        probes = [asyncio.create_task(feature.begin()) for feature in features]
        try:
            answer = await node()
            if probes:
                await asyncio.wait(probes, timeout=self._patience)
            return answer, [_found(probe) for probe in probes]
        except (ApiDisabled, LinkLost) as err:
            if not isinstance(err, LinkLost) and not isinstance(err.__cause__, LinkLost):
                raise
            self._is_careful = True
            raise HungUpError from err
        finally:
            for probe in probes:
                probe.cancel()
            await asyncio.gather(*probes, return_exceptions=True)

    async def _one_by_one(
        self, features: Sequence[Feature], node: AskNode
    ) -> tuple[GetNodeInfoResult, list[Capability]]:
        """Ask for one after the other, to know which question costs the connection."""
        answer = await node()
        found = []
        for index, feature in enumerate(features):
            if index in self._left_alone:
                found.append(NO_CAPABILITY)
                continue
            try:
                found.append(await self._alone(feature))
                # What comes back proves that the question before did no harm.
                await node()
            except (ApiDisabled, LinkLost) as err:
                self._left_alone.add(index)
                raise HungUpError from err
        return answer, found

    async def _alone(self, feature: Feature) -> Capability:
        """Ask for one."""
        try:
            async with asyncio.timeout(self._patience):
                return await feature.begin()
        except TimeoutError:
            return NO_CAPABILITY


def _found(probe: asyncio.Task[Capability]) -> Capability:
    """Say what a question has brought; silence is nothing."""
    if not probe.done() or probe.cancelled():
        return NO_CAPABILITY
    err = probe.exception()
    if isinstance(err, TimeoutError):
        return NO_CAPABILITY
    if err is not None:
        raise err
    return probe.result()
