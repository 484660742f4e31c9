package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gloam-go/gloam/scheduler"
)

// A meter shows how far a run has come: on a terminal as a bar that is redrawn
// in place and erased at the end, elsewhere as a line now and then. Its methods
// may be called from any goroutine.
type meter struct {
	mu     sync.Mutex
	w      io.Writer
	screen *terminal // nil for plain lines
	fancy  bool      // block characters
	quiet  bool
	drawn  bool // the bar is on the screen
	closed bool
	last   scheduler.Progress
	told   milestone // what the last plain line said
}

type milestone struct {
	at   time.Duration
	part float64
}

// newMeter returns a meter on w. A quiet one shows nothing and only remembers.
func newMeter(w io.Writer, quiet bool) *meter {
	return &meter{w: w, screen: terminalOf(w), fancy: unicode(), quiet: quiet}
}

// update shows a state of the run.
func (m *meter) update(p scheduler.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return
	}
	m.last = p
	switch {
	case m.quiet:
	case m.screen != nil && !p.Done:
		m.drawn = true
		_, _ = io.WriteString(m.w, "\r"+bar(p, m.screen.width()-1, m.fancy)+"\x1b[K")
	case m.screen == nil && m.due(p):
		m.told = milestone{p.Elapsed, part(p)}
		_, _ = io.WriteString(m.w, plainLine(p)+"\n")
	}
}

// due reports whether it is time for another plain line: every two seconds, or
// at each tenth if those are not too quick to read.
func (m *meter) due(p scheduler.Progress) bool {
	since, more := p.Elapsed-m.told.at, part(p)-m.told.part
	if p.Done {
		return m.told.at > 0 && part(p) == 1
	}
	return since >= 2*time.Second || more >= 0.1 && since >= 500*time.Millisecond
}

// close erases the bar and returns the last state. Updates have no effect
// afterwards.
func (m *meter) close() scheduler.Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.drawn && !m.closed {
		_, _ = io.WriteString(m.w, "\r\x1b[K")
	}
	m.closed = true
	return m.last
}

// part is how much is done, from 0 to 1: of the bytes to read, or of the tasks
// if nothing is read.
func part(p scheduler.Progress) float64 {
	switch {
	case p.BytesAll > 0:
		return min(1, float64(p.Bytes)/float64(p.BytesAll))
	case p.Total > 0:
		return float64(p.Tasks) / float64(p.Total)
	}
	return 0
}

func percent(p scheduler.Progress) string { return fmt.Sprintf("%3d %%", int(100*part(p))) }

// amount is what is done in numbers: "0.90 of 2.15 GB".
func amount(p scheduler.Progress) string {
	if p.BytesAll > 0 {
		return bytesOf(min(p.Bytes, p.BytesAll), p.BytesAll)
	}
	return fmt.Sprintf("%d of %d tasks", p.Tasks, p.Total)
}

// facts are the texts beside the bar, the most telling first.
func facts(p scheduler.Progress) []string {
	f := []string{percent(p), amount(p)}
	if p.Rate > 0 {
		f = append(f, rateText(p.Rate))
	}
	if p.Remaining >= 0 && p.Elapsed > time.Second && !p.Done {
		f = append(f, clockText(p.Remaining)+" left")
	}
	return f
}

func plainLine(p scheduler.Progress) string { return strings.Join(facts(p), "  ") }

// bar draws at most width columns: a bar between the percentage and the rest
// if there is room, and as many facts as fit.
func bar(p scheduler.Progress, width int, fancy bool) string {
	f := facts(p)
	for len(f) > 1 && length(f) > width {
		f = f[:len(f)-1]
	}
	if length(f) > width {
		return ""
	}
	room := min(width-length(f)-2, longestBar)
	if room < shortestBar {
		return strings.Join(f, "  ")
	}
	f = append([]string{f[0], blocks(part(p), room, fancy)}, f[1:]...)
	return strings.Join(f, "  ")
}

// Longer bars do not say more, shorter ones say nothing.
const longestBar, shortestBar = 40, 8

// length returns the columns of texts joined by two spaces.
func length(texts []string) int {
	n := 2 * (len(texts) - 1)
	for _, t := range texts {
		n += utf8.RuneCountInString(t)
	}
	return n
}

// blocks draws the bar itself.
func blocks(part float64, width int, fancy bool) string {
	if !fancy {
		full := int(part * float64(width-2))
		return "[" + strings.Repeat("#", full) + strings.Repeat(".", width-2-full) + "]"
	}
	eighths := int(part * float64(width) * 8)
	full, rest := eighths/8, eighths%8
	s := strings.Repeat("█", full)
	if full == width {
		return s
	}
	return s + string([]rune("░▏▎▍▌▋▊▉")[rest]) + strings.Repeat("░", width-full-1)
}
