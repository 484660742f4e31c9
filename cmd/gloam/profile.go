package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/gloam-go/gloam/udf"
)

// A stageReport is a line of the profile of a run. Seconds of tasks that ran at
// the same time add up.
type stageReport struct {
	Stage   string `json:"stage"`
	UDF     string `json:"udf,omitempty"`
	Seconds number `json:"seconds"`
	Share   number `json:"share"` // of all seconds measured
	Calls   int64  `json:"calls"` // tiles, merges, …
	Mean    number `json:"mean_seconds"`
	Max     number `json:"max_seconds"`
	Bytes   int64  `json:"bytes"`
	GBPerS  number `json:"gb_per_s"`
}

// profileOf sums a profile up.
func profileOf(entries []udf.ProfileEntry) []stageReport {
	all := time.Duration(0)
	for _, e := range entries {
		all += e.Total
	}
	list := []stageReport{}
	for _, e := range entries {
		list = append(list, stageReport{
			Stage: e.Stage.String(), UDF: e.UDF[strings.LastIndexByte(e.UDF, '/')+1:], Calls: e.Calls, Bytes: e.Bytes,
			Seconds: number(e.Total.Seconds()), Share: number(e.Total.Seconds() / max(all.Seconds(), 1e-12)),
			Mean: number(e.Mean().Seconds()), Max: number(e.Max.Seconds()), GBPerS: number(e.Rate() / 1e9),
		})
	}
	return list
}

// profileText is the profile for people, empty without one.
func (r *report) profileText() string {
	if r.Profile == nil {
		return ""
	}
	t := newTable("stage", "udf", ">time", ">share", ">calls", ">mean", ">max", ">GB/s")
	for _, s := range r.Profile {
		rate := "-"
		if s.Bytes > 0 {
			rate = strconv.FormatFloat(float64(s.GBPerS), 'g', 3, 64)
		}
		t.add(s.Stage, s.UDF, shortTime(s.Seconds), strconv.FormatFloat(100*float64(s.Share), 'f', 1, 64)+" %",
			strconv.FormatInt(s.Calls, 10), shortTime(s.Mean), shortTime(s.Max), rate)
	}
	return "\n" + t.String() + "\n"
}

// shortTime is a time with three digits, such as "12.3ms".
func shortTime(n number) string {
	d := time.Duration(float64(n) * 1e9)
	for unit := time.Duration(1); unit <= time.Second; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit).String()
		}
	}
	return d.Round(time.Second).String()
}
