package plot

import (
	"fmt"
	"math"
	"slices"
)

// Limits are the values at the two ends of a colour map or an axis.
type Limits struct{ Min, Max float64 }

// The percentiles of an automatic range: wide enough to show weak features,
// narrow enough that a handful of hot pixels does not turn the rest dark.
const (
	defaultLo = 0.1
	defaultHi = 99.9
)

// span maps values to places between 0 and 1.
type span struct {
	lo, hi float64
	log    bool
	// below and above tell that some values lie outside.
	below, above bool
	// empty is set when there is no value to find limits from.
	empty bool
}

// clip says how a span is chosen.
type clip struct {
	limits    *Limits
	lo, hi    float64
	symmetric bool
	log       bool
}

// check reports contradictions.
func (c clip) check() error {
	if l := c.limits; l != nil {
		if !(l.Min <= l.Max) || math.IsInf(l.Min, 0) || math.IsInf(l.Max, 0) {
			return fmt.Errorf("limits %g to %g: want two finite numbers in order", l.Min, l.Max)
		}
		if c.log && l.Min <= 0 {
			return fmt.Errorf("lower limit %g on a logarithmic scale: want more than 0", l.Min)
		}
	}
	if !(c.lo >= 0 && c.lo <= c.hi && c.hi <= 100) {
		return fmt.Errorf("percentiles %g to %g: want 0 <= Lo <= Hi <= 100", c.lo, c.hi)
	}
	if c.symmetric && c.log {
		return fmt.Errorf("symmetric limits on a logarithmic scale: want one of the two")
	}
	return nil
}

// span finds the limits of data.
func (c clip) span(data []float64) span {
	vals := finite(data)
	slices.Sort(vals)
	s := span{log: c.log}
	shown := vals
	if c.log {
		first, _ := slices.BinarySearchFunc(vals, 0, func(v, zero float64) int {
			if v <= zero {
				return -1
			}
			return 1
		})
		shown = vals[first:]
	}
	switch {
	case c.limits != nil:
		s.lo, s.hi = c.limits.Min, c.limits.Max
	case len(shown) == 0:
		s.empty = true
		return s
	case c.lo == 0 && c.hi == 0:
		s.lo, s.hi = robust(shown, defaultLo, defaultHi)
	default:
		s.lo, s.hi = percentile(shown, c.lo), percentile(shown, c.hi)
	}
	if c.symmetric && c.limits == nil {
		s.hi = max(math.Abs(s.lo), math.Abs(s.hi))
		s.lo = -s.hi
	}
	for _, v := range data {
		s.below = s.below || v < s.lo
		s.above = s.above || v > s.hi
	}
	return s
}

// flat tells that the limits are one number as far as float64 can tell values
// near it apart on a scale.
func (s span) flat() bool {
	return !(s.hi-s.lo > 1e-12*max(math.Abs(s.lo), math.Abs(s.hi)))
}

// at returns the place of v: below 0 and above 1 outside the limits, NaN for
// NaN. A flat span has only 0, 0.5 and 1.
func (s span) at(v float64) float64 {
	switch {
	case math.IsNaN(v):
		return v
	case s.empty:
		// Only infinities and what a logarithm cannot show are left.
		if v > 0 {
			return 1
		}
		return 0
	case s.flat():
		if v < s.lo {
			return 0
		} else if v > s.hi {
			return 1
		}
		return 0.5
	case s.log && v <= 0:
		return math.Inf(-1)
	case s.log:
		return (math.Log(v) - math.Log(s.lo)) / (math.Log(s.hi) - math.Log(s.lo))
	}
	// Halves keep the difference of huge limits finite.
	return (v/2 - s.lo/2) / (s.hi/2 - s.lo/2)
}

// ticks returns at most n ticks with their labels, the note that belongs to
// all labels, and the places of unlabelled ticks between them.
func (s span) ticks(n int) (at []float64, labels []string, note string, minor []float64) {
	switch {
	case s.flat():
		return []float64{s.lo}, []string{FormatValue(s.lo)}, "", nil
	case s.log:
		at, minor = LogTicks(s.lo, s.hi, n)
		if len(minor) > 0 {
			return at, logLabels(at), "", minor
		}
		labels, note = TickLabels(at)
		return at, labels, note, nil
	}
	at = Ticks(s.lo, s.hi, n)
	labels, note = TickLabels(at)
	return at, labels, note, nil
}
