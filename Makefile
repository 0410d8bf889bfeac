# PORT, HOST, LIANXIAO_DATA and DATABASE_URL choose where it runs; see docs/operate.md.
PYTHON ?= $(or $(shell command -v python3.11),python3)
BIN := .venv/bin
# Proofs need one worker per core; PYTEST_ARGS narrows a run: make test PYTEST_ARGS="tests/core -x"
PYTEST_ARGS ?=
# Without compiled modules every process starts two seconds later.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run setup test test-heavy check bench doctor messages

run: setup
	@$(BIN)/python tools/run.py

setup:
	@$(PYTHON) tools/setup.py

test: setup
	@$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

# The proofs in their full sizes, hours rather than minutes.
test-heavy: setup
	@$(BIN)/python -m pytest -n 2 --heavy $(PYTEST_ARGS)

check: setup
	@$(BIN)/python -m tools.check

bench: setup
	@$(BIN)/python -m bench

doctor:
	@$(PYTHON) tools/doctor.py

messages: setup
	@$(BIN)/python -m tools.messages
