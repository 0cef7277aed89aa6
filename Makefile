# make run     build the offline module and open the site
# make ask     ask the questions here and get the result
# make test    everything that must pass, in one command
SHELL := /bin/bash
GO ?= go

.PHONY: run offline ask test check vet unit compiler fuzz protocol generate cover size

run: offline
	$(GO) run ./cmd/paraspinal serve

# The pages as WebAssembly, for the browser; nothing is done when it is there.
offline:
	$(GO) run ./internal/offlinebuild

ask:
	$(GO) run ./cmd/paraspinal ask

test: offline vet unit protocol fuzz cover
	@echo "all tests passed"

check: test

vet:
	@test -z "$$(gofmt -l .)" || { echo "gofmt would change:"; gofmt -l .; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	@$(GO) tool govulncheck ./... || if curl -sfo /dev/null --max-time 5 https://vuln.go.dev/index/db.json; then exit 1; \
		else echo "govulncheck: the vulnerability database cannot be reached from here; not checked"; fi

# Every test once, then those of the packages that a running program uses again
# under the race detector, with fewer random people: it is ten times slower.
RACE := ./clinical ./ruleset ./assess ./plan ./session ./casefile ./internal/strict ./cmd/paraspinal
unit: compiler
	$(GO) test $(TESTFLAGS) ./...
	CGO_ENABLED=1 $(GO) test -race -short $(TESTFLAGS) $(RACE)

# The race detector needs a C compiler: it is installed where there is none.
compiler:
	@command -v gcc >/dev/null || command -v clang >/dev/null || { \
		echo "installing gcc from Debian's packages, for the race detector"; \
		sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
		$$sudo apt-get update -qq && $$sudo apt-get install -y -qq gcc libc6-dev; }

# What the protocol must hold: no fault, every statement of the articles, every
# mutant caught, and few enough pages.
protocol:
	$(GO) run ./cmd/paraspinal protocol check
	$(GO) run ./cmd/paraspinal protocol coverage --claims docs/evidence/claims.yaml
	$(GO) run ./cmd/paraspinal protocol mutate --strict
	$(GO) run ./cmd/paraspinal protocol burden --strict

FUZZTIME ?= 8s
fuzz:
	@n=0; for pkg in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			n=$$((n+1)); echo "fuzz $$pkg $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
		done; \
	done; test $$n -gt 0 || { echo "no fuzz target found"; exit 1; }; echo "$$n fuzz targets"

PURE := ./clinical ./ruleset ./assess ./plan ./session
cover:
	@$(GO) test -coverprofile=/dev/null $(PURE) | sed 's/^ok *//'

generate:
	$(GO) run ./internal/generate

size:
	@for d in $$($(GO) list -f '{{.Dir}}' ./...); do printf '%6d %s\n' "$$(cat $$d/*.go | wc -l)" "$${d#$(CURDIR)/}"; done | sort -n
