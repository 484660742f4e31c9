// Package wording writes what errors, notes and tables speak of, so that it looks
// the same wherever it comes from.
package wording

import (
	"strconv"
	"strings"
)

// mostExtents is how many numbers of a list are written.
const mostExtents = 10

// Shape writes a shape, a position, or a list of axes as NumPy does: "(64, 128)",
// "(64,)" and "()". Of more than ten numbers it writes the first ten and how many
// follow.
func Shape(extents []int) string {
	text := make([]string, 0, min(len(extents), mostExtents+1))
	for i, n := range extents {
		if i == mostExtents {
			text = append(text, "… "+strconv.Itoa(len(extents)-i)+" more")
			break
		}
		text = append(text, strconv.Itoa(n))
	}
	if len(text) == 1 {
		return "(" + text[0] + ",)"
	}
	return "(" + strings.Join(text, ", ") + ")"
}
