# Everything a person does with a checkout. `make` alone lists it.

PYTHON ?= python3
BIN := .venv/bin
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
       --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
       --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup dev browser demo test lint bench calibrate messages lock upgrade clean

help:  ## List what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .venv/.run  ## Install what the product needs into .venv
dev: .venv/.dev  ## Install what its developers need besides

demo: setup  ## Load the demo organizations, start everything, print the address
	@exec $(BIN)/python manage.py demo

test: dev browser lint  ## Check style, floors and types, then run every test
	$(BIN)/python -m pytest

lint: dev  ## Style, floors and types alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy .

browser: dev
	@$(BIN)/python -m tests.chromium

bench: dev  ## Measure what the README claims
	$(BIN)/python -m benchmarks

messages: dev  ## Bring the texts of reports into their catalogs and compile all translations
	$(BIN)/python -m tests.messages

calibrate: dev  ## Simulate organizations, to see whether the engine is as sure as it says
	$(BIN)/python -m tests.calibration

lock: .venv/.uv  ## Bring the lock files in line with pyproject.toml
	$(LOCK) pyproject.toml -o requirements/run.lock
	$(LOCK) pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock

upgrade: .venv/.uv  ## Lock the newest versions pyproject.toml allows
	$(LOCK) --upgrade requirements/uv.in -o requirements/uv.lock
	$(LOCK) --upgrade pyproject.toml -o requirements/run.lock
	$(LOCK) --upgrade pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock

clean:  ## Remove the environment and what a run left behind
	rm -rf .venv var staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# uv comes from a hashed lock of its own: it installs the rest in seconds where pip takes a minute.
.venv/.uv: requirements/uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("cxassess needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Should uv not find the registry (it reads no pip.conf), pip installs the same hashed files.
.venv/.run: requirements/run.lock .venv/.uv
	@$(INSTALL) $< || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.uv
	@$(INSTALL) $< || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ .venv/.run
