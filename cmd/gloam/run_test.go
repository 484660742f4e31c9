package main

import (
	"encoding/json"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

func load(t *testing.T, path string) *ndarray.Array {
	t.Helper()
	a, err := ndarray.LoadNPY(path)
	require.NoError(t, err)
	return a
}

func floats(t *testing.T, path string) []float64 {
	t.Helper()
	v, err := ndarray.Float64s(load(t, path))
	require.NoError(t, err)
	return v
}

func TestRunWritesArraysAndPictures(t *testing.T) {
	folder := scanFolder(t)
	out := ok(t, folder, "run", "scan.npy", "--udf", "sum", "--udf", "masks:masks=disk(7.5,9.5,3)+ring(7.5,9.5,4,8)",
		"--udf", "masks:masks=disk(7.5,9.5,2)", "--udf", "com:cy=7.5,cx=9.5,r=6", "--udf", "sumsig", "--out", "deep/out", "--plot")
	require.Contains(t, out, "scan.npy: npy (8, 6 | 16, 20) uint16, 30.7 kB")
	require.Contains(t, out, "masks-2  intensity")
	require.Contains(t, out, "B/s")
	for _, name := range []string{
		"sum.intensity.npy", "sum.intensity.png", "masks.intensity-0.png", "masks.intensity-1.png",
		"masks.intensity.npy", "masks-2.intensity.npy", "masks-2.intensity.png",
		"com.field.npy", "com.field.png", "com.raw_com-0.png", "com.raw_com-1.png", "sumsig.intensity.png",
	} {
		require.FileExists(t, filepath.Join(folder, "deep/out", name))
	}
	for _, path := range tree(t, folder) {
		require.NotContains(t, path, ".tmp")
	}
	f, err := os.Open(filepath.Join(folder, "deep/out/com.field.png"))
	require.NoError(t, err)
	defer f.Close()
	_, err = png.Decode(f)
	require.NoError(t, err)

	scan := floats(t, filepath.Join(folder, "scan.npy"))
	total := 0.0
	for _, v := range scan {
		total += v
	}
	for _, name := range []string{"sum.intensity.npy", "sumsig.intensity.npy"} {
		sum := 0.0
		for _, v := range floats(t, filepath.Join(folder, "deep/out", name)) {
			sum += v
		}
		require.Equal(t, total, sum, name)
	}
}

func TestRunGivesTheSameBytesHoweverItRuns(t *testing.T) {
	folder := scanFolder(t)
	run := []string{"-q", "-u", "sum", "-u", "stddev", "-u", "com:r=6", "--partitions", "5"}
	ok(t, folder, append([]string{"run", "scan.npy", "-o", "a"}, run...)...)
	for i, how := range [][]string{
		{"scan.npy", "--scheduler", "sync"},
		{"scan.npy", "--workers", "1"},
		{"scan.npy", "--workers", "7", "--memory-limit", "1MiB"},
		{"synthetic:8,6,16,20"},
		{"scan.raw", "--dtype", "uint16", "--nav-shape", "8,6", "--sig-shape", "16x20"},
		{"scan.npy", "--roi", ":,0:6"},
	} {
		out := string(rune('b' + i))
		ok(t, folder, append(append([]string{"run", "-o", out}, how...), run...)...)
		for _, name := range []string{"sum.intensity.npy", "stddev.std.npy", "com.field.npy"} {
			want, err := os.ReadFile(filepath.Join(folder, "a", name))
			require.NoError(t, err)
			got, err := os.ReadFile(filepath.Join(folder, out, name))
			require.NoError(t, err)
			require.Equal(t, want, got, "%v: %s", how, name)
		}
	}
}

func TestRunOnARegionMarksTheRest(t *testing.T) {
	folder := scanFolder(t)
	text := ok(t, folder, "run", "scan.npy", "-u", "sumsig", "-u", "pick", "--roi", "-2:,1", "-o", "o", "--plot")
	require.Contains(t, text, "2 of 48 positions")
	v := floats(t, filepath.Join(folder, "o/sumsig.intensity.npy"))
	for i, x := range v {
		selected := i/6 >= 6 && i%6 == 1
		require.Equal(t, selected, x == x, "position %d", i)
	}
	require.Equal(t, []int{2, 16, 20}, load(t, filepath.Join(folder, "o/pick.intensity.npy")).Shape())
	require.FileExists(t, filepath.Join(folder, "o/pick.intensity-1.png"))

	mask := ndarray.New(ndarray.Bool, 8, 6)
	require.NoError(t, mask.Set(true, 6, 1))
	require.NoError(t, mask.Set(true, 7, 1))
	require.NoError(t, ndarray.SaveNPY(filepath.Join(folder, "mask.npy"), mask))
	ok(t, folder, "run", "scan.npy", "-u", "sumsig", "--roi", "mask.npy", "-o", "m")
	a, b := load(t, filepath.Join(folder, "o/sumsig.intensity.npy")), load(t, filepath.Join(folder, "m/sumsig.intensity.npy"))
	require.True(t, ndarray.Identical(a, b))
}

func TestRunPrintsOneJSONObject(t *testing.T) {
	folder := scanFolder(t)
	o := gloam(t, folder, "run", "scan.npy", "-u", "sum", "-u", "sumsig", "--roi", "0,0", "--json", "-o", "o", "--plot", "--log", "log")
	require.Zero(t, o.code)
	require.Empty(t, o.stderr)
	var r report
	d := json.NewDecoder(strings.NewReader(o.stdout))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(&r))
	require.False(t, d.More())
	require.Equal(t, []int{8, 6}, r.Nav)
	require.Equal(t, 1, r.Positions)
	require.Len(t, r.Results, 2)
	require.Equal(t, filepath.Join("o", "sum.intensity.npy"), r.Results[0].Array)
	require.Equal(t, []int{8, 6}, r.Results[1].Shape)
	require.Equal(t, r.Results[1].Min, r.Results[1].Max)
	log, err := os.ReadFile(filepath.Join(folder, "log"))
	require.NoError(t, err)
	require.Contains(t, string(log), "msg=done")
}

func TestRunDrawsLinesForOneAxis(t *testing.T) {
	folder := scanFolder(t)
	ok(t, folder, "run", "scan.npy", "--nav-shape", "48", "--sig-shape", "320", "-u", "sum", "-u", "sumsig", "-o", "o", "--plot")
	require.FileExists(t, filepath.Join(folder, "o/sum.intensity.png"))
	require.FileExists(t, filepath.Join(folder, "o/sumsig.intensity.png"))
}

// TestReferenceRecordedResults compares runs of the command on real scans with
// what LiberTEM recorded for them.
func TestReferenceRecordedResults(t *testing.T) {
	for _, format := range []string{"blo", "dm", "npy", "mib"} {
		for _, file := range golden.Files(t, "data/"+format+"/expected_libertem.json") {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var entries []recorded
			require.NoError(t, json.Unmarshal(text, &entries))
			for _, e := range entries {
				if e.Error == nil && e.CoM != nil {
					t.Run(e.File, func(t *testing.T) { e.check(t, filepath.Dir(file)) })
				}
			}
		}
	}
}

// recorded is an entry of expected_libertem.json.
type recorded struct {
	File    string
	Error   any
	Nav     []int `json:"nav_shape"`
	Masks   struct{ CY, CX, RI, RO float64 }
	CoM     *struct{ CY, CX, R float64 } `json:"comudf"`
	Results map[string]struct{ NPY string }
}

func (e recorded) check(t *testing.T, folder string) {
	out := t.TempDir()
	m := e.Masks
	// Squared distances are whole: a border "less than r²" lies below r² - 1/2.
	below := func(r float64) float64 { return math.Sqrt(r*r - 0.5) }
	args := []string{"run", filepath.Join(folder, e.File), "-q", "-o", out, "-u", "sum", "-u", "sumsig",
		"-u", fmt.Sprintf("masks:masks=ring(%v,%v,%v,%v)", m.CY, m.CX, below(m.RI), below(m.RO)),
		"-u", fmt.Sprintf("masks:masks=disk(%v,%v,%v)", m.CY, m.CX, below(m.RI)),
		"-u", fmt.Sprintf("com:cy=%v,cx=%v,r=%v", e.CoM.CY, e.CoM.CX, e.CoM.R)}
	if strings.HasSuffix(e.File, ".mib") {
		args = append(args, "--nav-shape", joined(e.Nav, ","))
	}
	ok(t, out, args...)
	for result, name := range map[string]string{
		"sum_pattern": "sum.intensity", "sum_sig": "sumsig.intensity",
		"ring_integral": "masks.intensity", "disk_integral": "masks-2.intensity",
		"comudf_raw_com": "com.raw_com", "comudf_field": "com.field",
	} {
		want := floats(t, filepath.Join(folder, e.Results[result].NPY))
		got := floats(t, filepath.Join(out, name+".npy"))
		require.InDeltaSlice(t, want, got, 1e-4+1e-6*slices.Max(want), result)
	}
}

func TestRunTellsWhereTheTimeWent(t *testing.T) {
	folder := scanFolder(t)
	text := ok(t, folder, "run", "scan.npy", "-u", "sum", "-u", "stddev", "--profile", "--partitions", "4")
	for _, want := range []string{"stage", "share", "calls", "GB/s", "read ", "process", "merge", "finish", " %"} {
		require.Contains(t, text, want)
	}
	var r report
	require.NoError(t, json.Unmarshal([]byte(ok(t, folder, "run", "scan.npy", "-u", "sum", "--profile", "--json", "--partitions", "4")), &r))
	share := 0.0
	for _, s := range r.Profile {
		share += float64(s.Share)
	}
	require.InDelta(t, 1, share, 1e-9)
	require.Equal(t, "read", r.Profile[0].Stage)
	require.EqualValues(t, 4, r.Profile[0].Calls)
	require.EqualValues(t, 8*6*16*20*2, r.Profile[0].Bytes)
	require.NotContains(t, ok(t, folder, "run", "scan.npy", "-u", "sum", "--json"), "profile")
	o := gloam(t, folder, "run", "scan.npy", "-u", "sum", "--profile", "--scheduler", "tcp://localhost:1")
	require.NotZero(t, o.code)
	require.Contains(t, o.stderr, "--profile: got --scheduler tcp://localhost:1, want local or sync")
}

func TestTimesHaveThreeDigits(t *testing.T) {
	for n, want := range map[number]string{0: "0s", 123e-9: "123ns", 1.2345e-6: "1.23µs", 0.0123456: "12.3ms", 1.23456: "1.23s", 71.26: "1m11.3s"} {
		require.Equal(t, want, shortTime(n))
	}
}
