package draw_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

// drawn returns a picture as text.
func drawn(t require.TestingT, s draw.Subject, opts ...draw.Option) string {
	var b bytes.Buffer
	require.NoError(t, s.SVG(&b, opts...))
	return b.String()
}

// requireShows checks for a text without printing the whole picture.
func requireShows(t *testing.T, picture, text string) {
	t.Helper()
	require.True(t, strings.Contains(picture, text), "the picture does not show %q", text)
}

func requireHides(t *testing.T, picture, text string) {
	t.Helper()
	require.False(t, strings.Contains(picture, text), "the picture shows %q", text)
}

func TestManyTasksAreDrawnByKind(t *testing.T) {
	nav, sig := udfRun(4000)
	got := drawn(t, draw.Of(nav, sig), draw.Tasks())
	requireShows(t, got, "like tasks are drawn as one: 16 kinds")
	requireShows(t, got, `id="call1"`)
	requireShows(t, got, ">×3\u202f584<")
	requireShows(t, got, ">×8 each<")
	requireShows(t, got, "and 3\u202f583 like it")

	got = drawn(t, draw.Of(nav, sig), draw.Tasks(), draw.Limit(5))
	requireShows(t, got, "too many kinds of tasks: drawn by layer")
	requireShows(t, got, `id="layer1"`)
	got = drawn(t, draw.Of(nav, sig), draw.Tasks(), draw.Expanded())
	requireShows(t, got, "more than 400 tasks: drawn by layer")
}

func TestFewTasksAreDrawnOneByOne(t *testing.T) {
	nav, sig := udfRun(4)
	got := drawn(t, draw.Of(nav, sig), draw.Tasks())
	requireShows(t, got, `id="call4"`)
	requireHides(t, got, "drawn as one")
	got = drawn(t, draw.Of(nav, sig), draw.Tasks(), draw.Limit(9))
	requireShows(t, got, "drawn as one")
	requireHides(t, got, `id="call4"`)
}

func TestWidePicturesAreDrawnByKindUnlessExpanded(t *testing.T) {
	nav, sig := udfRun(40)
	got := drawn(t, draw.Of(nav, sig), draw.Tasks())
	requireShows(t, got, "drawn as one")
	requireShows(t, got, ">×40<")
	got = drawn(t, draw.Of(nav, sig), draw.Tasks(), draw.Expanded())
	requireHides(t, got, "drawn as one")
	requireShows(t, got, `id="call40"`)
}

func TestKindsShowRangesOfOrderAndLifetime(t *testing.T) {
	nav, sig := udfRun(40)
	requireShows(t, drawn(t, draw.Of(nav, sig), draw.Tasks(), draw.ColorBy(draw.Order)), "–")
	requireShows(t, drawn(t, draw.Of(nav, sig), draw.Tasks(), draw.ColorBy(draw.Lifetime)), "–")
}

func TestOriginsReplaceSourceLines(t *testing.T) {
	nav, sig := udfRun(4)
	for _, opts := range [][]draw.Option{nil, {draw.Tasks()}} {
		requireShows(t, drawn(t, draw.Of(nav, sig), opts...), "scan/main.go:42")
		got := drawn(t, draw.Of(nav, sig), append(opts, draw.Origins(func(l *graph.Layer) string { return "of " + l.Label() }))...)
		requireHides(t, got, "scan/main.go:42")
		requireShows(t, got, "of part")
	}
}

func TestKindsOfAnyGraphAreDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(30, 120).Draw(t, "tasks")
		deps := make([][]int32, n)
		for i := 1; i < n; i++ {
			deps[i] = rapid.SliceOfN(rapid.Int32Range(max(0, int32(i-9)), int32(i-1)), 0, 3).Draw(t, "deps")
		}
		p, err := graph.FromEdges(deps, nil, []int32{int32(n - 1), int32(n / 2)})
		require.NoError(t, err)
		var svg bytes.Buffer
		require.NoError(t, draw.OfPlan(p).SVG(&svg, draw.Tasks(), draw.Limit(rapid.IntRange(1, 60).Draw(t, "limit"))))
		requireTextFits(t, svg.Bytes())
		if !strings.Contains(svg.String(), "drawn by layer") {
			requireApart(t, svg.Bytes())
		}
	})
}

func TestAMillionTasksAreAFewKinds(t *testing.T) {
	const blocks = 1 << 19
	load := layer(graph.LayerSpec{Label: "load", Grid: []int{blocks}, Op: op("load")})
	last := load
	for level, n := 0, blocks/4; n >= 2; level, n = level+1, n/4 {
		last = layer(graph.LayerSpec{Label: fmt.Sprint("sum", level), Grid: []int{n}, Op: op("sum"), Deps: []*graph.Layer{last},
			Args: func(b int, dst []graph.Arg) []graph.Arg {
				return append(dst, graph.Ref(0, 4*b), graph.Ref(0, 4*b+1), graph.Ref(0, 4*b+2), graph.Ref(0, 4*b+3))
			}})
	}
	p, err := graph.Expand([]graph.Collection{whole{last}})
	require.NoError(t, err)
	got := drawn(t, draw.OfPlan(p), draw.Tasks())
	requireShows(t, got, "699\u202f050 tasks")
	requireShows(t, got, "10 kinds")
	require.Less(t, len(got), 30_000)
}
