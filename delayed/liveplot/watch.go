package liveplot

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync"
	"time"

	"github.com/gloam-go/gloam/delayed"
)

// firstDrawing is the age of a run at which plots are first drawn: shorter ones
// need not be watched.
const firstDrawing = 250 * time.Millisecond

// share is the part of the machine's time that drawing may take. The first
// picture of each plot may take more, so that all are there soon.
const (
	share      = 0.03
	shareFirst = 0.15
)

// restAfter is how long plots rest after one core has drawn for that long.
func restAfter(took time.Duration, share float64) time.Duration {
	cores := float64(runtime.GOMAXPROCS(0))
	return max(10*time.Millisecond, time.Duration(float64(took)*(1/(share*cores)-1)))
}

// Watch passes on the partial results of a run and has plots drawn beside it, in
// turn and with a rest after each. A plot is drawn with the newest results that
// there are when its turn comes; what came before is left out. After the last
// item, all plots are drawn with it as the final one. Errors of plots do not end
// the run: those of the last time that each was drawn, joined, are an item of
// their own at the very end. Nothing is drawn any more when the sequence has
// ended, with an error, too, or when ctx has.
func Watch(ctx context.Context, items iter.Seq2[*delayed.PartialResult, error], plots ...Plot) iter.Seq2[*delayed.PartialResult, error] {
	return func(yield func(*delayed.PartialResult, error) bool) {
		d := newDrawing(ctx, plots)
		defer d.stop()
		var last *delayed.PartialResult
		for p, err := range items {
			if last = p; err != nil {
				d.stop()
			} else if p.Done < p.Total {
				d.offer(p)
			}
			if !yield(p, err) {
				return
			}
		}
		d.stop()
		if last != nil && ctx.Err() == nil {
			d.finish(last)
		}
		if err := errors.Join(d.failed...); err != nil {
			yield(nil, err)
		}
	}
}

// drawing is the goroutine that draws the plots of a run.
type drawing struct {
	ctx    context.Context
	plots  []Plot
	newest chan *delayed.PartialResult // holds at most one
	end    chan struct{}
	once   sync.Once
	wg     sync.WaitGroup
	failed []error // by plot; for the goroutine until it has ended
}

func newDrawing(ctx context.Context, plots []Plot) *drawing {
	d := &drawing{ctx: ctx, plots: plots, newest: make(chan *delayed.PartialResult, 1),
		end: make(chan struct{}), failed: make([]error, len(plots))}
	if len(plots) > 0 {
		d.wg.Go(d.loop)
	}
	return d
}

// offer replaces what waits to be drawn.
func (d *drawing) offer(p *delayed.PartialResult) {
	for {
		select {
		case d.newest <- p:
			return
		case <-d.newest:
		}
	}
}

// stop ends the goroutine and waits for it.
func (d *drawing) stop() {
	d.once.Do(func() { close(d.end) })
	d.wg.Wait()
}

// loop draws one plot after the other.
func (d *drawing) loop() {
	rest := time.NewTimer(firstDrawing)
	defer rest.Stop()
	var now *Update
	left := 0 // plots that have not been drawn with it
	for n := 0; ; n++ {
		select {
		case <-d.end:
			return
		case <-rest.C:
		}
		p := d.next(left == 0)
		if p != nil {
			now, left = &Update{PartialResult: p}, len(d.plots)
		} else if left == 0 {
			return
		}
		began, part := time.Now(), share
		if n < len(d.plots) {
			part = shareFirst
		}
		d.draw(n%len(d.plots), now)
		left--
		rest.Reset(restAfter(time.Since(began), part))
	}
}

// next returns newer results, nil if there are none. If they must come, it waits
// for them, and nil says that the run has ended.
func (d *drawing) next(must bool) *delayed.PartialResult {
	if must {
		select {
		case <-d.end:
			return nil
		case p := <-d.newest:
			return p
		}
	}
	select {
	case p := <-d.newest:
		return p
	default:
		return nil
	}
}

func (d *drawing) draw(at int, u *Update) {
	if d.ctx.Err() == nil {
		d.failed[at] = d.plots[at].Update(d.ctx, u)
	}
}

// finish draws all plots.
func (d *drawing) finish(p *delayed.PartialResult) {
	u := &Update{PartialResult: p, Final: true}
	for at := range d.plots {
		d.draw(at, u)
	}
}
