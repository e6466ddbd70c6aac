# make run      start everything on http://127.0.0.1:8000 (PORT=… for another)
# make test     the tests, on SQLite
# make check    lint, types, import contracts and the tests
# make demo     make run with a sample provider, in a data folder of its own
# make setup    only set up
# make bench    the figures of docs/benchmarks.md, made again in an environment of their own (BENCH="--framework FILE" …)

PYTHON ?= python3.11
BIN := .venv/bin
PORT ?= 8000
PIP = $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
# Ordinary machines get torch's small build, without CUDA, from its makers; where they cannot be reached, seconds are lost.
TORCH := --extra-index-url https://download.pytorch.org/whl/cpu --retries 0 --timeout 20

.PHONY: setup setup-dev run demo test lint check postgres bench

setup: .venv/run-ready
setup-dev: .venv/dev-ready

.venv/bin/pip:
	$(PYTHON) -m venv .venv
	$(PIP) torch $(TORCH) 2>/dev/null || $(PIP) torch

.venv/run-ready: pyproject.toml constraints.txt | .venv/bin/pip
	$(PIP) -e .
	touch $@

.venv/dev-ready: pyproject.toml constraints.txt | .venv/bin/pip
	$(PIP) -e ".[dev]"
	touch .venv/run-ready $@

run: setup
	$(BIN)/champion serve --port $(PORT)

demo: setup
	$(BIN)/champion demo --port $(PORT)

test: setup-dev
	$(BIN)/python -m pytest

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

# Tests that open the database of the run and look at something else. Those that open none stay out by themselves.
NO_DATABASE := benchmarks browser golden

postgres: setup-dev
	CHAMPION_TEST_DATABASE=postgresql $(BIN)/python -m pytest $(addprefix --ignore=tests/,$(NO_DATABASE))

# The other libraries stay out of the product's environment, and out of git.
.venv-bench/ready: BIN := .venv-bench/bin
.venv-bench/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv-bench
	echo '*' > .venv-bench/.gitignore
	$(PIP) torch $(TORCH) 2>/dev/null || $(PIP) torch
	$(PIP) -e ".[bench]"
	touch $@

bench: .venv-bench/ready
	.venv-bench/bin/python -m benchmarks.peers --write docs/benchmarks.md $(BENCH)
	.venv-bench/bin/python -m benchmarks.speed --write docs/benchmarks.md $(BENCH)
