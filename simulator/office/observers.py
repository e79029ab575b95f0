"""Telling observers what happens, each in order, none waiting for another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

type Observer[E] = Callable[[E], Awaitable[Any] | None]


class _Seat[E]:
    """One observer; an asynchronous one hears an event after it digested the last."""

    def __init__(self, observer: Observer[E]) -> None:
        self._observer = observer
        self._unheard: deque[E] = deque()
        self._listening: asyncio.Task[None] | None = None

    def tell(self, event: E) -> None:
        if self._listening is not None:
            self._unheard.append(event)
        elif (hearing := self._observer(event)) is not None:
            self._listening = asyncio.ensure_future(self._listen(hearing))

    async def _listen(self, hearing: Awaitable[Any] | None) -> None:
        """Live only while there is something to hear, so an idle office owns no task."""
        try:
            while True:
                if hearing is not None:
                    await hearing
                if not self._unheard:
                    return
                hearing = self._observer(self._unheard.popleft())
        finally:
            self._listening = None

    def leave(self) -> None:
        self._unheard.clear()
        if self._listening is not None:
            self._listening.cancel()


class Observers[E]:
    """Whoever wants to know."""

    def __init__(self) -> None:
        self._seats: list[_Seat[E]] = []

    def add(self, observer: Observer[E]) -> Callable[[], None]:
        """Tell a function or coroutine function from now on; call the result to stop."""
        seat = _Seat(observer)
        self._seats.append(seat)

        def leave() -> None:
            if seat in self._seats:
                self._seats.remove(seat)
                seat.leave()

        return leave

    def tell(self, event: E) -> None:
        """Tell everybody one thing."""
        for seat in tuple(self._seats):
            seat.tell(event)
