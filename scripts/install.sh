#!/usr/bin/env bash
# Installs lock files into the environment of a Python: only files whose hashes they name.
#
#   scripts/install.sh .venv/bin/python requirements.lock
#
# Where pip finds no build of torch for the CPU on Linux, it gets the default one, for graphics cards, with what that needs.
set -euo pipefail
python=$1
shift
pip=("$python" -m pip --quiet --disable-pip-version-check)
apart=$(mktemp -d)
trap 'rm -rf "$apart"' EXIT
"${pip[@]}" install --require-hashes -r requirements-pip.lock
locks=()
for lock in "$@"; do locks+=(-r "$lock"); done
needs_torch=$(grep -l '^torch==' "$@" || true)
build=$("$python" -c 'from importlib.metadata import version; print(version("torch"))' 2> /dev/null || true)
if [ -n "$needs_torch" ] && [ "$(uname -s)" = Linux ] && [[ $build != *+cpu ]]; then
  awk '/^[^ ]/ { inside = /^torch==/ } inside' requirements-models.lock > "$apart/torch.lock"
  if ! "${pip[@]}" install --dry-run --no-deps --ignore-installed --require-hashes -r "$apart/torch.lock" 2> /dev/null; then
    locks=(-r requirements-gpu.lock)
    for lock in "$@"; do
      awk '/^[^ ]/ { inside = /^torch==/ } !inside' "$lock" > "$apart/$lock"
      locks+=(-r "$apart/$lock")
    done
  fi
fi
"${pip[@]}" install --require-hashes "${locks[@]}"
