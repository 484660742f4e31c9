package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/plot"
	"github.com/gloam-go/gloam/udf"
)

// A picture is a drawing of a result, or of one entry of it.
type picture struct {
	suffix  string // after the buffer's name: "" or "-0", "-1", …
	title   string
	picture plot.Picture
}

// mostEntries is how many pictures a buffer may have: more are not looked at.
const mostEntries = 8

// A layout says how the elements of a result make up pictures.
type layout struct {
	axes    []int  // of one picture: one or two
	place   string // what the axes are: "scan", "detector" or ""
	entries int
	stacked bool // entries follow one another; else they alternate
}

// layoutOf returns how to draw a result; ok is false for those that are not.
func (j *job) layoutOf(d udf.Decl) (l layout, ok bool) {
	nav, sig := j.data.Nav(), j.data.Sig()
	l = layout{entries: product(d.Extra)}
	switch d.Kind {
	case udf.KindNav:
		l.axes, l.place = nav, "scan"
	case udf.KindSig:
		l.axes, l.place = sig, "detector"
	case udf.KindSingle:
		l.stacked = true
		if lead := len(d.Extra) - len(sig); lead >= 0 && slices.Equal(d.Extra[lead:], sig) {
			l.axes, l.place, l.entries = sig, "detector", product(d.Extra[:lead])
			break
		}
		l.axes, l.entries = d.Extra, 1
		if len(d.Extra) != 1 {
			return l, false
		}
	}
	ok = len(l.axes) <= 2 && product(l.axes) > 1 && l.entries >= 1 && l.entries <= mostEntries
	return l, ok && len(d.Extra) <= 1+len(sig) && d.DType != ndarray.Object
}

// vectors are the buffers whose two entries are the components (y, x) of a
// vector that is zero where nothing happens.
var vectors = []string{"field", "raw_shifts"}

// positions are the buffers whose two entries are a place (y, x).
var positions = []string{"raw_com"}

// pictures draws a result. It returns none if there is no way to.
func (j *job) pictures(req request, r delayed.Result) ([]picture, error) {
	l, ok := j.layoutOf(r.Decl)
	if !ok {
		return nil, nil
	}
	values, err := plane(r)
	if err != nil {
		return nil, err
	}
	title := func(entry string) string {
		what := req.name
		if r.Name != what {
			what += " " + r.Name
		}
		if j.title != "" {
			entry += " · " + j.title
		}
		return what + entry
	}
	if l.entries == 2 && len(l.axes) == 2 && slices.Contains(vectors, r.Name) {
		return []picture{{"", title(""), plot.VectorField{
			Title: title(""), XLabel: l.place + " x / px", YLabel: l.place + " y / px", ValueLabel: "shift / px",
			Y: l.entry(values, 0), X: l.entry(values, 1), Rows: l.axes[0], Cols: l.axes[1],
		}}}, nil
	}
	var out []picture
	names := entryNames(req, r.Name, l.entries)
	for k := range l.entries {
		suffix := ""
		if l.entries > 1 {
			suffix = "-" + strconv.Itoa(k)
		}
		out = append(out, picture{suffix, title(names[k]), l.draw(l.entry(values, k), title(names[k]))})
	}
	return out, nil
}

// entryNames tells the entries of a result apart: as y and x if they are, by
// their masks if there is one for each and it is short, else by number.
func entryNames(req request, buffer string, n int) []string {
	if n == 2 && slices.Contains(positions, buffer) {
		return []string{" y", " x"}
	}
	names := make([]string, n)
	masks, err := splitOutside(req.params["masks"], '+')
	for k := range names {
		switch {
		case err == nil && len(masks) == n && masks[k] != "" && len(masks[k]) <= 40:
			names[k] = " " + strings.TrimSpace(masks[k])
		case n > 1:
			names[k] = " [" + strconv.Itoa(k) + "]"
		}
	}
	return names
}

// entry returns the values of one picture.
func (l layout) entry(values []float64, k int) []float64 {
	size := product(l.axes)
	if l.stacked || l.entries == 1 {
		return values[k*size : (k+1)*size]
	}
	out := make([]float64, size)
	for i := range out {
		out[i] = values[i*l.entries+k]
	}
	return out
}

// draw chooses line or map, colours and scale.
func (l layout) draw(values []float64, title string) plot.Picture {
	label := func(axis string) string {
		if l.place == "" {
			return "index"
		}
		return l.place + " " + axis + " / px"
	}
	if len(l.axes) == 1 {
		return plot.Line{Title: title, XLabel: strings.Replace(label(""), "  ", " ", 1), Values: values}
	}
	h := plot.Heatmap{Title: title, XLabel: label("x"), YLabel: label("y"), Data: values, Rows: l.axes[0], Cols: l.axes[1]}
	lo, hi, n := plot.Percentiles(values, 1, 99)
	switch {
	case n > 0 && lo < 0 && hi > 0 && min(-lo, hi) > 0.05*max(-lo, hi):
		h.Map, h.Symmetric = plot.Coolwarm, true
	case l.place == "detector":
		h.Map, h.Log = plot.Inferno, peaked(values)
	}
	return h
}

// peaked reports whether a few bright pixels would turn all others dark.
func peaked(values []float64) bool {
	lo, hi, n := plot.Percentiles(values, 50, 99.9)
	if n == 0 || slices.Min(finite(values)) < 0 {
		return false
	}
	return hi > mostPeak*lo && lo > 0
}

// mostPeak is how much brighter than half of a pattern its brightest pixels may
// be on a linear scale: the direct beam among diffracted disks is about ten
// times brighter, and they should be seen beside it.
const mostPeak = 10

// finite returns the values that are not NaN.
func finite(values []float64) []float64 {
	var out []float64
	for _, v := range values {
		if v == v {
			out = append(out, v)
		}
	}
	return out
}
