"""A server that says lines to whoever connects, in a process of its own, at chosen moments.

`python -m bench.rivals.line fritz|asterisk` reads orders from its standard input, one JSON object
in a line, and answers each in the same way. It says what such a box says of a call from outside:
ring, answer, end.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
import json
import sys
from time import perf_counter
from typing import Any

EXTENSION = "1000"
OUTSIDE = "03055500101"

type Steps = tuple[str, str, str]


def fritz(number: int) -> Steps:
    """Say what the call monitor of a FRITZ!Box says."""
    now = datetime.now().astimezone().strftime("%d.%m.%y %H:%M:%S")
    return (
        f"{now};RING;{number};{OUTSIDE};030123;SIP0;\n",
        f"{now};CONNECT;{number};10;{OUTSIDE};\n",
        f"{now};DISCONNECT;{number};12;\n",
    )


def asterisk(number: int) -> Steps:
    """Say what the manager interface of an Asterisk says of the phone, and with whom it is."""
    common = {
        "Channel": f"PJSIP/{EXTENSION}-{number:08}",
        "ChannelState": "5",
        "ChannelStateDesc": "Ringing",
        "CallerIDNum": EXTENSION,
        "CallerIDName": "Anna",
        "ConnectedLineNum": OUTSIDE,
        "ConnectedLineName": "Rosa",
        "Exten": EXTENSION,
        "Context": "from-trunk",
    }
    device = {"Device": f"PJSIP/{EXTENSION}"}
    return (
        _event("Newchannel", common)
        + _event("DeviceStateChange", {**device, "State": "RINGING"})
        + _event("NewConnectedLine", common),
        _event("DeviceStateChange", {**device, "State": "INUSE"}),
        _event("Hangup", {**common, "Cause": "16", "Cause-txt": "Normal Clearing"})
        + _event("DeviceStateChange", {**device, "State": "NOT_INUSE"}),
    )


def _event(name: str, fields: dict[str, str]) -> str:
    lines = [f"{key}: {value}" for key, value in {"Event": name, **fields}.items()]
    return "\r\n".join([*lines, "", ""])


class Box:
    """The server."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._writers: list[asyncio.StreamWriter] = []
        self._calls = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Keep a client; an Asterisk greets it and answers what it is asked."""
        self._writers.append(writer)
        if self._kind == "asterisk":
            writer.write(b"Asterisk Call Manager/9.0.0\r\n")
        with suppress(ConnectionError):
            await self._listen(reader, writer)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests until the client leaves."""
        action = ""
        while line := await reader.readline():
            key, _, value = line.decode().partition(":")
            match key.strip().lower(), value.strip():
                case "action", name:
                    action = name.lower()
                case "actionid", tag:
                    writer.write(self._answer(action, tag).encode())

    def _answer(self, action: str, tag: str) -> str:
        """Answer a request of the manager interface."""
        if action == "sippeers":
            return f"Response: Error\r\nActionID: {tag}\r\nMessage: No such command\r\n\r\n"
        version = "AsteriskVersion: 20.9.0"
        answer = f"Response: Success\r\nActionID: {tag}\r\nMessage: Done\r\n{version}\r\n\r\n"
        if action == "pjsipshowendpoints":
            found = {"ObjectName": EXTENSION, "DeviceState": "Not in use"}
            answer += _event("EndpointList", found) + _event("EndpointListComplete", {})
        return answer

    async def calls(self, count: int, pause: float) -> list[list[float]]:
        """Tell of some calls; say when each line set out."""
        steps = asterisk if self._kind == "asterisk" else fritz
        stories = []
        for _ in range(count):
            self._calls += 1
            begun = []
            for step in steps(self._calls):
                begun.append(perf_counter())
                for writer in self._writers:
                    writer.write(step.encode())
                await asyncio.sleep(pause)
            stories.append(begun)
        return stories


async def main(kind: str) -> None:
    """Open a port, and obey until the input ends."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    box = Box(kind)
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    _say(server.sockets[0].getsockname()[1])
    while line := await reader.readline():
        order: dict[str, Any] = json.loads(line)
        _say(await box.calls(order["count"], order["pause"]))


def _say(answer: object) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
