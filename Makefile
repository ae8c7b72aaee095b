# make run [FILE=path]   build, start private servers and every service, feed sample data (or FILE), open the console
# make test              build and run every test against private servers
# make lint              formatting, as swift-format sees it
# make bench             what it does in a second, against \copy on the same servers
# make bench-labeling    64 annotators at once on 1,000,000 tasks, killed at random
# make build             the release binary at .build/release/flowsight
# make clean             remove what was built

BINARY := .build/release/flowsight
SOURCES := Package.swift Sources Tests
# Colours are an argument of the compiler: with them, a build in a terminal and one in a pipe would undo each other.
RELEASE := swift build -c release --static-swift-stdlib --disable-index-store --no-color-diagnostics

export FILE

.PHONY: run test lint build bench bench-labeling clean setup

run: build
	@if [ -n "$$FILE" ]; then exec $(BINARY) demo --file "$$FILE"; else exec $(BINARY) demo; fi

build: setup
	@echo 'building the release binary (a few minutes the first time)'
	@$(RELEASE) --product flowsight

test: setup
	@.ci/test

lint:
	@swift format lint --strict --parallel --recursive $(SOURCES)

setup:
	@.ci/setup

bench: build
	@$(RELEASE) --product Bench
	@.build/release/Bench

bench-labeling: build
	@$(RELEASE) --product Bench
	@.build/release/Bench labeling

clean:
	@rm -rf .build
