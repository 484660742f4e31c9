package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/plot"
	"github.com/gloam-go/gloam/internal/wording"
)

// A report is what a run tells at its end; it is also its JSON form.
type report struct {
	Path       string         `json:"path"`
	Format     string         `json:"format"`
	Nav        []int          `json:"nav"`
	Sig        []int          `json:"sig"`
	DType      string         `json:"dtype"`
	Bytes      int64          `json:"bytes"`
	Positions  int            `json:"positions"` // selected ones
	Partitions int            `json:"partitions"`
	Executor   string         `json:"executor"`
	Workers    int            `json:"workers"`
	Seconds    number         `json:"seconds"`
	GBPerS     number         `json:"gb_per_s"`
	Results    []resultReport `json:"results"`
	Profile    []stageReport  `json:"profile,omitempty"`

	folder   string
	arrays   int
	pictures int
	plain    int // buffers without a picture
}

type resultReport struct {
	UDF      string            `json:"udf"`
	Params   map[string]string `json:"params,omitempty"`
	Buffer   string            `json:"buffer"`
	Kind     string            `json:"kind"`
	Shape    []int             `json:"shape"`
	DType    string            `json:"dtype"`
	Min      number            `json:"min"`
	Mean     number            `json:"mean"`
	Max      number            `json:"max"`
	Array    string            `json:"npy,omitempty"`
	Zarr     string            `json:"zarr,omitempty"`
	HDF5     string            `json:"hdf5,omitempty"`
	Pictures []string          `json:"png,omitempty"`
}

// report sums the results up.
func (j *job) report(results []map[string]delayed.Result, took time.Duration) (*report, error) {
	r := &report{
		Path: j.info.Path, Format: j.info.Format, Nav: j.data.Nav(), Sig: j.data.Sig(), DType: j.data.DType().String(),
		Bytes: j.data.Bytes(), Positions: j.selected, Partitions: j.data.NumPartitions(),
		Seconds: number(took.Seconds()), GBPerS: number(float64(j.data.Bytes()) / took.Seconds() / 1e9),
		Results: []resultReport{},
	}
	for i, lazy := range j.lazy {
		for _, d := range lazy.Decls() {
			res := results[i][d.Name]
			s, err := statsOf(res)
			if err != nil {
				return nil, err
			}
			r.Results = append(r.Results, resultReport{
				UDF: j.requests[i].name, Params: j.requests[i].params, Buffer: d.Name, Kind: d.Kind.String(),
				Shape: res.Data.Shape(), DType: res.Data.DType().String(),
				Min: number(s.min), Mean: number(s.mean), Max: number(s.max),
			})
		}
	}
	return r, nil
}

// save stages the files of all results.
func (r *report) save(stage *staging, j *job, results []map[string]delayed.Result, folder string, plots bool) error {
	if namesZarr(folder) {
		return r.saveZarr(stage, j, results, folder)
	}
	if namesHDF5(folder) {
		return r.saveHDF5(stage, j, results, folder)
	}
	r.folder = folder
	row := 0
	for i, lazy := range j.lazy {
		for _, d := range lazy.Decls() {
			out := &r.Results[row]
			row++
			res := results[i][d.Name]
			base := filepath.Join(folder, out.UDF+"."+d.Name)
			if d.DType != ndarray.Object { // which has no stored form
				out.Array = base + ".npy"
				r.arrays++
				if err := stage.write(out.Array, func(w io.Writer) error { return ndarray.WriteNPY(w, res.Data) }); err != nil {
					return err
				}
			}
			if !plots {
				continue
			}
			pictures, err := j.pictures(j.requests[i], res)
			if err != nil {
				return err
			}
			for _, p := range pictures {
				path := base + p.suffix + ".png"
				out.Pictures = append(out.Pictures, path)
				r.pictures++
				if err := stage.write(path, func(w io.Writer) error { return plot.WritePNG(w, p.picture) }); err != nil {
					return err
				}
			}
			if len(pictures) == 0 {
				r.plain++
			}
		}
	}
	return nil
}

// text is the report for people.
func (r *report) text() string {
	t := newTable("udf", "buffer", "kind", "shape", "dtype", ">min", ">mean", ">max")
	for _, b := range r.Results {
		t.add(b.UDF, b.Buffer, b.Kind, wording.Shape(b.Shape), b.DType,
			valueText(b.Min), valueText(b.Mean), valueText(b.Max))
	}
	s := "\n" + t.String() + "\n"
	if len(r.Results) == 0 {
		s = "no results\n"
	}
	s += fmt.Sprintf("%s in %s, %.3g GB/s\n", bytesText(r.Bytes), wallText(time.Duration(float64(r.Seconds)*1e9)), float64(r.GBPerS))
	return s + r.profileText() + r.wrote()
}

func valueText(n number) string {
	if n != n {
		return "-"
	}
	return plot.FormatValue(float64(n))
}

// wrote says what files there are now.
func (r *report) wrote() string {
	if r.folder == "" {
		return ""
	}
	parts := []string{plural(r.arrays, "array")}
	if r.pictures+r.plain > 0 {
		p := plural(r.pictures, "picture")
		if r.plain > 0 {
			p += fmt.Sprintf(" (none of %s)", plural(r.plain, "buffer"))
		}
		parts = append(parts, p)
	}
	return fmt.Sprintf("wrote %s to %s\n", strings.Join(parts, " and "), r.folder)
}
