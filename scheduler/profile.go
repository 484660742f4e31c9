package scheduler

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/gloam-go/gloam/graph"
)

// A Profile records what ran when, and what memory and processors did
// meanwhile. Give one to [WithProfile]; the zero value is ready. Runs add up:
// with several, their times count from the start of the first, gaps included.
// A Profile keeps the plans of its runs, and with them data that are part of
// the graph, in memory. It is safe for concurrent use.
//
// Runs of executors in this process are recorded, at a cost of about a tenth
// of a microsecond and 24 bytes a task. A cluster has a dashboard of its own.
type Profile struct {
	mu      sync.Mutex
	began   time.Time
	runs    []*recording
	samples []Sample
}

// A TaskTime is one task of a profile. Times count from the start of the
// first run.
type TaskTime struct {
	Layer  string // label; the labels of all its steps for a fused task
	Site   string // source line that asked for it; that of the last step for a fused task
	Key    graph.Key
	Worker int
	Start  time.Duration
	End    time.Duration
	Bytes  int64 // predicted size of the result, 0 if unknown
	Failed bool  // by itself, not stopped by the failure of another
}

type profileKey struct{}

// WithProfile records the run in p.
func WithProfile(p *Profile) Option { return func(c *config) { c.profile = p } }

// Profiled returns a context that asks executors to record runs in p, as
// [WithProfile] does.
func Profiled(ctx context.Context, p *Profile) context.Context {
	return context.WithValue(ctx, profileKey{}, p)
}

// Tasks returns the tasks in the order they started. Data are not tasks.
func (p *Profile) Tasks() []TaskTime {
	var out []TaskTime
	for _, r := range p.recordings() {
		labels := r.labels()
		for w := range r.books {
			for _, e := range r.books[w].entries {
				out = append(out, TaskTime{
					Layer: labels.of(int(e.id)), Site: r.plan.Layers()[r.plan.LayerOf(int(e.id))].Site(), Key: r.plan.Key(int(e.id)), Worker: w, Failed: e.failed,
					Start: r.offset + time.Duration(e.from), End: r.offset + time.Duration(e.to), Bytes: r.plan.Bytes(int(e.id)),
				})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b TaskTime) int { return int(a.Start - b.Start) })
	return out
}

// Workers returns the largest number of workers of a run.
func (p *Profile) Workers() int {
	n := 0
	for _, r := range p.recordings() {
		n = max(n, len(r.books))
	}
	return n
}

// Elapsed returns the time from the start of the first run to the end of the
// last.
func (p *Profile) Elapsed() time.Duration {
	var end time.Duration
	for _, r := range p.recordings() {
		end = max(end, r.offset+r.took)
	}
	return end
}

// recordings returns the runs that have ended.
func (p *Profile) recordings() []*recording {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.runs)
}

// A recording is one run. A nil *recording records nothing.
type recording struct {
	profile *Profile
	plan    *graph.Plan
	began   time.Time
	offset  time.Duration // of began from the start of the profile
	took    time.Duration
	books   []book
	sampler *sampler
}

// A book is the part of one worker, alone on its cache lines.
type book struct {
	entries []entry
	_       [128]byte
}

// An entry is a task that has run: nanoseconds since the start of the run.
type entry struct {
	from, to int64
	id       int32
	failed   bool
}

// record starts to record a run if ctx asks for it. The caller must close the
// recording.
func record(ctx context.Context, plan *graph.Plan, workers int) *recording {
	p, _ := ctx.Value(profileKey{}).(*Profile)
	if p == nil {
		return nil
	}
	r := &recording{profile: p, plan: plan, began: time.Now(), books: make([]book, workers)}
	p.mu.Lock()
	if p.began.IsZero() {
		p.began = r.began
	}
	r.offset = r.began.Sub(p.began)
	p.mu.Unlock()
	r.sampler = startSampler(r.began, r.offset)
	return r
}

// now returns the time of the run in nanoseconds.
func (r *recording) now() int64 {
	if r == nil {
		return 0
	}
	return int64(time.Since(r.began))
}

// ran records a task of a worker that started at from and has ended.
func (r *recording) ran(worker, id int, from int64, err error) {
	if r == nil {
		return
	}
	b := &r.books[worker]
	b.entries = append(b.entries, entry{from, r.now(), int32(id), err != nil && !errors.Is(err, context.Canceled)})
}

// close ends the recording and adds it to the profile.
func (r *recording) close() {
	if r == nil {
		return
	}
	r.took = time.Duration(r.now())
	samples := r.sampler.stop()
	p := r.profile
	p.mu.Lock()
	defer p.mu.Unlock()
	p.runs = append(p.runs, r)
	p.samples = append(p.samples, samples...)
}

// taskLabels finds the labels of tasks, of which few differ.
type taskLabels struct {
	plan  *graph.Plan
	plain []string // by layer, of tasks that are not fused
}

func (r *recording) labels() taskLabels {
	l := taskLabels{plan: r.plan}
	for _, layer := range r.plan.Layers() {
		l.plain = append(l.plain, layer.Label())
	}
	return l
}

func (l taskLabels) of(id int) string {
	if l.plan.StepCount(id) == 1 {
		return l.plain[l.plan.LayerOf(id)]
	}
	return l.plan.Label(id)
}
