# From a clean clone: `make up` runs Tutela on this machine, `make test` runs every test. CONTRIBUTING.md says more.
#
#   make up    [PORT=8000] [DATA_DIR=.data] [DATABASE_URL=postgresql://…]   install what is missing and start everything
#   make down  [DATA_DIR=.data]                                             stop it; nothing is lost
#   make test                                                               the checks, then every test, browser tests included
#   make check                                                              only the checks: style, types, layers, licences
#   make evidence [ISSUE=3] [LINES=2,6] [MEASURES=fuzz]                     measure what the issue asks, and write it down
#   make lock                                                               write the lock files anew, after a change in pyproject.toml

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:

VENV := .venv
PY := $(VENV)/bin/python
DONE := $(VENV)/.done
# What is installed is named by its digest; what was not locked is not installed.
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq
LOCKED := --require-hashes --no-deps
# Commands say how many seconds have passed since the first word, which is typed here.
export TUTELA_BEGAN := $(shell date +%s)

# A Python that was removed from under the environment would otherwise fail in words that help nobody.
ifneq ($(wildcard $(VENV)/bin/python),)
ifneq ($(shell $(PY) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),True)
$(shell rm -rf $(VENV))
endif
endif

say = @printf '[%4d s] %s\n' $$(( $$(date +%s) - $$TUTELA_BEGAN )) "$(1)"

.PHONY: help up down test check evidence lock install install-test browser examiners-tools

help:
	@sed -n '3,8s/^#   //p' Makefile

up: install
	@$(VENV)/bin/tutela up

down:
	@if [ -x $(VENV)/bin/tutela ]; then $(VENV)/bin/tutela down; else echo "Nothing was running: nothing is installed yet."; fi

test: install-test browser examiners-tools
	@$(PY) tools/test.py

check: install-test
	@$(PY) tools/check.py

evidence: install-test browser examiners-tools $(DONE)/bench
	@$(PY) tools/evidence.py $(if $(ISSUE),--issue $(ISSUE)) $(if $(LINES),--lines $(LINES)) $(if $(MEASURES),--measures $(MEASURES))

install: $(DONE)/package $(DONE)/pages $(DONE)/texts $(DONE)/compiled
install-test: install $(DONE)/test

browser:
	@tools/browser.sh

examiners-tools:
	@tools/examiners-tools.sh

$(DONE)/venv:
	$(call say,Looking for Python 3.11 or newer)
	@python=$$(tools/find-python.sh) && if ! $(PY) -m pip --version >/dev/null 2>&1; then rm -rf $(VENV); "$$python" -m venv $(VENV); fi
	@mkdir -p $(DONE) && touch $@

$(DONE)/run: requirements/run.lock requirements/build.lock | $(DONE)/venv
	$(call say,Installing the locked packages into .venv (a minute or two the first time))
	@$(PIP) install $(LOCKED) -r requirements/run.lock -r requirements/build.lock
	@touch $@

$(DONE)/package: pyproject.toml src/tutela/__init__.py $(DONE)/run
	$(call say,Installing Tutela itself)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# What the pages take from npm is not in the tree; the list is in package.json.
$(DONE)/pages: package.json package-lock.json .npmrc tools/npm.py tools/vendor.py $(DONE)/run
	$(call say,Fetching what the pages take from npm)
	@$(PY) tools/npm.py ci --ignore-scripts --loglevel=error --no-update-notifier
	@$(PY) tools/vendor.py
	@touch $@

# The translated texts as Django reads them: made from the .po files of the tree, with nothing that the machine must have.
$(DONE)/texts: $(wildcard src/tutela/locale/*/*/LC_MESSAGES/django.po) src/tutela/web/catalogues.py $(DONE)/package
	@$(PY) -m tutela.web.catalogues >/dev/null
	@touch $@

# The register's inner loops, compiled once. Where that fails, each is compiled when it is first used.
$(DONE)/compiled: $(wildcard src/tutela/register/*kernels.py src/tutela/register/*/*kernels.py) $(DONE)/package
	$(call say,Compiling the look-ups of the register)
	-@$(PY) -m tutela.register.warm
	@touch $@

$(DONE)/bench: requirements/bench.lock $(DONE)/test
	$(call say,Installing what the benches compare with)
	@$(PIP) install $(LOCKED) -r requirements/bench.lock
	@touch $@

$(DONE)/test: requirements/test.lock $(DONE)/run
	$(call say,Installing what the tests need)
	@$(PIP) install $(LOCKED) -r requirements/test.lock
	@touch $@

# A version that still fits is kept: only what pyproject.toml no longer allows moves. UPGRADE=1 moves everything.
COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 $(if $(UPGRADE),--upgrade)
lock: install-test
	$(COMPILE) pyproject.toml -o requirements/run.lock
	$(COMPILE) requirements/build.in -c requirements/run.lock -o requirements/build.lock
	$(COMPILE) pyproject.toml requirements/build.in --extra test -c requirements/run.lock -o requirements/test.lock
	$(COMPILE) pyproject.toml --extra bench -c requirements/test.lock -o requirements/bench.lock
	$(PY) tools/licences.py
