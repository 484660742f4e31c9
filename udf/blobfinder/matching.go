package blobfinder

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/udf"
)

// matching is the part of Refine that comes after the correlation.
type matching struct {
	params  RefineParams
	matcher Matcher
	start   lattice
	indices [][2]int // of the peaks inside the frame
	fit     fit
}

type refineFast struct {
	fast
	matching
}

type refineFullFrame struct {
	fullFrame
	matching
}

type refineSparse struct {
	sparse
	matching
}

// check refuses data without peaks.
func (m *matching) check(meta udf.Meta) error {
	if err := images(meta); err != nil {
		return err
	}
	used, err := m.params.Used(meta.Sig)
	if err == nil && len(used) == 0 {
		err = udf.BadValue("", "at least one", "no peak inside frames of shape %s", wording.Shape(meta.Sig))
	}
	return err
}

func (r *refineFast) Check(m udf.Meta) error      { return r.check(m) }
func (r *refineFullFrame) Check(m udf.Meta) error { return r.check(m) }
func (r *refineSparse) Check(m udf.Meta) error    { return r.check(m) }

// expected returns the expected positions in frames of shape sig.
func (m *matching) expected(sig []int) [][2]int {
	used, err := m.params.Used(sig)
	if err != nil {
		return nil // Check has reported it
	}
	out := make(Points, len(used))
	for i, at := range used {
		out[i][0], out[i][1] = m.start.at(at)
	}
	m.indices = used.pixels()
	return out.pixels()
}

// buffers adds the results of the match to those of the correlation.
func (m *matching) buffers(b map[string]udf.Buffer, n int) map[string]udf.Buffer {
	for _, name := range []string{"zero", "a", "b"} {
		b[name] = udf.Nav(ndarray.Float32, 2)
	}
	b["selector"] = udf.Nav(ndarray.Bool, n)
	b["error"] = udf.Nav(ndarray.Float32)
	return b
}

func (r *refineFast) Buffers(m udf.Meta) map[string]udf.Buffer {
	r.peaks = r.expected(m.Sig)
	return r.buffers(r.fast.Buffers(m), len(r.peaks))
}

func (r *refineFullFrame) Buffers(m udf.Meta) map[string]udf.Buffer {
	r.peaks = r.expected(m.Sig)
	return r.buffers(r.fullFrame.Buffers(m), len(r.peaks))
}

func (r *refineSparse) Buffers(m udf.Meta) map[string]udf.Buffer {
	r.peaks = r.expected(m.Sig)
	return r.buffers(r.sparse.Buffers(m), len(r.peaks))
}

func (r *refineFast) Preprocess(out udf.View) error {
	r.peaks = r.expected(out.Meta().Sig)
	return r.fast.Preprocess(out)
}

func (r *refineFullFrame) Preprocess(out udf.View) error {
	r.peaks = r.expected(out.Meta().Sig)
	return r.fullFrame.Preprocess(out)
}

func (r *refineSparse) Preprocess(out udf.View) error {
	r.peaks = r.expected(out.Meta().Sig)
	return nil
}

func (r *refineFast) ProcessFrame(ctx context.Context, frame *ndarray.Array, out udf.View) error {
	if err := r.fast.ProcessFrame(ctx, frame, out); err != nil {
		return err
	}
	return r.match(out, r.of(out))
}

func (r *refineFullFrame) ProcessFrame(ctx context.Context, frame *ndarray.Array, out udf.View) error {
	if err := r.fullFrame.ProcessFrame(ctx, frame, out); err != nil {
		return err
	}
	return r.match(out, r.of(out))
}

func (r *refineSparse) Postprocess(out udf.View) error {
	if err := r.sparse.Postprocess(out); err != nil {
		return err
	}
	return r.match(out, [2]float64{})
}

// match fits lattices to the peaks of the frames of a view, all moved by shift.
func (m *matching) match(out udf.View, shift [2]float64) error {
	peaks, err := viewsOf(out)
	if err != nil {
		return err
	}
	dst, err := latticesOf(out)
	if err != nil {
		return err
	}
	start, n, f := m.start, len(m.indices), &m.fit
	start.zero[0] += shift[0]
	start.zero[1] += shift[1]
	for row := range dst.errors {
		refined, elevation := peaks.refineds[row*2*n:][:2*n], peaks.elevations[row*n:][:n]
		if m.params.Match == "affine" {
			f.affine(m.indices, refined, elevation)
		} else {
			m.matcher.fast(f, start, refined, elevation)
		}
		dst.set(row, f)
	}
	return nil
}

// latticeViews are the elements of the buffers of the match.
type latticeViews struct {
	zero, a, b, errors []float32
	selector           []bool
}

func latticesOf(out udf.View) (l latticeViews, err error) {
	for _, v := range []struct {
		name string
		to   *[]float32
	}{{"zero", &l.zero}, {"a", &l.a}, {"b", &l.b}, {"error", &l.errors}} {
		if *v.to, err = ndarray.Values[float32](out.Buffer(v.name)); err != nil {
			return l, err
		}
	}
	l.selector, err = ndarray.Values[bool](out.Buffer("selector"))
	return l, err
}

func (l latticeViews) set(row int, f *fit) {
	copy(l.selector[row*len(f.selected):], f.selected)
	l.errors[row] = float32(f.error)
	for i := range 2 {
		l.zero[2*row+i], l.a[2*row+i], l.b[2*row+i] = float32(f.lattice.zero[i]), float32(f.lattice.a[i]), float32(f.lattice.b[i])
	}
}
