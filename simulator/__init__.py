r"""Both PBXs as real servers on loopback, with one office of people, phones and calls behind them.

Nothing here knows the integration, so a misreading shared with it cannot pass.

An office first: it acts, and whatever it does is at once under way to every client::

    office = Office.sample()                      # 1000 Anna Berger (anna.berger) ...
    call = office.place_inbound("0301234", "1000")   # or "6200", a ring group
    office.answer("1000")
    office.hang_up("1000")                        # a ringing party refuses, a calling one gives up
    office.dial("1000", "1001"); office.dial_for("1000", "0301234", auto_answer=True)
    office.hold("1000"); office.resume("1000"); office.transfer("1000", "1002")
    office.fail(call, Failure.NO_ANSWER)
    office.set_presence("1000", "busy", "Focus time"); office.set_registered("1000", False)
    office.set_trunk("SIP-Amt", up=False); office.add_person(...); office.power_off()
    await SCENARIOS["inbound_missed"].play(office, pace=0)

Then one or two PBXs in front of it::

    async with YeastarPbx(office, api="v1.1.0") as pbx:   # port=0 is any free one
        pbx.host, pbx.port, pbx.username, pbx.password, pbx.serial
        await pbx.requests.until(lambda request: request.endpoint == "heartbeat")
        await pbx.settled()                       # each report answered, or given up
        pbx.logins, pbx.reports_sent, pbx.destination, pbx.token
        pbx.expire_token(); pbx.clock.advance(600)
        pbx.send_report(b'{"action":"BootUp"}')
        pbx.faults.reports.add(Drop(), on="BYE")
        pbx.faults.requests.add(Errno("30003"), on="heartbeat", times=2)
        await pbx.stop(); await pbx.start()       # the link is pulled and restored, same port

`api` chooses a firmware: "v1.0.1", "v1.1.0", "v2.0.0" (which answers the older paths too, unless
`answers_old_paths=False`) or "v0.0.1", a copy of another maker. The login's `version` chooses the
format of the reports. Firmware of "v2.0.0" may push events instead of posting reports::

    async with YeastarPbx(office, api="v2.0.0", reports_by="tcp") as pbx:   # tcp_port=0: any
        pbx.tcp_port; await pbx.stream_logins.until(lambda login: login.accepted)
        pbx.stream.framing = b"\n"                # or nothing between two objects
        pbx.faults.reports.add(Split())           # or Truncated(10): cut in an object

    async with InnovaphonePbx(office, ticks=("PbxApi",)) as pbx:
        pbx.url, pbx.app, pbx.password
        await pbx.frames.until(lambda frame: frame.mt == "SubscribePresence", count=3)
        await pbx.settled()                       # each message sent
        pbx.hide("anna.berger"); pbx.show("anna.berger")
        pbx.drop(); await pbx.restart()

`requests`, `logins`, `reports_sent` and `frames` are journals: lists with `until(claim, count)`.
`tls=True` makes a self-signed certificate; `pbx.identity` knows it and its fingerprint.
"""

from .clock import Clock
from .faults import Faults
from .innovaphone import InnovaphonePbx, Rights
from .journal import Journal
from .office import Failure, Office, Person, Trunk
from .scenarios import SCENARIOS, Scenario, office_day
from .yeastar import YeastarPbx

__all__ = [
    "SCENARIOS",
    "Clock",
    "Failure",
    "Faults",
    "InnovaphonePbx",
    "Journal",
    "Office",
    "Person",
    "Rights",
    "Scenario",
    "Trunk",
    "YeastarPbx",
    "office_day",
]
