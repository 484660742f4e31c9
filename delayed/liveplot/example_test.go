package liveplot_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/delayed/liveplot"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// small returns a run of two UDFs over a small scan.
func small() (*delayed.Live, error) {
	ds, err := udf.FromSource(source.Synthetic{NY: 6, NX: 8, KY: 16, KX: 16, Dose: 50})
	if err != nil {
		return nil, err
	}
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	if err != nil {
		return nil, err
	}
	bright, err := stdudf.SumSig.With(struct{}{})
	if err != nil {
		return nil, err
	}
	return delayed.NewLive(ds, sum, bright)
}

// Everything that can be drawn goes to a folder while the run goes on.
func ExampleAll() {
	run, err := small()
	check(err)
	folder, err := os.MkdirTemp("", "pictures")
	check(err)
	defer func() { _ = os.RemoveAll(folder) }()

	plots, _, err := liveplot.All(run, liveplot.Folder(folder))
	check(err)
	ctx := context.Background()
	for _, err := range liveplot.Watch(ctx, run.Partial(ctx), plots...) {
		check(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.png"))
	check(err)
	for _, f := range files {
		fmt.Println(filepath.Base(f))
	}
	// Output:
	// sum.intensity.png
	// sumsig.intensity.png
}

// A function of a result, and one of all results of a UDF.
func ExampleSelect() {
	run, err := small()
	check(err)
	root := liveplot.Of("intensity", "sqrt", func(r delayed.Result) (*ndarray.Array, error) {
		return ndarray.Unary(ndarray.Sqrt, r.Data)
	})
	contrast := liveplot.From("contrast", func(results map[string]delayed.Result, damage *ndarray.Array) (data, known *ndarray.Array, err error) {
		values, err := ndarray.Float64s(results["intensity"].Data)
		if err != nil {
			return nil, nil, err
		}
		for i, v := range values {
			values[i] = math.Log1p(v)
		}
		data, err = ndarray.FromSlice(values, damage.Shape()...)
		return data, damage, err
	})
	plots, err := liveplot.Select(run, printer{}, []liveplot.Channel{root}, []liveplot.Channel{contrast})
	check(err)
	ctx := context.Background()
	for _, err := range liveplot.Watch(ctx, run.Partial(ctx), plots...) {
		check(err)
	}
	// Output:
	// sum: sqrt(intensity)
	// sumsig: contrast
}

// printer is a screen that tells which final pictures it was shown.
type printer struct{}

func (printer) Show(_, title string, _ []byte, final bool) error {
	if final {
		fmt.Println(title)
	}
	return nil
}

// A page for browsers on this machine.
func ExamplePage_Listen() {
	run, err := small()
	check(err)
	page := liveplot.NewPage("a small scan", "sum, sumsig")
	site, err := page.Listen("localhost:0")
	check(err)
	defer func() { check(site.Close()) }()
	// tell the user to look at site.URL

	plots, _, err := liveplot.All(run, page)
	check(err)
	ctx := context.Background()
	for p, err := range liveplot.Watch(ctx, run.Partial(ctx), plots...) {
		check(err)
		page.Progress(p.Done, p.Total)
	}
	page.Finish(nil, false)
	page.Settle(ctx)
	fmt.Println("shown to", map[bool]string{true: "somebody", false: "nobody"}[page.Watched()])
	// Output: shown to nobody
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
