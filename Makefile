# make run     build the offline module and open the site
# make ask     ask the questions here and get the result
# make test    everything that must pass, in one command
# make browser      only the tests in a real browser
# make screenshots  a picture of every page, into screenshots/
# make bench        how fast the decisions and the pages are, as tables
SHELL := /bin/bash
GO ?= go

.PHONY: run offline ask test check vet unit compiler solver fuzz protocol generate core size browser browser-tools screenshots bench bench-engines bench-generate bench-web

run: offline
	$(GO) run ./cmd/paraspinal serve

# The pages as WebAssembly, for the browser; nothing is done when it is there.
offline:
	$(GO) run ./internal/offlinebuild

ask:
	$(GO) run ./cmd/paraspinal ask

test: offline vet unit protocol fuzz browser
	@echo "all tests passed"

check: test

vet:
	@test -z "$$(gofmt -l .)" || { echo "gofmt would change:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@$(GO) tool govulncheck ./... || if curl -sfo /dev/null --max-time 5 https://vuln.go.dev/index/db.json; then exit 1; \
		else echo "govulncheck: the vulnerability database cannot be reached from here; not checked"; fi

# Every test once, then those of the packages that a running program uses again
# under the race detector, with fewer random people: it is ten times slower. Of
# the pages and the proofs only what many do at once is run again.
CORE := ./clinical ./ruleset ./assess ./plan ./session
RACE := $(CORE) ./cohort ./casefile ./internal/strict ./care ./cmd/paraspinal
unit: compiler solver core
	$(GO) test $(TESTFLAGS) $$($(GO) list ./... | grep -vxFf <($(GO) list $(CORE)))
	CGO_ENABLED=1 $(GO) test -race -short $(TESTFLAGS) $(RACE)
	CGO_ENABLED=1 $(GO) test -race -run AtOnce $(TESTFLAGS) ./web ./prove

# The tests of what decides, which run every statement of it.
core:
	@out=$$(mktemp); $(GO) test -cover $(TESTFLAGS) $(CORE) >$$out; rc=$$?; cat $$out; \
		left=$$(grep '^ok' $$out | grep -v 'coverage: 100.0%'); rm $$out; test $$rc = 0 || exit $$rc; \
		test -z "$$left" || { echo "statements that no test runs:"; echo "$$left"; exit 1; }

# The race detector needs a C compiler: it is installed where there is none.
compiler:
	@command -v gcc >/dev/null || command -v clang >/dev/null || { \
		echo "installing gcc from Debian's packages, for the race detector"; \
		sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq gcc libc6-dev; }

# A second, independent solver: the proofs are held against it.
solver:
	@command -v cadical >/dev/null || { \
		echo "installing cadical from Debian's packages, a second solver for the proofs"; \
		sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends cadical; }

# What the protocol must hold: no fault, every statement of the articles, every
# mutant caught, few enough pages, and every property of safety.yaml proved.
protocol:
	$(GO) run ./cmd/paraspinal protocol check
	$(GO) run ./cmd/paraspinal protocol coverage --claims docs/evidence/claims.yaml
	$(GO) run ./cmd/paraspinal protocol mutate --strict
	$(GO) run ./cmd/paraspinal protocol burden --strict
	$(GO) run ./cmd/paraspinal prove --twins

FUZZTIME ?= 8s
fuzz:
	@n=0; for pkg in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			n=$$((n+1)); echo "fuzz $$pkg $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
		done; \
	done; test $$n -gt 0 || { echo "no fuzz target found"; exit 1; }; echo "$$n fuzz targets"

# The pages in Debian's Chromium, on the program as it is shipped.
browser: browser-tools offline
	$(GO) build -o paraspinal ./cmd/paraspinal
	cd web/browser && node --test --test-concurrency=2 --test-reporter=spec

screenshots: browser-tools offline
	$(GO) build -o paraspinal ./cmd/paraspinal
	cd web/browser && node screenshots.js ../../screenshots

# What the browser tests need: installed where it is missing.
browser-tools:
	@missing=; for t in chromium:chromium node:nodejs npm:npm; do \
		command -v $${t%%:*} >/dev/null || missing="$$missing $${t##*:}"; done; \
	ls /usr/share/fonts/truetype/*/*.ttf >/dev/null 2>&1 || missing="$$missing fonts-dejavu-core"; \
	if test -n "$$missing"; then \
		echo "installing$$missing from Debian's packages, for the tests in a browser"; \
		sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends $$missing; fi
	@cd web/browser && if ! test node_modules/.package-lock.json -nt package-lock.json; then \
		echo "npm ci, for the tests in a browser" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error && touch node_modules/.package-lock.json; fi

# For docs/bench.md: the decisions beside general rule engines, then the pages.
bench: bench-engines bench-web

# bench/ has its own go.mod and package.json: nothing of it gets into the program.
bench-engines:
	@command -v node >/dev/null || { echo "node is needed for one of the engines: make browser-tools"; exit 1; }
	@cd bench/node && if ! test node_modules/.package-lock.json -nt package-lock.json; then \
		echo "npm ci, for an engine of the bench" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error && touch node_modules/.package-lock.json; fi
	cd bench && $(GO) vet ./... && $(GO) test ./... && $(GO) run .

# The rules as Go ifs, for the bench: again when the protocol has changed.
bench-generate:
	cd bench && $(GO) run . -generate

# The pages beside a plain handler, and what Lighthouse measures.
BENCHTIME ?= 3s
bench-web: browser-tools offline
	$(GO) test ./web -run '^$$' -bench Pages -cpu 1 -benchtime $(BENCHTIME)
	$(GO) build -o paraspinal ./cmd/paraspinal
	cd web/browser && node bench.js

generate:
	$(GO) run ./internal/generate

size:
	@for d in $$($(GO) list -f '{{.Dir}}' ./...); do printf '%6d %s\n' "$$(cat $$d/*.go | wc -l)" "$${d#$(CURDIR)/}"; done | sort -n
