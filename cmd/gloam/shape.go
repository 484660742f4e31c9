package main

import (
	"fmt"
	"strconv"
	"strings"
)

// shape is a list of extents, written "64,64" or "64x64".
type shape []int

// UnmarshalText reads extents.
func (s *shape) UnmarshalText(text []byte) error {
	t := strings.Trim(strings.TrimSpace(string(text)), "()[]")
	sep := ","
	if !strings.Contains(t, ",") {
		sep = "x"
	}
	var out shape
	for _, part := range strings.Split(strings.TrimSuffix(t, ","), sep) {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 1 {
			return fmt.Errorf("got %q in %q, want whole numbers of at least 1 such as 64,64", strings.TrimSpace(part), string(text))
		}
		out = append(out, n)
	}
	*s = out
	return nil
}

// joined writes extents without parentheses.
func joined(extents []int, sep string) string {
	parts := make([]string, len(extents))
	for i, n := range extents {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, sep)
}

// split writes a scan's shape with a bar between scan and detector axes.
func split(nav, sig []int) string {
	return "(" + joined(nav, ", ") + " | " + joined(sig, ", ") + ")"
}

func product(extents []int) int {
	n := 1
	for _, e := range extents {
		n *= e
	}
	return n
}
