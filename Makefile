# Every target only calls run.py; PYTHON may name another interpreter (3.11 or newer).
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help dev test check smoke agree readers fuzz bench clean

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  ARGS="…" goes to the command: make test ARGS="unit -- -k steps"'

dev: ## set up and run the whole product here
	@exec $(PYTHON) run.py dev $(ARGS)

test: ## run the tests
	@exec $(PYTHON) run.py test $(ARGS)

check: ## format, lint, types, import directions, migrations, lock files
	@exec $(PYTHON) run.py check $(ARGS)

smoke: ## walk the main job over HTTP against a throw-away stack
	@exec $(PYTHON) run.py smoke $(ARGS)

fuzz: ## feed broken story files to the importers
	@exec $(PYTHON) run.py fuzz $(ARGS)

agree: ## walk random stories by Python, TypeScript and XState, and compare
	@exec $(PYTHON) run.py agree $(ARGS)

readers: ## read random stories in a real browser, and compare with the server
	@exec $(PYTHON) run.py readers $(ARGS)

bench: ## measure
	@exec $(PYTHON) run.py bench $(ARGS)

clean: ## remove environments, builds and caches; data stays
	@exec $(PYTHON) run.py clean $(ARGS)
