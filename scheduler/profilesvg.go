package scheduler

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"time"
)

// WriteSVG draws the profile: a row for each worker, where time runs to the
// right and colours stand for layers, then the heap and the processors in use,
// then a legend. Gaps are white, failed tasks have a red edge. The size of the
// picture does not grow with the number of tasks: those that are narrower than
// a pixel share one, which has the colour of the layer with most time there.
func (p *Profile) WriteSVG(w io.Writer) error {
	d := newTimeline(p, bufio.NewWriter(w))
	d.head()
	d.grid()
	d.rows()
	d.strip("heap", d.heapTop, heapHeight, "#5b6b86", false, size, func(s Sample) float64 { return float64(s.Heap) })
	d.strip("processors", d.cpuTop, cpuHeight, "#5b6b86", true, func(n int64) string { return fmt.Sprint(n) }, func(s Sample) float64 { return s.CPU })
	d.axis()
	d.legend()
	d.printf("</svg>\n")
	return d.w.Flush()
}

// Measures of the picture, in pixels.
const (
	pageWidth  = 1120
	plotLeft   = 96
	plotWidth  = pageWidth - plotLeft - 24
	plotTop    = 64
	heapHeight = 56
	cpuHeight  = 36
	stripGap   = 14
	axisHeight = 30
	legendRow  = 22
	legendCols = 3
)

// A timeline is a picture that is being written. Errors stay in w until the
// end.
type timeline struct {
	w        *bufio.Writer
	profile  *Profile
	tasks    []TaskTime
	layers   []labelTime
	swatches []swatch
	color    map[string]string
	workers  int
	span     time.Duration
	row      float64 // height of a worker's row
	heapTop  float64
	cpuTop   float64
	axisTop  float64
}

func newTimeline(p *Profile, w *bufio.Writer) *timeline {
	d := &timeline{w: w, profile: p, tasks: p.Tasks(), layers: byLabel(p.Layers()), workers: p.Workers(),
		span: max(p.Elapsed(), 1), color: map[string]string{}}
	d.assignColors()
	d.row = max(4, min(26, 640/float64(max(d.workers, 1))))
	d.heapTop = plotTop + d.row*float64(d.workers) + stripGap
	d.cpuTop = d.heapTop + heapHeight + stripGap
	d.axisTop = d.cpuTop + cpuHeight
	return d
}

func (d *timeline) printf(format string, args ...any) { fmt.Fprintf(d.w, format, args...) }

// x is the place of a time.
func (d *timeline) x(t time.Duration) float64 {
	return plotLeft + plotWidth*float64(t)/float64(d.span)
}

func workerName(i int) string { return fmt.Sprintf("worker %d", i+1) }

func (d *timeline) head() {
	height := d.axisTop + axisHeight + 16 + float64(d.legendRows()*legendRow) + 12
	d.printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d %.0f\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\">\n",
		pageWidth, height, pageWidth, height)
	d.printf("<rect width=\"%d\" height=\"%.0f\" fill=\"#ffffff\"/>\n", pageWidth, height)
	var all time.Duration
	for _, l := range d.layers {
		all += l.Total
	}
	busy := float64(all) / float64(d.span) / float64(max(d.workers, 1))
	d.printf("<text x=\"%d\" y=\"26\" font-size=\"16\" font-weight=\"bold\" fill=\"#222222\">%s on %s</text>\n", plotLeft, brief(d.profile.Elapsed()), count(d.workers, "worker"))
	d.printf("<text x=\"%d\" y=\"46\" fill=\"#555555\">%s of %s, workers busy %.0f %%%s</text>\n", plotLeft, count(len(d.tasks), "task"), count(len(d.profile.Layers()), "layer"), 100*busy, failures(d.tasks))
}

// failures tells how many tasks failed, if any did.
func failures(tasks []TaskTime) string {
	n := 0
	for _, t := range tasks {
		if t.Failed {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d failed", n)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// grid draws lines at round times behind everything.
func (d *timeline) grid() {
	bottom := plotTop + d.row*float64(d.workers)
	step := tickStep(d.span)
	for t := time.Duration(0); t <= d.span; t += step {
		for _, s := range [][2]float64{{plotTop, bottom}, {d.heapTop, d.heapTop + heapHeight}, {d.cpuTop, d.axisTop}} {
			d.printf("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>\n", d.x(t), s[0], d.x(t), s[1])
		}
	}
}

// tickStep returns a round time that fits six to fourteen times.
func tickStep(span time.Duration) time.Duration {
	step := time.Duration(1)
	for {
		for _, f := range []time.Duration{1, 2, 5} {
			if span <= 14*step*f {
				return step * f
			}
		}
		step *= 10
	}
}

func (d *timeline) rows() {
	perWorker := make([][]TaskTime, d.workers)
	for _, t := range d.tasks {
		perWorker[t.Worker] = append(perWorker[t.Worker], t)
	}
	// With many workers only every n-th row has room for its name.
	every := int(max(1, (14+d.row-1)/d.row))
	for i, tasks := range perWorker {
		y := plotTop + d.row*float64(i)
		if i%every == 0 {
			d.printf("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s</text>\n", plotLeft-10, y+d.row/2+4, workerName(i))
		}
		d.printf("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#eeeeee\"/>\n", plotLeft, y+d.row, plotLeft+plotWidth, y+d.row)
		for _, b := range bars(tasks, d.span) {
			d.bar(b, y)
		}
	}
}

func (d *timeline) bar(b bar, y float64) {
	edge := ""
	if b.failed {
		edge = ` stroke="` + failedColor + `" stroke-width="2"`
	} else if d.x(b.to)-d.x(b.from) > 3 {
		edge = ` stroke="#ffffff" stroke-width="0.6"` // tells neighbours of one layer apart
	}
	title := fmt.Sprintf("%s, %s", b.layer, brief(b.to-b.from))
	if b.count > 1 {
		title = fmt.Sprintf("%d tasks, mostly %s", b.count, b.layer)
	}
	d.printf("<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" fill=\"%s\"%s><title>%s</title></rect>\n",
		d.x(b.from), y+1, max(0.5, d.x(b.to)-d.x(b.from)), d.row-2, d.color[b.layer], edge, html.EscapeString(title))
}

// strip draws what samples say as an area; mean says that a sample is about
// the time since the one before.
func (d *timeline) strip(name string, top, height float64, color string, mean bool, unit func(int64) string, value func(Sample) float64) {
	samples := d.profile.Samples()
	most := 1.0
	for _, s := range samples {
		most = max(most, value(s))
	}
	bottom := top + height
	d.printf("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s</text>\n", plotLeft-10, top+height/2, name)
	d.printf("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" font-size=\"10\" fill=\"#6b6b6b\">to %s</text>\n", plotLeft-10, top+height/2+14, unit(int64(most+0.5)))
	if len(samples) > 0 {
		d.printf("<path d=\"M%.1f %.1f", d.x(samples[0].At), bottom)
		before := samples[0]
		for _, s := range samples {
			y := bottom - height*value(s)/most
			if mean {
				d.printf(" L%.1f %.1f", d.x(before.At), y)
			}
			d.printf(" L%.1f %.1f", d.x(s.At), y)
			before = s
		}
		d.printf(" L%.1f %.1f Z\" fill=\"%s\" fill-opacity=\"0.35\" stroke=\"%s\"/>\n", d.x(samples[len(samples)-1].At), bottom, color, color)
	}
	d.printf("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#cccccc\"/>\n", plotLeft, bottom, plotLeft+plotWidth, bottom)
}

func (d *timeline) axis() {
	step := tickStep(d.span)
	for t := time.Duration(0); t <= d.span; t += step {
		d.printf("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\" fill=\"#555555\">%s</text>\n", d.x(t), d.axisTop+17, t)
	}
}
