# Sourced by scripts/setup, which sets $env.
# shellcheck shell=bash disable=SC2154

say() { echo "[setup] $*" >&2; }

die() { say "$@"; exit 1; }

# Run a command silently; show the end of what it said only if it fails.
quietly() {
  local log="$env/setup.log"
  "$@" >"$log" 2>&1 || { tail -n 25 "$log" >&2; die "This failed: $*"; }
}

# Whether this is a Python that Home Assistant accepts and that has the parts it needs.
is_python() {
  "$1" -c 'import ssl, sqlite3, sys; sys.exit(not (3, 14, 2) <= sys.version_info < (3, 15))' \
    >/dev/null 2>&1
}
