# The commands of daily life. `make run` and `make test` need Python 3.11 or newer and make, nothing else.
# What they do is written in make/; a finished step is not repeated.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)

.DEFAULT_GOAL := help
.PHONY: help install run dev test cover mutate check test-services bench fmt python

help: ## Show these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

python:
	@command -v $(PYTHON) >/dev/null || { echo "Ronghe needs Python 3.11 or newer; no $(PYTHON) was found. Install it, or name yours: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Ronghe needs Python 3.11 or newer; $(PYTHON) is %d.%d. Install a newer one, or name yours: make run PYTHON=/path/to/python3" % v[:2])'

install: python ## Set everything up and stop there
	@$(PYTHON) -m make install

run: python ## Set up and serve on http://127.0.0.1:8000 (PORT=8001 make run for another port)
	@$(PYTHON) -m make run

dev: python ## The same with DEBUG and autoreload
	@$(PYTHON) -m make dev

test: python ## The whole suite; ARGS="tests/college -x" for a part
	@$(PYTHON) -m make test

cover: python ## The whole suite, and which lines and branches it never takes
	@$(PYTHON) -m make cover

mutate: python ## Change rules and policies in one place at a time: does a test notice?
	@$(PYTHON) -m make mutate

check: python ## Lint, types, layers, migrations, deployment settings, templates, messages
	@$(PYTHON) -m make check

test-services: python ## The suite on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)
	@$(PYTHON) -m make test-services

bench: python ## Measure every page and the health run with 130,000 placements
	@$(PYTHON) -m make bench

fmt: python ## Format Python and templates
	@$(PYTHON) -m make fmt
