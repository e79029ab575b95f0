"""`python -m bench.fuzz_yeastar`: bytes that are posted as reports, or come over the stream."""

from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.yeastar.calls import Calls
from custom_components.pbx.telephony.vendors.yeastar.frames import Frames
from custom_components.pbx.telephony.vendors.yeastar.roster import Roster
from custom_components.pbx.telephony.vendors.yeastar.translate import translate
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

from .fuzz import FIXTURES, fuzz


def one(data: bytes) -> None:
    """Take bytes all the way into the picture; each line is a report, and all are a stream."""
    calls, roster, state = Calls(), Roster(), PbxState()
    for at, body in enumerate((*data.split(b"\n"), *Frames().feed(data))):
        fold(state, Batch(translate(decode(body), calls, roster, float(at))))


def corpus() -> list[bytes]:
    """Give all genuine messages."""
    return [path.read_bytes() for path in (FIXTURES / "yeastar").glob("*.json")]


if __name__ == "__main__":
    fuzz("bench.fuzz_yeastar")
