package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/alecthomas/kong"
	_ "github.com/gloam-go/gloam/udf/blobfinder" // registers its UDFs
	_ "github.com/gloam-go/gloam/udf/stdudf"     // registers the built-in UDFs
)

// cli is the grammar of the command line.
type cli struct {
	Run     runCmd     `cmd:"" help:"Run UDFs over a scan, lazily, in one pass."`
	Info    infoCmd    `cmd:"" help:"Describe a scan without reading its frames."`
	Graph   graphCmd   `cmd:"" help:"Draw the graph of a run without running it."`
	Replay  replayCmd  `cmd:"" help:"Run a failed task again that a run has kept."`
	UDFs    udfsCmd    `cmd:"" name:"udfs" help:"List the UDFs with their parameters and result buffers."`
	Synth   synthCmd   `cmd:"" help:"Write a synthetic 4D-STEM scan to a file."`
	Worker  workerCmd  `cmd:"" help:"Run a worker of a Dask cluster."`
	Cluster clusterCmd `cmd:"" help:"Show the workers of a Dask cluster."`
	Deploy  deployCmd  `cmd:"" help:"Start Go workers beside the Python workers of a Dask cluster."`
	Version versionCmd `cmd:"" help:"Show the version."`
}

const about = `Lazy array work on big 4D-STEM scans.

Try it:

  gloam synth scan.npy --shape 64,64,128,128
  gloam run scan.npy --udf sum --udf com:r=20 --out results --plot`

// The exit codes of the command.
const (
	exitOK          = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // 128 + SIGINT, as shells count
)

// app is what sub-commands work with.
type app struct {
	ctx    context.Context
	out    *bufio.Writer // results
	stderr io.Writer     // progress and notes
}

// print writes to standard output. Errors show when out is flushed.
func (a *app) print(text string) { _, _ = a.out.WriteString(text) }

// note writes a remark for people.
func (a *app) note(format string, args ...any) {
	_, _ = fmt.Fprintf(a.stderr, "gloam: "+format+"\n", args...)
}

// command parses args and runs what they say. It returns the exit code.
func command(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	a := &app{ctx: ctx, out: bufio.NewWriter(stdout), stderr: stderr}
	defer func() {
		// kong leaves through Exit after it has printed help.
		if v := recover(); v != nil {
			exit, ok := v.(exitCode)
			if !ok {
				panic(v)
			}
			code = int(exit)
		}
	}()
	parser, err := newParser(stdout, stderr)
	if err != nil {
		return a.fail(err)
	}
	parsed, err := parser.Parse(joinNegative(args))
	if err != nil {
		return a.fail(usage(err, parsed, args))
	}
	err = parsed.Run(a)
	if flushErr := a.out.Flush(); err == nil && flushErr != nil {
		err = fmt.Errorf("standard output: %w", flushErr)
	}
	return a.fail(err)
}

type exitCode int

func newParser(stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(&cli{}, kong.Name("gloam"), kong.Description(about),
		kong.Writers(stdout, stderr),
		kong.Vars{"formats": formatNames()},
		kong.Exit(func(code int) { panic(exitCode(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100, NoAppDescFormat: true}),
		kong.ExplicitGroups([]kong.Group{
			{Key: "data", Title: "What the file does not say:"},
			{Key: "how", Title: "How to run:"},
			{Key: "results", Title: "Results:"},
			{Key: "net", Title: "Where others reach it:"},
			{Key: "tls", Title: "For tls:// clusters:"},
		}))
}

// usage adds where to read on to an error of the command line.
func usage(err error, _ *kong.Context, args []string) error {
	help := "gloam --help"
	var pe *kong.ParseError
	if errors.As(err, &pe) && pe.Context != nil && pe.Context.Selected() != nil {
		help = pe.Context.Selected().FullPath() + " --help"
	}
	if len(args) == 0 {
		err = errors.New("no command")
	}
	return &usageError{fmt.Errorf("%w (see %s)", err, help)}
}

var (
	takesNegative = regexp.MustCompile(`^--(sync-offset|roi|offset|gap|sig-dims|workers|threads|partitions|per-node)$`)
	negative      = regexp.MustCompile(`^-[0-9:]`)
)

// joinNegative turns "--roi -4:,:" into "--roi=-4:,:": to the parser, a word
// that starts with a dash is an option.
func joinNegative(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		if takesNegative.MatchString(args[i]) && i+1 < len(args) && negative.MatchString(args[i+1]) {
			out = append(out, args[i]+"="+args[i+1])
			i++
			continue
		}
		out = append(out, args[i])
	}
	return out
}
