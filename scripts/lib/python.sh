# Sourced by scripts/setup. Finds or installs Python >= 3.14.2; the answer is in $python.
# shellcheck shell=bash disable=SC2154

python=""
python_advice="Home Assistant needs Python 3.14.2 or newer (3.14.x), which could not be found or fetched.
        Install it so that 'python3.14' is on PATH, or install uv and connect to the internet."

find_python() {
  local found
  if found="$(command -v python3.14)" && is_python "$found"; then python="$found"; return; fi
  if is_python "$debian_python"; then python="$debian_python"; return; fi
  find_uv
  if [[ -n "$uv" ]] && python_from_uv; then return; fi
  if python_from_debian; then return; fi
  die "$python_advice"
}

python_from_uv() {
  find_with_uv && return
  say "Fetching Python 3.14 with uv"
  # Offline this must give up at once: there is another way.
  UV_HTTP_TIMEOUT=10 UV_HTTP_CONNECT_TIMEOUT=5 UV_HTTP_RETRIES=0 \
    "$uv" python install --quiet 3.14 >"$env/setup.log" 2>&1 || return 1
  find_with_uv
}

find_with_uv() {
  python="$("$uv" python find --no-project --system '>=3.14.2,<3.15' 2>/dev/null)" && is_python "$python"
}
