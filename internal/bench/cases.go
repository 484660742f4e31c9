package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// A workload is a pass over the scan with one or more UDFs.
type workload struct {
	name string
	text []string // for the command
	spec func(c centre) ([]udf.Spec, error)
}

// A centre is the middle of the detector.
type centre struct{ y, x, r float64 }

func centreOf(sig []int) centre {
	return centre{float64(sig[0]-1) / 2, float64(sig[1]-1) / 2, float64(min(sig[0], sig[1])) / 2}
}

// fill puts the numbers of the detector into the text of a UDF: y and x of the
// centre and lengths in units of half the detector.
func (c centre) fill(text string) string {
	return strings.NewReplacer("CY", fmt.Sprint(c.y), "CX", fmt.Sprint(c.x), "R1", fmt.Sprint(0.2*c.r), "R2", fmt.Sprint(0.9*c.r)).Replace(text)
}

func (c centre) masks() stdudf.Masks {
	return stdudf.Masks{stdudf.Disk(c.y, c.x, 0.2*c.r), stdudf.Ring(c.y, c.x, 0.2*c.r, 0.9*c.r)}
}

func one[P any](f *udf.Factory[P], p func(c centre) P) func(centre) ([]udf.Spec, error) {
	return func(c centre) ([]udf.Spec, error) {
		s, err := f.With(p(c))
		return []udf.Spec{s}, err
	}
}

func plain(centre) struct{} { return struct{}{} }

const (
	masksText = "masks:masks=disk(CY,CX,R1)+ring(CY,CX,R1,R2)"
	comText   = "com:cy=CY,cx=CX,r=R1"
)

var (
	sum    = one(stdudf.Sum, func(centre) stdudf.SumParams { return stdudf.SumParams{} })
	masks  = one(stdudf.ApplyMasks, func(c centre) stdudf.MasksParams { return stdudf.MasksParams{Masks: c.masks()} })
	com    = one(stdudf.CoM, func(c centre) stdudf.CoMParams { return stdudf.CoMParams{CY: &c.y, CX: &c.x, R: 0.2 * c.r} })
	stddev = one(stdudf.StdDev, func(centre) stdudf.StdDevParams { return stdudf.StdDevParams{} })
)

var workloads = []workload{
	{"sum", []string{"sum"}, sum},
	{"sumsig", []string{"sumsig"}, one(stdudf.SumSig, plain)},
	{"max", []string{"max"}, one(stdudf.Max, plain)},
	{"min", []string{"min"}, one(stdudf.Min, plain)},
	{"masks (2)", []string{masksText}, masks},
	{"com", []string{comText}, com},
	{"stddev", []string{"stddev"}, stddev},
	{"logsum", []string{"logsum"}, one(stdudf.LogSum, plain)},
	{"sum, masks, com, stddev", []string{"sum", masksText, comText, "stddev"}, all(sum, masks, com, stddev)},
}

// all joins UDFs to one pass.
func all(makers ...func(centre) ([]udf.Spec, error)) func(centre) ([]udf.Spec, error) {
	return func(c centre) ([]udf.Spec, error) {
		var specs []udf.Spec
		for _, m := range makers {
			s, err := m(c)
			if err != nil {
				return nil, err
			}
			specs = append(specs, s...)
		}
		return specs, nil
	}
}

// chosen returns the workloads that only names, all if it is empty.
func chosen(only string) ([]workload, error) {
	if only == "" {
		return workloads, nil
	}
	var list []workload
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(workloads, func(w workload) bool { return w.short() == name })
		if i < 0 {
			return nil, fmt.Errorf("no workload %q", name)
		}
		list = append(list, workloads[i])
	}
	return list, nil
}

// short is the name up to the first word that is not its own.
func (w workload) short() string {
	if len(w.text) > 1 {
		return "combined"
	}
	name, _, _ := strings.Cut(w.name, " ")
	return name
}
