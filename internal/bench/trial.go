package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A trial is a piece of work: how this module does it, and what it is compared
// with.
type trial struct {
	name  string
	bytes int64 // that a run reads; 0 if a rate would say nothing
	tasks int   // of a run; 0 if the time of a task would say nothing
	heap  heapUse
	loops int // runs that are timed together, for short ones; 0 means 1
	// ownTime counts the processor time of the process instead of the time that
	// passes: for work of one thread on a machine that others use, too.
	ownTime bool
	memory  bool // note the peak memory of each process

	// run does the work once. What it returns is compared with what the other
	// software returns under the same names, within rtol of the largest value.
	run  func(ctx context.Context) (values, error)
	rtol float64 // 0 means 1e-4
	ask  any     // for the function of that name in the script, as JSON

	targets []target
	// beside is run right before each run: the machine's memory is at times twice
	// as fast as at others, and a moment later it may be the other way. A target
	// that names it is about these runs.
	beside *trial
	text   []string // the UDFs as the command knows them; none if it cannot
}

// values are results by name.
type values map[string]*ndarray.Array

// A target is what a trial is to reach.
type target struct {
	// against is a kind of software, or names of trials of the same group,
	// joined by +, of which the slowest counts.
	against string
	atLeast float64 // their time / our time; 0 if that is shown only
}

func (t target) names() []string { return strings.Split(t.against, "+") }

// sample is what has been measured of a trial. Entry i of each list is from
// round i.
type sample struct {
	ours     times
	beside   times
	theirs   map[string]times  // by kind
	how      map[string]string // by kind: the way that was fastest last
	verdict  map[string]string // by kind: what differs; "" if results are equal
	command  times
	resident resident         // of the command, the most of all rounds
	passes   resident         // of a process that makes some passes
	results  int64            // bytes of all results
	peaks    map[string]int64 // bytes, of trials with memory, by kind
}

type times []time.Duration

func (t times) median() time.Duration {
	return time.Duration(median(t.seconds()) * float64(time.Second))
}

func (t times) seconds() []float64 {
	s := make([]float64, len(t))
	for i, d := range t {
		s[i] = d.Seconds()
	}
	return s
}

// median is the middle value, the mean of two if there are two; 0 of none.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	return (s[len(s)/2] + s[(len(s)-1)/2]) / 2
}

// ratios are their times over ours, round by round.
func ratios(theirs, ours times) []float64 {
	var out []float64
	for i := range min(len(theirs), len(ours)) {
		out = append(out, theirs[i].Seconds()/ours[i].Seconds())
	}
	return out
}
