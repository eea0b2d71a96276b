# Two commands for newcomers: `make demo` and `make test`. Both need Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test lint types docs oracle foreign bench format clean
.DELETE_ON_ERROR:

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

demo: $(READY)
	$(BIN)/kg validate
	$(BIN)/kg status islamic-emirate-of-afghanistan-2021 --on 2025-07-02
	$(BIN)/kg status islamic-emirate-of-afghanistan-2021 --on 2025-07-04
	$(BIN)/kg query before-recognition -p target=islamic-emirate-of-afghanistan-2021 -p actor=russia
	$(BIN)/kg export recognition -o recognition.gexf

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/kg format --check

types: $(READY)
	$(BIN)/mypy

# One process for each processor, each with files of its own, since tests of a file share what they read.
test: lint types
	$(BIN)/pytest --numprocesses auto --dist loadfile

# Everything below takes long or rewrites committed files.
docs: $(READY)
	$(BIN)/python docs/build.py

oracle: $(READY)
	$(BIN)/python -m tests.oracle

# Readers of networks in other languages. What npm and pip have is put into .foreign; Debian has the rest:
# apt-get install jing graphviz nodejs npm python3-graph-tool r-base-core r-cran-igraph r-cran-network
# What cannot be installed is not run, and the result says so.
foreign: $(READY)
	mkdir -p .foreign
	cp tests/foreign/package.json .foreign/
	-npm install --prefix .foreign --no-fund --no-audit
	-test -x .foreign/venv/bin/python || $(PYTHON) -m venv .foreign/venv
	-.foreign/venv/bin/pip install --quiet --disable-pip-version-check -r tests/foreign/requirements.txt
	$(BIN)/python -m tests.foreign

bench: $(READY)
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.validation
	$(BIN)/python -m benchmarks.network

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/kg format

clean:
	rm -rf .venv .foreign dist build recognition.gexf recognition.gexf.export.json
