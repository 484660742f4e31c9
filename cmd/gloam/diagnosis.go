package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/scheduler"
)

// diagnosisFlags say what to keep of a run for those who look into it.
type diagnosisFlags struct {
	Timeline   string `group:"results" placeholder:"FILE" help:"Write which worker ran which task when, with memory and processors: a picture (.svg), a trace for https://ui.perfetto.dev (.json), or a table (.txt)."`
	SaveFailed string `group:"results" placeholder:"DIR" help:"Keep a task that fails, with its inputs, in a folder below DIR, for gloam replay."`
}

// check refuses what cannot be kept.
func (f diagnosisFlags) check(executor string) error {
	if f.Timeline != "" && timelineWriter(f.Timeline) == nil {
		return fmt.Errorf("--timeline %s: got extension %q, want .svg, .json or .txt", f.Timeline, filepath.Ext(f.Timeline))
	}
	if !remote(executor) {
		return nil
	}
	if f.Timeline != "" {
		return fmt.Errorf("--timeline: got --scheduler %s, want local or sync: a cluster has a dashboard of its own", executor)
	}
	if f.SaveFailed != "" {
		return fmt.Errorf("--save-failed: got --scheduler %s, want local or sync: tasks on other machines are not kept", executor)
	}
	return nil
}

// timelineWriter returns what writes a profile to a file of that name, nil if
// the extension is not known.
func timelineWriter(name string) func(*scheduler.Profile, io.Writer) error {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".svg":
		return (*scheduler.Profile).WriteSVG
	case ".json":
		return (*scheduler.Profile).WriteTrace
	case ".txt":
		return (*scheduler.Profile).WriteTable
	}
	return nil
}

// A diagnosis is what is kept of a run. Close it after the run. A nil one keeps
// nothing.
type diagnosis struct {
	diagnosisFlags
	profile *scheduler.Profile // nil without --timeline
	stage   *staging
}

// start makes sure that the files can be written, before any long work.
func (f diagnosisFlags) start(ctx context.Context) (*diagnosis, error) {
	d := &diagnosis{diagnosisFlags: f}
	if f.Timeline == "" {
		return d, nil
	}
	var err error
	d.profile = new(scheduler.Profile)
	d.stage, err = newStaging(ctx, filepath.Dir(f.Timeline))
	return d, err
}

// context asks executors to keep what the flags say.
func (d *diagnosis) context(ctx context.Context) context.Context {
	if d == nil {
		return ctx
	}
	if d.profile != nil {
		ctx = scheduler.Profiled(ctx, d.profile)
	}
	if d.SaveFailed != "" {
		ctx = scheduler.SavingFailed(ctx, d.SaveFailed)
	}
	return ctx
}

// close writes the timeline, also of a run that failed: failed tasks show in
// it. It returns the error of the run, or else its own.
func (d *diagnosis) close(run error) error {
	if d == nil || d.profile == nil {
		return run
	}
	defer d.stage.discard()
	err := d.stage.write(d.Timeline, func(w io.Writer) error { return timelineWriter(d.Timeline)(d.profile, w) })
	if err == nil {
		err = d.stage.commit()
	}
	if run != nil {
		return run
	}
	return err
}

// keptWhere is what to say about a failed task that was kept.
func keptWhere(err error) string {
	var kept *scheduler.SavedError
	switch {
	case !errors.As(err, &kept):
		return ""
	case kept.Incomplete != nil:
		return fmt.Sprintf("; not kept in %s: %v", kept.Dir, kept.Incomplete)
	}
	return "; again with: gloam replay " + kept.Dir
}
