# One door for everything a developer does. `make demo` needs Python 3.11 or newer, nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Two workers, a module to each: what a module shares (a server, a browser) is started once.
PYTEST := $(BIN)/pytest -q -n 2 --dist loadscope
PYRIGHT := node_modules/.bin/pyright

.PHONY: demo test check lint types contracts coverage bench counterparts format clean

demo: $(VENV)/demo.ok ## the local helpdesk with the three apps, in your browser
	$(BIN)/cxsdk demo

test: $(VENV)/test.ok ## the whole suite; what needs an absent server is skipped by name
	$(PYTEST)

check: lint types contracts coverage ## everything CI asks for

lint: $(VENV)/test.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.ok
	$(BIN)/mypy
	$(BIN)/mypy tests/typing
	@if [ -x $(PYRIGHT) ]; then $(PYRIGHT) --pythonpath $(BIN)/python tests/typing; \
	else echo "pyright is absent: make counterparts installs it"; test "$(CXSDK_REQUIRE)" != all; fi

contracts: $(VENV)/test.ok
	$(BIN)/lint-imports

coverage: $(VENV)/test.ok
	$(PYTEST) --cov --cov-report=term:skip-covered

bench: $(VENV)/test.ok ## every benchmark, one table; half an hour, and zenpy from PyPI
	$(BIN)/python benchmarks/table.py

counterparts: ## what tests use from npm (OAuth server, accessibility rules, pyright), into node_modules/
	npm install --no-save --no-audit --no-fund --loglevel=error \
	  oidc-provider@9.13.3 axe-core@4.14.1 pyright@1.1.405

format: $(VENV)/test.ok
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .bench node_modules shots .coverage* .mypy_cache .ruff_cache .import_linter_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

# pyproject.toml is the only source of what is needed: a change there installs again.
$(VENV)/demo.ok: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[apps]"
	touch $@

$(VENV)/test.ok: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[apps,postgres]" --group dev
	touch $@ $(VENV)/demo.ok
