# `make demo` and `make test` are all a newcomer needs: each makes .venv first when it is missing or older than the lock.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made-from-lock
# One more than there are processors: tests wait for git, servers and browsers a quarter of their time.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
PYTEST := $(BIN)/python -m pytest

.PHONY: help demo test suite lint test-slow bench lock package clean tools

help: ## what can be made here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 18

demo: $(STAMP) ## the demo organisation in a dashboard on this machine
	@$(BIN)/leadline demo

test: $(STAMP) ## every check of a change: lint, types and all tests but the slow ones
	@$(MAKE) --no-print-directory --jobs 2 lint suite

suite: $(STAMP)
	@$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(STAMP) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

test-slow: $(STAMP) ## the tests that take minutes (faults, kills, large histories)
	@$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m slow --timeout 1800

bench: $(STAMP) ## measure against the goals; prints ratios
	@$(PYTEST) -n 0 -s --timeout 1800 -o python_files='bench_*.py' tests/benchmarks

package: $(STAMP) ## the wheel, in dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

# Local wheel folders are left out: their files may have other hashes than those of the registry.
lock: $(STAMP) ## pin the dependencies of pyproject.toml again
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet pip-tools
	@env -u PIP_FIND_LINKS PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND='make lock' \
	  $(VENV)/lock/bin/pip-compile --quiet --upgrade --extra test --extra lint --extra build --generate-hashes --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml
	@rm -rf $(VENV)/lock

clean: ## remove .venv and what the tools leave behind
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): requirements.lock pyproject.toml | tools
	@rm -f $@
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

tools:
	@command -v git >/dev/null || { echo "git is not on the PATH; Leadline reads repositories with it. Install git 2.30 or newer and run make again." >&2; exit 1; }
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not on the PATH. Install Python 3.11 or newer, or say which one: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version 2>&1) is too old: Leadline needs Python 3.11 or newer. Install it, or say which one: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. Install its venv module (Debian: python3-venv) and run make again." >&2; exit 1; }
