# Everything a developer does, one word each. `make` alone lists them.
# The machine needs Python 3.11 or later and make; the rest comes into .venv and var/.

.DEFAULT_GOAL := help
.PHONY: help run test bench soak shell fmt lint messages audit threats bootstrap clean

PORT ?= 8000
ARGS ?=
PY := .venv/bin/python
WITH := $(PY) -m privacy_portal.embedded exec

help: ## List these words
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: bootstrap ## The whole portal with demo data, on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(PY) -m privacy_portal.embedded run --port $(PORT)

test: bootstrap ## Lint, types, architecture, deployment check, all tests, browser tests
	@$(WITH) --profile tests -- bin/check

bench: bootstrap ## Measure (JSON lines); ARGS="…" goes to python -m bench
	@$(WITH) --profile bench -- $(PY) -m bench $(ARGS)

soak: bootstrap ## The longer proofs: servers that die, then 10,000 filings under random faults; ARGS="--filings 500"
	@CHROMIUM=$$(bin/chromium-path || true) CLAMD_PROGRAM=$$(bin/clamd-path || true) $(WITH) --profile tests -- .venv/bin/pytest --numprocesses 2 --quiet -m soak tests
	@$(WITH) --profile bench -- $(PY) -m bench.soak $(ARGS)

shell: bootstrap ## A Django shell on the demo's data, beside `make run` or without it
	@$(WITH) -- $(PY) manage.py shell

fmt: bootstrap ## Format Python and templates, fix what can be fixed
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

lint: bootstrap ## Only what needs no tests: format, lint, types, architecture
	@$(WITH) --profile tests -- bin/check lint

messages: bootstrap ## Bring locale/*/LC_MESSAGES/django.po up to date with the sources
	@$(PY) -m privacy_portal.embedded.messages

audit: bootstrap ## Known weaknesses in what we depend on (asks the network)
	@.venv/bin/pip-audit --local --skip-editable

threats: bootstrap ## Which attacks are answered, by which tests, and which are open
	@$(PY) -m tests.threats

bootstrap: ## Make .venv what uv.lock says (does nothing when it is)
	@bin/bootstrap

clean: ## Remove the demo's data, its secrets and all test data; the environment stays
	@bin/clean
