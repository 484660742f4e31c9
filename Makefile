# The first command of a fresh clone is "make run".

GO := $(shell sh tools/findgo.sh)
ifeq ($(GO),)
GO := go
endif
FUZZTIME ?= 20s
BENCH ?=

GLOAM := bin/gloam
SCAN  := build/scan.npy
OUT   := build/out

# What "make run" computes: two virtual detectors and a centre of mass around
# the middle of the 128 x 128 detector.
UDFS := --udf sum \
	--udf "masks:masks=disk(63.5,63.5,13)+ring(63.5,63.5,16,60)" \
	--udf com:cy=63.5,cx=63.5,r=20 \
	--udf stddev

.PHONY: run build test test-arm64 race poison check cross bench bench-compare fuzz images clean go

run: build $(SCAN) ## make a scan, run UDFs over it, draw results and graph
	$(GLOAM) run $(SCAN) $(UDFS) --out $(OUT) --plot
	$(GLOAM) graph $(SCAN) $(UDFS) -o $(OUT)/tree.svg
	@echo
	@echo "Pictures:"
	@ls $(OUT)/*.png $(OUT)/*.svg

build: go
	$(GO) build -o $(GLOAM) ./cmd/gloam

$(SCAN): | build
	@mkdir -p $(dir $@)
	$(GLOAM) synth $@ --shape 64,64,128,128 --seed 1 --dose 64

test: go ## what CI runs
	$(GO) vet ./...
	$(GO) test -timeout 15m ./...

race: go
	$(GO) test -race -timeout 30m ./...

poison: go ## tests with memory that holds nothing yet filled with NaN and -1: whoever reads it fails
	$(GO) test -tags poison -timeout 15m ./arrays/... ./udf/... ./delayed ./scheduler

check: go cross ## what a change has to pass: format, vet, staticcheck, house rules
	@unformatted=$$("$$($(GO) env GOROOT)/bin/gofmt" -l .); test -z "$$unformatted" || { echo "gofmt these files:"; echo "$$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags noasm ./internal/simd
	$(GO) -C tools build -o ../build/staticcheck honnef.co/go/tools/cmd/staticcheck
	PATH="$(dir $(GO)):$$PATH" build/staticcheck ./...
	$(GO) -C tools vet ./...
	$(GO) -C tools test ./...
	$(GO) test ./internal/houserules

cross: go ## other systems must at least build
	GOOS=linux   GOARCH=arm64 $(GO) build ./...
	GOOS=darwin  GOARCH=arm64 $(GO) build ./...
	GOOS=windows GOARCH=amd64 $(GO) build ./...
	GOOS=windows GOARCH=arm64 $(GO) build ./...
	for os in linux darwin windows; do GOOS=$$os GOARCH=arm64 $(GO) vet ./internal/simd || exit 1; done

bench: go ## figures for docs/performance.md; BENCH="-append docs/performance.md" keeps them
	$(GO) run ./internal/bench $(BENCH)
	-$(GO) test -run '^$$' -bench AgainstPython -benchtime 1x ./scheduler/dask ./scheduler/worker

QEMU ?= $(shell command -v qemu-aarch64-static || command -v qemu-aarch64)

ARM64PKGS ?= internal/simd arrays/ndarray arrays arrays/source udf udf/masks udf/stdudf

test-arm64: go ## kernels and arrays on arm64, under an emulator elsewhere; ARM64PKGS
	@test "$$($(GO) env GOHOSTARCH)" = arm64 || test -n "$(QEMU)" || { echo "qemu-aarch64 is missing: install the package qemu-user-static (Debian) or qemu-user"; exit 1; }
	@if command -v llvm-mc >/dev/null; then sh tools/armwords.sh; else echo "llvm-mc is missing: the encodings are not checked"; fi
	@mkdir -p build/arm64
	@set -e; for p in $(ARM64PKGS); do \
		out="$(CURDIR)/build/arm64/$$(echo $$p | tr / -).test"; \
		GOOS=linux GOARCH=arm64 $(GO) test -c -o "$$out" ./$$p; \
		echo "$$p"; \
		if test "$$($(GO) env GOHOSTARCH)" = arm64; then run=; else run="$(QEMU)"; fi; \
		(cd $$p && $$run "$$out" -test.timeout 30m); \
	done

bench-compare: go ## OLD=<revision>: Go benchmarks of it and of this tree in turns, with benchstat; PKGS, MATCH, ROUNDS
	@sh tools/benchcompare.sh $(GO) "$(OLD)" "$(PKGS)" "$(MATCH)" "$(ROUNDS)"

fuzz: go
	@sh tools/fuzz.sh $(GO) $(FUZZTIME)

images: run ## the pictures in docs
	cp $(OUT)/com.field.png docs/images/com.png
	cp $(OUT)/sum.intensity.png docs/images/sum.png
	cp $(OUT)/masks.intensity-0.png docs/images/bright-field.png
	cp $(OUT)/masks.intensity-1.png docs/images/dark-field.png
	$(GLOAM) graph $(SCAN) --udf com:cy=63.5,cx=63.5,r=20 --partitions 8 --level tasks -o docs/images/tree.svg
	$(GLOAM) graph $(SCAN) --udf sum -o docs/images/layers.svg

clean:
	rm -rf bin build

go:
	@sh tools/findgo.sh explain
