#!/usr/bin/env bash
# Resolves pyproject.toml into requirements.lock (what runs) and requirements-dev.lock (what checks it as well).
# The local label of a CPU build of torch (2.13.0+cpu) is taken off: elsewhere the same version has another label.
set -euo pipefail
bin=$1
"$bin/python" -m pip install --quiet pip-tools
compile() {
  "$bin/python" -m piptools compile --quiet --strip-extras --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" pyproject.toml
}
compile --output-file requirements.lock
sed -i -E 's/^(torch==[0-9.]+)\+.*/\1/' requirements.lock
compile --extra dev --constraint requirements.lock --output-file requirements-dev.lock
sed -i -E 's/^(torch==[0-9.]+)\+.*/\1/' requirements-dev.lock
