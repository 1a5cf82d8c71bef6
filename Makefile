# The two commands are `make run` and `make test`; each prepares what it needs on a fresh machine.
VENV ?= .venv
export VENV
PY = $(VENV)/bin/python

# The window's tests and pictures need a screen: a virtual one, so that they never disturb the real one.
ON_SCREEN = installer/on-screen.sh

# The tests share two processors; one file's tests stay with one worker, each worker has a screen of its own.
WORKERS ?= 2

.PHONY: run test lint unit bench screenshots translations samples installer test-bundle clean
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
	$(ON_SCREEN) $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

bench:
	@installer/setup.sh test
	@$(VENV)/bin/uv pip install --quiet --python $(PY) -e ".[training,test,bench]"
	@$(ON_SCREEN) $(PY) -m tests.bench $(ARGS)

# Every mode in both languages and both themes, into docs/screenshots.
screenshots:
	@installer/setup.sh test
	$(ON_SCREEN) $(PY) -m tests.screenshots $(ARGS)

# The window's texts: after a change in geodesk/desktop, then translate what is new in resources/i18n/*.ts.
translations:
	@installer/setup.sh test
	$(PY) installer/translations.py update
	$(PY) installer/translations.py compile

samples:
	@installer/setup.sh test
	$(PY) -m training samples --out resources/samples

# What users install, into dist/: the Debian package and the archive that needs no root.
installer:
	@installer/setup.sh app
	$(PY) installer/build.py all

# The built program as its users meet it; as root on Debian also the package, in a system without Python.
test-bundle:
	@installer/setup.sh test
	GEODESK_BUNDLE=build/installer/bundle/geodesk $(ON_SCREEN) $(PY) -m pytest tests/bundle $(ARGS)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f geodesk/morphology/*.c geodesk/morphology/*.so
