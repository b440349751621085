# make demo    see As-Built catch a report that does not tell the truth, on this machine
# make test    everything that has to hold before a change is merged
# make soak    the long campaigns: fuzzing, faults, load
# make examples    GitHub's published examples of every delivery are read (needs npm; nothing is kept)
# make load    the receiver takes 5,000 deliveries over 8 connections; prints how long they waited
# make measure LABELS=DIR REPOS=DIR    rewrite the table of measured precision from labelled changes
# make pages   rewrite the generated pages;  make lock  compile the lock files anew
.POSIX:
.PHONY: setup demo test format check soak examples load pages lock bench measure build clean

PYTHON =
PY = .venv/bin/python
CLEAN = ./.ci/clean
LOCK = --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
       --no-emit-find-links --no-annotate --no-header --quiet

demo: setup
	@$(CLEAN) $(PY) -m tests.demo

test: setup
	@echo "== format and lint" && $(PY) -m ruff format --no-cache --check . && $(PY) -m ruff check --no-cache .
	@echo "== types" && $(PY) -m mypy --cache-dir=/dev/null
	@echo "== import contracts" && $(CLEAN) $(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-cache
	@echo "== generated pages" && $(PY) -m tests.pages --check
	@echo "== As-Built on As-Built" && $(CLEAN) $(PY) -m bot.cli check . --scope all
	@echo "== tests" && $(CLEAN) $(PY) -m pytest -n 2 -m "not soak"

soak: setup
	@$(CLEAN) $(PY) -m pytest -n 2 -m soak --timeout 3600

examples: setup
	@folder=$$(mktemp -d) && (cd "$$folder" && npm pack --silent @octokit/webhooks-examples >/dev/null) \
	 && $(CLEAN) $(PY) -m tests.examples "$$folder"/octokit-webhooks-examples-*.tgz; \
	 status=$$?; rm -rf "$$folder"; exit $$status

load: setup
	@$(CLEAN) $(PY) -m tests.bench.load

bench: setup
	@$(CLEAN) $(PY) -m tests.bench $(REPO)

measure: setup
	@$(CLEAN) $(PY) -m tests.measure $(LABELS) $(REPOS)

format: setup
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

pages: setup
	@$(PY) -m tests.pages

build: setup
	@$(CLEAN) $(PY) -m hatchling build

lock:
	@python3 -m venv .lock && .lock/bin/python -m pip --quiet install uv
	@.lock/bin/uv pip compile $(LOCK) --upgrade --group dev pyproject.toml -o requirements-dev.lock >/dev/null
	@.lock/bin/uv pip compile $(LOCK) -c requirements-dev.lock pyproject.toml -o requirements.lock >/dev/null
	@rm -rf .lock

setup:
	@PYTHON="$(PYTHON)" ./.ci/setup

clean:
	@rm -rf .venv dist
