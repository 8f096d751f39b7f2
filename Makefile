# make compare   the main job: the plan and three mixes against no plan, as a table
# make test      the tests, without the slow ones
# make test-slow | lint | bench | docs | app | venv   say what they do
# Each sets up .venv by itself when needed. Extra arguments: make compare ARGS="--runs 4 --json"

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := compare

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
CODE := agents locales model display scenarios experiments calibration traceability reports views cli app.py liaosim.py
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))

.PHONY: compare test test-slow lint bench docs app venv

compare: .venv/.done
	@$(BIN)/liaosim compare $(ARGS)

test: .venv/.done
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

test-slow: .venv/.done
	@$(BIN)/python -m pytest -m slow $(ARGS)

lint: .venv/.done
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy $(CODE) benchmarks

bench: .venv/.done
	@$(BIN)/liaosim bench $(ARGS)

docs: .venv/.done
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict $(ARGS)

app: .venv/.done
	@$(BIN)/liaosim app $(ARGS)

venv: .venv/.done

# Everything that this recipe prints goes to standard error: `make compare ARGS=--json` stays clean.
.venv/.done: pyproject.toml constraints.txt
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
	if ! .venv/bin/python -c "$$new_enough" 2>/dev/null \
	    || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then \
	  echo "[1/3] making .venv with $$("$$python" --version)"; \
	  rm -rf .venv; \
	  if "$$python" -c "import ensurepip" 2>/dev/null; then \
	    "$$python" -m venv .venv; \
	  else \
	    echo "      ensurepip is missing: taking virtualenv from pip"; \
	    "$$python" -m pip install --quiet --target .cache/virtualenv virtualenv \
	      || pip install --quiet --target .cache/virtualenv virtualenv; \
	    PYTHONPATH=.cache/virtualenv "$$python" -m virtualenv --quiet .venv; \
	  fi; \
	else \
	  echo "[1/3] keeping .venv"; \
	fi; \
	echo "[2/3] installing (one to four minutes the first time)"; \
	.venv/bin/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[dev]" \
	  | sed -u -n -e 's/^Collecting \([^ ]*\).*/      \1/p' -e '/^Successfully/s/\(.\{76\}\).*/\1.../p'; \
	echo "[3/3] compiling the rules once (one to two minutes)"; \
	.venv/bin/liaosim bench --warm >/dev/null \
	  || echo "      THE RULES COULD NOT BE COMPILED NOW; the next command will try again"; \
	echo "      computing the first page's answer (under a minute)"; \
	.venv/bin/liaosim app --prepare >/dev/null \
	  || echo "      THE FIRST PAGE'S ANSWER COULD NOT BE MADE NOW; the app will make it"; \
	touch $@
