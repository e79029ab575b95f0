"""Questions are asked a little later, and each only once at a time."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from custom_components.pbx.telephony.vendors.yeastar.questions import Alarm, Questions


class Asker:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[str] = asyncio.Queue()
        self.answer = asyncio.Semaphore(0)
        self.tasks: list[asyncio.Task[None]] = []
        self.questions = Questions(self.spawn)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work))

    def ask(self, key: str, delay: float = 0) -> None:
        self.questions.ask(key, delay, lambda: self.question(key))

    async def question(self, key: str) -> None:
        self.asked.put_nowait(key)
        await self.answer.acquire()

    async def finish(self) -> None:
        for _ in range(10):
            self.answer.release()
        await asyncio.gather(*self.tasks)


@pytest.fixture
async def asker() -> AsyncIterator[Asker]:
    asker = Asker()
    yield asker
    for task in asker.tasks:
        task.cancel()
    await asyncio.gather(*asker.tasks, return_exceptions=True)


async def test_reasons_that_come_together_are_one_question(asker: Asker) -> None:
    """A phone rings, and several reports say so."""
    for _ in range(3):
        asker.ask("2001", 0.001)

    await asker.finish()

    assert asker.asked.qsize() == 1


async def test_a_reason_that_comes_meanwhile_is_asked_for_afterwards(asker: Asker) -> None:
    """The answer under way may be too old for it; two such reasons are still one question."""
    asker.ask("2001")
    await asker.asked.get()
    asker.ask("2001")
    asker.ask("2001")

    await asker.finish()

    assert asker.asked.qsize() == 1
    assert len(asker.tasks) == 1


async def test_different_questions_do_not_wait_for_each_other(asker: Asker) -> None:
    """Each phone has its own."""
    asker.ask("2001")
    asker.ask("2002")

    assert {await asker.asked.get(), await asker.asked.get()} == {"2001", "2002"}


async def test_a_question_can_be_asked_again_later(asker: Asker) -> None:
    """When the phone rings the next time."""
    asker.ask("2001")
    await asker.finish()
    asker.ask("2001")
    await asker.finish()

    assert asker.asked.qsize() == 2


async def test_an_alarm_rings_at_once_until_it_is_set() -> None:
    """Nobody has said when."""
    async with asyncio.timeout(1):
        await Alarm().wait()


async def test_an_alarm_rings_after_its_time() -> None:
    """If nobody is in a hurry."""
    alarm = Alarm()
    alarm.set(0.01)
    alarm.within(60)

    async with asyncio.timeout(1):
        await alarm.wait()


async def test_an_alarm_can_be_brought_forward_while_somebody_waits() -> None:
    """A call has begun, and is to be watched more closely."""
    alarm = Alarm()
    alarm.set(60)
    waiting = asyncio.create_task(alarm.wait())
    await asyncio.sleep(0)

    alarm.within(30)
    alarm.within(0)

    async with asyncio.timeout(1):
        await waiting
