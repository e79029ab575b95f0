"""What the demo keeps between two starts, in one folder that git ignores."""

from collections.abc import Iterator
from contextlib import contextmanager
import fcntl
import json
from pathlib import Path
import shutil

from .certificates import is_expired

PBXS = ("yeastar", "innovaphone")
# The ports of the originals, moved out of the way of originals.
PORTS = {"home": 8123, "yeastar": 18088, "innovaphone": 18443, "reports": 18260}


class DemoRuns(Exception):
    """Another demo uses the folder."""


class Memory:
    """The folder of the demo."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._ready = folder / "ready.json"

    @property
    def is_complete(self) -> bool:
        """Tell whether a demo was set up here to the end and can be taken up again."""
        return self._ready.exists() and not any(is_expired(self.certificate(x)) for x in PBXS)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep others out."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ".gitignore").write_text("*\n")
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DemoRuns from None
            yield

    def certificate(self, pbx: str) -> Path:
        """Return the file that keeps the certificate of a PBX."""
        return self.folder / f"{pbx}.pem"

    def forget(self) -> None:
        """Begin anew."""
        shutil.rmtree(self.home, ignore_errors=True)
        for kept in (self._ready, *map(self.certificate, PBXS)):
            kept.unlink(missing_ok=True)

    def ports(self) -> dict[str, int]:
        """Return the ports of last time, if there was one."""
        kept: dict[str, int] = json.loads(self._ready.read_text()) if self._ready.exists() else {}
        return kept

    def complete(self, ports: dict[str, int]) -> None:
        """Remember a demo that is set up."""
        self._ready.write_text(json.dumps(ports))
