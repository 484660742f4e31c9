package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// A screen shows a text again and again: on a terminal in place, elsewhere one
// after the other.
type screen struct {
	app      *app
	terminal *terminal // nil if the output is none
	again    bool
	drawn    bool
}

// newScreen returns a screen on standard output.
func newScreen(a *app, again bool) *screen {
	return &screen{app: a, terminal: terminalOf(os.Stdout), again: again}
}

// draw shows a text. On a terminal lines that are too long are cut, and if the
// text is shown again also what does not fit below.
func (s *screen) draw(text string) error {
	if s.terminal == nil {
		if s.drawn {
			s.app.print("\n")
		}
		s.drawn = true
		s.app.print(text)
		return s.app.out.Flush()
	}
	width, height, err := term.GetSize(s.terminal.fd)
	if err != nil || width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if s.again {
		s.app.print("\x1b[H") // home; what is there is written over
		lines = append(fit(lines, height-3), "", time.Now().Format(time.TimeOnly)+", Ctrl-C ends")
	}
	for i, line := range lines {
		if i > 0 {
			s.app.print("\n")
		}
		s.app.print(shortened(line, width))
		if s.again {
			s.app.print("\x1b[K") // clears the rest of the line
		}
	}
	if s.again {
		s.app.print("\x1b[J") // and of the screen
	}
	s.app.print("\n")
	return s.app.out.Flush()
}

// fit cuts lines to a number of them.
func fit(lines []string, n int) []string {
	if len(lines) <= n || n < 1 {
		return lines
	}
	return append(lines[:n-1:n-1], fmt.Sprintf("and %d more lines", len(lines)-n+1))
}
