# Lanna. The two commands of the README are `make demo` and `make test`; both do
# all set-up themselves. `make help` lists the rest.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO      ?= go
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)
STATIC  := CGO_ENABLED=0
# Programs, tests and vet compile alike, so that each package is compiled once: the
# tags leave nothing in lanna that would differ where cgo is on, as lanna-read has it.
TAGS    := netgo,osusergo
# They carry no tables for debuggers, which take a fifth of the compilers' time;
# plain `go build` does. Stack traces need none.
export GOFLAGS += -trimpath -tags=$(TAGS) -gcflags=all=-dwarf=false
# Compilers collect their garbage less often, which also saves time. Programs and
# tests that run later are left alone.
build web-assets check: export GOGC = 400
build web-assets check: export GOMEMLIMIT = 2GiB

# Where `make demo` keeps its data, the first of its ports, and what it acts out
# while one watches.
DEMO_DIR  ?= data/demo
DEMO_PORT ?= 8081
DEMO_PLAY ?= --play journey-1,journey-6 --pause 3

# What `make accuracy` draws: pictures with wordings that no rule was written against.
ACCURACY_SEED     ?= 20260
ACCURACY_PICTURES ?= 200
ACCURACY_SPLIT    ?= held

# Schedules of the simulation; data/soak-sim.json tells how far it came.
SOAK_SEEDS ?= 1..100000

.PHONY: help
help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r target text; do printf '  make %-12s %s\n' "$$target" "$$text"; done

.PHONY: setup
setup: ## install Debian packages and npm packages that are missing
	@scripts/setup

.PHONY: build
build: early bin/.keep web-assets ## fill bin/: lanna (static), lanna-read, models
	@scripts/build-read & reader=$$!; \
	$(STATIC) $(GO) build -ldflags '$(LDFLAGS)' -o bin/lanna ./cmd/lanna; \
	wait $$reader
	@scripts/fetch-models

# The first time, packages and modules are fetched while all is compiled that waits for
# no npm package.
.PHONY: early
early:
	@$(STATIC) scripts/compile-ahead & compiling=$$!; \
	{ [ -x bin/lanna ] || exec env $(STATIC) $(GO) list -deps ./cmd/lanna >/dev/null; } & fetching=$$!; \
	scripts/setup || { kill $$compiling $$fetching; exit 1; }; \
	wait

bin/.keep:
	@mkdir -p bin && touch $@

# Islands and fonts of the pages. Without them pages work as plain HTML.
WEB_SOURCES := $(shell find web/ts web/build web/*.css web/assets.go package-lock.json -type f 2>/dev/null)

.PHONY: web-assets
web-assets: web/static/built/.stamp

web/static/built/.stamp: $(WEB_SOURCES) | early
	$(STATIC) $(GO) run ./web/build
	@touch $@

.PHONY: demo
demo: build ## start six nodes and a relay, and act two journeys out in them
	@bin/lanna demo --dir '$(DEMO_DIR)' --port '$(DEMO_PORT)' $(DEMO_PLAY)

.PHONY: demo-cluster
demo-cluster: build ## the same with PostgreSQL, three relays, two processes of one agency; kills one of each
	@bin/lanna demo --cluster --pause 3

.PHONY: single
single: build ## start one node with the exercise on http://localhost:8080
	@bin/lanna demo --single

.PHONY: test
test: build ## run all tests, those in a browser included
	$(GO) test -timeout 20m ./...

.PHONY: check
check: setup ## gofmt, go vet, staticcheck, and the rules of the house
	@unformatted=$$(git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 -r gofmt -l); \
	if [ -n "$$unformatted" ]; then \
		echo "not formatted; run: gofmt -w" $$unformatted >&2; exit 1; \
	fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -count=1 .

.PHONY: bench
bench: build ## print the table of speed and size, each row a ratio of one run
	@$(GO) run ./cmd/lanna-bench

.PHONY: accuracy
accuracy: build ## print what extraction and matching get right
	@bin/lanna exercise generate --seed $(ACCURACY_SEED) --accuracy $(ACCURACY_PICTURES) --split $(ACCURACY_SPLIT) \
		data/accuracy-$(ACCURACY_SPLIT)-$(ACCURACY_SEED) >&2
	@LANNA_READ=bin/lanna-read $(GO) run ./extract/accuracy/cmd data/accuracy-$(ACCURACY_SPLIT)-$(ACCURACY_SEED)
	@echo; $(GO) run ./match/accuracy

.PHONY: pictures
pictures: build ## draw the pictures of docs/use anew, from a running node in Chromium
	LANNA_PICTURES=$(CURDIR)/docs/use/pictures $(GO) test -count=1 -run TestManualShowsPagesThatAreThere ./web/browsertest

.PHONY: deb
deb: build ## pack dist/lanna_VERSION_ARCH.deb
	@scripts/build-deb

.PHONY: fuzz
fuzz: setup ## run each fuzz target for a minute (FUZZTIME=60s)
	@scripts/fuzz

.PHONY: soak
soak: build ## run the long tests: crashes, torn writes, many rows, 100,000 schedules
	@mkdir -p data
	bin/lanna sim --seeds $(SOAK_SEEDS) --resume data/soak-sim.json
	LANNA_SOAK=1 $(GO) test -count=1 -timeout 0 -tags soak,$(TAGS) ./...

.PHONY: clean
clean: ## remove what was built; data/ stays
	rm -rf bin web/static/built
