"""What is in the repository: nothing of one machine, nothing left to do."""

from pathlib import Path
import re

from tests.architecture.source import name_of, read_text, repository_files

# Put together, so that this file does not find itself.
FOLDERS = ("work", "root", r"home/\w+", "Users")
WORDS = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
MACHINE = re.compile(rf"(?<![\w.~}}/-])/(?:{'|'.join(FOLDERS)})/\S*")
UNDONE = re.compile(rf"\b(?:{'|'.join(WORDS)})\b")
# What a bundler wrote is not ours to read.
BUILT = re.compile(r"/www/|/node_modules/|\.min\.")

FILES = [path for path in repository_files() if not BUILT.search(f"/{name_of(path)}")]
TEXTS = {name_of(path): text for path in FILES if (text := read_text(path)) is not None}


def machine_paths(text: str) -> list[str]:
    """Find paths that exist on one machine only."""
    return MACHINE.findall(text)


def undone(text: str) -> list[str]:
    """Find what somebody meant to do."""
    return UNDONE.findall(text)


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """It would not be found anywhere else."""
    assert not {name: found for name, text in TEXTS.items() if (found := machine_paths(text))}


def test_no_file_promises_to_be_finished() -> None:
    """What is not done is in the issue tracker, or is not needed."""
    assert not {name: found for name, text in TEXTS.items() if (found := undone(text))}


def test_the_rules_would_notice() -> None:
    """Each rule flags a bad sample, and passes a good one."""
    for folder in ("work", "root", "home/alice", "Users"):
        assert machine_paths(f'path = "/{folder}/main/x.py"')
    assert not machine_paths("https://example.com/work/main")
    assert not machine_paths("see ./work/ and $HOME/root/x")

    assert undone("# TO" + "DO: later")
    assert undone("FIX" + "ME")
    assert not undone("TODOS and to do")


def test_there_was_something_to_look_at() -> None:
    """A rule over no files proves nothing."""
    assert len(TEXTS) >= 80
    assert {".py", ".json", ".md", ".yml"} <= {Path(name).suffix for name in TEXTS}
