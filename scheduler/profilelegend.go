package scheduler

import (
	"cmp"
	"fmt"
	"html"
	"slices"
)

// colors are of layers, the longest first; what is left is grey. They can be
// told apart by colour-blind readers, and none is near the red of failures.
var colors = []string{"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#f0e442", "#332288", "#8a6d3b"}

const (
	otherColor  = "#b4b4b4"
	failedColor = "#d62728"
	leastShare  = 0.001 // of a layer with a colour of its own: others cannot be seen
)

// A swatch is an entry of the legend.
type swatch struct {
	name, note string
	fill, edge string
}

// A labelTime is the time of all layers of one label.
type labelTime struct {
	LayerTime
	layers int
}

// byLabel joins layers of one label, the longest total first.
func byLabel(layers []LayerTime) []labelTime {
	at := map[string]int{}
	var out []labelTime
	for _, l := range layers {
		i, ok := at[l.Layer]
		if !ok {
			at[l.Layer] = len(out)
			out = append(out, labelTime{l, 1})
			continue
		}
		sum := &out[i]
		sum.Count, sum.Total, sum.Max = sum.Count+l.Count, sum.Total+l.Total, max(sum.Max, l.Max)
		sum.Share, sum.Bytes, sum.layers = sum.Share+l.Share, sum.Bytes+l.Bytes, sum.layers+1
	}
	slices.SortStableFunc(out, func(a, b labelTime) int { return cmp.Compare(b.Total, a.Total) })
	return out
}

// assignColors gives the longest layers colours and makes the legend.
func (d *timeline) assignColors() {
	share, rest := 0.0, 0
	for i, l := range d.layers {
		if i < len(colors) && (l.Share >= leastShare || i == 0) {
			d.color[l.Layer] = colors[i]
			d.swatches = append(d.swatches, swatch{name: fmt.Sprintf("%s × %d", clip(l.Layer), l.Count), note: percent(l.Share), fill: colors[i]})
			continue
		}
		d.color[l.Layer] = otherColor
		share, rest = share+l.Share, rest+l.layers
	}
	if rest > 0 {
		d.swatches = append(d.swatches, swatch{name: count(rest, "other layer"), note: percent(share), fill: otherColor})
	}
	if failures(d.tasks) != "" {
		d.swatches = append(d.swatches, swatch{name: "failed", fill: "#ffffff", edge: failedColor})
	}
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

func (d *timeline) legendRows() int { return (len(d.swatches) + legendCols - 1) / legendCols }

func (d *timeline) legend() {
	top := d.axisTop + axisHeight + 16
	column := (pageWidth - plotLeft - 24) / legendCols
	for i, s := range d.swatches {
		x, y := float64(plotLeft+i%legendCols*column), top+float64(i/legendCols*legendRow)
		edge := ""
		if s.edge != "" {
			edge = fmt.Sprintf(" stroke=\"%s\" stroke-width=\"2\"", s.edge)
		}
		d.printf("<rect x=\"%.1f\" y=\"%.1f\" width=\"13\" height=\"13\" rx=\"2\" fill=\"%s\"%s/>\n", x, y-10, s.fill, edge)
		d.printf("<text x=\"%.1f\" y=\"%.1f\" fill=\"#333333\">%s<tspan dx=\"8\" fill=\"#6b6b6b\">%s</tspan></text>\n", x+20, y+1, html.EscapeString(s.name), s.note)
	}
}

// clip shortens a label to its column.
func clip(label string) string {
	const most = 34
	if r := []rune(label); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return label
}
