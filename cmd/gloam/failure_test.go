package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

func TestBadInputIsOneLineThatNamesBothValues(t *testing.T) {
	folder := scanFolder(t)
	scan, err := os.ReadFile(filepath.Join(folder, "scan.npy"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "short.npy"), scan[:1000], 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "what.ever"), []byte("hello"), 0o666))
	for name, shape := range map[string][]int{"turned.npy": {6, 8}, "empty.npy": {8, 6}, "line.npy": {48}} {
		require.NoError(t, ndarray.SaveNPY(filepath.Join(folder, name), ndarray.New(ndarray.Bool, shape...)))
	}
	raw := []string{"scan.raw", "--dtype", "uint16", "--sig-shape", "16,20"}
	cases := map[string]struct {
		args  string
		code  int
		names []string
	}{
		"missing file":         {"run no.npy -u sum -o o", 1, []string{"no.npy", "no such file"}},
		"truncated file":       {"run short.npy -u sum -o o", 1, []string{"1000 bytes", "30848"}},
		"scan too large":       {"run scan.npy -u sum --nav-shape 9,9", 1, []string{"81 frames", "48"}},
		"frame of other size":  {"run scan.npy -u sum --sig-shape 10,10", 1, []string{"100", "320"}},
		"unknown dtype":        {"run scan.raw -u sum --dtype float17 --sig-shape 16,20", 1, []string{"float17", "float16"}},
		"missing options":      {"run scan.raw -u sum", 1, []string{"--dtype", "--sig-shape"}},
		"wrong option":         {"run scan.npy -u sum --offset 3", 1, []string{"--offset", "npy"}},
		"negative offset":      {"run " + strings.Join(raw, " ") + " -u sum --offset -4", 1, []string{"-4", "0 or more"}},
		"sync offset":          {"run " + strings.Join(raw, " ") + " -u sum --sync-offset -50", 1, []string{"-50", "48"}},
		"unknown format":       {"run scan.npy -u sum --format tiff", 1, []string{"tiff", "npy"}},
		"unrecognised file":    {"run what.ever -u sum", 1, []string{"ever", "hello", "npy"}},
		"unknown udf":          {"run scan.npy -u summ -o o", 1, []string{"summ", "masks", `did you mean "sum"?`, "gloam udfs"}},
		"unknown parameter":    {"run scan.npy -u sum:depth=3", 1, []string{"depth", "dtype", "gloam udfs sum"}},
		"bad parameter":        {"run scan.npy -u com:r=big", 1, []string{`"r"`, "big", "number"}},
		"parameter refused":    {"run scan.npy -u com:r=-1", 1, []string{"-1", "at least 0"}},
		"parameter twice":      {"run scan.npy -u com:r=1,r=2", 1, []string{`"1"`, `"2"`}},
		"parentheses":          {"run scan.npy -u masks:masks=disk(1,2", 1, []string{"1 opening", "0 closing"}},
		"masks in a file":      {"run scan.npy -u masks:masks=m.npy", 1, []string{"m.npy", "disk(cy,cx,r)", "stack=m.npy"}},
		"missing mask file":    {"run scan.npy -u masks:stack=m.npy", 1, []string{"stack", "m.npy", "no such file"}},
		"no masks":             {"run scan.npy -u masks", 1, []string{"none", "at least one"}},
		"roi of other shape":   {"run scan.npy -u sum --roi turned.npy -o o", 1, []string{"(6, 8)", "(8, 6)"}},
		"roi without position": {"run scan.npy -u sum --roi empty.npy", 1, []string{"none", "48"}},
		"roi outside":          {"run scan.npy -u sum --roi 3,6", 1, []string{"6", "-6 to 5"}},
		"roi axes":             {"run scan.npy -u sum --roi 3", 1, []string{"1 axis", "2"}},
		"roi text":             {"run scan.npy -u sum --roi 3,x", 1, []string{`"x"`, "position"}},
		"roi file":             {"run scan.npy -u sum --roi no.npy", 1, []string{"no.npy"}},
		"folder is a file":     {"run scan.npy -u sum -o scan.raw", 1, []string{"scan.raw", "directory"}},
		"remote scheduler":     {"run scan.npy -u sum --scheduler tcp://127.0.0.1:1", 1, []string{"127.0.0.1:1 cannot be reached", "refused", "is a Dask scheduler running there?"}},
		"log in no folder":     {"run scan.npy -u sum --log no/log", 1, []string{"no/log"}},
		"synthetic extents":    {"run synthetic:8,8 -u sum", 1, []string{"(8, 8)", "two"}},
		"synthetic parameter":  {"run synthetic:8,8,8,8?sed=1 -u sum", 1, []string{"sed", "seed"}},
		"synth dose":           {"synth o.npy --shape 8,8,8,8 --dose 0", 1, []string{"0", "1 and 65535"}},
		"graph of no file":     {"graph no.npy -u sum -o g.svg", 1, []string{"no.npy"}},
		"info of no file":      {"info no.npy", 1, []string{"no.npy"}},
		"udfs of no name":      {"udfs summ", 1, []string{"summ", "masks"}},
		"no command":           {"", 2, []string{"no command", "--help"}},
		"unknown command":      {"walk", 2, []string{"walk", "--help"}},
		"unknown flag":         {"run scan.npy -u sum --fast", 2, []string{"--fast", "run --help"}},
		"no udf":               {"run scan.npy", 2, []string{"--udf"}},
		"shape is no shape":    {"run scan.npy -u sum --nav-shape a,b", 2, []string{`"a"`, "64,64"}},
		"memory limit":         {"run scan.npy -u sum --memory-limit 2XB", 2, []string{"2XB", "2GiB"}},
		"workers":              {"run scan.npy -u sum --workers -3", 2, []string{"-3", "at least 1"}},
		"no workers":           {"run scan.npy -u sum --workers 0", 2, []string{"--workers", "0", "at least 1"}},
		"partitions":           {"run scan.npy -u sum --partitions -3", 2, []string{"-3", "at least 1"}},
		"no partitions":        {"run scan.npy -u sum --partitions 0", 2, []string{"--partitions", "0", "at least 1"}},
		"partitions in words":  {"graph scan.npy -u sum -o g.svg --partitions two", 2, []string{"--partitions", `"two"`, "at least 1"}},
		"no workers for synth": {"synth o.npy --workers 0", 2, []string{"--workers", "0", "at least 1"}},
		"no scan axes":         {"info empty.npy", 1, []string{"(8, 6)", "2 detector axes", "--sig-dims"}},
		"one axis":             {"info line.npy", 1, []string{"(48,)", "two axes"}},
		"no signal axes":       {"info scan.npy --sig-dims 0", 2, []string{"--sig-dims", "0", "at least 1"}},
		"scheduler":            {"run scan.npy -u sum --scheduler slurm", 2, []string{"slurm", "local"}},
		"sync with workers":    {"run scan.npy -u sum --scheduler sync --workers 4", 2, []string{"4", "sync"}},
		"plot to nowhere":      {"run scan.npy -u sum --plot", 2, []string{"--plot", "--out"}},
		"synth extension":      {"synth o.tif", 2, []string{".tif", ".npy"}},
		"graph extension":      {"graph scan.npy -u sum -o g.jpg", 2, []string{".jpg", ".svg"}},
		"graph level":          {"graph scan.npy -u sum -o g.svg --level atoms", 2, []string{"atoms", "layers"}},
	}
	before := tree(t, folder)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			o := gloam(t, folder, strings.Fields(c.args)...)
			require.Equal(t, c.code, o.code, o.stderr)
			require.Equal(t, 1, strings.Count(o.stderr, "\n"), o.stderr)
			require.True(t, strings.HasPrefix(o.stderr, "gloam: "), o.stderr)
			for _, n := range c.names {
				require.Contains(t, o.stderr, n)
			}
			require.Equal(t, before, tree(t, folder), "files left behind")
		})
	}
}

// inProcess runs the command line in this process.
func inProcess(ctx context.Context, args ...string) outcome {
	var out, errs bytes.Buffer
	code := command(ctx, args, &out, &errs)
	return outcome{code, out.String(), errs.String()}
}

func TestAFileCutShortWhileReadIsOneLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.npy")
	require.Zero(t, inProcess(t.Context(), "synth", path, "--shape", "64,64,32,32", "-q").code)
	requests, err := parseRequests([]string{"sum"})
	require.NoError(t, err)
	f := jobFlags{inputFlags: inputFlags{Path: path}, UDF: []string{"sum"}}
	j, err := f.build()
	require.NoError(t, err)
	require.Equal(t, requests[0].name, j.requests[0].name)
	require.NoError(t, os.Truncate(path, 100_000))
	var errs bytes.Buffer
	a := &app{ctx: t.Context(), stderr: &errs}
	local, err := executorFlags{Scheduler: "local"}.runner(t.Context())
	require.NoError(t, err)
	_, _, _, err = j.compute(a, local, nil, true)
	var size *source.SizeError
	require.ErrorAs(t, err, &size)
	require.Equal(t, exitFailure, a.fail(err))
	require.Equal(t, 1, strings.Count(errs.String(), "\n"))
	require.Contains(t, errs.String(), "file has 100000 bytes, needs at least")
}

func TestFullDiskLeavesNoFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		require.NotEmpty(t, binary(t)) // no limit on file sizes to provoke it with
		return
	}
	folder := scanFolder(t)
	before := tree(t, folder)
	for _, args := range []string{
		"run scan.npy -u sum -u stddev -o new/deep --plot",
		"synth new/o.npy --shape 8,8,64,64 -q",
		"graph scan.npy -u sum -u com -o new/g.png",
	} {
		o := limited(t, folder, strings.Fields(args)...)
		require.Equal(t, 1, o.code, o.stderr)
		require.Regexp(t, `^gloam: write new/\S+: file too large after \d+ bytes\n$`, o.stderr)
		require.Equal(t, before, tree(t, folder), "files left behind")
	}
}

func TestFullStandardOutputIsAnError(t *testing.T) {
	var errs bytes.Buffer
	code := command(t.Context(), []string{"version"}, full{}, &errs)
	require.Equal(t, exitFailure, code)
	require.Equal(t, "gloam: standard output: no space left\n", errs.String())
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestStagingShowsAllFilesOrNone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	write := func(text string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}
	}
	s, err := newStaging(t.Context(), folder)
	require.NoError(t, err)
	require.NoError(t, s.write(filepath.Join(folder, "one"), write("1")))
	require.NoFileExists(t, filepath.Join(folder, "one"))
	require.ErrorContains(t, s.write(filepath.Join(folder, "two"), func(io.Writer) error { return errors.New("no") }), "no after 0 bytes")
	s.discard()
	require.NoDirExists(t, filepath.Dir(folder))

	s, err = newStaging(t.Context(), folder)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "one"), []byte("old"), 0o666))
	require.NoError(t, s.write(filepath.Join(folder, "one"), write("new")))
	require.NoError(t, s.commit())
	s.discard()
	text, err := os.ReadFile(filepath.Join(folder, "one"))
	require.NoError(t, err)
	require.Equal(t, "new", string(text))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 1)

	require.ErrorContains(t, s.write(folder, write("")), "is a folder, want a file")
}

func TestInterruptedWritingLeavesNoFiles(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "out")
	ctx, cancel := context.WithCancel(t.Context())
	s, err := newStaging(ctx, folder)
	require.NoError(t, err)
	err = s.write(filepath.Join(folder, "one"), func(w io.Writer) error {
		cancel()
		_, err := w.Write(make([]byte, 1<<20))
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, s.commit(), context.Canceled)
	s.discard()
	require.NoDirExists(t, folder)
}
