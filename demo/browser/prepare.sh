# Sourced in the checkout's folder: see to it that there is a Chromium, and what drives it.
# shellcheck shell=bash

browser_is_there() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

if ! browser_is_there; then
  if [[ "$(id -u)" -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "Please install Chromium (on Debian: apt install chromium) and try again." >&2
    exit 1
  fi
  echo "Installing Chromium" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
if ! command -v npm >/dev/null; then
  echo "Please install Node.js 20 or newer with npm and try again." >&2
  exit 1
fi
wanted="$(node -p 'require("./demo/browser/package.json").dependencies["playwright-core"]')"
present="$(node -p 'require("./demo/browser/node_modules/playwright-core/package.json").version' \
  2>/dev/null || true)"
if [[ "$present" != "$wanted" ]]; then
  # A lock file would name the registry of whoever ran this last.
  npm install --prefix demo/browser --no-package-lock --no-audit --no-fund --loglevel=error >&2
fi
