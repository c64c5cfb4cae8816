# The commands of this repository. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test chaos versions bench lint build agent prerequisites lab-up lab-down install

PREFIX ?= /usr/local
DESTDIR ?=

help: ## list these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: ## install what is missing, build, and run a whole cutover on two real systemd hosts on this machine (root)
	@scripts/prerequisites build lab
	@scripts/demo

test: ## pass all tests: lint, unit tests, and the suite on two real systemd hosts (root)
	@scripts/test

chaos: ## break every part at every phase on two real systemd hosts, with the ledger as judge; CASE=NAME for one (root)
	@scripts/prerequisites build lab
	@scripts/chaos

versions: ## prove the moves between different versions of Redis on two real hosts (root; builds two more images)
	@scripts/prerequisites build lab
	@scripts/build-debug
	@scripts/link-debug-agent
	@Tests/Lab/suite --only versions

bench: ## measure speed and size against their peers, into .lab/bench.json (root)
	@scripts/prerequisites build lab
	@scripts/bench

lint: ## check the format and the rules of the sources
	@scripts/lint

build: ## build .build/release/coordinator and .build/release/cutover-agent
	@scripts/prerequisites build
	@scripts/build-release

agent: ## build .build/release/cutover-agent, one static file
	@scripts/prerequisites build
	@scripts/build-release agent

prerequisites: ## say what this machine lacks; as root, install the Debian packages
	@scripts/prerequisites

lab-up: ## boot the two hosts and the laptop of the lab (root)
	@scripts/prerequisites lab
	@Tests/Lab/lab up

lab-down: ## take the lab down, whatever state it is in (root)
	@Tests/Lab/lab down

install: ## install the built binaries under $(DESTDIR)$(PREFIX)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/libexec/cutover"
	install -m 0755 .build/release/coordinator "$(DESTDIR)$(PREFIX)/bin/coordinator"
	install -m 0755 .build/release/cutover-agent "$(DESTDIR)$(PREFIX)/libexec/cutover/cutover-agent"
