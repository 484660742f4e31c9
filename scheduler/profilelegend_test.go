package scheduler_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// pausing is an op that takes some time.
func pausing(d time.Duration) func(context.Context, int, []any) (any, error) {
	return func(context.Context, int, []any) (any, error) {
		for end := time.Now().Add(d); time.Now().Before(end); {
		}
		return 0, nil
	}
}

// timelineOf runs layers with the profile and draws it.
func timelineOf(t *testing.T, layers ...*graph.Layer) string {
	var p scheduler.Profile
	for _, l := range layers {
		_, err := scheduler.Sync{}.Execute(scheduler.Profiled(t.Context(), &p), planOf(t, l))
		require.NoError(t, err)
	}
	var b bytes.Buffer
	require.NoError(t, p.WriteSVG(&b))
	return b.String()
}

func TestTheLegendLeavesOutLayersThatCannotBeSeen(t *testing.T) {
	list := []*graph.Layer{newLayer(t, graph.LayerSpec{Label: "long"}, 1, pausing(50*time.Millisecond), nil, nil)}
	for i := range 3 {
		list = append(list, newLayer(t, graph.LayerSpec{Label: fmt.Sprint("tiny-", i)}, 1, zero, nil, nil))
	}
	picture := timelineOf(t, list...)
	require.Contains(t, picture, ">long × 1<")
	require.Contains(t, picture, ">3 other layers<")
	require.NotContains(t, picture, ">tiny-0 × 1<")
}

func TestLayersOfOneLabelShareAColour(t *testing.T) {
	one := newLayer(t, graph.LayerSpec{Label: "part", Site: "a.go:1"}, 2, pausing(time.Millisecond), nil, nil)
	two := newLayer(t, graph.LayerSpec{Label: "part", Site: "b.go:1", Grid: []int{3}}, 3, pausing(time.Millisecond), nil, nil)
	picture := timelineOf(t, one, two)
	require.Contains(t, picture, ">part × 5<")
	require.Equal(t, 1, strings.Count(picture, "rx=\"2\""), "one entry of the legend")
	require.Contains(t, picture, " on 1 worker<")
	require.Contains(t, picture, ">5 tasks of 2 layers,")
}
