# The tasks of this repository: `make` lists them. CI runs the same ones, by `.ci/run`, in an environment of its own.
VENV ?= .venv
export PATH := $(abspath $(VENV))/bin:$(PATH)

.PHONY: help setup lint types fresh check test all format generate robustness slow coverage bench

help: ## list the tasks
	@sed -n 's/^\([a-z]*\):.* ## /  make \1\t/p' Makefile | expand --tabs=20

setup: ## create .venv with butfor, its extras and all tools
	python3 -m venv $(VENV)
	pip install --quiet -e '.[dev]'

lint: ## look for mistakes and for code that is not formatted
	ruff check .
	ruff format --check .

types: ## check the types
	mypy

fresh: ## compare the generated files with what they are made from
	butfor schema --check
	python scripts/generate.py --check

check: ## check the wires of this archive
	butfor check

test: ## run the tests that need one process (PYTEST= passes more options)
	pytest -n auto $(PYTEST)

all: lint types fresh check test ## the five above: what a request needs

format: ## format the code, and fix what ruff can fix
	ruff check --fix .
	ruff format .

generate: ## write the generated files
	butfor schema --write
	python scripts/generate.py

robustness: ## mutate, fuzz and interrupt
	pytest -n auto --dist loadscope tests/robustness -m "interrupt or robustness" --seconds 15

slow: ## run the tests that need other programs, or patience
	pytest -n auto --dist loadscope --ignore tests/robustness \
	  -m "precommit or install or browser or editor or interrupt or robustness"

coverage: ## run `test`, and name the lines that no test runs
	$(MAKE) test PYTEST="--cov --cov-report=term-missing:skip-covered"

bench: ## measure archives of 1,000 to 100,000 wires (docs/benchmarks.md has the rest)
	python bench/run.py flat
