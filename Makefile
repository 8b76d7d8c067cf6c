# make run: the dashboard on this machine.  make test: every check and test.  make screenshots: pictures of every page.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run test lint bench screenshots clean

$(VENV)/run.stamp: requirements.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/test.stamp: requirements.txt requirements-dev.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp

run: $(VENV)/run.stamp
	$(PY) -m streamlit run dashboard.py --server.port $(PORT)

test: $(VENV)/test.stamp lint
	$(PY) -m pytest -n auto --dist loadfile

lint: $(VENV)/test.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .

bench: $(VENV)/test.stamp
	$(PY) benchmarks/point_in_polygon.py
	$(PY) benchmarks/reduction.py
	$(PY) benchmarks/import_visits.py
	$(PY) benchmarks/names.py
	$(PY) benchmarks/measures.py
	$(PY) benchmarks/pace.py
	$(PY) benchmarks/uncertainty.py
	$(PY) benchmarks/start.py

screenshots: $(VENV)/test.stamp
	$(PY) tests/browser/screenshots.py

clean:
	rm -rf $(VENV)
