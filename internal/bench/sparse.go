package main

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// sparseGroup is the UDFs that take sparse data, over a scan of compressed
// sparse rows, from files and from memory, without a dense frame in between.
var sparseGroup = group{name: "sparse", kinds: []string{"libertem"}, open: openSparse}

func openSparse(ctx context.Context, o options) (*field, error) {
	n, err := o.extents()
	if err != nil {
		return nil, err
	}
	c, err := o.sparseScan(ctx, n)
	if err != nil {
		return nil, err
	}
	part, err := o.sparseScan(ctx, append([]int{max(n[0]/8, 1)}, n[1:]...))
	if err != nil {
		return nil, err
	}
	u := udfTrials{options: o, whole: c.scan, part: part.scan, centre: centreOf(n[2:])}
	trials, err := u.sparse("files", c)
	if err != nil || o.once != "" {
		return &field{trials: trials}, err
	}
	trials = append(trials, u.ringed(part))
	if part.data, err = udf.FromSource(part.memory); err != nil {
		return nil, err
	}
	more, err := u.sparse("memory ⅛", part)
	if err != nil {
		return nil, err
	}
	return &field{
		about: fmt.Sprintf("UDFs over compressed sparse rows: a scan of %v with %.1f %% of the pixels stored, %s of uint16 values, int32 indices and int64 row starts. "+
			"Rates count stored bytes. Trials marked ⅛ run over an eighth of it in memory; there, LiberTEM reads files, too.", n, 100*float64(c.entries)/float64(product(n)), mib(c.bytes)),
		config: map[string]any{"shape": n, "workers": o.workers, "threads": o.workers},
		trials: append(trials, more...),
	}, nil
}

// sparse makes the trials over one form of the data.
func (u *udfTrials) sparse(form string, c csrScan) ([]*trial, error) {
	m := u.disks(4)
	stack, cy, cx, err := u.manyDisks()
	if err != nil {
		return nil, err
	}
	com := stdudf.CoMParams{CY: &u.y, CX: &u.x, R: 0.9 * u.r}
	var list []*trial
	for _, t := range []struct {
		name string
		ask  map[string]any
		spec udf.Spec
		text string
	}{
		{"sum", nil, with(stdudf.Sum, stdudf.SumParams{}), "sum"},
		{"sumsig", nil, with(stdudf.SumSig, struct{}{}), "sumsig"},
		{"max", nil, with(stdudf.Max, struct{}{}), "max"},
		{"min", nil, with(stdudf.Min, struct{}{}), "min"},
		{"logsum", nil, with(stdudf.LogSum, struct{}{}), "logsum"},
		{"masks-4", map[string]any{"masks": []stdudf.Mask(m)}, with(stdudf.ApplyMasks, stdudf.MasksParams{Masks: m}), "masks:masks=" + m.String()},
		{"masks-100 sparse", map[string]any{"cy": cy, "cx": cx, "radius": u.smallRadius()}, with(stdudf.ApplyMasks, stdudf.MasksParams{Rows: stack}), ""},
		{"com", map[string]any{"cy": u.y, "cx": u.x, "r": com.R}, with(stdudf.CoM, com),
			fmt.Sprintf("com:cy=%g,cx=%g,r=%g", u.y, u.x, com.R)},
		{"stddev", nil, with(stdudf.StdDev, stdudf.StdDevParams{}), "stddev"},
	} {
		one := u.over(c.scan, t.name+", "+form, t.ask, t.spec)
		one.bytes = c.bytes
		one.ask.(map[string]any)["udf"] = t.name
		if form == "files" && t.text != "" {
			one.command(c.path, t.text)
		}
		list = append(list, one.reaches("libertem", 5))
	}
	return list, nil
}

// ringed is fluctuation microscopy, for which LiberTEM makes dense frames.
func (u *udfTrials) ringed(c csrScan) *trial {
	in, out := 0.3*u.r, 0.7*u.r
	t := u.over(c.scan, "fem, files ⅛", map[string]any{"cy": u.y, "cx": u.x, "in": in, "out": out, "udf": "fem ⅛"},
		with(stdudf.FEM, stdudf.FEMParams{CY: &u.y, CX: &u.x, RadIn: in, RadOut: out}))
	t.bytes = c.bytes
	return t.reaches("libertem", 1)
}
