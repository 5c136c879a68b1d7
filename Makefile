# Everything a newcomer types. Each target sets up what it needs, and is quick the second time.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
Q ?= How many drones has Iran provided to Russia since August?
# As it was typed: a question may hold what make would expand.
override Q := $(value Q)
export Q
# Warnings of libraries and progress of downloads are for whoever asks for them.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help ask bot index test check format lock clean

help:            ## This list.
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

ask: index       ## Ask the corpus: make ask Q="Did Iran deny supplying drones?"
	@$(BIN)/python -m retrieval ask -- "$$Q" || test $$? -eq 3

index: $(VENV)/.runtime ## Bring the index in line with corpus/.
	@$(BIN)/python -m retrieval index

bot: index       ## Run the Discord bot (DISCORD_TOKEN in .env).
	@$(BIN)/python -m bot

test: $(VENV)/.dev ## Run all tests, as many at a time as there are cores, four at the most.
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

check: $(VENV)/.dev ## Format, lint, types and imports: what CI runs before the tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## Format, and mend what the linter can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.dev ## Resolve pyproject.toml anew into the lock files.
	./scripts/lock.sh $(BIN)

clean:           ## Remove the environment and the index.
	rm -rf $(VENV) .footnote

$(VENV)/.runtime: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (some minutes the first time) …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the locked development tools …"
	@$(PIP) -r requirements-dev.lock
	@touch $@
