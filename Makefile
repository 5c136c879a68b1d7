# Everything a newcomer types. Each target sets up what it needs, and is quick the second time.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# Without a question, one is answered that is said, with how to ask another.
SAY_Q := $(if $(filter undefined,$(origin Q)),printf '? %s  (another: make ask Q="…")\n' "$$Q";)
Q ?= How many drones has Iran provided to Russia since August?
# As it was typed: a question may hold what make would expand.
override Q := $(value Q)
export Q
# Warnings of libraries and progress of downloads are for whoever asks for them.
INSTALL := ./scripts/install.sh $(BIN)/python
# With compiled files kept, whatever the shell says: else each of hundreds of processes compiles all that it imports.
# One more than there are cores, for tests wait a third of their time; each takes a quarter of a minute to begin with.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: help ask bench bot image index models test test-all check format lock wheel clean

help:            ## This list.
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

ask: index       ## Ask the corpus: make ask Q="Did Iran deny supplying drones?"
	@$(SAY_Q) $(BIN)/python -m retrieval ask -- "$$Q" || test $$? -eq 3

index: $(VENV)/.runtime ## Bring the index in line with corpus/.
	@$(BIN)/python -m retrieval index

bot: index       ## Run the Discord bot (DISCORD_TOKEN in .env).
	@$(BIN)/python -m bot

test: $(VENV)/.dev ## Run all tests but the slow ones, on one process more than there are cores, four at the most.
	$(PYTEST) -m "not slow" $(ARGS)

test-all: $(VENV)/.dev ## Run those that are slow by nature as well.
	$(PYTEST) $(ARGS)

bench: $(VENV)/.dev ## Run the benchmarks with small sizes: a table of ratios; with PEERS=PYTHON other systems, too.
	$(BIN)/python -m benchmarks.bench $(if $(PEERS),--peers $(PEERS))

check: $(VENV)/.dev ## Format, lint, types and imports: what CI runs before the tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Format, and mend what the linter can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

wheel:           ## Build the wheel into dist/, for pip and pipx.
	@$(PYTHON) -m venv .venv/builder
	@.venv/builder/bin/python -m pip --quiet install --require-hashes -r requirements-pip.lock -r requirements-build.lock
	@.venv/builder/bin/python -m pip --quiet wheel --no-deps --no-build-isolation --wheel-dir dist .

image:           ## Build the container's image: compose.yaml runs it.
	docker build --tag footnote .

models: $(VENV)/.models ## Install what runs models other than the packaged ones (torch; 1.3 GB).

lock: $(VENV)/.dev ## Resolve pyproject.toml anew into the lock files.
	./scripts/lock.sh $(BIN)

clean:           ## Remove the environment and the index.
	rm -rf $(VENV) .footnote

$(VENV)/.runtime: requirements.lock
	@# Python 3.11 puts setuptools into a new environment, where nothing imports it.
	@test -x $(BIN)/python || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip uninstall --quiet --quiet --yes setuptools; }
	@echo "Installing the locked dependencies (0.7 GB; a minute or two the first time) …"
	@$(INSTALL) requirements.lock
	@touch $@

$(VENV)/.models: requirements-models.lock requirements-gpu.lock $(VENV)/.runtime
	@echo "Installing what runs other models (some minutes) …"
	@$(INSTALL) requirements-models.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-gpu.lock $(VENV)/.runtime
	@echo "Installing the locked development tools (2.2 GB in all; a minute or two the first time) …"
	@$(INSTALL) requirements-dev.lock
	@touch $@
