"""A Markdown card as the security review advises it shows a hostile name as text.

What is shown is tried with the renderer of the installed frontend, where there is Node to run it.
"""

import json
from pathlib import Path
import re
import shutil
import subprocess
from typing import Any

from hass_frontend import where
from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
from homeassistant.util.yaml import parse_yaml
import pytest

from .conftest import Setup
from .puppet import PuppetPbx
from .test_hostile_text import STATUS, calls_anna
from .waiting import until_state

CHECKOUT = Path(__file__).resolve().parents[2]
ADVICE = re.compile(r"^```yaml\n(type: markdown\n.*?)^```", re.MULTILINE | re.DOTALL)

HOSTILE = {
    "everything": "**x** <img src=x onerror=alert(1)> [a](javascript:alert(1)) {{ 1+1 }}",
    "a picture": '<img src="https://evil.example/x.png">',
    "a picture in Markdown": "![x](https://evil.example/x.png)",
    "an address": "https://evil.example/login",
    "an address without a scheme": "www.evil.example",
    "a mail address": "it@evil.example",
    "an element of the frontend": '<ha-alert alert-type="error">Call 0900 1234</ha-alert>',
    "backticks": "` [x](https://evil.example) `` <b>y</b> ```",
    "backticks alone": "```",
    "paragraphs": "x\n\n# Head\n\n[y](https://evil.example)\n\n```\nz",
}
# What the worker of the frontend is asked by the browser, asked by us.
ASK = """
const [path, text] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const heard = [];
globalThis.self = globalThis;
globalThis.addEventListener = (type, hear) => heard.push(hear);
globalThis.postMessage = (answer) => console.log(JSON.stringify(answer.value.join("")));
(0, eval)(`(() => {${require("node:fs").readFileSync(path, "utf8")}\\n})()`);
const raw = (value) => ({ type: "RAW", value });
const said = [text, { breaks: true, gfm: true }, {}].map(raw);
const data = { id: 1, type: "APPLY", path: ["renderMarkdown"], argumentList: said };
heard.forEach((hear) => hear({ data, origin: "", source: null }));
"""


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def name(request: pytest.FixtureRequest) -> str:
    """Give each name in turn."""
    hostile: str = request.param
    return hostile


async def card(hass: HomeAssistant, puppet: PuppetPbx, name: str) -> str:
    """Let somebody call who calls himself so, and give what the advised card makes of it."""
    calls_anna(puppet, name)
    await until_state(hass, STATUS, "ringing")
    [block] = ADVICE.findall((CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8"))
    advised: Any = parse_yaml(block)
    shown: str = Template(advised["content"], hass).async_render(parse_result=False)
    return shown


def rendered(markdown: str) -> str:
    """Give the HTML that the installed frontend makes of it."""
    if (node := shutil.which("node")) is None:
        pytest.skip("there is no Node here")
    [worker] = where().glob("frontend_latest/markdown-worker.*.js")
    said = json.dumps([str(worker), markdown])
    done = subprocess.run(
        [node, "-e", ASK], input=said, capture_output=True, text=True, check=True, timeout=30
    )
    html: str = json.loads(done.stdout)
    return html


async def test_a_name_is_one_piece_of_code(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, name: str
) -> None:
    """Between two backticks on one line nothing means anything."""
    await setup(puppet.entry())

    shown = await card(hass, puppet, name)

    before, inside, after = shown.split("`")
    assert (before, after) == ("Anna is on the phone with ", ".")
    assert inside == " ".join(name.replace("`", "").split())
    assert "\n" not in shown


async def test_the_frontend_shows_it_as_text(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, name: str
) -> None:
    """No link, no picture, no formatting; and a template within is not rendered once more."""
    await setup(puppet.entry())

    html = rendered(await card(hass, puppet, name))

    tags = re.findall(r"<(/?[\w-]+)", html)
    assert tags in (["p", "code", "/code", "/p"], ["p", "/p"])
    assert "{{ 1+1 }}" in html or "{{" not in name


def test_without_the_advice_it_would_not_be_text() -> None:
    """The frontend takes scripts out, and nothing else."""
    html = rendered(" ".join(HOSTILE.values()))

    assert "<strong>x</strong>" in html
    assert '<img src="https://evil.example/x.png"' in html
    assert '<a href="https://evil.example/login">' in html
    assert "<ha-alert" in html
    assert "onerror" not in html
    assert 'href="javascript:' not in html
