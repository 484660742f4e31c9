// Command simdgen writes the assembly kernels of internal/simd and their Go
// declarations. Run it with go generate in that package; names of output files
// after the folder restrict it to these.
package main

import (
	"log"
	"os"
	"path/filepath"
	"slices"

	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// files maps the name of an output file to what it holds; every function is
// called once per level.
var files = []struct {
	name  string
	emits []func(*gen)
}{
	{"frames", []func(*gen){sumFrames, maxFrames, minFrames, sqDevFrames}},
	{"runs", []func(*gen){runDots}},
	{"rows", []func(*gen){sumRows}},
	{"sweep", []func(*gen){sweeps}},
	{"entries", []func(*gen){largest, entrySums, entrySquares, entryQuads, coveredEntries}},
	{"fold", []func(*gen){sums, minFold, touch, dots}},
	{"masks", []func(*gen){masks}},
	{"blocks", []func(*gen){arithmetic, comparisons, unaries, choices, elementary, conversions, halves, complexNumbers}},
	{"maps", []func(*gen){swaps, logShiftAdd}},
	{"codecs", []func(*gen){shuffles, unpacks}},
	{"gemm", []func(*gen){gemms}},
	{"fft", []func(*gen){ffts}},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("simdgen: ")
	if len(os.Args) < 2 {
		log.Fatal("usage: simdgen <folder of the package> [file ...]")
	}
	only := os.Args[2:]
	for _, f := range files {
		if len(only) > 0 && !slices.Contains(only, f.name) {
			continue
		}
		if err := write(os.Args[1], f.name, f.emits); err != nil {
			log.Fatalf("%s: %v", f.name, err)
		}
	}
	if len(only) == 0 || slices.Contains(only, "neon") {
		if err := writeNeon(os.Args[1]); err != nil {
			log.Fatalf("neon: %v", err)
		}
	}
}

// write generates one assembly file, its stub file and, if the kernels are
// found by operation and type, the file of their tables.
func write(folder, name string, emits []func(*gen)) error {
	g := newGen()
	for _, l := range levels {
		g.level = l
		for _, emit := range emits {
			emit(g)
		}
	}
	file, err := g.Result()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	cfg := printer.Config{Name: "tools/simdgen", Pkg: "simd"}
	for suffix, p := range map[string]printer.Printer{
		"_amd64.s":        printer.NewGoAsm(cfg),
		"_stubs_amd64.go": printer.NewStubs(cfg),
	} {
		text, err := p.Print(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, name+suffix), text, 0o644); err != nil {
			return err
		}
	}
	if len(g.tables) == 0 {
		return nil
	}
	text, err := printTables("amd64 && !noasm", g.tables)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name+"_tables_amd64.go"), text, 0o644)
}
