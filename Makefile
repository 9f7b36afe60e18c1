# Two commands matter: "make demo" and "make test". On a fresh machine they need Python 3.11 or later, make and a
# package registry; everything else goes into .venv, by the lock file.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
UV_VERSION := 0.9.30
ATHERIS_VERSION := 3.0.0
MINUTES ?= 10
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)

.PHONY: demo test lint bench fuzz docs picture ui screenshots sbom audit clean

demo: $(VENV)/installed
	$(BIN)/warmonitor demo

test: lint
	$(BIN)/pytest

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/installed
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/speed.py

# The documentation as a site in site-docs/. Tables are made anew from what they describe; a broken link fails it.
docs: $(VENV)/installed
	$(BIN)/python scripts/docs_tables.py
	$(BIN)/python scripts/docs_site.py
	@echo "open site-docs/index.html"

# Coverage-guided; atheris has wheels for Linux and Python up to 3.13. What is found lies in fuzz-findings/.
fuzz: $(VENV)/installed
	@$(BIN)/uv pip install --quiet --python $(BIN)/python atheris==$(ATHERIS_VERSION)
	$(BIN)/python scripts/run_fuzz.py --minutes $(MINUTES)

picture: $(VENV)/installed
	$(BIN)/python scripts/picture.py docs/img

# The page is built by hand and committed, so that installing needs no node. It needs node 20 or later.
ui: ui/node_modules/installed
	cd ui && npm run --silent check && npm run --silent build

screenshots: $(VENV)/installed
	$(BIN)/python scripts/screenshots.py docs/img

ui/node_modules/installed: ui/package.json ui/package-lock.json
	@command -v npm >/dev/null || { echo "Building the page needs node 20 or later, with npm (Debian: apt install nodejs npm)."; exit 1; }
	cd ui && npm ci --silent --no-audit --no-fund
	@touch $@

# Parts and versions by the lock file, no network. The audit asks PyPI for known weaknesses: where it cannot be asked, it
# says so and passes nothing; AUDIT=--must makes that a failure.
SHIPPED := --quiet --frozen --all-extras --no-default-groups
sbom: $(VENV)/installed
	$(BIN)/uv export $(SHIPPED) --format cyclonedx1.5 -o sbom.json

audit: $(VENV)/installed
	$(BIN)/uv export $(SHIPPED) --no-emit-project -o .audit.txt
	$(BIN)/python scripts/audit.py .audit.txt $(AUDIT); status=$$?; rm -f .audit.txt; exit $$status

clean:
	rm -rf $(VENV) warmonitor-demo site-docs ui/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis fuzz-findings

$(VENV)/installed: pyproject.toml uv.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "warmonitor needs Python 3.11 or later; found: $$("$(PYTHON)" --version 2>&1)."; \
	  echo "Install it (Debian or Ubuntu: apt install python3.11 python3.11-venv), or name one: make demo PYTHON=/path/to/python3.11"; \
	  exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) || { \
	  rm -rf $(VENV); \
	  echo "The virtual environment could not be made. Debian and Ubuntu keep the module for it in a package of its own:"; \
	  echo "  apt install python3-venv      (or python3.11-venv)"; \
	  exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  echo "$(VENV) has no pip. Remove $(VENV) and run again; on Debian and Ubuntu first: apt install python3-venv"; \
	  exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || { \
	  echo "The package registry could not be reached. warmonitor is offline once installed, but installing needs PyPI or a mirror:"; \
	  echo "  behind a proxy set HTTPS_PROXY; for a mirror set PIP_INDEX_URL and UV_INDEX_URL."; \
	  exit 1; }
	@$(BIN)/uv sync --quiet --frozen --all-extras --inexact || { \
	  echo "Installing by uv.lock failed; the message above names the package. Nothing was changed outside $(VENV)."; \
	  echo "Behind a proxy set HTTPS_PROXY; with a mirror set UV_INDEX_URL, with a certificate of its own SSL_CERT_FILE; then run again."; \
	  exit 1; }
	@touch $@
