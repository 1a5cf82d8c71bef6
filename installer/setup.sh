#!/usr/bin/env bash
# Prepares a checkout: system packages, virtual environment, compiled kernel.
#   installer/setup.sh app     what running GeoDesk needs
#   installer/setup.sh test    the same, training and the test tools
# PYTHON chooses the interpreter (3.11 or newer); VENV the environment's folder (.venv).
# Does nothing when nothing has changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-app}
venv=${VENV:-.venv}
say() { printf 'setup: %s\n' "$*" >&2; }

# --- an interpreter -----------------------------------------------------------------------------
fits() { "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; }
python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then python=$candidate; break; fi
    done
elif ! fits "$python"; then
    say "PYTHON=$python is not Python 3.11 or newer."
    exit 2
fi

# --- what the system lacks ------------------------------------------------------------------------
missing=()
if [ -z "$python" ]; then
    missing+=(python3 python3-venv python3-dev)
else
    "$python" -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
    header=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h
    [ -e "$header" ] || missing+=(python3-dev)
fi
command -v "${CC:-cc}" >/dev/null || missing+=(gcc libc6-dev)
if [ "$(uname -s)" = Linux ]; then
    libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
    lacks() { case "$libraries" in *"$1"*) ;; *) missing+=("$2") ;; esac; }
    lacks libEGL.so.1 libegl1
    lacks libGL.so.1 libgl1
    lacks libxkbcommon.so.0 libxkbcommon0
    lacks libxkbcommon-x11.so.0 libxkbcommon-x11-0
    lacks libfontconfig.so.1 libfontconfig1
    lacks libdbus-1.so.3 libdbus-1-3
    lacks libglib-2.0.so.0 libglib2.0-0
    lacks libxcb-cursor.so.0 libxcb-cursor0
    lacks libxcb-icccm.so.4 libxcb-icccm4
    lacks libxcb-keysyms.so.1 libxcb-keysyms1
    lacks libxcb-shape.so.0 libxcb-shape0
    # The window's tests need a screen; Xvfb is one without glass.
    if [ "$want" = test ]; then
        command -v Xvfb >/dev/null || missing+=(xvfb)
        command -v xauth >/dev/null || missing+=(xauth)
    fi
fi
if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
        say "installing ${missing[*]}"
        "${as_root[@]}" apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
            "${missing[@]}" >&2
    else
        say "missing system packages; run:  sudo apt-get install -y ${missing[*]}"
        exit 2
    fi
    [ -n "$python" ] || python=python3
    if ! fits "$python"; then
        say "this system's python3 is older than 3.11; set PYTHON to a newer one."
        exit 2
    fi
fi

# --- the environment ------------------------------------------------------------------------------
identity=$("$python" -c 'import sys; print(sys.implementation.cache_tag, sys.base_prefix)')
if [ -e "$venv/.identity" ] && [ "$(cat "$venv/.identity")" != "$identity" ]; then
    say "the interpreter changed: making $venv anew"
    rm -rf "$venv"
fi
sources=$(cat pyproject.toml setup.py geodesk/morphology/*.pyx geodesk/morphology/*.h | cksum)
translate() {
    local compiled=resources/i18n/geodesk_es.qm
    [ -e "$compiled" ] && [ -z "$(find resources/i18n -name '*.ts' -newer "$compiled")" ] ||
        "$venv/bin/python" installer/translations.py compile
}
stamp=$venv/.stamp-$want
[ "$want" = app ] && [ -e "$venv/.stamp-test" ] && stamp=$venv/.stamp-test
if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$sources" ]; then translate; exit 0; fi

if [ ! -x "$venv/bin/python" ]; then
    say "making $venv with $("$python" --version)"
    "$python" -m venv "$venv"
fi
printf '%s' "$identity" > "$venv/.identity"
extras=""
[ "$want" = test ] && extras="[training,test]"
[ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install --quiet uv >&2 || say "uv is not to be had: pip does it, slower"
say "installing GeoDesk$extras and building the kernel"
if ! { [ -x "$venv/bin/uv" ] && "$venv/bin/uv" pip install --quiet --compile-bytecode --python "$venv/bin/python" -e ".$extras" >&2; }; then
    "$venv/bin/python" -m pip install --quiet -e ".$extras" >&2
fi
rm -f "$venv"/.stamp-*
translate
printf '%s' "$sources" > "$venv/.stamp-$want"
