# One command each, no logic. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
UV := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help install demo test testall check lint format types docs wheel migrate crawl bench fuzz lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## set up the virtual environment from the lock file

.venv/installed: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newscrawl needs Python 3.11 or newer; call: make PYTHON=python3.11 …")'
	@echo "setting up .venv from requirements-dev.lock; about a minute"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install ## crawl the bundled replica of an aggregator and show who wrote its articles
	$(BIN)/newscrawl demo

test: install ## run the tests
	$(BIN)/pytest

testall: install ## run the slow ones too: the attack suite, benchmarks in small
	$(BIN)/pytest -m ""

check: lint types test ## everything a change must pass

lint: install ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install ## repair style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install ## static types
	$(BIN)/mypy

docs: .venv/documenting ## build the documentation site in docs/_build
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build
	@echo "docs/_build/index.html"

.venv/documenting: .venv/installed requirements-docs.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-docs.lock
	@touch $@

wheel: install ## build the wheel and put it into dist/ beside its lock file
	rm -rf build dist
	$(BIN)/pip wheel -qq --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	cp requirements.lock dist/
	rm -rf build

migrate: install ## bring the database to the newest schema
	$(BIN)/newscrawl migrate

crawl: install ## crawl a site: make crawl SITE=securnews
	$(BIN)/newscrawl crawl $(SITE)

bench: install ## benchmarks: make bench DATA=folder
	$(BIN)/python -m bench $(DATA)

fuzz: install ## feed everything that reads what others wrote with broken inputs: make fuzz SECONDS=600
	$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60)

lock: install ## renew the lock files
	$(UV) --extra cluster --extra export --extra images --extra web pyproject.toml -o requirements.lock
	$(UV) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(UV) --extra docs -c requirements-dev.lock pyproject.toml -o requirements-docs.lock

clean: ## remove the virtual environment and caches; data/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache *.egg-info docs/_build
