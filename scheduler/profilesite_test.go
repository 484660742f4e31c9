package scheduler_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// TestProfilesTellLinesOfTheProgramApart: two layers of one label that different
// lines asked for are two lines of the table.
func TestProfilesTellLinesOfTheProgramApart(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Site: "scan/main.go:10"}, 4, zero, nil, nil)
	first := newLayer(t, graph.LayerSpec{Label: "add", Site: "scan/main.go:11"}, 4, zero, load, same)
	second := newLayer(t, graph.LayerSpec{Label: "add", Site: "scan/main.go:12"}, 3, zero, load, same)
	var p scheduler.Profile
	_, err := scheduler.Sync{}.Execute(scheduler.Profiled(t.Context(), &p), planOf(t, first, second))
	require.NoError(t, err)
	count := map[string]int{}
	for _, l := range p.Layers() {
		count[l.Layer+" "+l.Site] = l.Count
	}
	require.Equal(t, map[string]int{"load scan/main.go:10": 4, "add scan/main.go:11": 4, "add scan/main.go:12": 3}, count)
	require.Equal(t, "scan/main.go:10", p.Tasks()[0].Site)

	var table, trace bytes.Buffer
	require.NoError(t, p.WriteTable(&table))
	lines := strings.Split(table.String(), "\n")
	require.True(t, strings.HasSuffix(lines[0], "  asked for at"), lines[0])
	require.Regexp(t, `  scan/main\.go:1[012]$`, lines[1])
	require.NoError(t, p.WriteTrace(&trace))
	require.Contains(t, trace.String(), `"line":"scan/main.go:12"`)
}

func TestATableOfOneLineHasNoColumnForIt(t *testing.T) {
	load := newLayer(t, graph.LayerSpec{Label: "load", Site: "scan/main.go:10"}, 4, zero, nil, nil)
	var p scheduler.Profile
	_, err := scheduler.Sync{}.Execute(scheduler.Profiled(t.Context(), &p), planOf(t, load))
	require.NoError(t, err)
	var table bytes.Buffer
	require.NoError(t, p.WriteTable(&table))
	require.NotContains(t, table.String(), "main.go")
}
