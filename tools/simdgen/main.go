// Command simdgen writes the assembly kernels of internal/simd and their Go
// declarations. Run it with go generate in that package.
package main

import (
	"log"
	"os"
	"path/filepath"

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
	{"fold", []func(*gen){sums, minFold, touch, dots}},
	{"masks", []func(*gen){masks}},
	{"maps", []func(*gen){casts, swaps, extrema, logShiftAdd}},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("simdgen: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: simdgen <folder of the package>")
	}
	for _, f := range files {
		if err := write(os.Args[1], f.name, f.emits); err != nil {
			log.Fatalf("%s: %v", f.name, err)
		}
	}
}

// write generates one assembly file and its stub file.
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
	return nil
}
