# The two commands of the README, and those of its developers. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
LANDING ?=
JOBS ?= 2
CONTACTS ?= 1000000
BIN := .venv/pipeline/bin
PYTHON := PYTHONPATH=. $(BIN)/python
# Start-up is twice as fast with bytecode beside the packages.
unexport PYTHONDONTWRITEBYTECODE
UV := .venv/tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
PACKAGES := orchestration expectations dashboards scripts sample benchmarks docker tests

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## load the sample (or LANDING=folder), build, publish and serve it on this machine
	@./careline demo $(if $(LANDING),--landing "$(LANDING)")

.PHONY: down
down: ## stop what demo started
	@./careline down

# The files keep the order that tests/conftest.py gives them: by number of tests, those that build for minutes would come last.
.PHONY: test
test: checks chromium ## run every check there is: lint, types, unit, pipeline and browser tests
	@scripts/environment superset
	@$(PYTHON) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST)

.PHONY: lint
lint: lint-ruff lint-format lint-types lint-sql ## check style, types and SQL only

.PHONY: lint-ruff lint-format lint-types lint-sql
lint-ruff: checks
	@$(BIN)/ruff check $(PACKAGES)
lint-format: checks
	@$(BIN)/ruff format --check $(PACKAGES)
lint-types: checks
	@$(BIN)/mypy
lint-sql: checks
	@$(BIN)/sqlfluff lint --processes $(JOBS) dbt_project orchestration/warehouse/sql docs/queries

.PHONY: format
format: checks ## rewrite Python and SQL in the house style
	@$(BIN)/ruff check --fix $(PACKAGES)
	@$(BIN)/ruff format $(PACKAGES)
	@$(BIN)/sqlfluff fix --quiet dbt_project docs/queries

.PHONY: bench
bench: checks ## measure the loader against psql's \copy, and a centre of CONTACTS=1000000: simulated, loaded, built, and built one day on
	@$(PYTHON) benchmarks/loader.py
	@$(PYTHON) benchmarks/million.py --contacts $(CONTACTS)

.PHONY: generate
generate: ## write again what is generated: from the KPI declarations, and the sample's calls
	@./careline generate
	@$(PYTHON) -m sample.generate

.PHONY: lock
lock: checks ## resolve the requirements anew and lock them by hash
	@$(UV) requirements/tools.in -o requirements/tools.txt
	@$(UV) requirements/checks.in -o requirements/checks.txt
	@$(UV) -c requirements/checks.txt requirements/pipeline.in -o requirements/pipeline.txt
	@$(UV) --exclude-newer 2026-05-14 requirements/superset.in -o requirements/superset.txt

.PHONY: checks
checks:
	@scripts/environment checks

# Browser tests use the system's Chromium; where it is missing and cannot be installed they skip and say so.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || scripts/chromium
