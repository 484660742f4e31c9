package scheduler

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// A LayerTime is the part of a profile that is of tasks of one label and one
// source line.
type LayerTime struct {
	Layer string // label
	Site  string // source line that asked for the tasks
	Count int
	Total time.Duration
	Mean  time.Duration
	Max   time.Duration
	Share float64 // of the time of all tasks
	Bytes int64   // predicted, of all results
}

// Layers returns the times by label and source line, the longest total first.
func (p *Profile) Layers() []LayerTime {
	at := map[[2]string]int{}
	var out []LayerTime
	var all time.Duration
	for _, t := range p.Tasks() {
		i, ok := at[[2]string{t.Layer, t.Site}]
		if !ok {
			i = len(out)
			at[[2]string{t.Layer, t.Site}] = i
			out = append(out, LayerTime{Layer: t.Layer, Site: t.Site})
		}
		l, took := &out[i], t.End-t.Start
		l.Count++
		l.Total += took
		l.Max = max(l.Max, took)
		l.Bytes += t.Bytes
		all += took
	}
	for i := range out {
		out[i].Mean = out[i].Total / time.Duration(out[i].Count)
		if all > 0 {
			out[i].Share = float64(out[i].Total) / float64(all)
		}
	}
	slices.SortStableFunc(out, func(a, b LayerTime) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Site, b.Site))
	})
	return out
}

// WriteTable writes the times by layer as text, with the source lines that asked
// for them if there are several, and a last line for the run: the share of the
// workers' time in which they ran tasks, the largest heap that was seen, and how
// many tasks failed if any did.
func (p *Profile) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	layers := p.Layers()
	site := siteColumn(layers)
	fmt.Fprintln(t, "layer\ttasks\ttotal\tmean\tmax\tshare\tresults\t"+site("asked for at"))
	var all time.Duration
	count := 0
	for _, l := range layers {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%.1f %%\t%s\t%s\n", l.Layer, l.Count, brief(l.Total), brief(l.Mean), brief(l.Max), 100*l.Share, size(l.Bytes), site(l.Site))
		all += l.Total
		count += l.Count
	}
	if err := t.Flush(); err != nil {
		return err
	}
	busy := 0.0
	if span := p.Elapsed() * time.Duration(p.Workers()); span > 0 {
		busy = float64(all) / float64(span)
	}
	var heap int64
	for _, s := range p.Samples() {
		heap = max(heap, s.Heap)
	}
	_, err := fmt.Fprintf(w, "%d tasks in %s on %d workers, busy %.0f %%, heap up to %s%s\n", count, brief(p.Elapsed()), p.Workers(), 100*busy, size(heap), failures(p.Tasks()))
	return err
}

// siteColumn is how the last column of the table is written, which says nothing
// where all is asked for at one line.
func siteColumn(layers []LayerTime) func(string) string {
	for _, l := range layers {
		if l.Site != layers[0].Site {
			return func(s string) string { return "  " + s }
		}
	}
	return func(string) string { return "" }
}

// brief writes a duration with three digits.
func brief(d time.Duration) string {
	unit := time.Duration(1)
	for d >= 1000*unit {
		unit *= 10
	}
	return d.Round(unit).String()
}

// size writes bytes in units of 1024.
func size(n int64) string {
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	v, unit := float64(n), ""
	for _, unit = range []string{"KiB", "MiB", "GiB", "TiB"} {
		if v /= 1024; v < 1024 {
			break
		}
	}
	return fmt.Sprintf("%.1f %s", v, unit)
}
