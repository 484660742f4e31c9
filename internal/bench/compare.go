package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// compare runs a trial once everywhere, untimed, and notes whether the results
// agree.
func (m *measurement) compare(ctx context.Context, t *trial) error {
	ours, err := t.run(ctx)
	if err != nil {
		return err
	}
	s := m.samples[t.name]
	for _, a := range ours {
		s.results += int64(a.NBytes())
	}
	for _, p := range m.peers {
		if err := p.compare(t, ours, s, m.dir); err != nil {
			return err
		}
	}
	return nil
}

func (p *peer) compare(t *trial, ours values, s *sample, dir string) error {
	path, err := filepath.Abs(filepath.Join(dir, "results-"+p.kind+".npz"))
	if err != nil {
		return err
	}
	_, how, err := p.run(t, path)
	p.tell()
	if err != nil || how == "" {
		return err
	}
	theirs, err := loadAll(path)
	if err != nil {
		return fmt.Errorf("results of %s: %w", p.kind, err)
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	s.verdict[p.kind] = difference(ours, theirs, t.rtol)
	return nil
}

func loadAll(path string) (values, error) {
	z, err := ndarray.OpenNPZ(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	all := values{}
	for _, name := range z.Names() {
		if all[name], err = z.Load(name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// difference says how results of the same names differ, "" if they do not.
func difference(ours, theirs values, rtol float64) string {
	if rtol == 0 {
		rtol = 1e-4
	}
	compared := 0
	for _, name := range slices.Sorted(maps.Keys(theirs)) {
		a, ok := ours[name]
		if !ok {
			continue
		}
		compared++
		b := theirs[name]
		if a.Size() != b.Size() {
			return fmt.Sprintf("%s has shape %s, not %s", name, wording.Shape(a.Shape()), wording.Shape(b.Shape()))
		}
		if text := apart(a, b, rtol); text != "" {
			return name + " " + text
		}
	}
	if compared == 0 && len(theirs) > 0 {
		return fmt.Sprintf("nothing is called %s", strings.Join(slices.Sorted(maps.Keys(theirs)), ", "))
	}
	return ""
}

// apart says how far two arrays lie apart, if that is more than rtol of the
// largest magnitude.
func apart(a, b *ndarray.Array, rtol float64) string {
	x, err := flat(a)
	if err != nil {
		return err.Error()
	}
	y, err := flat(b)
	if err != nil {
		return err.Error()
	}
	scale := 0.0
	for _, v := range y {
		if m := magnitude(v); m > scale {
			scale = m
		}
	}
	worst, at := 0.0, -1
	for i := range x {
		if isNaN(x[i]) && isNaN(y[i]) || x[i] == y[i] {
			continue
		}
		if d := magnitude(x[i] - y[i]); !(d <= worst) {
			worst, at = d, i
		}
	}
	if at < 0 || worst <= rtol*scale {
		return ""
	}
	return fmt.Sprintf("is %v at %d, not %v", x[at], at, y[at])
}

func magnitude(v complex128) float64 { return max(abs(real(v)), abs(imag(v))) }

// abs keeps NaN, unlike a comparison with zero.
func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

func isNaN(v complex128) bool { return real(v) != real(v) || imag(v) != imag(v) }

func flat(a *ndarray.Array) ([]complex128, error) {
	c, err := a.AsContiguous().AsType(ndarray.Complex128)
	if err != nil {
		return nil, err
	}
	if c, err = c.Reshape(c.Size()); err != nil {
		return nil, err
	}
	return ndarray.Values[complex128](c)
}

// different lists the trials whose results differ from those of others.
func (m *measurement) different() []string {
	var list []string
	for _, t := range m.trials {
		for _, kind := range slices.Sorted(maps.Keys(m.samples[t.name].verdict)) {
			if text := m.samples[t.name].verdict[kind]; text != "" {
				list = append(list, fmt.Sprintf("%s, %s: %s", t.name, kind, text))
			}
		}
	}
	return list
}
