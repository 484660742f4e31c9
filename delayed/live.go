package delayed

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/gloam-go/gloam/udf"
)

// A Live run gives partial results, and its parameters may be changed while it
// goes on. It is safe for concurrent use.
//
// Parameters have versions: 0 are those of [NewLive], and each update makes the
// next. A partition is processed with one version as a whole, which
// [PartialResult.Version] names. Updates are looked at after each item, when the
// caller has handled it or would have, if it is left out:
//
//   - With [InScanOrder] and [AtOnce] of n, an update that is made by then takes
//     effect 2n-1 partitions after that of the item, in every run: with the next
//     one if n is 1.
//   - Otherwise it takes effect with those that have not been started, and which
//     these are depends on time.
//
// Merge and Results are called with the newest parameters that were looked at;
// what Preprocess has made of the results to merge into is not made again.
// All of this also holds for runs on a Dask cluster: each partition is a graph of
// its own, and what has been submitted is not called back.
type Live struct {
	data *udf.Dataset
	mu   sync.Mutex
	now  liveVersion
}

// liveVersion is a run with one version of its parameters.
type liveVersion struct {
	number int
	lower  *lowering
}

// A setting is the version of the parameters of partitions from one on.
type setting struct {
	from int
	liveVersion
}

// NewLive prepares a run. Nothing is read. Errors tell of misuse, as those of
// [Run] do, and of UDFs that merge with MergeAll only.
func NewLive(d *udf.Dataset, specs ...udf.Spec) (*Live, error) {
	lower, err := lowered(d, specs)
	if err != nil {
		return nil, err
	}
	if err := lower.run.MergesPartitions(); err != nil {
		return nil, err
	}
	return &Live{data: d, now: liveVersion{lower: lower}}, nil
}

func lowered(d *udf.Dataset, specs []udf.Spec) (*lowering, error) {
	r, err := udf.NewRun(d, specs)
	if err != nil {
		return nil, err
	}
	return newLowering(r)
}

func (l *Live) current() liveVersion {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// Specs returns the UDFs with their newest parameters.
func (l *Live) Specs() []udf.Spec {
	return append([]udf.Spec(nil), l.current().lower.run.Specs()...)
}

// Meta describes the data of the run.
func (l *Live) Meta() udf.Meta { return l.current().lower.run.Meta() }

// Decls returns the buffers of the u-th UDF in alphabetical order. No update
// changes them.
func (l *Live) Decls(u int) []udf.Decl { return l.current().lower.run.Decls(u) }

// UpdateParameters replaces parameters by name, given as text; the i-th map is
// for the i-th UDF, and those that are nil or missing change nothing. It returns
// the new version. Unknown names and bad values are a [*udf.ParamError]; an
// update that changes buffers or the input dtype is a [*udf.BufferError] or
// [*udf.UDFError]. After an error everything is as it was.
func (l *Live) UpdateParameters(patches ...map[string]string) (version int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	specs := l.now.lower.run.Specs()
	if len(patches) > len(specs) {
		return l.now.number, udf.BadValue("delayed", fmt.Sprintf("those of %d", len(specs)), "parameters for %d UDFs", len(patches))
	}
	specs = append([]udf.Spec(nil), specs...)
	for i, p := range patches {
		if specs[i], err = specs[i].Patched(p); err != nil {
			return l.now.number, err
		}
	}
	return l.replace(specs)
}

// Replace is UpdateParameters with specs of all UDFs instead of text.
func (l *Live) Replace(specs ...udf.Spec) (version int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.replace(specs)
}

func (l *Live) replace(specs []udf.Spec) (int, error) {
	lower, err := lowered(l.data, specs)
	if err == nil {
		err = l.now.lower.run.Replaceable(lower.run)
	}
	if err != nil {
		return l.now.number, err
	}
	l.now = liveVersion{number: l.now.number + 1, lower: lower}
	return l.now.number, nil
}

// Partial runs the UDFs as the function [Partial] does. Each use is a run of
// its own, which starts with the newest parameters.
func (l *Live) Partial(ctx context.Context, opts ...PartialOption) iter.Seq2[*PartialResult, error] {
	return func(yield func(*PartialResult, error) bool) {
		p, err := newPartialRun(l, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		p.run(ctx, yield)
	}
}

// settingOf returns the setting of the at-th partition.
func (p *partialRun) settingOf(at int) setting {
	i := len(p.settings) - 1
	for p.settings[i].from > at {
		i--
	}
	return p.settings[i]
}

// adopt makes the newest parameters those of the partitions that do not have
// any yet. next is the first that has not been started.
func (p *partialRun) adopt(next int) error {
	v, last := p.live.current(), p.settings[len(p.settings)-1]
	if v.number == last.number {
		return nil
	}
	if p.ordered {
		next = p.merging.Done() + p.mostAhead() - 1
	}
	p.settings = append(p.settings, setting{from: next, liveVersion: v})
	return p.merging.Update(v.lower.run)
}
