# make compare   the main job: the plan and three mixes against no plan, as a table
# make test      the tests, without the slow ones
# make test-slow | lint | bench | docs | app | venv   say what they do
# make test-pythons   the tests on each of Python 3.11, 3.12 and 3.13 that this machine has
# Each sets up .venv by itself when needed, make compare only the core of it. Extra arguments:
# make compare ARGS="--runs 4 --json"

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := compare

PYTHON ?= python3
ARGS ?=
VENV ?= .venv
BIN := $(VENV)/bin
CODE := agents locales model display scenarios experiments calibration traceability reports views cli app.py liaosim.py
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))

.PHONY: compare test test-pythons test-slow lint bench docs app venv

compare: $(VENV)/.core
	@$(BIN)/liaosim compare $(ARGS)

test: $(VENV)/.done
	@marks="not slow"; \
	if [ -z "$(CHROMIUM)" ]; then \
	  if [ "$${CI:-}" = true ]; then \
	    echo "make test: CHROMIUM IS MISSING, and CI may not leave the browser tests out" >&2; \
	    exit 1; \
	  fi; \
	  marks="not slow and not browser"; \
	  echo "make test: CHROMIUM IS MISSING: THE BROWSER TESTS ARE LEFT OUT" >&2; \
	fi; \
	$(BIN)/python -m pytest -n 2 -m "$$marks" $(ARGS)

# Each has an environment of its own; a version that is not there is named, not passed over.
test-pythons:
	@missing=; \
	for version in 3.11 3.12 3.13; do \
	  if command -v python$$version >/dev/null && python$$version -c "" 2>/dev/null; then \
	    echo "make test-pythons: Python $$version"; \
	    $(MAKE) --no-print-directory test VENV=.venv-$$version PYTHON=python$$version; \
	  else \
	    missing="$$missing $$version"; \
	  fi; \
	done; \
	if [ -n "$$missing" ]; then echo "make test-pythons: NOT ON THIS MACHINE:$$missing" >&2; exit 1; fi

test-slow: $(VENV)/.done
	@$(BIN)/python -m pytest -m slow $(ARGS)

lint: $(VENV)/.done
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(CODE) benchmarks tests docs/generate
	@$(BIN)/lint-imports

bench: $(VENV)/.done
	@$(BIN)/liaosim bench $(ARGS)

docs: $(VENV)/.done
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict $(ARGS)

app: $(VENV)/.done
	@$(BIN)/liaosim app $(ARGS)

venv: $(VENV)/.done

# Two steps, so that the comparison does not wait for what only others need. Everything that they
# print goes to standard error: `make compare ARGS=--json` stays clean.
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e
SHORTLY = sed -u -n -e 's/^Collecting \([^ ]*\).*/      \1/p' -e '/^Successfully/s/\(.\{76\}\).*/\1.../p'

# The core: the model, its commands and the comparison.
$(VENV)/.core: pyproject.toml constraints.txt
	@exec >&2; \
	new_enough='import sys; sys.exit(sys.version_info < (3, 11))'; \
	python=; \
	for each in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$each" -c "$$new_enough" 2>/dev/null; then python="$$each"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "liaosim needs Python 3.11 or newer; found $$("$(PYTHON)" --version 2>&1 || true)."; \
	  echo "Name another interpreter: make venv PYTHON=/path/to/python3.12"; \
	  exit 1; \
	fi; \
	if ! $(BIN)/python -c "$$new_enough" 2>/dev/null \
	    || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo "[1/3] making $(VENV) with $$("$$python" --version)"; \
	  rm -rf $(VENV); \
	  if "$$python" -c "import ensurepip" 2>/dev/null; then \
	    "$$python" -m venv $(VENV); \
	  else \
	    echo "      ensurepip is missing: taking virtualenv from pip"; \
	    "$$python" -m pip install --quiet --target .cache/virtualenv virtualenv \
	      || pip install --quiet --target .cache/virtualenv virtualenv; \
	    PYTHONPATH=.cache/virtualenv "$$python" -m virtualenv --quiet $(VENV); \
	  fi; \
	else \
	  echo "[1/3] keeping $(VENV)"; \
	fi; \
	echo "[2/3] installing the core (up to two minutes the first time)"; \
	$(INSTALL) . | $(SHORTLY); \
	$(BIN)/python -m compileall -q $(CODE) benchmarks; \
	echo "[3/3] compiling the rules once (two to three minutes)"; \
	$(BIN)/liaosim bench --warm >/dev/null \
	  || echo "      THE RULES COULD NOT BE COMPILED NOW; the next command will try again"; \
	touch $@

# All: the app, reports, figures, exports, tests, documentation; also over the core alone.
$(VENV)/.done: $(VENV)/.core
	@exec >&2; \
	echo "installing the rest: app, reports, tests (up to three minutes the first time)"; \
	$(INSTALL) ".[all,dev]" | $(SHORTLY); \
	echo "      computing the first page's answer (under a minute)"; \
	$(BIN)/liaosim app --prepare >/dev/null \
	  || echo "      THE FIRST PAGE'S ANSWER COULD NOT BE MADE NOW; the app will make it"; \
	touch $@
