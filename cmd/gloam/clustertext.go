package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gloam-go/gloam/scheduler/dask"
)

// String returns the cluster as tables.
func (s clusterState) String() string {
	text := fmt.Sprintf("%s: Dask %s\n%s\n", s.Address, s.Version, kinds(s.Workers))
	if software := pythonText(s.Workers); software != "" {
		text += software + "\n"
	}
	if len(s.Workers) == 0 {
		return text + "start one with: gloam worker " + s.Address + "\n"
	}
	text += "\n" + workerTable(s.Workers)
	if len(s.Prefixes) > 0 {
		text += "\n" + prefixTable(s.Prefixes)
	}
	return text
}

// kinds counts workers and threads: "1 Go worker with 2 threads, …".
func kinds(workers []dask.Worker) string {
	count := func(golang bool) (n, threads int) {
		for _, w := range workers {
			if w.Go == golang {
				n, threads = n+1, threads+w.Threads
			}
		}
		return n, threads
	}
	var parts []string
	for _, golang := range []bool{true, false} {
		kind := "Python worker"
		if golang {
			kind = "Go worker"
		}
		if n, threads := count(golang); n > 0 {
			parts = append(parts, plural(n, kind)+" with "+plural(threads, "thread"))
		}
	}
	if len(parts) == 0 {
		return "no workers"
	}
	return strings.Join(parts, ", ")
}

// pythonText says what Python workers have, if it matters: "Python workers have
// Python 3.11.2, NumPy 1.24.2".
func pythonText(workers []dask.Worker) string {
	found := map[string]bool{}
	for _, w := range workers {
		if w.Go || w.Versions == nil {
			continue
		}
		var parts []string
		for _, p := range [][2]string{{"python", "Python"}, {"distributed", "Dask"}, {"numpy", "NumPy"}} {
			if v := w.Versions[p[0]]; v != "" {
				release, _, _ := strings.Cut(v, ".final") // 3.11.2.final.0
				parts = append(parts, p[1]+" "+release)
			}
		}
		found[strings.Join(parts, ", ")] = true
	}
	delete(found, "")
	if len(found) == 0 {
		return ""
	}
	return "Python workers have " + strings.Join(slices.Sorted(maps.Keys(found)), "; others ")
}

// workerTable has what is asked for most at the left.
func workerTable(workers []dask.Worker) string {
	t := newTable("worker", "kind", "status", ">threads", ">memory", ">limit", "tasks", "resources", "address")
	for _, w := range workers {
		kind, limit, address := "Python", "-", w.Address
		if w.Go {
			kind = "Go"
		}
		if w.Memory > 0 {
			limit = bytesText(w.Memory)
		}
		if w.Name == w.Address {
			address = ""
		}
		t.add(w.Name, kind, statusText(w.Status), strconv.Itoa(w.Threads), bytesText(w.Used), limit, counts(w.Tasks), amounts(w.Resources), address)
	}
	return t.String()
}

// statusText is Dask's word, or a shorter one.
func statusText(status string) string {
	if status == "closing_gracefully" {
		return "retiring"
	}
	return status
}

// manyPrefixes is how many names of tasks are shown.
const manyPrefixes = 20

func prefixTable(list []prefix) string {
	t := newTable("tasks", ">waiting", ">running", ">in memory", ">failed", ">mean time")
	for _, p := range list[:min(len(list), manyPrefixes)] {
		mean := "-"
		if p.Mean > 0 {
			mean = time.Duration(p.Mean * float64(time.Second)).Round(roundTo(p.Mean)).String()
		}
		t.add(shortened(p.Name, longestPrefix), strconv.Itoa(p.Waiting), strconv.Itoa(p.Running), strconv.Itoa(p.Memory), strconv.Itoa(p.Failed), mean)
	}
	text := t.String()
	if more := len(list) - manyPrefixes; more > 0 {
		text += fmt.Sprintf("and %d more\n", more)
	}
	return text
}

// longestPrefix leaves room for the numbers in 80 columns.
const longestPrefix = 32

// roundTo keeps two or three digits of a time in seconds.
func roundTo(seconds float64) time.Duration {
	step := time.Duration(1)
	for d := time.Duration(seconds * float64(time.Second)); d >= 1000; d /= 10 {
		step *= 10
	}
	return step
}

// shortened cuts a text to at most n columns.
func shortened(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// amounts lists resources as "GO 4".
func amounts(m map[string]float64) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, k+" "+strconv.FormatFloat(m[k], 'g', -1, 64))
	}
	return orDash(parts)
}

// counts lists tasks by state, as "executing 2".
func counts(m map[string]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if m[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
		}
	}
	return orDash(parts)
}

func orDash(parts []string) string {
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}
