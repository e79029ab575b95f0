"""The questions that are put to the PBX, with typed answers."""

from collections.abc import Collection
from itertools import batched
from typing import Final

from ...errors import ApiDisabled, ProtocolError
from ...recorder import Recorder
from .answers import (
    DeviceInfo,
    ExtensionCalls,
    ExtensionRow,
    Found,
    FoundCall,
    TrunkCall,
    TrunkRow,
    asked_about,
    calls_of_all,
    device_info,
    extension_calls,
    extension_rows,
    found_calls,
    trunk_calls,
    trunk_rows,
)
from .api import Api
from .errors_table import RequestFailed, Trouble
from .members import MemberKind
from .operations import Operation
from .pairs import Pairs

# Something answers, but nothing that can be read: the list of extensions tells whether it is a PBX.
_GARBLED: Final = (ApiDisabled, ProtocolError)
# "The call id does not exist", "the call does not exist".
_NO_CALL: Final = (10005, 10007)
# How many extensions one question is about, and about how many is asked at a time at all.
_AT_ONCE: Final = 50
_AT_MOST: Final = 1_000


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
            if (rows := trunk_rows(await self._api.request(Operation.TRUNKS))) is not None:
                return rows
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
            return None
        except _GARBLED:
            pass
        self._recorder.count("garbled answer", Operation.TRUNKS)
        return None

    @property
    def lists_members(self) -> bool:
        """Tell whether this PBX lists calls with all their members."""
        dialect = self._api.dialect
        return dialect.has(Operation.CALLS) and dialect.has(Operation.EXTENSION_CALLS)

    async def calls(self, busy: Collection[str]) -> Found:
        """List the calls over trunks, and where the PBX tells also those of busy extensions."""
        if self.lists_members:
            return await self._calls_with_members(busy)
        inbound, outbound = await self.inbound(), await self.outbound()
        return Found(
            lines=(*(inbound or ()), *(outbound or ())),
            are_all=inbound is not None and outbound is not None,
        )

    async def calls_of(self, extensions: Collection[str]) -> Found:
        """List the calls of extensions; what is not asked about may go on."""
        talks: dict[str, FoundCall] = {}
        told: set[str] = set()
        for some in batched(sorted(extensions)[:_AT_MOST], _AT_ONCE, strict=False):
            answer = await self._told(Operation.EXTENSION_CALLS, extension=",".join(some))
            if answer is None:
                continue
            told |= asked_about(answer).intersection(some)
            talks |= {call.id: call for call in found_calls(answer)}
        return Found(
            talks=tuple(talks.values()),
            asked_about=frozenset(told),
            are_all=told.issuperset(extensions),
        )

    async def call(self, id: str) -> tuple[FoundCall, ...] | None:
        """Ask about one call; None if it is over. An answer about another one says nothing."""
        try:
            answer = await self._api.request(Operation.CALLS, call=id)
        except RequestFailed as err:
            if err.errno in _NO_CALL:
                return None
            raise
        return tuple(call for call in found_calls(answer) if call.id == id)

    async def _calls_with_members(self, busy: Collection[str]) -> Found:
        """List the calls over trunks, then those of extensions, which may be internal."""
        talks: dict[str, FoundCall] = {}
        are_all = True
        for kind in (MemberKind.INBOUND, MemberKind.OUTBOUND):
            answer = await self._told(Operation.CALLS, direction=kind.value)
            are_all = are_all and answer is not None
            talks |= {call.id: call for call in found_calls(answer or Pairs())}
        found = await self.calls_of(busy)
        talks |= {call.id: call for call in found.talks}
        return Found(talks=tuple(talks.values()), asked_about=found.asked_about, are_all=are_all)

    async def _told(self, operation: Operation, **fields: str) -> Pairs | None:
        """Ask for calls; nothing at all may come as a failure, and None is no answer."""
        try:
            return await self._api.request(operation, **fields)
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
            return Pairs()
        except _GARBLED:
            self._recorder.count("garbled answer", operation)
            return None

    async def inbound(self) -> tuple[TrunkCall, ...] | None:
        """List all calls from outside."""
        return await self._trunk_calls(Operation.INBOUND, MemberKind.INBOUND)

    async def outbound(self) -> tuple[TrunkCall, ...] | None:
        """List all calls to outside."""
        return await self._trunk_calls(Operation.OUTBOUND, MemberKind.OUTBOUND)

    async def extension(self, number: str) -> ExtensionCalls | None:
        """Ask with whom an extension is on a call; None if it is not known over there."""
        try:
            answer = await self._api.request(Operation.EXTENSION, extension=number)
        except RequestFailed as err:
            if err.code.trouble is Trouble.TRANSIENT:
                raise
            return None
        return extension_calls(answer, number)

    async def people(self, numbers: Collection[str]) -> tuple[ExtensionCalls, ...]:
        """Ask with whom extensions are on calls; whom the PBX says nothing about is left out."""
        found: list[ExtensionCalls] = []
        for some in batched(sorted(numbers)[:_AT_MOST], _AT_ONCE, strict=False):
            answer = await self._told(Operation.EXTENSION, extension=",".join(some))
            found += (row for row in calls_of_all(answer or Pairs()) if row.number in some)
        return tuple(found)

    async def _trunk_calls(
        self, operation: Operation, kind: MemberKind
    ) -> tuple[TrunkCall, ...] | None:
        """List the calls of one kind."""
        answer = await self._told(operation)
        return None if answer is None else trunk_calls(answer, kind)
