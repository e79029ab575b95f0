# Sourced by scripts/setup, which sets $env. Finds or installs uv; the answer is in $uv.
# shellcheck shell=bash disable=SC2154

uv=""
export UV_CACHE_DIR="$env/cache/uv"
export UV_PYTHON_INSTALL_DIR="$env/uv-python"
export UV_PYTHON_INSTALL_BIN=0  # no python3.14 in the user's own bin folder

# Trust what the system trusts, as pip does: some networks have a certificate of their own.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  # The second name is for older versions of uv.
  if [[ -f "$bundle" ]]; then export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1; fi
done

# find_uv [python]: without a usable Python, $uv stays empty unless one was given.
find_uv() {
  local candidate
  [[ -z "$uv" ]] || return 0
  # A version manager may leave a "uv" on PATH that only prints an error, so run it.
  for candidate in uv "$env/tools/bin/uv"; do
    if "$candidate" --version >/dev/null 2>&1; then uv="$candidate"; return 0; fi
  done
  for candidate in python3 python3.{14,13,12,11,10,9} python ${1:+"$1"}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 \
      && install_uv "$candidate"; then
      uv="$env/tools/bin/uv"
      return 0
    fi
  done
  [[ $# -eq 0 ]] || die "uv could not be installed with pip; install uv and try again ($env/setup.log)"
}

install_uv() {
  say "Installing uv"
  rm -rf "$env/tools"
  {
    # A Debian Python may come without ensurepip; then its pip, or the one in $pip_wheel, can do it.
    if "$1" -m venv "$env/tools"; then
      "$env/tools/bin/python" -m pip install --quiet --no-cache-dir uv==0.13.8
    else
      rm -rf "$env/tools"
      PYTHONPATH="${pip_wheel:-}" "$1" -m pip install --quiet --no-cache-dir --target "$env/tools" \
        uv==0.13.8
    fi
  } >"$env/setup.log" 2>&1
}

# uv does not read pip's settings; a machine that only has those should work too.
adopt_pip_settings() {
  local pip="$env/tools/bin/pip" index=""
  [[ -x "$pip" ]] || pip=pip3
  if [[ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]]; then
    index="$("$pip" config list 2>/dev/null | sed -n "s/^[^=]*\.index-url='\(.*\)'$/\1/p" | tail -n 1)" || true
    if [[ -n "$index" ]]; then export UV_DEFAULT_INDEX="$index"; fi
  fi
  if [[ -n "${PIP_CERT:-}" ]]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"; fi
}

# install_requirements venv file
install_requirements() {
  adopt_pip_settings
  # Debian splits Python's headers over two folders; matters only where a wheel is missing.
  if [[ -d "$headers" ]]; then export CPATH="$headers${CPATH:+:$CPATH}"; fi
  "$uv" pip install --python "$1/bin/python" --requirement "$2"
}
