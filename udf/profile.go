package udf

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// A Stage is a part of the work of a run.
type Stage uint8

// The stages, in the order in which a partition goes through them. Merging and
// finishing come after all partitions, or in between.
const (
	StageRead        Stage = iota // asking the source for frames
	StageCorrect                  // dark, gain and excluded pixels
	StageConvert                  // into the element type, or the sparse form, that UDFs take
	StagePrepare                  // TaskData and Preprocess
	StageProcess                  // the Process methods
	StagePostprocess              // Postprocess
	StageMerge                    // Merge
	StageFinish                   // Results
)

// String returns the name in lower case, such as "read".
func (s Stage) String() string {
	names := [...]string{"read", "correct", "convert", "prepare", "process", "postprocess", "merge", "finish"}
	if int(s) >= len(names) {
		return "unknown"
	}
	return names[s]
}

// A Profile collects where the time of runs goes that are given it with
// [WithProfile]. The zero value is empty. It is safe for concurrent use.
type Profile struct {
	mu      sync.Mutex
	entries map[profileKey]*ProfileEntry
}

type profileKey struct {
	stage Stage
	index int // of the UDF in its run, -1 for stages that all share
	udf   string
}

// A ProfileEntry is the time that went into one stage. Times of partitions
// that ran at the same moment add up. Bytes of a mapped file count where they
// are touched first, which is in converting or processing.
type ProfileEntry struct {
	Stage Stage
	UDF   string // whose method it was; empty for stages that all share
	Calls int64  // of tiles for read, correct, convert and process
	Bytes int64  // that the calls were given, 0 if that is not known
	Total time.Duration
	Max   time.Duration // of one call
}

// Mean returns the time of a call.
func (e ProfileEntry) Mean() time.Duration {
	if e.Calls == 0 {
		return 0
	}
	return e.Total / time.Duration(e.Calls)
}

// Rate returns bytes per second of the stage's own time, 0 if not known.
func (e ProfileEntry) Rate() float64 {
	if e.Total <= 0 {
		return 0
	}
	return float64(e.Bytes) / e.Total.Seconds()
}

type profileContext struct{}

// WithProfile returns a context under which partitions, merges and results are
// measured, which costs two looks at the clock for each tile and UDF. Runs
// without a profile are not slowed down. Work in other processes is not
// measured.
func WithProfile(ctx context.Context, p *Profile) context.Context {
	return context.WithValue(ctx, profileContext{}, p)
}

// Entries returns what has been measured so far, in the order of the stages,
// within one in the order of the UDFs of a run.
func (p *Profile) Entries() []ProfileEntry {
	p.mu.Lock()
	defer p.mu.Unlock()
	keys := slices.SortedFunc(maps.Keys(p.entries), func(a, b profileKey) int {
		return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.index, b.index), cmp.Compare(a.udf, b.udf))
	})
	var out []ProfileEntry
	for _, k := range keys {
		out = append(out, *p.entries[k])
	}
	return out
}

// Timed starts to measure a stage of the u-th UDF and returns the function that
// ends it. Without a profile in ctx both do nothing. Package delayed calls it
// around [Run.MergeGroup], [Run.MergeNext] and [Run.Results].
func (r *Run) Timed(ctx context.Context, s Stage, u int) (stop func()) {
	p, _ := ctx.Value(profileContext{}).(*Profile)
	if p == nil {
		return func() {}
	}
	clock := newStopwatch(p, r.specs)
	start := time.Now()
	return func() {
		clock.add(s, u, start, 0)
		clock.flush()
	}
}

// A stopwatch collects the times of one task, so that only its end has to wait
// for others. A nil one measures nothing.
type stopwatch struct {
	profile *Profile
	specs   []Spec
	entries map[profileKey]*ProfileEntry
}

func newStopwatch(p *Profile, specs []Spec) *stopwatch {
	if p == nil {
		return nil
	}
	return &stopwatch{p, specs, map[profileKey]*ProfileEntry{}}
}

// start returns the time, or none if nothing is measured.
func (s *stopwatch) start() (t time.Time) {
	if s != nil {
		t = time.Now()
	}
	return t
}

// add counts a call that began at start. u is -1 for stages that all share.
func (s *stopwatch) add(stage Stage, u int, start time.Time, bytes int64) {
	if s == nil {
		return
	}
	took := time.Since(start)
	key := profileKey{stage: stage, index: u}
	if u >= 0 {
		key.udf = s.specs[u].name
	}
	e := s.entries[key]
	if e == nil {
		e = &ProfileEntry{Stage: stage, UDF: key.udf}
		s.entries[key] = e
	}
	e.Calls++
	e.Bytes += bytes
	e.Total += took
	e.Max = max(e.Max, took)
}

// flush hands what was collected to the profile.
func (s *stopwatch) flush() {
	if s == nil {
		return
	}
	s.profile.mu.Lock()
	defer s.profile.mu.Unlock()
	if s.profile.entries == nil {
		s.profile.entries = map[profileKey]*ProfileEntry{}
	}
	for k, e := range s.entries {
		all := s.profile.entries[k]
		if all == nil {
			all = &ProfileEntry{Stage: e.Stage, UDF: e.UDF}
			s.profile.entries[k] = all
		}
		all.Calls += e.Calls
		all.Bytes += e.Bytes
		all.Total += e.Total
		all.Max = max(all.Max, e.Max)
	}
}
