package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"
)

// settled is what a process says when all is made that its trial needs.
const settled = "ready"

// passesOnce is how often a trial runs for its memory: the first pass of a
// process over a file is not like those that follow.
const passesOnce = 4

// onlyOnce runs one trial in a process that does nothing else, for another to
// watch. It says when it begins.
func (o options) onlyOnce(ctx context.Context, g group, w io.Writer) error {
	f, err := g.open(ctx, o)
	if err != nil {
		return err
	}
	if f.close != nil {
		defer func() { _ = f.close() }() // the process ends
	}
	i := slices.IndexFunc(f.trials, func(t *trial) bool { return t.name == o.once })
	if i < 0 {
		return fmt.Errorf("no trial %q in group %s", o.once, g.name)
	}
	debug.FreeOSMemory()
	if _, err := fmt.Fprintln(w, settled); err != nil {
		return err
	}
	for range passesOnce {
		if _, err := f.trials[i].run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// watchPasses notes the memory of a process that runs the trial only.
func (m *measurement) watchPasses(ctx context.Context, t *trial, s *sample) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "-group", m.group, "-once", t.name, "-dir", m.dir, "-shape", m.shape,
		fmt.Sprintf("-workers=%d", m.workers))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	got, err := runWatched(cmd, func() { _, _ = bufio.NewReader(out).ReadString('\n') }) // without a line there is an error at the end
	if err != nil {
		return fmt.Errorf("%w: %s", err, stderr.String())
	}
	s.passes = s.passes.most(got)
	return nil
}
