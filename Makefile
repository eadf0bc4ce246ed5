# The commands of the project; "make" lists them. docs/contributing.md explains.
#
# Each prepares what it needs: Python packages into .venv (uv; pinned and hashed in requirements/), front-end packages
# into node_modules, system libraries and Chromium by apt-get where we are root. Stamp files remember what is done.

.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where the system keeps certificates of its own (a mirror inside an organisation), uv and Node must know them too.
SYSTEM_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
ifneq ($(SYSTEM_CERTIFICATES),)
export UV_SYSTEM_CERTS := 1
export NODE_EXTRA_CA_CERTS ?= $(SYSTEM_CERTIFICATES)
endif

PYTHON := .venv/bin/python
UV := $(shell command -v uv || echo .uv/bin/uv)
INSTALL := $(UV) pip install --quiet --python $(PYTHON) --require-hashes --compile-bytecode
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)

.PHONY: help run test check bench manage shell fmt lock clean messages

help:
	@echo 'make run [PORT=8000]         start everything; Ctrl-C stops it'
	@echo 'make test [ARGS="..."]       all tests, or those that ARGS gives to pytest'
	@echo 'make check                   style, types, layers, templates, migrations, settings, translations, lock files'
	@echo 'make bench [ROWS=...]        measure, and compare with the aims'
	@echo 'make manage ARGS="..."       one management command against the data of make run'
	@echo 'make shell                   a Python shell against the data of make run'
	@echo 'make fmt                     format the code'
	@echo 'make messages                bring the message catalogues up to the code (needs GNU gettext)'
	@echo 'make lock                    renew the pinned versions'
	@echo 'make clean                   remove everything that was installed or made here, the data too'

run: .venv/.stamp-run node_modules/.stamp .venv/.stamp-system-run .venv/.stamp-messages
	@exec $(PYTHON) -m wikilearn.launcher run

manage: .venv/.stamp-run node_modules/.stamp .venv/.stamp-messages
	@exec $(PYTHON) -m wikilearn.launcher manage $(ARGS)

shell: .venv/.stamp-run node_modules/.stamp .venv/.stamp-messages
	@exec $(PYTHON) -m wikilearn.launcher manage shell

test: .venv/.stamp-dev node_modules/.stamp .venv/.stamp-system-test .venv/.stamp-messages
	@$(PYTHON) -m pytest -n 2 --dist loadfile $(ARGS)

bench: .venv/.stamp-dev node_modules/.stamp .venv/.stamp-messages
	@$(PYTHON) -m wikilearn.launcher with-servers $(PYTHON) -m bench "$(ROWS)"

fmt: .venv/.stamp-dev
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .

clean:
	@./wikilearn/tools/clean.sh

# --- checks: all of them run, and one that fails fails the whole ------------------------------------------------------

CHECKS := check-style check-types check-layers check-templates check-migrations check-settings check-files \
	$(if $(CATALOGUES),check-messages)
.PHONY: $(CHECKS)

check: .venv/.stamp-dev node_modules/.stamp .venv/.stamp-system-check .venv/.stamp-messages
	@$(MAKE) -k $(CHECKS) && echo 'All checks passed.'

check-style:
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --quiet --check .

check-types:
	.venv/bin/mypy wikilearn courses certification ucoc skills_exchange reporting

check-layers:
	.venv/bin/lint-imports --no-cache

check-templates:
	.venv/bin/djlint --lint --quiet templates

check-migrations:
	$(PYTHON) -m wikilearn.launcher with-servers $(PYTHON) manage.py makemigrations --check --dry-run --settings wikilearn.settings.test

check-settings:
	$(PYTHON) wikilearn/tools/check_settings.py

check-messages:
	$(PYTHON) wikilearn/tools/messages.py check

check-files:
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(PYTHON) -m pytest -q tests/project

messages: .venv/.stamp-dev node_modules/.stamp
	@$(PYTHON) wikilearn/tools/messages.py update

# --- what the commands need -------------------------------------------------------------------------------------------
# Everything here speaks on standard error: "make manage" prints only what its command prints.

.uv/bin/uv:
	@./wikilearn/tools/python.sh -m venv .uv >&2
	@echo 'Installing uv ...' >&2
	@.uv/bin/python -m pip install --quiet uv >&2

.venv/bin/python: | $(UV)
	@$(UV) venv --quiet --python "$$(./wikilearn/tools/python.sh -c 'import sys; print(sys.executable)')" .venv >&2

.venv/.stamp-run: requirements/run.txt | .venv/bin/python
	@echo 'Installing Python packages ...' >&2
	@$(INSTALL) -r requirements/run.txt >&2
	@touch $@

.venv/.stamp-dev: requirements/dev.txt | .venv/bin/python
	@echo 'Installing Python packages for development ...' >&2
	@$(INSTALL) -r requirements/dev.txt >&2
	@touch $@ .venv/.stamp-run

node_modules/.stamp: package-lock.json | .venv/bin/python
	@test -e .venv/.stamp-run || $(MAKE) .venv/.stamp-run
	@echo 'Installing front-end packages ...' >&2
	@./wikilearn/tools/npm.sh ci --ignore-scripts --loglevel error --no-progress >/dev/null
	@touch $@

.venv/.stamp-system-%: wikilearn/tools/system.sh | .venv/bin/python
	@./wikilearn/tools/system.sh $* >&2
	@touch $@

.venv/.stamp-messages: $(CATALOGUES) | .venv/.stamp-run
	@$(PYTHON) wikilearn/tools/messages.py compile >&2
	@touch $@

# --- pinned versions: hashes without addresses, so that any mirror serves ----------------------------------------------

COMPILE := pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11

lock: .venv/.stamp-dev
	$(UV) $(COMPILE) $(UPGRADE) pyproject.toml -o requirements/production.txt
	$(UV) $(COMPILE) $(UPGRADE) pyproject.toml --group embedded -c requirements/production.txt -o requirements/run.txt
	$(UV) $(COMPILE) $(UPGRADE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	./wikilearn/tools/npm.sh install --package-lock-only --ignore-scripts --loglevel error
	$(PYTHON) wikilearn/tools/lock_without_addresses.py package-lock.json
