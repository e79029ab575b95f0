"""The configuration folder of a small Home Assistant that keeps to itself."""

from itertools import product
import json
from pathlib import Path
import shutil
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent

# As if somebody had imported them.
BLUEPRINTS = CHECKOUT / "blueprints"

# What other integrations show for a logo, since theirs would have to be fetched.
PLACEHOLDER = CHECKOUT / "demo" / "placeholder.png"

# Neither default_config nor anything else that looks around or phones home.
CONFIGURATION = """\
homeassistant:
  name: {name}
  latitude: 52.52
  longitude: 13.41
  elevation: 34
  unit_system: metric
  time_zone: Europe/Berlin
  country: DE
  language: {language}
  auth_providers:
    # Whoever opens it on this machine is let in without a form.
    - type: trusted_networks
      trusted_networks: [127.0.0.1/32]
      allow_bypass_login: true
    - type: homeassistant
frontend:
config:
history:
logbook:
recorder:
  commit_interval: 1
webhook:
automation: !include automations.yaml
script: !include scripts.yaml
logger:
  default: warning
  logs:
    custom_components.pbx: {level}
"""
# It is nowhere but on the dashboard.
LAMP = """\
template:
  - light:
      - name: Door of Lena
        optimistic: true
        turn_on: []
        turn_off: []
        set_level: []
        set_rgb: []
"""


def write_folder(
    folder: Path,
    port: int,
    *,
    name: str = "Office",
    language: str = "en",
    level: str = "info",
    more: str = "",
) -> None:
    """Make a folder ready to start from, or give an older one another port."""
    folder.mkdir(parents=True, exist_ok=True)
    text = CONFIGURATION.format(name=name, language=language, level=level)
    (folder / "configuration.yaml").write_text(text + more)
    for included in ("automations.yaml", "scripts.yaml"):
        if not (folder / included).exists():
            (folder / included).write_text("[]\n" if included == "automations.yaml" else "{}\n")
    link = folder / "custom_components"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(CHECKOUT / "custom_components", target_is_directory=True)
    shutil.copytree(BLUEPRINTS, folder / "blueprints", dirs_exist_ok=True)
    _lay_out_logos(folder / ".cache" / "brands" / "integrations" / "_placeholder")
    _store(folder, "http", 2, 2, _http(port))
    _store(folder, "core.network", 1, 1, {"configured_adapters": ["lo"]})
    if not (folder / ".storage" / "onboarding").exists():
        # The step "core_config" would set up a weather service and more; nobody asked for it.
        _store(folder, "onboarding", 4, 1, {"done": ["core_config", "analytics"]})


def _lay_out_logos(cache: Path) -> None:
    """Let logos that cannot be fetched look like something."""
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("icon", "logo"):
        for prefix, suffix in product(("", "dark_"), ("", "@2x")):
            shutil.copy(PLACEHOLDER, cache / f"{prefix}{name}{suffix}.png")


def _http(port: int) -> dict[str, Any]:
    """Bind to loopback; a port given in YAML would be taken back after five minutes."""
    stable = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}


def _store(folder: Path, key: str, version: int, minor: int, data: dict[str, Any]) -> None:
    """Write a file as Home Assistant's own storage does."""
    storage = folder / ".storage"
    storage.mkdir(exist_ok=True)
    content = {"version": version, "minor_version": minor, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))
