// Command bench measures gloam on a big scan and prints one table: each
// built-in UDF, in this process and as a command, beside what the machine can
// read and beside other software if it is there. "make bench" runs it.
//
// Rounds are interleaved: every round runs everything once, so that a machine
// that gets slower or busier does so for all. Figures are medians.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
)

// options are what the command line says.
type options struct {
	dir     string // for the scan and the command
	shape   string
	rounds  int
	workers int
	only    string // names of UDFs, comma-separated
	peers   bool
	kernels bool
	command bool
	append  string
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	var o options
	flag.StringVar(&o.dir, "dir", filepath.Join("build", "bench"), "folder for the scan and the command")
	flag.StringVar(&o.shape, "shape", "128,128,256,256", "shape of the scan")
	flag.IntVar(&o.rounds, "rounds", 7, "rounds; the table shows medians")
	flag.IntVar(&o.workers, "workers", 2, "workers of every run")
	flag.StringVar(&o.only, "only", "", "names of the UDFs to run, comma-separated (all)")
	flag.BoolVar(&o.peers, "peers", true, "measure other software if it is there")
	flag.BoolVar(&o.kernels, "kernels", true, "run Go benchmarks of kernels and scheduler first")
	flag.BoolVar(&o.command, "command", true, "measure the command, too, for its peak memory")
	flag.StringVar(&o.append, "append", "", "append the table with machine and date to this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := o.run(ctx, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run measures and writes a section of Markdown.
func (o options) run(ctx context.Context, w io.Writer) error {
	runtime.GOMAXPROCS(max(o.workers, 1))
	path, err := o.scan(ctx)
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\n## %s\n\n%s\n", today(), machine(o))
	m, err := o.measure(ctx, path)
	if err != nil {
		return err
	}
	text.WriteString(m.table())
	if o.kernels {
		list, err := kernels(ctx)
		if err != nil {
			return err
		}
		text.WriteString(list)
	}
	if _, err := io.WriteString(w, text.String()); err != nil {
		return err
	}
	return appendTo(o.append, text.String())
}

// appendTo adds text to a file, if there is one.
func appendTo(path, text string) error {
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
