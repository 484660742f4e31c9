package draw_test

import (
	"bytes"
	"errors"
	"flag"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// pictures are those kept in testdata.
func pictures() map[string]func(*bytes.Buffer) error {
	nav, sig := udfRun(4)
	x := arithmetic(2)
	return map[string]func(*bytes.Buffer) error{
		"udf-layers.svg": func(w *bytes.Buffer) error { return draw.Of(nav, sig).SVG(w, draw.Title("Two results of one run")) },
		"udf-tasks.svg":  func(w *bytes.Buffer) error { return draw.Of(nav, sig).SVG(w, draw.Tasks()) },
		"udf-layers.dot": func(w *bytes.Buffer) error { return draw.Of(nav, sig).DOT(w) },
		"udf-tasks.dot":  func(w *bytes.Buffer) error { return draw.Of(nav, sig).DOT(w, draw.Tasks()) },
		"arithmetic-raw.svg": func(w *bytes.Buffer) error {
			return draw.SVG(w, x, draw.Raw(), draw.Toward(draw.LeftToRight), draw.ColorBy(draw.Order))
		},
		"arithmetic-lifetime.svg": func(w *bytes.Buffer) error {
			return draw.SVG(w, x, draw.Tasks(), draw.Toward(draw.TopToBottom), draw.ColorBy(draw.Lifetime))
		},
		"arithmetic-raw.dot": func(w *bytes.Buffer) error { return draw.DOT(w, x, draw.Raw(), draw.Tasks()) },
	}
}

func TestPicturesAreAsKept(t *testing.T) {
	for name, write := range pictures() {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, write(&got))
			file := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(file, got.Bytes(), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err, "run with -update to make it")
			require.Equal(t, string(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))), got.String())
		})
	}
}

func TestPicturesAreTheSameEachTime(t *testing.T) {
	for name, write := range pictures() {
		var first bytes.Buffer
		require.NoError(t, write(&first))
		for range 2 {
			var again bytes.Buffer
			require.NoError(t, pictures()[name](&again))
			require.Equal(t, first.Bytes(), again.Bytes(), name)
		}
	}
}

func TestPNGShowsTheSamePicture(t *testing.T) {
	nav, sig := udfRun(4)
	var got bytes.Buffer
	require.NoError(t, draw.Of(nav, sig).PNG(&got))
	img, err := png.Decode(&got)
	require.NoError(t, err)
	seen := map[[3]uint32]bool{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, a := img.At(x, y).RGBA()
			require.EqualValues(t, 0xffff, a)
			seen[[3]uint32{r >> 8, g >> 8, b >> 8}] = true
		}
	}
	for name, color := range map[string][3]uint32{"paper": {255, 255, 255}, "first layer": {0xe3, 0xed, 0xf7}, "data": {0xf6, 0xef, 0xe2}} {
		require.True(t, seen[color], name)
	}
}

func TestRawShowsWhatFusingHides(t *testing.T) {
	var fused, raw bytes.Buffer
	require.NoError(t, draw.SVG(&fused, arithmetic(4)))
	require.NoError(t, draw.SVG(&raw, arithmetic(4), draw.Raw()))
	require.Contains(t, fused.String(), "fused with load, add-transposed")
	require.NotContains(t, raw.String(), "fused with")
	require.Contains(t, raw.String(), ">add-transposed<")
}

func TestReducedLeavesOutImpliedLines(t *testing.T) {
	a := layer(graph.LayerSpec{Label: "a", Grid: []int{2}, Op: op("a")})
	b := layer(graph.LayerSpec{Label: "b", Grid: []int{2}, Op: op("b"), Deps: []*graph.Layer{a}, Args: same(1)})
	c := layer(graph.LayerSpec{Label: "c", Grid: []int{2}, Op: op("c"), Deps: []*graph.Layer{b, a}, Args: same(2)})
	var all, reduced bytes.Buffer
	require.NoError(t, draw.DOT(&all, whole{c}))
	require.NoError(t, draw.DOT(&reduced, whole{c}, draw.Reduced()))
	require.Contains(t, all.String(), "layer0 -> layer2")
	require.NotContains(t, reduced.String(), "layer0 -> layer2")
	require.Contains(t, reduced.String(), "layer1 -> layer2")
}

func TestPlansAndNothingCanBeDrawn(t *testing.T) {
	p, err := graph.FromEdges([][]int32{{}, {0}, {0, 1}}, nil, []int32{2})
	require.NoError(t, err)
	empty, err := graph.NewPlan(nil)
	require.NoError(t, err)
	for _, s := range []draw.Subject{draw.OfPlan(p), draw.OfPlan(empty), draw.Of(), {}} {
		for _, opts := range [][]draw.Option{nil, {draw.Tasks()}, {draw.Tasks(), draw.ColorBy(draw.Lifetime)}, {draw.ColorBy(draw.Order), draw.Toward(draw.LeftToRight)}} {
			var got bytes.Buffer
			require.NoError(t, s.SVG(&got, opts...))
			require.NoError(t, s.DOT(&got, opts...))
			require.NoError(t, s.PNG(&got, opts...))
		}
	}
}

func TestWrongOptionsAndGraphsAreErrors(t *testing.T) {
	nav, _ := udfRun(2)
	for _, c := range []struct {
		says string
		s    draw.Subject
		opt  draw.Option
	}{
		{"limit of -1 tasks", draw.Of(nav), draw.Limit(-1)},
		{"colouring 9", draw.Of(nav), draw.ColorBy(9)},
		{"direction 9", draw.Of(nav), draw.Toward(9)},
		{"has no layer", draw.Of(whole{nil}), draw.Raw()},
	} {
		var got bytes.Buffer
		require.ErrorContains(t, c.s.SVG(&got, c.opt), c.says)
		require.ErrorContains(t, c.s.PNG(&got, c.opt), c.says)
		require.ErrorContains(t, c.s.DOT(&got, c.opt), c.says)
		require.Zero(t, got.Len())
	}
}

// invalid is a value that cannot be made.
type invalid struct{ whole }

func (invalid) Err() error { return errInvalid }

var errInvalid = errors.New("got 3, want 2")

func TestPicturesOfValuesThatCannotBeMadeAreTheirErrors(t *testing.T) {
	nav, _ := udfRun(2)
	for _, write := range []func(io.Writer, ...draw.Option) error{draw.Of(nav, invalid{}).SVG, draw.Of(invalid{}).PNG, draw.Of(invalid{}).DOT} {
		var b bytes.Buffer
		require.ErrorIs(t, write(&b, draw.Raw()), errInvalid)
		require.Zero(t, b.Len())
	}
	require.ErrorContains(t, draw.SVG(new(bytes.Buffer), nil), "no layer")
}
