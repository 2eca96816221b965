# Every task of Cabildo by its name; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run check test proof lint bench bench-language types fmt lock clean
# The recipes of one target run one after another: `make -j` must not fill the virtual environment twice at once.
.NOTPARALLEL:

help: ## List these tasks
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## Start the demo city: web, worker, clock and an embedded Redis (Ctrl-C ends it)
	@exec $(BIN)/cabildo up --people

check: lint ## The quick look before every commit: linters, flows, fast tests (under half a minute)
	@$(BIN)/cabildo flows check
	@$(BIN)/python -m pytest -q -n auto -m "not postgres and not redis and not browser and not slow"

test: lint ## Everything: linters, flows, all tests on real servers and a real browser where the machine has them
	@$(BIN)/cabildo flows check
	@$(BIN)/python -m pytest -q -n auto

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check -q --output-format concise .
	@$(BIN)/ruff format -q --check . || { echo "Run 'make fmt' to format these files." >&2; $(BIN)/ruff format --check .; }
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said" >&2; exit 1; }

bench: $(VENV)/dev.stamp ## Measure against the targets in docs/
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.out
	@$(BIN)/python -m tests.bench.pace
	@$(BIN)/python -m tests.bench.freeze
	@$(BIN)/python -m tests.bench.webhooks
	@$(BIN)/python -m tests.bench.events
	@$(BIN)/python -m tests.bench.console
	@$(BIN)/python -m tests.bench.search
	@$(BIN)/python -m tests.bench.daily

proof: $(VENV)/dev.stamp ## Text 100,000 people at a stand-in carrier while everything breaks; a quarter of an hour
	@$(BIN)/python -m tests.proof

bench-language: $(VENV)/dev.stamp ## Measure how well texts are understood: language, danger, category
	@$(BIN)/python -m tests.bench.language

types: $(VENV)/dev.stamp ## Check the types (mypy, strict)
	@$(BIN)/mypy

fmt: $(VENV)/dev.stamp ## Format the code and mend what a machine can mend
	@$(BIN)/ruff check -q --fix-only .
	@$(BIN)/ruff format -q .

# Exact versions and hashes for every Python and platform, naming no host. `make lock UPGRADE=--upgrade` takes newer ones.
COMPILE = "$$tool/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)
lock: ## Write requirements*.txt anew from pyproject.toml
	@tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && \
	$(PYTHON) -m venv "$$tool" && "$$tool/bin/python" -m pip install -qq --disable-pip-version-check uv && \
	$(COMPILE) pyproject.toml -o requirements.txt && \
	$(COMPILE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## Remove the virtual environment and caches; your data in var/ stays
	@rm -rf $(VENV) build dist .coverage htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian ships Python without its venv package; then the pip of the machine, where there is one, fills an empty one.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Cabildo needs Python 3.11 or newer: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Cabildo needs Python 3.11 or newer and $(PYTHON) is older: name another, as in 'make PYTHON=python3.12 run'." >&2; \
	  exit 1; }
	@if $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m venv --without-pip $(VENV); \
	else echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; fi

PIP = $$(if $(BIN)/python -c 'import pip' 2>/dev/null; then echo $(BIN)/python -m pip; \
	else echo $(PYTHON) -m pip --python $(BIN)/python; fi) --disable-pip-version-check

# A path file and a two-line script stand in for an editable install, which would first have to fetch a build tool.
$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing the dependencies into $(VENV); this takes about half a minute, once."
	@$(PIP) install -qq --require-hashes -r requirements.txt
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/cabildo.pth"
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m bot "$$@"\n' > $(BIN)/cabildo && chmod +x $(BIN)/cabildo
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests and linters need into $(VENV)."
	@$(PIP) install -qq --require-hashes -r requirements-dev.txt
	@touch $@
