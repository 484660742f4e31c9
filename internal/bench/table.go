package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// report shows the figures of a group as Markdown.
func (m *measurement) report() string {
	var s strings.Builder
	fmt.Fprintf(&s, "\n### %s\n\n%s\n\n", m.group, m.about)
	if len(m.peers) > 0 {
		var names []string
		for _, p := range m.peers {
			names = append(names, p.kind+" "+p.version)
		}
		fmt.Fprintf(&s, "Beside %s.\n\n", strings.Join(names, ", "))
	}
	line(&s, []string{"trial", "time", "rate", "against", "their time", "ratio", "spread", "target", ""})
	line(&s, dashes(9))
	for _, t := range m.trials {
		m.lines(&s, t)
	}
	m.memory(&s)
	m.peaks(&s)
	return s.String()
}

// lines are a trial's: one for each target and each other software.
func (m *measurement) lines(s *strings.Builder, t *trial) {
	ours := m.samples[t.name].ours
	head := []string{t.name, duration(ours.median()), t.rate(ours.median())}
	list := slices.Clone(t.targets)
	for _, kind := range slices.Sorted(maps.Keys(m.samples[t.name].theirs)) {
		if !slices.ContainsFunc(list, func(g target) bool { return g.against == kind }) {
			list = append(list, target{against: kind})
		}
	}
	shown := 0
	for _, g := range list {
		theirs, how := m.theirs(t, g)
		if len(theirs) == 0 {
			continue
		}
		shown++
		r := ratios(theirs, ours)
		line(s, append(head, how, duration(theirs.median()), number(median(r)),
			number(slices.Min(r))+" – "+number(slices.Max(r)), dash(g.atLeast > 0, "≥ "+number(g.atLeast)), m.outcome(t, g, median(r))))
		head = []string{"", "", ""}
	}
	if shown == 0 {
		line(s, append(head, "-", "-", "-", "-", "-", ""))
	}
}

// theirs are the times that a target is about, and what to call them.
func (m *measurement) theirs(t *trial, g target) (times, string) {
	s := m.samples[t.name]
	if list := s.theirs[g.against]; len(list) > 0 {
		return list, g.against + ", " + s.how[g.against]
	}
	if t.beside != nil && t.beside.name == g.against {
		return s.beside, g.against
	}
	var slowest times
	for _, name := range g.names() {
		other := m.samples[name]
		if other == nil {
			return nil, ""
		}
		for i, d := range other.ours {
			if i == len(slowest) {
				slowest = append(slowest, 0)
			}
			slowest[i] = max(slowest[i], d)
		}
	}
	return slowest, strings.ReplaceAll(g.against, "+", ", ")
}

// outcome says whether a target is met, or that the results differ.
func (m *measurement) outcome(t *trial, g target, ratio float64) string {
	switch {
	case m.samples[t.name].verdict[g.against] != "":
		return "results differ"
	case g.atLeast == 0:
		return ""
	case ratio >= g.atLeast:
		return "met"
	}
	return "not met"
}

// workerBytes is what a worker may have beside results.
const workerBytes = 32 << 20

// memory is a table of what the command needed, and what a program did that
// makes several passes.
func (m *measurement) memory(s *strings.Builder) {
	first := true
	for _, t := range m.trials {
		x := m.samples[t.name]
		if x.resident.peak == 0 {
			continue
		}
		if first {
			fmt.Fprintf(s, "\nResident memory as a command, which passes once, and of a program that passes over the data %d times. "+
				"Allowed are the results and 32 MiB a worker: for the command in all, for the program what is anonymous. "+
				"What is of files is mapped, the program itself and data, and the system takes it back when it needs memory: "+
				"from the second pass on big files stay mapped as a whole.\n\n", passesOnce)
			line(s, []string{"trial", "as command", "peak", "anonymous", "of files", "passes: anonymous", "of files", "results", "allowed", ""})
			line(s, dashes(10))
			first = false
		}
		allowed := x.results + int64(m.workers)*workerBytes
		verdict := "met"
		if x.resident.peak > allowed || x.passes.anon > allowed {
			verdict = "not met"
		}
		line(s, []string{t.name, duration(x.command.median()), mib(x.resident.peak), mib(x.resident.anon), mib(x.resident.files),
			mib(x.passes.anon), mib(x.passes.files), mib(x.results), mib(allowed), verdict})
	}
}

// rate is what a trial does in a second, or how long it takes for a task.
func (t *trial) rate(took time.Duration) string {
	switch {
	case took <= 0:
		return "-"
	case t.bytes > 0:
		return fmt.Sprintf("%.2f GB/s", float64(t.bytes)/took.Seconds()/1e9)
	case t.tasks > 0:
		return fmt.Sprintf("%.3f µs a task%s", took.Seconds()*1e6/float64(t.tasks), t.heap.perTask(t.tasks))
	}
	return "-"
}

func duration(d time.Duration) string {
	switch s := d.Seconds(); {
	case s >= 0.1:
		return fmt.Sprintf("%.3f s", s)
	case s >= 1e-3:
		return fmt.Sprintf("%.2f ms", s*1e3)
	default:
		return fmt.Sprintf("%.2f µs", s*1e6)
	}
}

func number(v float64) string { return fmt.Sprintf("%.3g", v) }

func mib(bytes int64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }

func dash(known bool, text string) string {
	if !known {
		return "-"
	}
	return text
}

func line(s *strings.Builder, cells []string) {
	s.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func dashes(n int) []string {
	d := make([]string, n)
	for i := range d {
		d[i] = "---"
	}
	return d
}
