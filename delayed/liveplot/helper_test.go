package liveplot_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// scan is a small dataset of two scan axes and two detector axes.
func scan(t *testing.T, partitions int) *udf.Dataset {
	t.Helper()
	values := make([]float32, 4*6*3*5)
	for i := range values {
		values[i] = float32(i%7 + 1)
	}
	ds := must(udf.FromSource(source.Memory{Data: must(ndarray.FromSlice(values, 4, 6, 3, 5)), Sig: 2}))
	return must(ds.Partitions(partitions))
}

// several has results of many shapes.
type several struct{}

func (several) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{
		"map":     udf.Nav(ndarray.Float32),
		"column":  udf.Nav(ndarray.Complex64, 1),
		"pair":    udf.Nav(ndarray.Float32, 2),
		"mean":    udf.Sig(ndarray.Float64),
		"table":   udf.Single(ndarray.Int32, 2, 1, 3),
		"number":  udf.Single(ndarray.Int64),
		"things":  udf.Nav(ndarray.Object),
		"private": udf.Nav(ndarray.Float32).Private(),
	}
}

func (several) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	for _, name := range []string{"map", "column"} {
		if err := out.Buffer(name).Fill(float64(out.Slice().Start + 1)); err != nil {
			return err
		}
	}
	return ndarray.AddInto(out.Buffer("mean"), must(frame.AsType(ndarray.Float64)))
}

func (several) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("mean"), src.Buffer("mean"))
}

func severalSpec() udf.Spec {
	return udf.InProcess("several", func() (udf.UDF, error) { return several{}, nil })
}

// plain has nothing that can be drawn.
type plain struct{}

func (plain) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"pair": udf.Nav(ndarray.Float32, 2)}
}
func (plain) ProcessFrame(context.Context, *ndarray.Array, udf.View) error { return nil }

func plainSpec() udf.Spec {
	return udf.InProcess("plain", func() (udf.UDF, error) { return plain{}, nil })
}

func live(t *testing.T, partitions int, specs ...udf.Spec) *delayed.Live {
	t.Helper()
	return must(delayed.NewLive(scan(t, partitions), specs...))
}

// shelf keeps what is shown.
type shelf struct {
	mu    sync.Mutex
	shown []shown
}

type shown struct {
	name, title string
	png         []byte
	final       bool
}

func (s *shelf) Show(name, title string, b []byte, final bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, shown{name, title, append([]byte(nil), b...), final})
	return nil
}

// finals are the final pictures by name.
func (s *shelf) finals() map[string]shown {
	out := map[string]shown{}
	for _, p := range s.shown {
		if p.final {
			out[p.name] = p
		}
	}
	return out
}

func decoded(t *testing.T, b []byte) *image.RGBA {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	out := image.NewRGBA(img.Bounds())
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}
