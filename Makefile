# Two commands for newcomers: `make demo` and `make test`. Both need Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test lint types docs oracle bench format clean
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

bench: $(READY)
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.validation

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/kg format

clean:
	rm -rf .venv dist build recognition.gexf recognition.export.json
