"""Whether Home Assistant's own web server takes what a real box sends."""

import asyncio

import pytest

from simulator import YeastarPbx

from .house import House

# As printed in the vendor's documents: not our address, and a blank before the port.
HOST = "192.0.2.150: 8260"


@pytest.mark.parametrize("split", [False, True], ids=["in one piece", "head first"])
async def test_the_webhook_takes_the_odd_host_header(
    house: House, yeastar: YeastarPbx, with_yeastar: str, split: bool
) -> None:
    await house.watch.until("sensor.anna_berger_status", "idle")
    [webhook] = await house.socket.call("webhook/list")
    body = (
        b'{"action":"ExtensionStatus","extension":"1000","status":"Ringing","sn":"%s"}'
        % yeastar.serial.encode()
    )
    head = (
        f"POST /api/webhook/{webhook['webhook_id']} HTTP/1.1\r\n"
        f"User-Agent: WebAPI\r\nHost: {HOST}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()

    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(head)
    if split:
        await writer.drain()
        await asyncio.sleep(0.05)
    writer.write(body)
    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert "ringing" in house.watch.states("sensor.anna_berger_status") or await house.watch.until(
        "sensor.anna_berger_status", "ringing"
    )
