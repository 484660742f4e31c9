package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/delayed/liveplot"
	"github.com/gloam-go/gloam/internal/plot"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// liveFlags ask for pictures while a run goes on.
type liveFlags struct {
	Live        bool   `group:"results" help:"Show the results while they grow, on a page for browsers on this machine."`
	LiveAddress string `group:"results" default:"localhost:0" placeholder:"HOST:PORT" help:"Where, on the loopback interface (${default}: any free port)."`
	LiveKeep    bool   `group:"results" help:"Go on showing the page after the run, until Ctrl-C."`
}

// checkLive reports flags that contradict themselves.
func (c *runCmd) checkLive() error {
	switch {
	case !c.Live && c.LiveKeep:
		return errors.New("--live-keep: got no --live, want a page to keep")
	case c.Live && c.MemoryLimit > 0:
		return fmt.Errorf("--memory-limit: got it with --live, want one of them: live runs hold the results of at most two partitions for each worker")
	}
	return nil
}

// A liveView is the page of a run and what serves it.
type liveView struct {
	page *liveplot.Page
	site *liveplot.Site
	run  *delayed.Live
	keep bool

	trouble error // of pictures, which does not end a run
}

// openLive starts serving the page.
func (c *runCmd) openLive(a *app, j *job) (*liveView, error) {
	run, err := delayed.NewLive(j.data, specsOf(j.requests)...)
	if err != nil {
		if errors.Is(err, udf.ErrNoMerge) {
			err = fmt.Errorf("--live: %w, so there is nothing to show before its end", err)
		}
		return nil, err
	}
	about := j.describe()
	v := &liveView{run: run, keep: c.LiveKeep, page: liveplot.NewPage(j.title, j.names()+" · "+strings.TrimPrefix(about, j.name+": "))}
	if v.site, err = v.page.Listen(c.LiveAddress); err != nil {
		var bad *liveplot.AddressError
		if errors.As(err, &bad) {
			err = fmt.Errorf("--live-address: got %q, want one of this machine only, such as localhost:8080", bad.Address)
		}
		return nil, err
	}
	a.note("live pictures at %s", v.site.URL)
	return v, nil
}

// lastLook is how long viewers have to fetch the last pictures.
const lastLook = 3 * time.Second

// close shows how the run ended, gives viewers the time to see it, and stops
// serving.
func (v *liveView) close(a *app, err error) {
	_ = a.out.Flush() // what fails shows when it is flushed again
	stopped := a.ctx.Err() != nil
	if err != nil {
		err = errors.New(lineOf(err))
	}
	if v.trouble != nil && !stopped {
		a.note("live pictures: %s", lineOf(v.trouble))
	}
	v.page.Finish(err, stopped)
	if !stopped {
		ctx, cancel := context.WithTimeout(a.ctx, lastLook)
		v.page.Settle(ctx)
		cancel()
	}
	if v.keep && err == nil && !stopped {
		a.note("the page stays until Ctrl-C")
		<-a.ctx.Done()
	}
	_ = v.site.Close() // viewers that are cut off are no failure of the run
}

// liveResults runs the job partition by partition and shows what there is. It
// returns the results and when they were there.
func (j *job) liveResults(ctx context.Context, v *liveView, executor *runner, show func(scheduler.Progress)) ([]map[string]delayed.Result, time.Time, error) {
	items := v.run.Partial(ctx, delayed.InScanOrder(), delayed.AtOnce(executor.threads), delayed.Every(livePause),
		delayed.With(scheduler.On(executor)))
	var last *delayed.PartialResult
	began, ended := time.Now(), time.Now()
	for p, err := range liveplot.Watch(ctx, items, j.livePlots(v)...) {
		if err != nil && last != nil && last.Done == last.Total {
			v.trouble = err
			break
		}
		if err != nil {
			return nil, ended, err
		}
		last, ended = p, time.Now()
		v.page.Progress(p.Done, p.Total)
		show(j.liveProgress(p, ended.Sub(began)))
	}
	results, err := last.All()
	return results, ended, err
}

// livePause is the time between two looks at the results.
const livePause = 100 * time.Millisecond

// liveProgress is how far a run is, in the form in which others tell it.
func (j *job) liveProgress(p *delayed.PartialResult, took time.Duration) scheduler.Progress {
	all := j.data.Bytes()
	s := scheduler.Progress{Tasks: p.Done, Total: p.Total, BytesAll: all, Elapsed: took, Remaining: -1, Done: p.Done == p.Total,
		Layers: []scheduler.LayerProgress{{Name: "part", Label: "part", Tasks: p.Done, Total: p.Total}}}
	if j.selected > 0 && p.Total > 0 {
		part := float64(p.Frames) / float64(j.selected)
		s.Bytes = int64(part * float64(all))
		s.Rate = float64(s.Bytes) / took.Seconds()
		s.Remaining = time.Duration(float64(took) * (1 - part) / max(part, 1e-9))
	}
	return s
}

// livePlots returns a plot of each result.
func (j *job) livePlots(v *liveView) []liveplot.Plot {
	drawn := *j
	drawn.title = "" // the page says it
	var plots []liveplot.Plot
	for i, lazy := range j.lazy {
		for _, d := range lazy.Decls() {
			plots = append(plots, &jobPlot{job: &drawn, view: v, udf: i, buffer: d.Name})
		}
	}
	return plots
}

// A jobPlot draws a result of a job as --plot does.
type jobPlot struct {
	job    *job
	view   *liveView
	udf    int
	buffer string
}

// Update implements liveplot.Plot. Nothing is drawn that nobody looks at.
func (p *jobPlot) Update(ctx context.Context, u *liveplot.Update) error {
	if !p.view.page.Watched() && !(u.Final && p.view.keep) {
		return nil
	}
	results, err := u.Results(p.udf)
	if err != nil {
		return err
	}
	pictures, err := p.job.pictures(p.job.requests[p.udf], results[p.buffer])
	if err != nil {
		return err
	}
	for _, drawn := range pictures {
		if err := p.show(ctx, fmt.Sprintf("%d.%s%s", p.udf, p.buffer, drawn.suffix), drawn, u.Final); err != nil {
			return err
		}
	}
	return nil
}

func (p *jobPlot) show(ctx context.Context, name string, drawn picture, final bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	img, err := plot.Render(drawn.picture)
	if err != nil {
		return err
	}
	b, err := liveplot.PNG(img, final)
	if err != nil {
		return err
	}
	return p.view.page.Show(name, drawn.title, b, final)
}
