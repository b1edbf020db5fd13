# What a fresh checkout needs is Python 3.11 or later, git and make. The rest goes into .venv.

PYTHON ?= python3
VENV ?= .venv
MINUTES ?= 5
COMPARISONS ?= 1000000
COMPLETIONS ?= 1000000
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MEASURED := $(VENV)/.bench

.DEFAULT_GOAL := help
.PHONY: help demo test fmt golden fuzz faults prove bench counts clean

help:
	@echo "make demo     decide a sample order and show the decision with its citations"
	@echo "make test     check format, style, types, imports and run all tests"
	@echo "make fmt      format Python and .ecp files"
	@echo "make golden   rewrite the expected texts that tests compare with; read the diff"
	@echo "make fuzz     throw broken texts and transactions at the readers for MINUTES"
	@echo "make faults   put each known fault into a copy, and see that its tests notice"
	@echo "make prove    compare both evaluators, and ranges with all completions, a million times"
	@echo "make bench    measure decisions and loading beside other engines; rewrite docs/performance.md"
	@echo "make counts   count the instructions of fixed workloads anew, and write the table"
	@echo "make clean    remove .venv and caches"

# The stamp is rewritten when the pins or the package's own description change.
$(READY): .ci/make-venv pyproject.toml requirements-dev.txt
	@PYTHON="$(PYTHON)" .ci/make-venv "$(VENV)"
	@touch "$@"

# The exit status of `ecp decide` says how strict the answer is; 2 and 1 alone are failures.
demo: $(READY)
	@$(BIN)/ecp decide examples/order.json; status=$$?; \
	case $$status in 0|3|4|5) ;; *) exit $$status ;; esac

test: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

fmt: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/ecp fmt stdlib_rules examples

golden: $(READY)
	$(BIN)/python scripts/grammar_page.py
	$(BIN)/python scripts/publish_schemas.py
	UPDATE_GOLDEN=1 $(BIN)/pytest -n 2
	git status --short tests docs

fuzz: $(READY)
	$(BIN)/python scripts/fuzz.py --minutes $(MINUTES)

faults: $(READY)
	$(BIN)/python scripts/faults.py --jobs 2

prove: $(READY)
	$(BIN)/python scripts/prove.py --jobs 2 --comparisons $(COMPARISONS) --completions $(COMPLETIONS)

$(MEASURED): $(READY) requirements-bench.txt
	@echo "Installing what to compare with into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-bench.txt
	@touch "$@"

bench: $(MEASURED)
	$(BIN)/python -m benchmarks.single --sizes S M 1000 L --seed 11 --rounds 5 --json bench-single.json
	for given in parsed waiting; do \
	  $(BIN)/python -m benchmarks.single --transactions $$given --engines ecp py_indexed \
	    --seed 11 --rounds 5 --json bench-$$given.json || exit 1; \
	done
	$(BIN)/python -m benchmarks.targets --sizes S M L --seed 11 --rounds 5 --json bench-targets.json
	$(BIN)/python -m benchmarks.rulebook --seed 11 --rounds 5 --json bench-rulebook.json
	$(BIN)/python -m benchmarks.growth --seed 11 --json bench-growth.json
	$(BIN)/python -m benchmarks.report

counts: $(READY)
	$(BIN)/python -m benchmarks.instructions --update

clean:
	rm -rf "$(VENV)" .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
