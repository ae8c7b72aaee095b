# make run [FILE=path]   build, start private servers and every service, feed sample data (or FILE), open the console
# make test              build and run every test against private servers
# make lint              formatting, as swift-format sees it
# make bench             what it does in a second, against \copy on the same servers
# make bench-console     the console beside htop, btop, tig, pg_activity, harlequin and a Textual table
# make bench-letters     a redrive of 1,000,000 dead letters, held and restarted on its way, and lists of 10,000,000
# make bench-lists       what a list of 1,000,000 rows costs the database
# make bench-jobs      jobs through the consumer runtime, their start, killed hosts and leaders; beside pgqueuer
# make bench-flows     runs of a workflow of six steps, beside Prefect and Temporal
# make bench-labeling    64 annotators at once on 1,000,000 tasks, killed at random
# make screenshots       pictures of every pane, by the running program in a real terminal, into screenshots/
# make build             the release binary at .build/release/flowsight
# make clean             remove what was built

BINARY := .build/release/flowsight
SOURCES := Package.swift Sources Tests
# Colours are an argument of the compiler: with them, a build in a terminal and one in a pipe would undo each other.
RELEASE := swift build -c release --static-swift-stdlib --disable-index-store --no-color-diagnostics

export FILE

.PHONY: run test lint build bench bench-console bench-letters bench-lists bench-jobs bench-flows bench-labeling screenshots clean setup

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

bench-console: build
	@$(RELEASE) --product Bench
	@.build/release/Bench console

bench-letters: build
	@$(RELEASE) --product Bench
	@.build/release/Bench letters
	@.build/release/Bench letters --letters 10000000 --redrives 0

bench-lists: build
	@$(RELEASE) --product Bench
	@.build/release/Bench lists

bench-jobs: build
	@$(RELEASE) --product Bench
	@.build/release/Bench jobs
	@.build/release/Bench leaders

bench-flows: build
	@$(RELEASE) --product Bench
	@.build/release/Bench flows

bench-labeling: build
	@$(RELEASE) --product Bench
	@.build/release/Bench labeling

PICTURES := librsvg2-bin:/usr/bin/rsvg-convert imagemagick:/usr/bin/convert \
  fonts-dejavu-core:/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf \
  fonts-noto-cjk:/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

screenshots: build
	@ALSO='$(PICTURES)' .ci/setup
	@$(RELEASE) --product Bench
	@.build/release/Bench screenshots

clean:
	@rm -rf .build
