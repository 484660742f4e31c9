package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// udfGroup is every built-in UDF over a dense scan.
var udfGroup = group{name: "udf", kinds: []string{"libertem", "dask", "numpy"}, open: openUDFs}

// udfTrials makes the trials: light ones over the whole scan, heavy ones over
// an eighth of it.
type udfTrials struct {
	options
	whole, part scan
	centre
}

func openUDFs(ctx context.Context, o options) (*field, error) {
	n, err := o.extents()
	if err != nil {
		return nil, err
	}
	u := udfTrials{options: o}
	if u.whole, err = o.scan(ctx, n, usualDose); err != nil {
		return nil, err
	}
	if u.part, err = o.scan(ctx, append([]int{max(n[0]/8, 1)}, n[1:]...), usualDose); err != nil {
		return nil, err
	}
	u.centre = centreOf(u.whole.data.Sig())
	mapped := &mappedFile{path: u.whole.path}
	trials, err := u.all(mapped)
	if err != nil {
		return nil, errors.Join(err, mapped.close())
	}
	return &field{
		about: fmt.Sprintf("Every built-in UDF. The scan is %v %s, %s, in the page cache; trials marked ⅛ run over its like of %v. "+
			"\"read limit\" reads a mapping of the file again and again, before each run that is compared with it; "+
			"\"mapped once\" maps it anew each time.",
			n, u.whole.data.DType(), mib(u.whole.data.Bytes()), u.part.data.Nav()),
		config: map[string]any{"whole": u.whole.path, "part": u.part.path, "workers": o.workers, "threads": o.workers, "dir": u.absolute()},
		trials: trials,
		close:  mapped.close,
	}, nil
}

func (u *udfTrials) all(mapped *mappedFile) ([]*trial, error) {
	limit, once := u.limits(mapped)
	trials := slices.Concat([]*trial{limit, once}, u.sums(limit), u.masks(), u.moments())
	for _, more := range []func() ([]*trial, error){u.moved, u.frames, u.copies} {
		list, err := more()
		if err != nil {
			return nil, err
		}
		trials = append(trials, list...)
	}
	return append(trials, u.correlations()...), nil
}

func (u *udfTrials) absolute() string {
	p, err := filepath.Abs(u.dir)
	if err != nil {
		return u.dir
	}
	return p
}

// over is a trial of one pass of UDFs over a scan.
func (u *udfTrials) over(s scan, name string, ask map[string]any, specs ...udf.Spec) *trial {
	if ask == nil {
		ask = map[string]any{}
	}
	ask["path"] = s.path
	return &trial{name: name, bytes: s.data.Bytes(), run: pass(s.data, u.workers, specs...), ask: ask}
}

// reaches adds a target.
func (t *trial) reaches(against string, atLeast float64) *trial {
	t.targets = append(t.targets, target{against, atLeast})
	return t
}

// command says how the command runs the same.
func (t *trial) command(path string, udfs ...string) *trial {
	t.text = []string{path}
	for _, u := range udfs {
		t.text = append(t.text, "--udf", u)
	}
	return t
}

// limits are what the machine can do.
func (u *udfTrials) limits(mapped *mappedFile) (limit, once *trial) {
	limit = &trial{name: "read limit", bytes: u.whole.data.Bytes(), run: func(context.Context) (values, error) {
		_, err := mapped.read(u.workers)
		return nil, err
	}}
	once = &trial{name: "mapped once", bytes: u.whole.data.Bytes(), run: func(context.Context) (values, error) {
		_, err := readThrough(u.whole.path, u.workers)
		return nil, err
	}}
	return limit, once
}

func (u *udfTrials) sums(limit *trial) []*trial {
	sum, sumsig := with(stdudf.Sum, stdudf.SumParams{}), with(stdudf.SumSig, struct{}{})
	limited := func(t *trial, text string) *trial {
		t.beside = limit
		return t.reaches("read limit", 0.85).reaches("mapped once", 0).command(u.whole.path, text)
	}
	max := with(stdudf.Max, struct{}{})
	one := with(stdudf.ApplyMasks, stdudf.MasksParams{Masks: u.disks(1)})
	return []*trial{
		limited(u.over(u.whole, "sum", nil, sum), "sum"),
		limited(u.over(u.whole, "sumsig", nil, sumsig), "sumsig"),
		u.over(u.whole, "max", nil, max).command(u.whole.path, "max"),
		u.over(u.whole, "min", nil, with(stdudf.Min, struct{}{})).command(u.whole.path, "min"),
		u.over(u.whole, "sum sumsig max mask", map[string]any{"masks": []stdudf.Mask(u.disks(1))}, sum, sumsig, max, one).
			reaches("sum+sumsig+max+masks-1", 1/1.5).command(u.whole.path, "sum", "sumsig", "max", "masks:masks="+u.disks(1).String()),
		u.over(u.whole, "noop", nil, with(stdudf.NoOp, struct{}{})),
	}
}

// disks are n disks around the centre, up to nine tenths of the detector.
func (u *udfTrials) disks(n int) stdudf.Masks {
	var m stdudf.Masks
	for i := range n {
		m = append(m, stdudf.Disk(u.y, u.x, 0.9*u.r*float64(i+1)/float64(n)))
	}
	return m
}

func (u *udfTrials) masks() []*trial {
	var list []*trial
	for _, c := range []struct {
		n       int
		atLeast float64
	}{{1, 3.5}, {4, 5}, {16, 2.5}} {
		m := u.disks(c.n)
		t := u.over(u.whole, fmt.Sprintf("masks-%d", c.n), map[string]any{"masks": []stdudf.Mask(m)}, with(stdudf.ApplyMasks, stdudf.MasksParams{Masks: m}))
		list = append(list, t.reaches("libertem", c.atLeast).command(u.whole.path, "masks:masks="+m.String()))
	}
	return list
}

func (u *udfTrials) moments() []*trial {
	com := stdudf.CoMParams{CY: &u.y, CX: &u.x, R: 0.9 * u.r}
	return []*trial{
		u.over(u.whole, "stddev", nil, with(stdudf.StdDev, stdudf.StdDevParams{})).reaches("libertem", 6).command(u.whole.path, "stddev"),
		u.over(u.whole, "logsum", nil, with(stdudf.LogSum, struct{}{})).reaches("libertem", 4).command(u.whole.path, "logsum"),
		u.over(u.whole, "com", map[string]any{"cy": u.y, "cx": u.x, "r": com.R}, with(stdudf.CoM, com)).reaches("libertem", 3).
			command(u.whole.path, fmt.Sprintf("com:cy=%g,cx=%g,r=%g", u.y, u.x, com.R)),
	}
}
