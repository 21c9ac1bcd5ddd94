# Every goal does the set-up it needs (tools/bootstrap): a fresh Debian or Ubuntu with python3 and make is enough.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
.PHONY: help setup demo up check test bench proof format clean

help:     ## these goals
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

setup:    ## the virtual environment with everything for development
	@tools/bootstrap check

demo:     ## the demo company, ready to browse
	@tools/bootstrap run
	@.venv/bin/cordiale demo

up:       ## your own house: web, worker, scheduler
	@tools/bootstrap run
	@.venv/bin/cordiale up

check:    ## format, lint, contracts, types, templates, migrations, messages, fast tests: about a minute
	@tools/bootstrap check
	@$(PYTHON) -m tools.check fast

test:     ## everything: check, both databases, browser, Spark, wheel
	@tools/bootstrap test
	@$(PYTHON) -m tools.check fast full

bench:    ## the figures of speed
	@tools/bootstrap check
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(PYTHON) -m "benchmarks.$$(basename $$script .py)" || exit 1; done

proof:    ## the figures of safety, each with its n, date, machine and command (proof/index.html)
	@tools/bootstrap test
	@$(PYTHON) -m tools.proof

format:   ## let the tools write what they can
	@tools/bootstrap check
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
	@git ls-files 'src/*.html' | xargs -r .venv/bin/djade --target-version 5.2

clean:    ## the virtual environment and what tools left behind (never your data)
	rm -rf .venv build dist src/cordiale/_static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
