"""The questions that are put to the PBX, with typed answers."""

from typing import Final

from ...errors import ApiDisabled, ProtocolError
from ...recorder import Recorder
from .answers import (
    DeviceInfo,
    ExtensionCalls,
    ExtensionRow,
    TrunkCall,
    TrunkRow,
    device_info,
    extension_calls,
    extension_rows,
    trunk_calls,
    trunk_rows,
)
from .api import Api
from .dialect import Operation
from .errors_table import RequestFailed, Trouble
from .members import MemberKind

# Something answers, but nothing that can be read: the list of extensions tells whether it is a PBX.
_GARBLED: Final = (ApiDisabled, ProtocolError)


class Queries:
    """Asks over a session; `None` is an answer that says nothing."""

    def __init__(self, api: Api, recorder: Recorder) -> None:
        """Ask over this session, and count the answers that make no sense."""
        self._api = api
        self._recorder = recorder

    async def device(self) -> DeviceInfo:
        """Ask what PBX this is."""
        return device_info(await self._api.request(Operation.DEVICE))

    async def extensions(self) -> tuple[ExtensionRow, ...]:
        """List all extensions."""
        rows = extension_rows(await self._api.request(Operation.EXTENSIONS))
        if rows is None:
            raise ProtocolError("the list of extensions is missing")
        return rows

    async def trunks(self) -> tuple[TrunkRow, ...] | None:
        """List all trunks; None if this PBX does not tell."""
        try:
            return trunk_rows(await self._api.request(Operation.TRUNKS))
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
        except _GARBLED:
            self._recorder.count("garbled answer", Operation.TRUNKS)
        return None

    async def calls(self) -> tuple[tuple[TrunkCall, ...], bool]:
        """List all calls over trunks, and tell whether these really are all."""
        inbound, outbound = await self.inbound(), await self.outbound()
        found = (*(inbound or ()), *(outbound or ()))
        return found, inbound is not None and outbound is not None

    async def inbound(self) -> tuple[TrunkCall, ...] | None:
        """List all calls from outside."""
        return await self._trunk_calls(Operation.INBOUND, MemberKind.INBOUND)

    async def outbound(self) -> tuple[TrunkCall, ...] | None:
        """List all calls to outside."""
        return await self._trunk_calls(Operation.OUTBOUND, MemberKind.OUTBOUND)

    async def extension(self, number: str) -> ExtensionCalls | None:
        """Ask with whom an extension is on a call; None if it is not known over there."""
        fields = {self._api.dialect.extension_key: number}
        try:
            answer = await self._api.request(Operation.EXTENSION, **fields)
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
            return None
        return extension_calls(answer, number)

    async def _trunk_calls(
        self, operation: Operation, kind: MemberKind
    ) -> tuple[TrunkCall, ...] | None:
        """List the calls of one kind; no call at all may come as a failure."""
        try:
            return trunk_calls(await self._api.request(operation), kind)
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
            return ()
        except _GARBLED:
            self._recorder.count("garbled answer", operation)
            return None
