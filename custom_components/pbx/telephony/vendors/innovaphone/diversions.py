"""Diversions that people have set themselves, read now and then: the PBX does not tell of changes.

Read and written are the user-made ones only, not those that an administrator has set. Versions
before 14r1 know none of this, and are silent.
"""

import asyncio
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Final

from ...commands import Command, Receipt, SetForward, ShowNote
from ...errors import CommandRefused
from ...facts import ExtensionIs
from ...model import NO_CAPABILITY, Capability, ExtensionId
from ...settings import (
    ExtensionSettings,
    Forward,
    Forwarding,
    ForwardKind,
    ForwardTarget,
)
from .codecs import Failure
from .feature import Line
from .notes import show_note
from .people import Known
from .requests import Facts
from .translate import address, numbering
from .waiting import Waiting
from .wire import GetNodeInfo, GetNodeInfoResult, Message, Unknown
from .wire.diversions import (
    AddDiversion,
    AddDiversionResult,
    DelDiversion,
    DelDiversionResult,
    GetDiversion,
    GetDiversionResult,
)

WORDS: Final = {
    Forwarding.ALWAYS: "cfu",
    Forwarding.BUSY: "cfb",
    Forwarding.NO_ANSWER: "cfnr",
}

# One of them may be unknown to the PBX; three would be a coincidence.
_PROBES: Final = 3
# Few at a time: nobody waits for them.
_WINDOW: Final = 3
_DIALLED: Final = (ForwardKind.EXTENSION, ForwardKind.NUMBER)
# The same for all of whom no more is known.
_UNREAD: Final = ExtensionSettings()
_OFF: Final = Forward(active=False)


class Diversions:
    """The diversions of all watched people; the same version shows notifications."""

    def __init__(self, line: Line) -> None:
        """Prepare; nothing is asked before `begin`."""
        self._line = line
        self._known: dict[ExtensionId, ExtensionSettings] = {}
        self._nameless: set[ExtensionId] = set()
        """Whom the PBX could not be asked about at first."""
        self._queue: deque[ExtensionId] = deque()
        self._unanswered: Waiting[GetDiversion] = Waiting(line.times.answer)
        self._later: Waiting[ExtensionId] = Waiting(line.times.diversions)
        self._soon: Waiting[ExtensionId] = Waiting(line.times.diversion_made)

    async def begin(self) -> Capability:
        """Ask for a diversion: whoever knows them also knows notifications.

        A notification cannot be tried without somebody seeing it. Both came with 14r1.
        """
        asked = list(
            islice((who for each in self._line.people.all if (who := _who(each))), _PROBES)
        )
        # All at once: of a user that it does not know, the PBX may say nothing at all.
        probes = [asyncio.create_task(self._probe(who)) for who in asked or [{"sip": ""}]]
        try:
            async for probe in asyncio.as_completed(probes):
                answer = await probe
                if isinstance(answer, GetDiversionResult) and (not answer.failure or not asked):
                    return Capability.FORWARDING | Capability.NOTES
            return NO_CAPABILITY
        finally:
            for probe in probes:
                probe.cancel()
            await asyncio.gather(*probes, return_exceptions=True)

    async def _probe(self, who: dict[str, str]) -> Message | None:
        """Ask for a diversion of somebody; None is silence."""
        request = GetDiversion(src=self._line.requests.tag("v"), type="cfu", **who)
        with suppress(TimeoutError):
            return await self._line.ask(request, self._line.times.answer)
        return None

    def start(self, now: float) -> None:
        """Read everybody's once."""
        self.people_changed(self._line.people.keys, (), now)

    @property
    def is_answered(self) -> bool:
        """Hold the first picture up for nothing: many people have many diversions."""
        return True

    @property
    def is_settled(self) -> bool:
        """Hold the first picture up for nothing."""
        return True

    def picture(self) -> Facts:
        """Tell what has been read by now."""
        return tuple(ExtensionIs(id=key, settings=each) for key, each in self._known.items())

    @property
    def deadline(self) -> float | None:
        """Say when somebody is to be asked about, or has not been answered."""
        times = (self._unanswered.next, self._later.next, self._soon.next)
        return min((each for each in times if each is not None), default=None)

    def tick(self, now: float) -> Facts:
        """Give up questions, and read again what was read long ago."""
        for request in self._unanswered.take(now):
            self._line.requests.forget(request)
        self._queue.extend(self._later.take(now))
        self._queue.extendleft(self._soon.take(now))
        self._fill(now)
        return ()

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Read those who are new, and forget those who are gone."""
        for key in removed:
            self._known.pop(key, None)
            self._nameless.discard(key)
            self._later.drop(key)
            self._soon.drop(key)
        for key in added:
            self._known[key] = _UNREAD
            self._queue.append(key)
        self._fill(now)

    def _fill(self, now: float) -> None:
        """Ask for the diversions of the next few."""
        while self._queue and len(self._unanswered) < _WINDOW * len(WORDS):
            key = self._queue.popleft()
            if key not in self._known:
                continue
            self._later.add(key, now)
            if (known := self._line.people.get(key)) and (who := _who(known)):
                for when in WORDS:
                    self._read(key, when, who, now)
            elif key not in self._nameless:
                # Watched by number: the name comes with the first state.
                self._nameless.add(key)
                self._soon.add(key, now)

    def _read(self, key: ExtensionId, when: Forwarding, who: dict[str, str], now: float) -> None:
        """Ask for one diversion."""
        request = GetDiversion(src=self._line.requests.tag("v"), type=WORDS[when], **who)
        self._unanswered.add(request, now)
        self._line.requests.ask(request, partial(self._hear, key, when, request))

    def _hear(
        self,
        key: ExtensionId,
        when: Forwarding,
        request: GetDiversion,
        answer: Message | Unknown,
        now: float,
    ) -> Facts:
        """Take one diversion, and go on."""
        self._unanswered.drop(request)
        self._fill(now)
        if isinstance(answer, GetDiversionResult) and not answer.failure:
            return self._learn(key, when, answer)
        return ()

    def _learn(self, key: ExtensionId, when: Forwarding, said: GetDiversionResult) -> Facts:
        """Take one diversion; where it went to is remembered while it is off."""
        if (settings := self._known.get(key)) is None:
            return ()
        before = settings.forward(when)
        target = self._target(said)
        forward = Forward(active=target is not None, target=target or before.target)
        return self._put(key, when, _OFF if forward == _OFF else forward)

    def _put(self, key: ExtensionId, when: Forwarding, forward: Forward) -> Facts:
        """Remember one diversion, and tell it if it is another one."""
        settings = self._known[key].with_forward(when, forward)
        if settings == self._known[key]:
            return ()
        self._known[key] = settings
        return (ExtensionIs(id=key, settings=settings),)

    def _target(self, said: GetDiversionResult) -> ForwardTarget | None:
        """Say where calls go; None if nowhere else."""
        sip, number = said.sip or "", said.num or ""
        if not sip and not number:
            return None
        if (known := self._line.people.find(sip=sip, number=number)) is not None:
            inside = known.number or number or sip
            return ForwardTarget(kind=ForwardKind.EXTENSION, number=inside)
        return ForwardTarget(kind=ForwardKind.NUMBER, number=number or sip)

    async def execute(self, command: Command) -> Receipt | None:
        """Set a diversion, or show a notification."""
        match command:
            case ShowNote():
                return await show_note(self._line, command)
            case SetForward():
                return await self._set(command)
        return None

    async def _set(self, command: SetForward) -> Receipt:
        """Change one diversion, and read what has become of it."""
        key, when = command.extension, command.when
        known, settings = self._line.people.get(key), self._known.get(key)
        who = _who(known) if known else None
        if settings is None or who is None:
            raise CommandRefused("extension_not_found")
        before = settings.forward(when)
        target = command.target or before.target
        active = before.active if command.active is None else command.active
        if not active and command.active is None:
            # The PBX keeps no target of a diversion that is off, so it is kept here for a while.
            self._line.tell(self._put(key, when, replace(before, target=target)))
            return Receipt()
        if active:
            await self._add(when, who, target)
        else:
            await self._delete(when, who)
        await self._read_back(key, when, who)
        return Receipt()

    async def _add(self, when: Forwarding, who: dict[str, str], to: ForwardTarget | None) -> None:
        """Divert to somebody."""
        if to is None:
            raise CommandRefused("forward_target_missing")
        if to.kind not in _DIALLED or not to.number:
            raise CommandRefused("forward_target_not_accepted")
        end = address(ExtensionId(await self._dialable(to.number)))
        request = AddDiversion(
            src=self._line.requests.tag("v"),
            type=WORDS[when],
            ep_num=end.get("num"),
            ep_sip=end.get("sip"),
            **who,
        )
        _check(await self._line.ask(request, self._line.times.answer))

    async def _dialable(self, number: str) -> str:
        """Write a number as it is dialled from here."""
        if not number.startswith("+"):
            return number
        request = GetNodeInfo(src=self._line.requests.tag("n"))
        node = await self._line.ask(request, self._line.times.answer)
        return numbering(node).dialable(number) if isinstance(node, GetNodeInfoResult) else number

    async def _delete(self, when: Forwarding, who: dict[str, str]) -> None:
        """Divert no longer."""
        request = DelDiversion(src=self._line.requests.tag("v"), type=WORDS[when], **who)
        _check(await self._line.ask(request, self._line.times.answer))

    async def _read_back(self, key: ExtensionId, when: Forwarding, who: dict[str, str]) -> None:
        """Read a diversion that was changed, now and a little later: it may take a moment."""
        request = GetDiversion(src=self._line.requests.tag("v"), type=WORDS[when], **who)
        answer = await self._line.ask(request, self._line.times.answer)
        if key in self._known:
            self._soon.add(key, self._line.now())
        facts: Facts = ()
        if isinstance(answer, GetDiversionResult) and not answer.failure:
            facts = self._learn(key, when, answer)
        # Telling, if it be nothing, also lets the line look at when we want to be called.
        self._line.tell(facts)


def _who(known: Known) -> dict[str, str] | None:
    """Say how the PBX finds a person here: one of name and identity, the name preferred."""
    if known.sip:
        return {"sip": known.sip}
    return {"guid": known.guid} if known.guid else None


def _check(answer: Message) -> None:
    """Raise what the PBX has against a change."""
    if isinstance(answer, AddDiversionResult | DelDiversionResult) and answer.ok:
        return
    failure: Failure | None = getattr(answer, "failure", None)
    raise CommandRefused(detail=(failure.text or failure.code) if failure else "")
