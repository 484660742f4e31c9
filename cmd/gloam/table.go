package main

import (
	"strings"
	"unicode/utf8"
)

// A table is rows of texts in aligned columns.
type table struct {
	right []bool // columns of numbers
	rows  [][]string
}

// newTable starts a table. Columns whose title starts with ">" are aligned to
// the right.
func newTable(titles ...string) *table {
	t := &table{right: make([]bool, len(titles))}
	head := make([]string, len(titles))
	for i, title := range titles {
		head[i], t.right[i] = strings.CutPrefix(title, ">")
	}
	t.add(head...)
	return t
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// String returns the table with two spaces between columns.
func (t *table) String() string {
	widths := make([]int, len(t.right))
	for _, row := range t.rows {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		var line strings.Builder
		for i, c := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c))
			if t.right[i] {
				c = pad + c
			} else {
				c += pad
			}
			line.WriteString(c + "  ")
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
