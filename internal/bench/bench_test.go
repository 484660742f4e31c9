package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSmallRunFillsTheTable(t *testing.T) {
	dir := t.TempDir()
	report := filepath.Join(dir, "report.md")
	require.NoError(t, os.WriteFile(report, []byte("# Figures\n"), 0o600))
	o := options{dir: dir, shape: "4,4,16,16", rounds: 2, workers: 2, append: report}
	var out strings.Builder
	require.NoError(t, o.run(context.Background(), &out))
	for _, w := range workloads {
		require.Contains(t, out.String(), "\n| "+w.name+" | ")
	}
	require.Contains(t, out.String(), "Memory read limit")
	b, err := os.ReadFile(report)
	require.NoError(t, err)
	require.Equal(t, "# Figures\n"+out.String(), string(b))
}

func TestUnknownWorkloadIsAnError(t *testing.T) {
	_, err := chosen("sum,nonsense")
	require.EqualError(t, err, `no workload "nonsense"`)
	list, err := chosen("masks,combined")
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestBadShapeIsAnError(t *testing.T) {
	for _, shape := range []string{"", "1,2,3", "1,2,3,x", "0,1,1,1"} {
		_, err := options{dir: t.TempDir(), shape: shape}.scan(context.Background())
		require.Error(t, err, shape)
	}
}

func TestMedianOfAnEvenNumberIsBetween(t *testing.T) {
	require.EqualValues(t, 0, times{}.median())
	require.EqualValues(t, 3, times{5, 1, 3}.median())
	require.EqualValues(t, 4, times{5, 1, 3, 9}.median())
}
