"""Single keys from the terminal, without Enter."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
import os
import sys
import termios
import tty


def has_keyboard() -> bool:
    """Tell whether somebody sits there, and talks to us and not to another program."""
    try:
        return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:
        return False


@contextmanager
def keyboard(pressed: Callable[[str], None]) -> Iterator[None]:
    """Tell a function each key within this; Ctrl-C stays Ctrl-C."""
    if not has_keyboard():
        yield
        return
    stdin = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    before = termios.tcgetattr(stdin)

    def read() -> None:
        text = os.read(stdin, 32).decode(errors="ignore")
        if not text:
            loop.remove_reader(stdin)
        for key in text:
            pressed(key)

    tty.setcbreak(stdin)
    loop.add_reader(stdin, read)
    try:
        yield
    finally:
        loop.remove_reader(stdin)
        termios.tcsetattr(stdin, termios.TCSADRAIN, before)
