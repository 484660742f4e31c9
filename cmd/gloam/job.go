package main

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// jobFlags say which UDFs to run over which part of which scan.
type jobFlags struct {
	inputFlags
	UDF        []string `name:"udf" short:"u" required:"" sep:"none" placeholder:"NAME[:k=v,…]" help:"UDF with its parameters; may be repeated. See gloam udfs."`
	ROI        string   `name:"roi" group:"how" placeholder:"REGION" help:"Scan positions to use: mask.npy, y,x or y0:y1,x0:x1."`
	Partitions positive `group:"how" placeholder:"N" help:"Number of partitions (what suits the size of the data)."`
}

// A job is a run that has been built and not started.
type job struct {
	info     arrays.SourceInfo
	name     string // of the scan
	title    string // the same and its region of interest, for pictures
	data     *udf.Dataset
	selected int // scan positions
	requests []request
	lazy     []*delayed.Results // in the order of requests

	profile *udf.Profile // nil without --profile
	keep    *diagnosis   // of a run
}

// build makes the graph of the run. It reads headers and masks, no frames.
func (f *jobFlags) build() (*job, error) {
	requests, err := parseRequests(f.UDF)
	if err != nil {
		return nil, err
	}
	src, err := f.open()
	if err != nil {
		return nil, err
	}
	j := &job{info: src.Info(), name: f.name(), title: f.name(), requests: requests}
	if err := j.choose(f, src); err != nil {
		return nil, err
	}
	j.lazy, err = delayed.Run(j.data, specsOf(requests)...)
	return j, err
}

// choose makes the dataset.
func (j *job) choose(f *jobFlags, src arrays.Source) error {
	d, err := udf.FromSource(src)
	if err != nil {
		return err
	}
	j.selected = product(d.Nav())
	if f.ROI != "" {
		mask, err := parseROI(f.ROI, d.Nav())
		if err != nil {
			return err
		}
		if d, err = d.ROI(mask); err != nil {
			return err
		}
		j.selected = count(mask)
		j.title += ", roi " + f.ROI
	}
	if f.Partitions > 0 {
		if d, err = d.Partitions(int(f.Partitions)); err != nil {
			return err
		}
	}
	j.data = d
	return nil
}

func count(mask *ndarray.Array) int {
	sel, err := ndarray.Values[bool](mask)
	if err != nil {
		return 0
	}
	n := 0
	for _, s := range sel {
		if s {
			n++
		}
	}
	return n
}

// describe is what will be read, in one line.
func (j *job) describe() string {
	format := j.info.Format + " "
	if j.info.Path == "" {
		format = "" // the name says it
	}
	s := fmt.Sprintf("%s: %s%s %s, %s in %s", j.name, format, split(j.data.Nav(), j.data.Sig()),
		j.data.DType(), bytesText(j.data.Bytes()), plural(j.data.NumPartitions(), "partition"))
	if all := product(j.data.Nav()); j.selected < all {
		s += fmt.Sprintf(", %d of %d positions", j.selected, all)
	}
	return s
}

// names lists the UDFs.
func (j *job) names() string {
	var names []string
	for _, r := range j.requests {
		names = append(names, r.name)
	}
	return strings.Join(names, ", ")
}
