# Everything runs in .venv, which these targets create; you need not install anything by hand.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A changed pyproject.toml installs again. Changed code need not: the install is editable.
RUNTIME := $(VENV)/.installed
DEVELOPMENT := $(VENV)/.installed-dev
# pip does not compile an editable install. Python compiles it on first import, unless
# PYTHONDONTWRITEBYTECODE is set: then every start would compile everything again.
COMPILE := $(BIN)/python -m compileall -q src

.DEFAULT_GOAL := help
.PHONY: help demo test check format snapshots docs lowest clients cluster-test fuzz peers bench bench-large clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## Install into .venv and compare the US and Russia
	@$(BIN)/policykb compare us russia --format table

# The tests are compiled as well: that takes 5 seconds of each worker.
test: $(DEVELOPMENT) ## Install into .venv and run the tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(DEVELOPMENT) ## Check format, lint, types, layers, docs and the knowledge base
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/policykb validate --strict kb
	$(BIN)/policykb fmt --check kb

format: $(DEVELOPMENT) ## Format the code and apply the linter's fixes
	$(BIN)/ruff check --fix src tests
	$(BIN)/ruff format src tests

snapshots: $(DEVELOPMENT) ## Accept the current output as the expected output of the tests
	$(BIN)/python -m pytest --snapshot-update

docs: $(DEVELOPMENT) ## Generate docs/rules.md from the catalogue of rules
	$(BIN)/python tests/scripts/rules_page.py > docs/rules.md

lowest: ## Run the tests on the oldest dependencies that pyproject.toml allows
	test -d .venv-lowest || $(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python tests/scripts/lowest_versions.py > .venv-lowest/constraints.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint .venv-lowest/constraints.txt --editable '.[dev]'
	PYTHONDONTWRITEBYTECODE= .venv-lowest/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

clients: ## Install programs that work with policykb into .clients, for the tests
	test -d .clients/venv || $(PYTHON) -m venv .clients/venv
	.clients/venv/bin/python -m pip install --quiet --disable-pip-version-check \
		pre-commit==4.7.0 zizmor==1.32.0
	npm install --prefix .clients --silent --no-audit --no-fund \
		yaml-language-server@1.25.0 @microsoft/sarif-multitool@5.7.0

cluster-test: ## Install Spark into .cluster, start a cluster on this machine, and test with it
	test -d .cluster || $(PYTHON) -m venv .cluster
	.cluster/bin/python -m pip install --quiet --disable-pip-version-check \
		--editable '.[network,spark]' hypothesis pytest
	.cluster/bin/python -m pytest -p no:cacheprovider tests/datasets/test_cluster.py

FUZZ_SECONDS ?= 900
fuzz: $(DEVELOPMENT) ## Search for input that breaks policykb, for FUZZ_SECONDS (900)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,fuzz]'
	mkdir -p .fuzz/corpus
	$(BIN)/python tests/fuzz/fuzz_validate.py .fuzz/corpus -artifact_prefix=.fuzz/ \
		-max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=30 -rss_limit_mb=2048

peers: $(DEVELOPMENT) ## Install comparable programs into .peers, run all, and generate docs/peers.md
	test -d .peers/venv || $(PYTHON) -m venv .peers/venv
	.peers/venv/bin/python -m pip install --quiet --disable-pip-version-check \
		check-jsonschema==0.39.0 linkml==1.12.1 yamllint==1.38.0
	command -v recfix > /dev/null || apt-get install --yes recutils
	$(BIN)/python -m tests.peers.compare

BENCH ?=
bench: $(DEVELOPMENT) ## Install comparable programs into .bench, time all, and generate docs/performance.md
	for venv in peers libyaml; do test -d .bench/$$venv || $(PYTHON) -m venv .bench/$$venv; done
	.bench/peers/bin/python -m pip install --quiet --disable-pip-version-check \
		check-jsonschema==0.39.0 linkml==1.12.1 yamllint==1.38.0 yamlruff==0.0.4 beancount==3.2.3
	.bench/libyaml/bin/python -m pip install --quiet --disable-pip-version-check \
		check-jsonschema==0.39.0 ruamel.yaml.clib==0.2.15
	command -v recfix > /dev/null || apt-get install --yes recutils
	command -v rg > /dev/null || apt-get install --yes ripgrep
	$(COMPILE)
	$(BIN)/python -m tests.bench.run $(BENCH)
	$(BIN)/python -m tests.bench.shapes

bench-large: ## Like bench, with a knowledge base of a million claims too
	$(MAKE) bench BENCH=--large

clean: ## Delete everything that the targets created
	rm -rf .venv .venv-lowest .clients .cluster .fuzz .peers .bench build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "policykb needs Python 3.11 or newer; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(COMPILE)
	@touch $@

$(DEVELOPMENT): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(COMPILE)
	@touch $(RUNTIME) $@
