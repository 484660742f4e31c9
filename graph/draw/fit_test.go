package draw_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
	"github.com/gloam-go/gloam/internal/raster"
)

// element is a start tag with numbers for the attributes that are numbers.
type element struct {
	name string
	num  map[string]float64
	text map[string]string
	body string
}

// groups parses an SVG and returns the elements in each <g>.
func groups(t require.TestingT, svg []byte) map[string][]element {
	out := map[string][]element{}
	d := xml.NewDecoder(bytes.NewReader(svg))
	id := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		switch tok := token.(type) {
		case xml.StartElement:
			e := element{name: tok.Name.Local, num: map[string]float64{}, text: map[string]string{}}
			for _, a := range tok.Attr {
				e.text[a.Name.Local] = a.Value
				if v, err := strconv.ParseFloat(a.Value, 64); err == nil {
					e.num[a.Name.Local] = v
				}
			}
			if e.name == "g" {
				id = e.text["id"]
				require.NotContains(t, out, id, "ids are unique")
			} else if id != "" {
				out[id] = append(out[id], e)
			}
		case xml.CharData:
			if list := out[id]; len(list) > 0 {
				list[len(list)-1].body += strings.TrimRight(string(tok), "\n")
			}
		case xml.EndElement:
			if tok.Name.Local == "g" {
				id = ""
			}
		}
	}
}

// requireTextFits checks that texts lie inside the last outline before them.
func requireTextFits(t require.TestingT, svg []byte) {
	for id, list := range groups(t, svg) {
		var shape element
		for _, e := range list {
			switch e.name {
			case "rect", "circle":
				if shape.name == "" || e.num["width"] > 10 {
					shape = e
				}
			case "text":
				left, right := extent(e)
				low, high := room(shape, e.num["y"])
				require.GreaterOrEqual(t, left, low, "%s: %q sticks out at the left", id, e.body)
				require.LessOrEqual(t, right, high, "%s: %q sticks out at the right", id, e.body)
			}
		}
	}
}

func extent(e element) (left, right float64) {
	face := raster.Regular
	if e.text["font-weight"] == "bold" {
		face = raster.Bold
	}
	w := raster.MeasureText(e.body, raster.Font{Face: face, Size: e.num["font-size"]}).Width
	if e.text["text-anchor"] == "middle" {
		return e.num["x"] - w/2, e.num["x"] + w/2
	}
	return e.num["x"], e.num["x"] + w
}

func room(shape element, y float64) (low, high float64) {
	if shape.name == "rect" {
		return shape.num["x"], shape.num["x"] + shape.num["width"]
	}
	dy := math.Abs(y - 3 - shape.num["cy"])
	half := math.Sqrt(max(0, shape.num["r"]*shape.num["r"]-dy*dy))
	return shape.num["cx"] - half, shape.num["cx"] + half
}

func TestTextStaysInside(t *testing.T) {
	long := strings.Repeat("long-", 30) + "name"
	hostile := `<script>"&' --> \ ` + "\x00\x1b\xff\ufffe世界"
	for _, name := range []string{"x", "sum-partial", long, strings.ReplaceAll(long, "-", ""), hostile} {
		spec := graph.LayerSpec{Label: name, Grid: []int{3, 12345}, Op: op(name), Site: name,
			Note: graph.Note{Shape: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}, DType: name, Chunks: name, Text: name}}
		a := layer(spec)
		spec.Label += "-b"
		spec.Deps, spec.Blockwise, spec.Args = []*graph.Layer{a}, true, same(1)
		b := layer(spec)
		some := part{b, []int{0, 12345, 30000}}
		for _, opts := range [][]draw.Option{
			{draw.Title(name)}, {draw.Tasks(), draw.Raw()}, {draw.Tasks()}, {draw.Raw(), draw.ColorBy(draw.Order)},
			{draw.Tasks(), draw.ColorBy(draw.Order)}, {draw.Tasks(), draw.ColorBy(draw.Lifetime), draw.Toward(draw.LeftToRight)},
		} {
			var svg bytes.Buffer
			require.NoError(t, draw.SVG(&svg, some, opts...))
			requireTextFits(t, svg.Bytes())
			require.NotContains(t, svg.String(), "<script>")
		}
		var dot bytes.Buffer
		require.NoError(t, draw.DOT(&dot, some, draw.Title(name)))
		require.NotContains(t, dot.String(), `t>"&`, "quotes are escaped")
		require.NotContains(t, dot.String(), "\x1b")
	}
}

// part is a collection of some blocks of a layer.
type part struct {
	layer  *graph.Layer
	blocks []int
}

func (p part) Layer() *graph.Layer              { return p.layer }
func (p part) Blocks() []int                    { return p.blocks }
func (p part) Collect(parts []any) (any, error) { return parts, nil }

func TestNodesOfAnyGraphDoNotOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "tasks")
		deps := make([][]int32, n)
		for i := 1; i < n; i++ {
			deps[i] = rapid.SliceOfN(rapid.Int32Range(0, int32(i-1)), 0, 3).Draw(t, "deps")
		}
		p, err := graph.FromEdges(deps, nil, []int32{int32(n - 1), int32(n / 2)})
		require.NoError(t, err)
		way := draw.Direction(rapid.IntRange(0, 2).Draw(t, "direction"))
		var svg bytes.Buffer
		require.NoError(t, draw.OfPlan(p).SVG(&svg, draw.Tasks(), draw.Toward(way)))
		requireTextFits(t, svg.Bytes())
		requireApart(t, svg.Bytes())
	})
}

// requireApart checks that no two nodes overlap and all are in the picture.
func requireApart(t require.TestingT, svg []byte) {
	var page struct {
		Width  float64 `xml:"width,attr"`
		Height float64 `xml:"height,attr"`
	}
	require.NoError(t, xml.Unmarshal(svg, &page))
	type frame struct {
		id                    string
		left, top, right, low float64
	}
	var frames []frame
	for id, list := range groups(t, svg) {
		for _, e := range list {
			f := frame{id: id}
			switch e.name {
			case "rect":
				f.left, f.top = e.num["x"], e.num["y"]
				f.right, f.low = f.left+e.num["width"], f.top+e.num["height"]
			case "circle":
				f.left, f.right = e.num["cx"]-e.num["r"], e.num["cx"]+e.num["r"]
				f.top, f.low = e.num["cy"]-e.num["r"], e.num["cy"]+e.num["r"]
			default:
				continue
			}
			if f.left < 0 || f.top < 0 || f.right > page.Width || f.low > page.Height {
				require.Fail(t, "node is outside the picture", "%v", f)
			}
			frames = append(frames, f)
		}
	}
	for i, a := range frames {
		for _, b := range frames[:i] {
			apart := a.right <= b.left || b.right <= a.left || a.low <= b.top || b.low <= a.top
			if !apart {
				require.Fail(t, "nodes overlap", "%v and %v", a, b)
			}
		}
	}
}
