package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/gloam-go/gloam/internal/simd"
)

func today() string { return time.Now().Format("2 January 2006") }

// machine describes what the figures were measured on, and how.
func machine(o options) string {
	cpu := runtime.GOARCH
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(b), "model name"); ok {
			line, _, _ := strings.Cut(rest, "\n")
			cpu = strings.TrimLeft(line, "\t: ")
		}
	}
	system := runtime.GOOS
	if out, err := exec.Command("uname", "-sr").Output(); err == nil {
		system = strings.TrimSpace(string(out))
	}
	return fmt.Sprintf("%s, %d CPUs, %s, %s, kernels: %s. Scan %s uint16 in the page cache, %d workers, median of %d rounds.\n",
		cpu, runtime.NumCPU(), system, runtime.Version(), simd.Level(), o.shape, o.workers, o.rounds)
}

// table shows the figures as Markdown.
func (m *measurement) table() string {
	var s strings.Builder
	fmt.Fprintf(&s, "\n%d bytes. Memory read limit (mapped file, read again): %s. Mapped, read once and unmapped: %s.\n\n",
		m.bytes, m.rate(m.memory), m.rate(m.through))
	head := []string{"pass", "time", "GB/s", "of limit", "of mapped once", "as command", "peak memory", "results"}
	for _, p := range m.peers {
		head = append(head, p.name, "ratio")
	}
	line(&s, head)
	line(&s, dashes(len(head)))
	for _, r := range m.rows {
		line(&s, m.cells(r))
	}
	return s.String()
}

func (m *measurement) cells(r *row) []string {
	took := r.inside.median()
	cells := []string{
		r.name, seconds(took), fmt.Sprintf("%.2f", m.gbs(took)),
		share(m.memory, took), share(m.through, took),
		dash(len(r.command) > 0, seconds(r.command.median())),
		dash(r.peak > 0, mib(r.peak)), dash(r.results > 0, mib(r.results)),
	}
	for _, p := range m.peers {
		theirs := r.peers[p.name]
		known := len(theirs) > 0
		cells = append(cells, dash(known, seconds(theirs.median())+", "+r.how[p.name]),
			dash(known, fmt.Sprintf("%.1f", theirs.median().Seconds()/took.Seconds())))
	}
	return cells
}

// share is how much of a limit a pass reaches.
func share(limit times, took time.Duration) string {
	return fmt.Sprintf("%.0f %%", 100*limit.median().Seconds()/took.Seconds())
}

func (m *measurement) gbs(t time.Duration) float64 { return float64(m.bytes) / t.Seconds() / 1e9 }

func (m *measurement) rate(t times) string {
	return fmt.Sprintf("%.2f GB/s (%s)", m.gbs(t.median()), seconds(t.median()))
}

func seconds(t time.Duration) string { return fmt.Sprintf("%.3f s", t.Seconds()) }

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
