"""What both harnesses share: a corpus made of the fixtures, and a word if atheris is absent.

    PYTHONPATH=.env/bench .env/test/bin/python -m bench.fuzz_yeastar -max_total_time=600
    PYTHONPATH=.env/bench .env/test/bin/python -m bench.fuzz_innovaphone -max_total_time=600

All further arguments are libFuzzer's. What makes a parser raise is written to a file in the current
folder, and belongs into tests/vendors/*/test_fuzz.py as an example.
"""

import importlib
from importlib.util import find_spec
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
WATCHED = "custom_components.pbx.telephony"


def fuzz(harness: str) -> None:
    """Fuzz the function `one` of a module until it raises, or for as long as arguments say."""
    if find_spec("atheris") is None:
        sys.stderr.write("Skipped: atheris is not installed; see bench/requirements.txt\n")
        return
    atheris = importlib.import_module("atheris")
    # Only what is imported under its eyes is watched for new ways through it.
    for name in [name for name in sys.modules if name.startswith(WATCHED)]:
        del sys.modules[name]
    with atheris.instrument_imports(include=[WATCHED]):
        target = importlib.import_module(harness)
    with TemporaryDirectory() as folder:
        for number, body in enumerate(target.corpus()):
            (Path(folder) / f"{number:04}").write_bytes(body)
        atheris.Setup([*sys.argv, folder], target.one)
        atheris.Fuzz()
