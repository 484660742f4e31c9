package draw_test

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

// halos is a stencil: each block reads its neighbours, too.
func halos(n int) graph.Collection {
	load := layer(graph.LayerSpec{Label: "load", Grid: []int{n, n}, Op: op("load")})
	return whole{layer(graph.LayerSpec{Label: "overlap-blur-trim", Grid: []int{n, n}, Op: op("blur"), Deps: []*graph.Layer{load},
		Args: func(b int, dst []graph.Arg) []graph.Arg {
			for y := max(b/n-1, 0); y < min(b/n+2, n); y++ {
				for x := max(b%n-1, 0); x < min(b%n+2, n); x++ {
					dst = append(dst, graph.Ref(0, y*n+x))
				}
			}
			return dst
		}})}
}

// fan is a task whose result n tasks with long names read.
func fan(n int) graph.Collection {
	load := layer(graph.LayerSpec{Label: "load", Op: op("load")})
	return whole{layer(graph.LayerSpec{Label: "pick-magnitude-reshape", Grid: []int{n}, Op: op("pick"), Deps: []*graph.Layer{load},
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0)) }})}
}

var (
	lines   = regexp.MustCompile(`<path d="([^"]+)" fill="none"`)
	numbers = regexp.MustCompile(`-?[0-9.]+`)
)

// parts returns the cubic curves of a line: four points each.
func parts(t require.TestingT, path string) [][8]float64 {
	var v []float64
	for _, text := range numbers.FindAllString(path, -1) {
		n, err := strconv.ParseFloat(text, 64)
		require.NoError(t, err)
		v = append(v, n)
	}
	var out [][8]float64
	for i := 0; i+8 <= len(v); i += 6 {
		out = append(out, [8]float64(v[i:i+8]))
	}
	return out
}

func TestLinesKeepAwayFromOtherNodes(t *testing.T) {
	nav, sig := udfRun(8)
	for name, c := range map[string]graph.Collection{"halos": halos(3), "fan": fan(12), "joins": joins(4, 3), "nav": nav, "sig": sig, "sum": arithmetic(3)} {
		for _, way := range []draw.Direction{draw.BottomToTop, draw.LeftToRight} {
			var svg bytes.Buffer
			require.NoError(t, draw.SVG(&svg, c, draw.Tasks(), draw.Expanded(), draw.Toward(way)))
			nodes := groups(t, svg.Bytes())
			for _, m := range lines.FindAllSubmatch(svg.Bytes(), -1) {
				all := parts(t, string(m[1]))
				for id, list := range nodes {
					start, end := all[0], all[len(all)-1]
					if depth(list[1], start[0], start[1]) > -3 || depth(list[1], end[6], end[7]) > -8 {
						continue // its own
					}
					for _, p := range all {
						for k := range 33 {
							x, y := bezier(p, float64(k)/32)
							if depth(list[1], x, y) > 0.2 {
								require.Fail(t, "a line runs through a node", "%s: line %s, node %s", name, m[1], id)
							}
						}
					}
				}
			}
		}
	}
}

func bezier(p [8]float64, t float64) (x, y float64) {
	u := 1 - t
	f := func(a, b, c, d float64) float64 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d }
	return f(p[0], p[2], p[4], p[6]), f(p[1], p[3], p[5], p[7])
}

// depth is how far a point is inside an outline, less than 0 outside.
func depth(e element, x, y float64) float64 {
	if e.name == "circle" {
		return e.num["r"] - math.Hypot(x-e.num["cx"], y-e.num["cy"])
	}
	left, top := e.num["x"], e.num["y"]
	return min(x-left, left+e.num["width"]-x, y-top, top+e.num["height"]-y)
}

func TestLayersOfOneOpHaveOneColour(t *testing.T) {
	var list []graph.Collection
	for _, name := range []string{"one", "two", "other"} {
		what := op("inc")
		if name == "other" {
			what = op("dec")
		}
		list = append(list, whole{layer(graph.LayerSpec{Label: name, Op: what})})
	}
	fills := regexp.MustCompile(`<rect [^>]*rx="6" fill="(#[0-9a-f]+)"`).FindAllStringSubmatch(drawn(t, draw.Of(list...)), -1)
	require.Len(t, fills, 3)
	require.Equal(t, fills[0][1], fills[1][1])
	require.NotEqual(t, fills[0][1], fills[2][1])
}

func TestLongRowsOfLayersAreBroken(t *testing.T) {
	load := layer(graph.LayerSpec{Label: "load", Op: op("load")})
	var list []graph.Collection
	for i := range 24 {
		list = append(list, whole{layer(graph.LayerSpec{Label: fmt.Sprint("pick-magnitude-", i), Op: op("pick"), Deps: []*graph.Layer{load}, Args: same(1)})})
	}
	picture := drawn(t, draw.Of(list...))
	width, err := strconv.Atoi(regexp.MustCompile(`width="([0-9]+)"`).FindStringSubmatch(picture)[1])
	require.NoError(t, err)
	require.Less(t, width, 1700)
	requireApart(t, regexp.MustCompile(`<rect [^>]*width="4"[^>]*>\n`).ReplaceAll([]byte(picture), nil))
}

func TestLifetimesInBigGraphsHaveALogScale(t *testing.T) {
	nav, _ := udfRun(4)
	requireHides(t, drawn(t, draw.Of(nav), draw.Tasks(), draw.ColorBy(draw.Lifetime)), "log scale")
	nav, _ = udfRun(400)
	requireShows(t, drawn(t, draw.Of(nav), draw.Tasks(), draw.ColorBy(draw.Lifetime)), "log scale")
}

func TestLongNamesLoseTheirMiddle(t *testing.T) {
	last := layer(graph.LayerSpec{Label: "part", Grid: []int{2}, Op: op("part")})
	for _, name := range []string{"pick", "magnitude", "reshape", "concatenate", "transpose", "rechunk", "total"} {
		last = layer(graph.LayerSpec{Label: name, Grid: []int{2}, Op: op(name), Deps: []*graph.Layer{last}, Args: same(1), Blockwise: true})
	}
	picture := drawn(t, draw.Of(whole{last}), draw.Tasks())
	requireShows(t, picture, ">part-")
	requireShows(t, picture, "…-")
	requireShows(t, picture, "total<")
}

func TestANoteThatRepeatsTheOpIsNotWritten(t *testing.T) {
	picture := drawn(t, draw.Of(whole{layer(graph.LayerSpec{Label: "inc", Op: op("my/inc"), Note: graph.Note{Text: "my/inc"}})}))
	require.Equal(t, 1, strings.Count(picture, ">my/inc<"))
}

func TestGraphvizIsToldWhatColoursMean(t *testing.T) {
	var dot bytes.Buffer
	require.NoError(t, draw.DOT(&dot, arithmetic(2), draw.ColorBy(draw.Order), draw.Title("Sum")))
	require.Contains(t, dot.String(), `label="Sum\n`)
	require.Contains(t, dot.String(), "static order: pale 0, dark ")
}
