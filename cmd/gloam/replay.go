package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

type replayCmd struct {
	Dir string `arg:"" name:"folder" help:"Folder of the task, which the error of the run names."`
}

// Help implements kong.HelpProvider.
func (*replayCmd) Help() string {
	return `The task runs in this process, alone, with the inputs that it had. Tasks of UDFs
and functions that are not built in are replayed by a program that has them:
see scheduler.Replay.

Examples:

  gloam run scan.zarr --udf sum --save-failed failed
  gloam replay failed/part-0123456789abcdef0123456789abcdef-3`
}

// Run implements the sub-command.
func (c *replayCmd) Run(a *app) error {
	was, err := readKept(c.Dir)
	if err != nil {
		return err
	}
	a.print(was.text())
	if err := a.out.Flush(); err != nil {
		return fmt.Errorf("standard output: %w", err)
	}
	v, err := scheduler.Replay(a.ctx, c.Dir)
	if err != nil {
		return err
	}
	a.print("now   does not fail: " + resultText(v) + "\n")
	return nil
}

// A keptTask is what a saved task says about itself.
type keptTask struct {
	Key, Op, Site, Error, Stack string
	Inputs                      []struct{ Key string }
}

func readKept(dir string) (keptTask, error) {
	var k keptTask
	b, err := os.ReadFile(filepath.Join(dir, "task.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return k, fmt.Errorf("%s: got no task.json in it, want the folder of a saved task", dir)
	}
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(b, &k); err != nil {
		return k, fmt.Errorf("%s: %w", filepath.Join(dir, "task.json"), err)
	}
	return k, nil
}

func (k keptTask) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "task  %s\ncalls %s\n", k.Key, k.Op)
	if k.Site != "" {
		fmt.Fprintf(&b, "asked %s\n", k.Site)
	}
	for _, in := range k.Inputs {
		fmt.Fprintf(&b, "reads %s\n", in.Key)
	}
	fmt.Fprintf(&b, "then  %s\n", strings.Join(strings.Fields(k.Error), " "))
	if k.Stack != "" {
		b.WriteString(strings.TrimRight(k.Stack, "\n") + "\n")
	}
	return b.String()
}

// resultText describes what a task returns.
func resultText(v any) string {
	if a, ok := v.(*ndarray.Array); ok {
		return fmt.Sprintf("returns %s %v", a.DType(), a.Shape())
	}
	return fmt.Sprintf("returns %T", v)
}
