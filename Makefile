# The two commands are `make run` and `make test`; each prepares what it needs on a fresh machine.
VENV ?= .venv
export VENV
PY = $(VENV)/bin/python

.PHONY: run test lint unit bench samples clean
.DEFAULT_GOAL := run

run:
	@installer/setup.sh app
	@$(PY) main.py $(ARGS)

test: lint unit

lint:
	@installer/setup.sh test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

unit:
	@installer/setup.sh test
	$(PY) -m pytest $(ARGS)

bench:
	@installer/setup.sh test
	@$(VENV)/bin/uv pip install --quiet --python $(PY) -e ".[training,test,bench]"
	@$(PY) -m tests.bench $(ARGS)

samples:
	@installer/setup.sh test
	$(PY) -m training samples --out resources/samples

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f geodesk/morphology/*.c geodesk/morphology/*.so
