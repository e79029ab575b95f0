"""All calls that RCC tells of: from handles to conversations, and from these to facts.

A handle belongs to one conversation at a time; the conference id says to which. What has ended is
remembered, so that nothing late revives it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from ....facts import CallEnded, Fact, Happened, LegIs
from ....memory import Remembered
from ....model import CallId, Cause, LegId, LegState, Role
from ....moments import KeyPressed
from ..codecs_rcc import Connector
from ..requests import Facts
from ..waiting import Waiting
from ..wire.rcc import CallInfo
from .codes import CallState, cause_of, leg_cause, state_of
from .conversation import Conversation, Handle, HandleId, View
from .legs import legs_of
from .parties import Parties

# Nobody has more calls at a time; a hostile peer invents them without end.
MAX_HANDLES: Final = 64
# All legs of a PBX; they have no tag of a user.
MAX_STREAMED: Final = 10_000
# More phones do not ring for one call; beyond that it is taken for another.
_MAX_LEGS: Final = 256
_REMEMBERED: Final = 2_000
_MAX_KEYS: Final = 32
_KEYS: Final = frozenset("0123456789*#ABCD")
_FAILURES: Final = (Cause.BUSY, Cause.REFUSED, Cause.FAILED)
_NAMES: Final = ("cn", "dn", "h323", "e164", "norm")
# Both calls of a transfer end at once, and one of them tells of it.
_SAME_TRANSFER: Final = 3.0


class Calls:
    """The handles of one connection."""

    def __init__(
        self,
        parties: Parties,
        speaks: Callable[[str], bool],
        clock: Callable[[], float],
        linger: float,
        ends: Remembered[str, int],
    ) -> None:
        """Know no call; `speaks` tells who is followed, by the id of the party.

        `ends` tells how often a call of each conference has ended, also on earlier connections.
        """
        self._parties = parties
        self._speaks = speaks
        self._clock = clock
        self._handles: dict[str, dict[int, Handle]] = {}
        self._of: dict[HandleId, Conversation] = {}
        self._by_conf: dict[str, Conversation] = {}
        self._by_id: dict[CallId, Conversation] = {}
        self._waiting: Waiting[Conversation] = Waiting(linger)
        self._silent: Waiting[Conversation] = Waiting(linger)
        self._gone: Remembered[tuple[HandleId, str], None] = Remembered(_REMEMBERED)
        self._ends = ends
        self._transfers: Remembered[str, tuple[CallId, float]] = Remembered(_REMEMBERED)
        self._keys = 0
        self._news = asyncio.Event()

    def handles(self, tag: str) -> tuple[Handle, ...]:
        """Give the handles that were told under a tag."""
        return tuple(self._handles.get(tag, {}).values())

    def handle(self, tag: str, number: int) -> Handle | None:
        """Give a handle."""
        return self._handles.get(tag, {}).get(number)

    def call_of(self, handle: Handle) -> CallId | None:
        """Name the call that a handle is of, while that goes on."""
        found = self._of.get(handle.id)
        return found.id if found else None

    def find(self, call: CallId) -> Conversation | None:
        """Find a call that goes on."""
        return self._by_id.get(call)

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        times = (self._waiting.next, self._silent.next)
        return min((each for each in times if each is not None), default=None)

    def tick(self, now: float) -> Facts:
        """End the calls that were sent elsewhere and not heard of there; believe the far side."""
        facts: list[Fact] = []
        for call in self._waiting.take(now):
            call.waits = False
            facts += self._tell(call, now)
        for call in self._silent.take(now):
            call.mute |= call.silent
            facts += self._tell(call, now)
        return tuple(facts)

    def picture(self) -> Facts:
        """Tell of all calls that go on."""
        return tuple(
            self._leg_is(call, leg, view)
            for call in self._by_id.values()
            for leg, view in call.told.items()
        )

    async def changed(self, is_done: Callable[[], bool], patience: float) -> None:
        """Wait until this is so, or for so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not is_done():
                    self._news.clear()
                    await self._news.wait()

    def hear(self, tag: str, owner: Connector, info: CallInfo, now: float) -> Facts:
        """Take what was said of a user's call."""
        if info.call is None:
            return ()
        handle = self.handle(tag, info.call)
        if info.deleted or info.msg == "del":
            return self._delete(handle, info, now) if handle else ()
        if handle is None:
            if info.state is None:
                return ()
            conf, state = info.conf or f"{tag}.{info.call}", state_of(info.state)
            handle = self.open((tag, info.call), owner, conf, state, now, is_new=state.begins)
            if handle is None:
                return ()
        facts = self._move(handle, info.conf, now)
        if not handle.is_live and handle.id not in self._of:
            return facts
        self._learn(handle, info)
        return facts + self.tell(handle, now) + self._pressed(handle, info.dtmf or "")

    def open(
        self,
        id: HandleId,
        owner: Connector,
        conf: str,
        state: CallState,
        now: float,
        *,
        is_new: bool,
    ) -> Handle | None:
        """Take a handle; None if it is one too many, or was deleted and is not said to be new."""
        tag, number = id
        here = self._handles.setdefault(tag, {})
        limit = MAX_HANDLES if tag else MAX_STREAMED
        if ((id, conf) in self._gone and not is_new) or len(here) >= limit:
            return None
        handle = here[number] = Handle(id, owner, conf, state)
        self._join(handle, conf, now)
        return handle

    def drop(self, handle: Handle, cause: Cause | None, now: float) -> Facts:
        """Take that a handle is no more."""
        tag, number = handle.id
        self._handles.get(tag, {}).pop(number, None)
        self._gone.put((handle.id, handle.conf), None)
        handle.cause = handle.cause or cause
        call = self._of.pop(handle.id, None)
        if call is None:
            return ()
        del call.handles[handle.id]
        call.left[self._parties.who(handle.owner).id] = handle.end
        if handle.goes_on and not call.is_live:
            call.waits = True
            self._waiting.add(call, now)
        return self._tell(call, now)

    def forget(self, tag: str, now: float) -> Facts:
        """Take that nothing more will be told under a tag."""
        facts = [fact for each in self.handles(tag) for fact in self.drop(each, Cause.LOST, now)]
        self._handles.pop(tag, None)
        return tuple(facts)

    def tell(self, handle: Handle, now: float) -> Facts:
        """Tell what is new of the call of a handle."""
        call = self._of.get(handle.id)
        return self._tell(call, now) if call else ()

    def _delete(self, handle: Handle, info: CallInfo, now: float) -> Facts:
        """Take the last message of a handle; it may still say why."""
        self._take_cause(handle, info)
        return self.drop(handle, None, now)

    def _learn(self, handle: Handle, info: CallInfo) -> None:
        """Replace what was said, and keep the rest."""
        if info.state is not None and handle.is_live:
            handle.state = state_of(info.state)
        if info.peer is not None:
            self.meet(handle, info.peer)
        if info.others is not None:
            handle.others = info.others
        self._take_cause(handle, info)

    def meet(self, handle: Handle, said: Connector) -> None:
        """Take who the other side is; of the same one what is not repeated stays known."""
        before = handle.peer
        dials = not handle.state.is_called and handle.state.own is LegState.DIALING
        if before is None or not (dials or _is_same(before, said)):
            handle.peer = said
            handle.far_id = self._parties.who(said).id or f"?{handle.id[0]}.{handle.id[1]}"
            return
        kept = {name: getattr(said, name) or getattr(before, name) for name in _NAMES}
        handle.peer = replace(said, **kept)

    def _take_cause(self, handle: Handle, info: CallInfo) -> None:
        """Note why a call ends."""
        if (found := cause_of(info.infos)) and (handle.state.is_over or info.deleted):
            cause, text = found
            state = handle.state
            handle.cause = leg_cause(cause, info.msg or "", is_called=state.is_called)
            handle.reason = text if cause in _FAILURES else ""

    def _join(self, handle: Handle, conf: str, now: float) -> None:
        """Put a handle to the others of its conference."""
        call = self._by_conf.get(conf)
        if call is not None and len(call.handles) >= _MAX_LEGS:
            conf = f"{conf}/{handle.id[0]}.{handle.id[1]}"
            call = self._by_conf.get(conf)
        if call is None:
            ends = self._ends.get(conf)
            id = CallId(conf if ends is None else f"{conf}/{ends}")
            call = self._by_conf[conf] = self._by_id[id] = Conversation(id, confs={conf})
        call.handles[handle.id] = handle
        call.left.pop(self._parties.who(handle.owner).id, None)
        call.waits = False
        self._waiting.drop(call)
        self._of[handle.id] = call

    def _move(self, handle: Handle, conf: str | None, now: float) -> Facts:
        """Follow a handle into another conference; one that nobody knows is the same renamed."""
        if not conf or conf == handle.conf:
            return ()
        handle.conf = conf
        before = self._of.get(handle.id)
        if before is None:
            self._join(handle, conf, now)
            return ()
        if conf not in self._by_conf:
            before.confs.add(conf)
            self._by_conf[conf] = before
        if self._by_conf[conf] is before:
            return ()
        del before.handles[handle.id]
        before.left[self._parties.who(handle.owner).id] = Cause.NORMAL
        facts = self._tell(before, now)
        self._join(handle, conf, now)
        return facts

    def _tell(self, call: Conversation, now: float) -> Facts:
        """Tell the difference to what was told, and the end."""
        self._news.set()
        legs = legs_of(call, self._parties, self._speaks)
        facts: list[Fact] = []
        for leg, seen in legs.items():
            view = self._told_once(call, seen)
            if call.told.get(leg) != view:
                call.told[leg] = view
                facts.append(self._leg_is(call, leg, view))
            if view.role is Role.CALLEE and view.state is LegState.TALKING:
                call.was_answered = True
        if call.is_live:
            self._await_silent(call, now)
            return tuple(facts)
        return (*facts, self._close(call))

    def _await_silent(self, call: Conversation, now: float) -> None:
        """Give those who should tell of a call the time to do so."""
        if not call.silent - call.mute:
            self._silent.drop(call)
        elif call not in self._silent:
            self._silent.add(call, now)

    def _told_once(self, call: Conversation, view: View) -> View:
        """Let a transfer be told by one of the two calls that it joins."""
        if view.cause is not Cause.TRANSFERRED:
            return view
        at = self._clock()
        other, when = self._transfers.get(view.who.id) or (call.id, at)
        if other != call.id and at - when < _SAME_TRANSFER:
            return view._replace(cause=Cause.NORMAL)
        if other != call.id or view.who.id not in self._transfers:
            self._transfers.put(view.who.id, (call.id, at))
        return view

    def _leg_is(self, call: Conversation, leg: LegId, view: View) -> LegIs:
        """Make the fact of a leg."""
        return LegIs(
            call=call.id,
            leg=leg,
            at=self._clock(),
            party=view.who.party,
            role=view.role,
            state=view.state,
            held_by_us=view.holds,
            held_by_peer=view.is_held,
            cause=view.cause,
            direction=call.direction,
            group=call.group,
        )

    def _close(self, call: Conversation) -> CallEnded:
        """Take that a call is over; handles that are still there have none any more."""
        reasons = [handle.reason for handle in call.handles.values() if handle.reason]
        for id in call.handles:
            self._of.pop(id, None)
        for conf in call.confs:
            if self._by_conf.get(conf) is call:
                del self._by_conf[conf]
            self._ends.put(conf, (self._ends.get(conf) or 0) + 1)
        self._by_id.pop(call.id, None)
        self._silent.drop(call)
        cause = call.cause
        reason = reasons[0] if reasons and cause in _FAILURES else None
        return CallEnded(call=call.id, at=self._clock(), cause=cause, reason=reason)

    def _pressed(self, handle: Handle, keys: str) -> Facts:
        """Tell the keys that the other side has pressed."""
        call = self._of.get(handle.id)
        if call is None or not keys or handle.peer is None:
            return ()
        party = self._parties.who(handle.peer).party
        facts: list[Fact] = []
        for key in keys[:_MAX_KEYS]:
            if key in _KEYS:
                self._keys += 1
                at = self._clock()
                # Conferences outlive a connection, and a count does not.
                id = f"{call.id}:{at}:{self._keys}"
                facts.append(
                    Happened(moment=KeyPressed(id=id, at=at, call=call.id, party=party, key=key))
                )
        return tuple(facts)


def _is_same(one: Connector, other: Connector) -> bool:
    """Tell whether two descriptions are of the same party."""
    pairs = ((one.h323, other.h323), (one.e164, other.e164))
    return any(a and a == b for a, b in pairs) or not any(text for pair in pairs for text in pair)
