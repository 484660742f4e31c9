package graph

import (
	"fmt"
	"strconv"
	"strings"
)

// Summary lists a plan by layer: how many tasks each layer has, how many of
// its blocks are steps of tasks of other layers, how many results its tasks
// read, and the predicted bytes of its results and of storage read. The last
// lines give the totals and the [Peak] in static order. It is meant for
// people; the form may change.
func Summary(p *Plan) string {
	lines := make([]tally, len(p.layers))
	var total tally
	for id := range p.Len() {
		t := tally{tasks: 1, inputs: p.in.degree(id), bytes: p.Bytes(id), reads: p.Reads(id)}
		lines[p.LayerOf(id)].add(t)
		total.add(t)
		for i := range p.StepCount(id) - 1 {
			layer, _ := p.Step(id, i)
			lines[layer].fused++
			total.fused++
		}
	}
	table := [][]string{{"layer", "tasks", "fused", "inputs", "bytes", "reads"}}
	for i, l := range p.layers {
		table = append(table, lines[i].cells(l.Label()))
	}
	table = append(table, total.cells("total"))
	results, bytes := Peak(p)
	return align(table) + fmt.Sprintf("peak: %d results, %d bytes\n", results, bytes)
}

// A tally counts tasks.
type tally struct {
	tasks, fused, inputs int
	bytes, reads         int64
}

func (t *tally) add(o tally) {
	t.tasks += o.tasks
	t.inputs += o.inputs
	t.bytes += o.bytes
	t.reads += o.reads
}

func (t *tally) cells(name string) []string {
	return []string{name, strconv.Itoa(t.tasks), strconv.Itoa(t.fused), strconv.Itoa(t.inputs),
		strconv.FormatInt(t.bytes, 10), strconv.FormatInt(t.reads, 10)}
}

// align writes a table with names at the left and numbers at the right of
// their columns.
func align(table [][]string) string {
	widths := make([]int, len(table[0]))
	for _, row := range table {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range table {
		fmt.Fprintf(&b, "%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			fmt.Fprintf(&b, "  %*s", widths[i+1], cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
