package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

type runCmd struct {
	jobFlags
	executorFlags
	liveFlags
	limitFlags
	diagnosisFlags
	Out     string `group:"results" short:"o" placeholder:"DIR" help:"Write each result buffer to DIR/<udf>.<buffer>.npy, or all to a Zarr store if DIR ends in .zarr, to an HDF5 file if it ends in .h5."`
	Plot    bool   `group:"results" help:"Draw what can be drawn, too: DIR/<udf>.<buffer>.png."`
	JSON    bool   `group:"results" name:"json" help:"Print one JSON object instead of tables."`
	Profile bool   `group:"results" help:"Tell where the time went: for each stage and UDF in all, and per tile."`
	Quiet   bool   `group:"results" short:"q" help:"Show no progress."`
	Log     string `group:"results" placeholder:"FILE" help:"Append what happens to FILE, errors with all details."`
}

// Help implements kong.HelpProvider.
func (*runCmd) Help() string {
	return `All UDFs share one pass over the data. Files appear when all results are there,
or not at all.

Examples:

  gloam run scan.npy --udf sum --udf stddev --out results --plot
  gloam run scan.blo --udf "masks:masks=disk(71.5,71.5,6)+ring(71.5,71.5,8,40)"
  gloam run scan.raw --dtype uint16 --nav-shape 256,256 --sig-shape 128,128 --udf com:cy=63.5,cx=63.5,r=20
  gloam run scan.npy --udf pick --roi 12,40 --out frame --plot
  gloam run scan.npy --udf sum --roi 10:20,-8: --json
  gloam run scan.npy --udf sum --udf stddev --profile --timeline run.svg
  gloam run scan.npy --udf sum --udf com:r=20 --live --live-keep`
}

// Validate implements kong's check of arguments.
func (c *runCmd) Validate() error {
	if c.Plot && c.Out == "" {
		return errors.New("--plot: got no --out, want a folder for the pictures")
	}
	if err := checkZarr(c.Out, c.Plot); err != nil {
		return err
	}
	if c.Profile && remote(c.Scheduler) {
		return fmt.Errorf("--profile: got --scheduler %s, want local or sync: work on other machines is not measured", c.Scheduler)
	}
	if err := c.check(c.Scheduler); err != nil {
		return err
	}
	if err := c.checkLive(); err != nil {
		return err
	}
	return c.executorFlags.Validate()
}

// Run implements the sub-command.
func (c *runCmd) Run(a *app) error {
	log, err := openLog(c.Log)
	if err != nil {
		return err
	}
	defer log.close()
	return log.outcome(c.run(a, log))
}

func (c *runCmd) run(a *app, log *runLog) (err error) {
	j, err := c.build()
	if err != nil {
		return err
	}
	if err := j.checkResults(int64(c.MaxResult)); err != nil {
		return err
	}
	executor, err := c.runner(a.ctx)
	if err != nil {
		return err
	}
	defer func() { _ = executor.Close() }()
	stage, err := newStaging(a.ctx, stagingFolder(c.Out))
	if err != nil {
		return err
	}
	defer stage.discard()
	if j.keep, err = c.start(a.ctx); err != nil {
		return err
	}
	log.started(j, executor.where)
	if !c.JSON {
		a.print(j.describe() + ", " + executor.where + "\n")
		if err := a.out.Flush(); err != nil {
			return fmt.Errorf("standard output: %w", err)
		}
	}
	if c.Profile {
		j.profile = new(udf.Profile)
	}
	var live *liveView
	if c.Live {
		if live, err = c.openLive(a, j); err != nil {
			return err
		}
		defer func() { live.close(a, err) }()
	}
	defer paceGarbage()()
	began := time.Now()
	results, last, ended, err := j.compute(a, executor, live, c.Quiet)
	took := ended.Sub(began)
	log.progress(last)
	if err = j.keep.close(err); err != nil {
		return j.stopped(a, last, err)
	}
	rep, err := j.report(results, took)
	if err != nil {
		return err
	}
	if c.Profile {
		rep.Profile = profileOf(j.profile.Entries())
	}
	rep.Executor, rep.Workers = c.Scheduler, executor.threads
	if c.Out != "" {
		err = rep.save(stage, j, results, c.Out, c.Plot)
		if err == nil {
			err = stage.commit()
		}
	}
	if err != nil {
		return j.stopped(a, last, err)
	}
	if c.JSON {
		return a.printJSON(rep)
	}
	a.print(rep.text())
	return nil
}

// compute runs the job and returns its results, how far it came, and when.
func (j *job) compute(a *app, executor *runner, live *liveView, quiet bool) ([]map[string]delayed.Result, scheduler.Progress, time.Time, error) {
	show := newMeter(a.stderr, quiet)
	type outcome struct {
		results []map[string]delayed.Result
		at      time.Time
		err     error
	}
	ctx := j.keep.context(a.ctx)
	if j.profile != nil {
		ctx = udf.WithProfile(ctx, j.profile)
	}
	ended := make(chan outcome, 1)
	go func() {
		var o outcome
		if live != nil {
			o.results, o.at, o.err = j.liveResults(ctx, live, executor, show.update)
		} else {
			o.results, o.err = delayed.Compute(ctx, j.lazy, scheduler.On(executor), scheduler.OnProgress(show.update))
			o.at = time.Now()
		}
		ended <- o
	}()
	var o outcome
	select {
	case o = <-ended:
	case <-a.ctx.Done():
		select {
		case o = <-ended:
		case <-time.After(executor.patience):
		}
	}
	if o.err == nil {
		o.err = a.ctx.Err()
	}
	return o.results, show.close(), o.at, o.err
}

// stopped turns an error after an interruption into one that says how far the
// run had come.
func (j *job) stopped(a *app, p scheduler.Progress, err error) error {
	if a.ctx.Err() == nil || errors.As(err, new(*interruptedError)) {
		return err
	}
	if !errors.Is(err, context.Canceled) && !errors.Is(err, context.Cause(a.ctx)) {
		return err // failed by itself before it noticed
	}
	n, of := j.partitionsDone(p)
	done := fmt.Sprintf("after %d of %s", n, plural(of, "partition"))
	if p.BytesAll > 0 {
		done += ", " + bytesOf(min(p.Bytes, p.BytesAll), p.BytesAll)
	}
	return &interruptedError{done + "; no files written"}
}

// partitionsDone reads the finished partitions off the layer that reads, or the
// widest one if that is fused with the next: a fused task counts for the last
// of its layers, and no layer is wider than the one that reads.
func (j *job) partitionsDone(p scheduler.Progress) (n, of int) {
	of = j.data.NumPartitions()
	widest := 0
	for _, l := range p.Layers {
		if l.Label == "part" && l.Total > 0 {
			return l.Tasks, l.Total
		}
		if l.Total > widest {
			n, of, widest = l.Tasks, l.Total, l.Total
		}
	}
	return n, of
}
