#!/usr/bin/env bash
# Resolves pyproject.toml into lock files for every platform, with the hash of every file that an index offers of each
# package: requirements.lock (what runs), requirements-models.lock (models that torch runs as well), requirements-dev.lock
# (what checks it, too), requirements-extras.lock (libraries of providers and databases), requirements-local-model.lock (a
# language model on this machine), and requirements-gpu.lock (what torch's build for graphics cards needs besides), and
# requirements-pip.lock (pip itself: that which comes with Python may be too old for extras with hashes), and
# requirements-build.lock (what builds the wheel). Pins stay as they are where they fit.
#
# torch is published in two builds of one version: that for the CPU has a label, 2.13.0+cpu, and lies where pip looks for
# links; the default one is what an index gives. `both_builds_of_torch.py` says which is allowed where.
set -euo pipefail
bin=$1
apart=$(mktemp -d)
trap 'rm -rf "$apart"' EXIT
"$bin/python" -m pip install --quiet --disable-pip-version-check --target "$apart/uv" uv
torch=$(grep -oE 'torch==[0-9.]+' pyproject.toml)
echo "$torch+cpu" > "$apart/cpu.txt"
links=${PIP_FIND_LINKS:-}
compile() {
  PYTHONPATH="$apart/uv" UV_FIND_LINKS="$links" SSL_CERT_FILE="${PIP_CERT:-${SSL_CERT_FILE:-}}" \
    "$bin/python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-build \
    --no-header --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links "$@" > /dev/null
}
cp requirements-models.lock "$apart/default.lock"
links= compile --extra models --output-file "$apart/default.lock" pyproject.toml
# Those of torch have no label in the files, and are for several platforms: they are pinned by the constraint.
for lock in requirements-models.lock requirements-dev.lock; do
  awk '/^[^ ]/ { inside = /^torch==/ } !inside' "$lock" > "$apart/lock" && cp "$apart/lock" "$lock"
done
compile --output-file requirements.lock pyproject.toml
compile --constraint "$apart/cpu.txt" --constraint requirements.lock --extra models \
  --output-file requirements-models.lock pyproject.toml
compile --constraint "$apart/cpu.txt" --constraint requirements-models.lock --extra models --extra dev \
  --output-file requirements-dev.lock pyproject.toml
extras=$(sed -nE '/^\[project.optional-dep/,/^\[tool/ s/^([a-z]+) = \[.*/\1/p' pyproject.toml | grep -vE 'dev|models' | sed 's/^/--extra /')
# shellcheck disable=SC2086  # an option and its value for each
compile --constraint requirements.lock $extras \
  --output-file requirements-extras.lock pyproject.toml
"$bin/python" scripts/both_builds_of_torch.py "$apart/default.lock"
grep -oE '^[a-z0-9.-]+==[^ ]+' requirements-local-model.lock > "$apart/local-model.txt"
compile --no-deps --output-file requirements-local-model.lock "$apart/local-model.txt"
echo pip > "$apart/pip.txt"
compile --output-file requirements-pip.lock "$apart/pip.txt"
grep -oE 'setuptools>=[0-9]+' pyproject.toml | head -1 > "$apart/build.txt"
compile --output-file requirements-build.lock "$apart/build.txt"
