# Everything that is done to Plimsoll, by name. Each target stands alone on a fresh Debian 12 with
# the Swift 6.3 toolchain: what it needs from the distribution is installed when it is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The recording that `make run` has the venue serve, or `make replay` replays.
TAPE ?=

.PHONY: help build dashboard run replay test verify mutants soak check bench sanitize clean packages

help: ## Show what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages:
	@Scripts/install-packages

build: packages ## Leave .build/release/{plimsoll,plimsoll-sim,plimsoll-bench}.
	swift build --configuration release

dashboard: packages ## Build the dashboard into .build/dashboard.
	@Scripts/build-dashboard

run: build dashboard ## Trade at a simulated venue, with the dashboard; TAPE=FILE serves a recording.
	@Scripts/demo '$(TAPE)'

replay: build ## Replay a recording and prove its books; TAPE=FILE takes another.
	@Scripts/replay-demo '$(TAPE)'

test: build ## Run every test; the last line is "N passed, N failed, N skipped".
	@Scripts/test

verify: build ## Run the safety tests that a user runs, on this machine: one to two minutes.
	@.build/release/plimsoll verify --directory .build --report-html .build/verify.html

mutants: packages ## Plant bugs in a copy of the sources, and see that the fake worlds find each.
	@Scripts/mutants

soak: packages ## Run the long form of the tests that are random: a million sequences of fills.
	@Scripts/soak

check: packages ## Check format, warnings, imports and the laws of the house.
	@Scripts/check

bench: build ## Measure against the bars and peers.
	@Scripts/bench

sanitize: packages ## Run the tests under the thread and the address sanitizer.
	@Scripts/sanitize

clean: ## Remove everything that was built.
	rm -rf .build .build-* .venv
