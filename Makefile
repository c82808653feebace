# Set-up and everyday commands. `make run` and `make test` need Python 3.11 or later, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
LINLI_DATA ?= var
export PORT LINLI_DATA

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
PIP_COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/linli/*/locale/*/LC_MESSAGES/*.po))

.PHONY: help
help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

.PHONY: run
run: $(VENV)/.runtime $(VENV)/.fonts $(CATALOGUES) ## set up what is missing, then start on http://127.0.0.1:$PORT
	@exec $(BIN)/linli run

.PHONY: test
test: ## everything: checks, tests on SQLite and PostgreSQL, browser tests
	@$(MAKE) --no-print-directory provision
	@$(MAKE) --no-print-directory $(VENV)/.dev $(CATALOGUES)
	@$(BIN)/python tools/checks.py all

.PHONY: check
check: $(VENV)/.dev $(CATALOGUES) ## format, rules, types, layers, translations; no tests
	@$(BIN)/python tools/checks.py

.PHONY: format
format: $(VENV)/.dev ## put the code into its one format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

.PHONY: messages
messages: $(VENV)/.runtime ## bring the catalogues up to the sources and compile them
	@$(BIN)/python tools/messages.py extract
	@$(BIN)/python tools/messages.py compile
	@$(BIN)/python tools/messages.py check

.PHONY: bench
bench: $(VENV)/.dev $(CATALOGUES) ## measure, on PostgreSQL; prints a table
	@$(BIN)/python -m bench

.PHONY: lock
lock: $(VENV)/.dev ## pin the newest allowed versions, with hashes
	$(PIP_COMPILE) --upgrade --output-file requirements.lock requirements.in
	$(PIP_COMPILE) --upgrade --constraint requirements.lock --output-file requirements-dev.lock requirements-dev.in

.PHONY: vendor
vendor: ## fetch the front-end libraries that are shipped (needs npm)
	@python3 tools/vendor.py

.PHONY: setup
setup: $(VENV)/.dev $(CATALOGUES) ## the virtual environment with everything in it

.PHONY: provision
provision: ## Chromium, PostgreSQL, R and fonts, by apt-get where we are root on Debian
	@$(call python) tools/provision.py

.PHONY: clean
clean: ## remove the virtual environment and what was compiled; data stays
	rm -rf $(VENV) build dist src/*.egg-info $(CATALOGUES)

# The first of these that is Python 3.11 or later. PYTHON=… chooses another.
python = $(or $(PYTHON),$(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done; true),$(error \
	Linli needs Python 3.11 or later: apt-get install python3 python3-venv, or PYTHON=/path/to/python))

$(BIN)/python:
	@echo "making $(VENV)"
	@$(call python) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "python3 -m venv does not work here: apt-get install python3-venv (as root)" >&2; exit 1; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing Linli and what it runs on"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "installing what Linli is tested with"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# PDFs want Chinese characters; without network they wait, nothing else does.
$(VENV)/.fonts: | $(BIN)/python
	@$(BIN)/python tools/provision.py fonts || true
	@touch $@

%.mo: %.po | $(VENV)/.runtime
	@$(BIN)/python tools/messages.py compile $(word 3,$(subst /, ,$<))
