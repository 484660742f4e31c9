package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

func TestSmallRunFillsTheTable(t *testing.T) {
	dir := t.TempDir()
	report := filepath.Join(dir, "report.md")
	require.NoError(t, os.WriteFile(report, []byte("# Figures\n"), 0o600))
	o := options{dir: dir, shape: "4,4,16,16", rounds: 2, workers: 2, groups: "udf,sparse", append: report}
	var out, list strings.Builder
	require.NoError(t, o.run(context.Background(), &out))
	o.list = true
	require.NoError(t, o.run(context.Background(), &list))
	for line := range strings.Lines(list.String()) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		require.Contains(t, out.String(), "\n| "+name+" | ")
	}
	require.Contains(t, out.String(), "| read limit |")
	b, err := os.ReadFile(report)
	require.NoError(t, err)
	require.Equal(t, "# Figures\n"+out.String(), string(b))
}

func TestUnknownGroupIsAnError(t *testing.T) {
	_, err := options{groups: "udf,nonsense"}.chosen()
	require.ErrorContains(t, err, `no group "nonsense"`)
}

func TestTrialsBringThoseTheyAreComparedWith(t *testing.T) {
	all := []*trial{
		{name: "read limit"},
		{name: "sum", targets: []target{{"read limit", 0.85}, {"libertem", 2}}},
		{name: "max"},
	}
	kept, err := options{trials: "su*"}.keep(all)
	require.NoError(t, err)
	require.Equal(t, all[:2], kept)
	_, err = options{trials: "[", peers: true}.keep(all)
	require.ErrorContains(t, err, "pattern")
}

func TestBadShapeIsAnError(t *testing.T) {
	for _, shape := range []string{"", "1,2,3", "1,2,3,x"} {
		_, err := options{shape: shape}.extents()
		require.Error(t, err, shape)
	}
}

func TestMedianOfAnEvenNumberIsBetween(t *testing.T) {
	require.EqualValues(t, 0, times{}.median())
	require.EqualValues(t, 3*time.Second, times{5 * time.Second, time.Second, 3 * time.Second}.median())
	require.EqualValues(t, 4, median([]float64{5, 1, 3, 9}))
}

func TestTargetIsMetByTheMedianOfRatios(t *testing.T) {
	m := &measurement{samples: map[string]*sample{
		"a": {ours: times{2, 2, 2}, theirs: map[string]times{"numpy": {2, 4, 8}}, how: map[string]string{"numpy": "idiom"}},
		"b": {ours: times{1, 1, 9}}, "c": {ours: times{3, 3, 3}},
	}}
	a := &trial{name: "a"}
	theirs, how := m.theirs(a, target{against: "numpy"})
	require.Equal(t, "numpy, idiom", how)
	require.Equal(t, []float64{1, 2, 4}, ratios(theirs, m.samples["a"].ours))
	require.Equal(t, "met", m.outcome(a, target{"numpy", 2}, 2))
	require.Equal(t, "not met", m.outcome(a, target{"numpy", 2.5}, 2))
	slowest, how := m.theirs(a, target{against: "b+c"})
	require.Equal(t, times{3, 3, 9}, slowest)
	require.Equal(t, "b, c", how)
	none, _ := m.theirs(a, target{against: "dask"})
	require.Empty(t, none)
}

func TestTargetAboutWhatIsRunBesideUsesThoseRuns(t *testing.T) {
	run := func(context.Context) (values, error) { return nil, nil }
	limit := &trial{name: "limit", run: run}
	a := &trial{name: "a", run: run, beside: limit}
	m := &measurement{samples: map[string]*sample{"limit": {ours: times{5, 5}}, "a": {}}}
	for range 2 {
		require.NoError(t, m.round(t.Context(), a))
	}
	require.Len(t, m.samples["a"].beside, 2)
	theirs, how := m.theirs(a, target{against: "limit"})
	require.Equal(t, m.samples["a"].beside, theirs)
	require.Equal(t, "limit", how)
	theirs, _ = m.theirs(&trial{name: "a"}, target{against: "limit"})
	require.Equal(t, times{5, 5}, theirs)
}

func TestResultsThatDifferAreNamed(t *testing.T) {
	of := func(v ...float64) *ndarray.Array {
		a, err := ndarray.FromSlice(v)
		require.NoError(t, err)
		return a
	}
	nan := 0.0
	nan /= nan
	for name, c := range map[string]struct {
		ours, theirs values
		want         string
	}{
		"equal":           {values{"a": of(1, 2)}, values{"a": of(1, 2)}, ""},
		"rounding":        {values{"a": of(1, 2.0001)}, values{"a": of(1, 2)}, ""},
		"both NaN":        {values{"a": of(1, nan)}, values{"a": of(1, nan)}, ""},
		"one NaN":         {values{"a": of(1, nan)}, values{"a": of(1, 2)}, "a is (NaN+0i) at 1, not (2+0i)"},
		"apart":           {values{"a": of(1, 2.1)}, values{"a": of(1, 2)}, "a is (2.1+0i) at 1, not (2+0i)"},
		"shapes":          {values{"a": of(1)}, values{"a": of(1, 2)}, "a has shape (1,), not (2,)"},
		"names":           {values{"a": of(1)}, values{"b": of(1), "c": of(2)}, "nothing is called b, c"},
		"nothing to show": {values{"a": of(1)}, values{}, ""},
		"only ours":       {values{"a": of(1), "b": of(3)}, values{"b": of(3)}, ""},
	} {
		require.Equal(t, c.want, difference(c.ours, c.theirs, 0), name)
	}
}
