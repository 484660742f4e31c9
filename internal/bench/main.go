// Command bench measures gloam beside what the machine can do and beside other
// software, if that is there, and prints one table of ratios. "make bench" runs
// it.
//
// What is measured comes in groups, each in a file of its own: the UDFs, sparse
// data, kernels and so on. A group names trials; a trial runs here and, under
// the same name, in the group's Python script. Rounds are interleaved: each runs
// everything once, so that a machine that gets slower or busier does so for
// all. Before the first round the results of both are compared. Figures are
// medians, and ratios the medians of each round's ratio.
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
	dir     string // for data and the command
	shape   string
	rounds  int
	workers int
	gib     float64 // of the big arrays
	groups  string  // names, comma-separated
	trials  string  // patterns, comma-separated
	peers   bool
	command bool
	list    bool
	append  string
	once    string // the trial that is run for its memory; "" means to measure
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	o := defaults()
	flag.StringVar(&o.dir, "dir", o.dir, "folder for data and the command")
	flag.StringVar(&o.shape, "shape", o.shape, "shape of the scan")
	flag.IntVar(&o.rounds, "rounds", o.rounds, "rounds; the table shows medians")
	flag.IntVar(&o.workers, "workers", o.workers, "workers of every run")
	flag.Float64Var(&o.gib, "gib", o.gib, "GiB of the big arrays")
	flag.StringVar(&o.groups, "group", "", "groups to run, comma-separated (all): "+strings.Join(groupNames(), ", "))
	flag.StringVar(&o.trials, "trial", "", "trials to run, comma-separated patterns such as sum*,masks* (all)")
	flag.BoolVar(&o.peers, "peers", o.peers, "measure other software if it is there")
	flag.BoolVar(&o.command, "command", o.command, "measure the command, too, for its peak memory")
	flag.BoolVar(&o.list, "list", false, "name groups and trials and end")
	flag.StringVar(&o.append, "append", "", "append the report with machine and date to this file")
	flag.StringVar(&o.once, "once", "", "run this trial of the group a few times and nothing else, to watch its memory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := o.run(ctx, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func defaults() options {
	return options{dir: filepath.Join("build", "bench"), shape: "128,128,256,256", rounds: 7, workers: 2, gib: 4, peers: true, command: true}
}

// run measures and writes a section of Markdown. Results that differ from those
// of other software are an error, after the report.
func (o options) run(ctx context.Context, w io.Writer) error {
	runtime.GOMAXPROCS(max(o.workers, 1))
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	chosen, err := o.chosen()
	if err != nil {
		return err
	}
	if o.once != "" {
		return o.onlyOnce(ctx, chosen[0], w)
	}
	text := fmt.Sprintf("\n## %s\n\n%s", today(), machine(o))
	var differ []string
	for _, g := range chosen {
		m, err := o.measure(ctx, g)
		if err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
		if m == nil {
			continue
		}
		if o.list {
			text = ""
			for _, t := range m.trials {
				fmt.Fprintln(w, g.name, t.name)
			}
			continue
		}
		text += m.report()
		differ = append(differ, m.different()...)
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if err := appendTo(o.append, text); err != nil {
		return err
	}
	if len(differ) > 0 {
		return fmt.Errorf("results differ: %s", strings.Join(differ, "; "))
	}
	return nil
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
