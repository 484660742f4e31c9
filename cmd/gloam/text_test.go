package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParametersSplitAtCommasOutsideParentheses(t *testing.T) {
	got, err := parseParams("masks=disk(31.5,31.5,6)+ring(31.5,31.5,8,20), dtype=float32")
	require.NoError(t, err)
	require.Equal(t, map[string]string{"masks": "disk(31.5,31.5,6)+ring(31.5,31.5,8,20)", "dtype": "float32"}, got)
	for text, want := range map[string]string{
		"a": "name=value", "=1": "name=value", "a=1,a=2": "both", "a=(": "1 opening", "a=)(": "1 closing", "a=1,": "name=value",
	} {
		_, err := parseParams(text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestRequestsOfOneNameAreNumbered(t *testing.T) {
	rs, err := parseRequests([]string{"sum", "sumsig", "sum:dtype=float64", "gloam/sum"})
	require.NoError(t, err)
	require.Equal(t, []string{"sum", "sumsig", "sum-2", "sum-3"}, []string{rs[0].name, rs[1].name, rs[2].name, rs[3].name})
}

func TestShapesReadInSeveralForms(t *testing.T) {
	for _, text := range []string{"64,32", "64x32", "(64, 32)", "[64,32]"} {
		var s shape
		require.NoError(t, s.UnmarshalText([]byte(text)))
		require.Equal(t, shape{64, 32}, s)
	}
	var s shape
	require.NoError(t, s.UnmarshalText([]byte("(5,)")))
	require.Equal(t, shape{5}, s)
	for _, text := range []string{"", "0", "3,-1", "a", "3,,4", "1.5"} {
		require.Error(t, s.UnmarshalText([]byte(text)), text)
	}
}

func TestByteCountsReadWithUnits(t *testing.T) {
	for text, want := range map[string]byteCount{
		"2GiB": 2 << 30, "1.5 kb": 1500, "7": 7, "7B": 7, "500MB": 500e6, "1tib": 1 << 40, "0": 0,
	} {
		var b byteCount
		require.NoError(t, b.UnmarshalText([]byte(text)), text)
		require.Equal(t, want, b, text)
	}
	for _, text := range []string{"", "GB", "-1", "2XB", "1e30", "NaN"} {
		require.Error(t, new(byteCount).UnmarshalText([]byte(text)), text)
	}
}

func TestQuantitiesHaveThreeDigits(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.00 kB", 12345: "12.3 kB", 999_400: "999 kB", 999_500: "1.00 MB", 2_147_483_648: "2.15 GB",
	} {
		require.Equal(t, want, bytesText(n))
	}
	require.Equal(t, "0.90 of 2.15 GB", bytesOf(900_000_000, 2_147_483_648))
	require.Equal(t, "3.42 GB/s", rateText(3.42e9))
	for d, want := range map[time.Duration]string{
		42 * time.Millisecond: "42 ms", 4200 * time.Millisecond: "4.20 s", 12345 * time.Millisecond: "12.3 s",
		125 * time.Second: "2:05", 3725 * time.Second: "1:02:05",
	} {
		require.Equal(t, want, wallText(d))
	}
}

func TestNumbersThatJSONLacksBecomeNull(t *testing.T) {
	text, err := json.Marshal([]number{1.5, number(math.NaN()), number(math.Inf(1))})
	require.NoError(t, err)
	require.Equal(t, "[1.5,null,null]", string(text))
}

func selected(t *testing.T, text string, nav ...int) []int {
	t.Helper()
	mask, err := parseROI(text, nav)
	require.NoError(t, err, text)
	require.Equal(t, nav, mask.Shape())
	sel, err := ndarray.Values[bool](mask)
	require.NoError(t, err)
	var out []int
	for i, s := range sel {
		if s {
			out = append(out, i)
		}
	}
	return out
}

func TestRegionsFollowPythonsSlices(t *testing.T) {
	require.Equal(t, []int{7}, selected(t, "1,3", 3, 4))
	require.Equal(t, []int{11}, selected(t, "-1,-1", 3, 4))
	require.Equal(t, []int{5, 6, 9, 10}, selected(t, "1:,1:-1", 3, 4))
	require.Equal(t, []int{0, 2, 8, 10}, selected(t, "::2,::2", 3, 4))
	require.Equal(t, []int{3, 4}, selected(t, "-2:99", 5))
	require.Equal(t, []int{12, 13}, selected(t, "1,2,:", 2, 4, 2)[0:2])
	for text, want := range map[string]string{
		"1": "got 1 axis", "3,0": "position 3", "a,0": `"a"`, "1:1,:": "none of the 12", "::0,:": "step 0", "1:2:3:4,:": "from:to", "x:,:": `"x"`,
	} {
		_, err := parseROI(text, []int{3, 4})
		require.ErrorContains(t, err, want, text)
	}
}

func TestSlicesSelectWhatTheyClipTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		from, to := rapid.IntRange(-30, 30).Draw(t, "from"), rapid.IntRange(-30, 30).Draw(t, "to")
		sel, err := selectAxis(joined([]int{from, to}, ":"), n)
		require.NoError(t, err)
		for i, s := range sel {
			want := (i >= from && from >= 0 || from < 0 && i >= n+from) && (to >= 0 && i < to || to < 0 && i < n+to)
			require.Equal(t, want, s)
		}
	})
}

func TestBarFitsItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Int64Range(0, 1<<50).Draw(t, "all")
		p := scheduler.Progress{
			BytesAll: all, Bytes: rapid.Int64Range(0, max(all, 1)).Draw(t, "bytes"),
			Tasks: rapid.IntRange(0, 50).Draw(t, "tasks"), Total: 50,
			Rate:    rapid.Float64Range(0, 1e13).Draw(t, "rate"),
			Elapsed: time.Duration(rapid.Int64Range(0, 1e13).Draw(t, "elapsed")), Remaining: time.Duration(rapid.Int64Range(-1, 1e15).Draw(t, "left")),
		}
		width := rapid.IntRange(0, 200).Draw(t, "width")
		line := bar(p, width, rapid.Bool().Draw(t, "fancy"))
		require.LessOrEqual(t, utf8.RuneCountInString(line), width, line)
		if width >= 7 {
			require.Contains(t, line, "%")
		}
	})
}

func TestBarShowsHowMuchIsDone(t *testing.T) {
	p := scheduler.Progress{Bytes: 900e6, BytesAll: 2e9, Rate: 3.42e9, Elapsed: 2 * time.Second, Remaining: 5 * time.Second}
	require.Equal(t, " 45 %  [#########............]  0.90 of 2.00 GB  3.42 GB/s  0:05 left", bar(p, 69, false))
	require.Equal(t, " 45 %  █████████▍░░░░░░░░░░░  0.90 of 2.00 GB  3.42 GB/s  0:05 left", bar(p, 67, true))
	require.Equal(t, " 45 %  0.90 of 2.00 GB", bar(p, 30, true))
	require.Equal(t, " 45 %", bar(p, 8, true))
	require.Equal(t, "", bar(p, 3, true))
}

func TestPlainProgressIsALineNowAndThen(t *testing.T) {
	var b strings.Builder
	m := newMeter(&b, false)
	for i := range 101 {
		m.update(scheduler.Progress{Bytes: int64(i), BytesAll: 100, Elapsed: time.Duration(i) * 100 * time.Millisecond, Remaining: -1, Done: i == 100})
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 10)
	require.Equal(t, "10 %  10 of 100 B", lines[0])
	require.Equal(t, "100 %  100 of 100 B", lines[9])
	require.EqualValues(t, 100, m.close().Bytes)
	m.update(scheduler.Progress{Bytes: 1})
	require.EqualValues(t, 100, m.close().Bytes)
}

func TestTablesAlignNumbersToTheRight(t *testing.T) {
	tab := newTable("name", ">size")
	tab.add("µm", "1")
	tab.add("longer", "12345")
	require.Equal(t, "name     size\nµm          1\nlonger  12345\n", tab.String())
}

func result(t *testing.T, data, valid *ndarray.Array) delayed.Result {
	t.Helper()
	return delayed.Result{Decl: udf.Decl{Name: "x", Buffer: udf.Nav(data.DType())}, Data: data, Raw: data, Valid: valid}
}

func TestStatisticsLeaveOutWhatIsNotThere(t *testing.T) {
	data, err := ndarray.FromSlice([]float64{1, math.NaN(), 3, 100}, 2, 2)
	require.NoError(t, err)
	valid, err := ndarray.FromSlice([]bool{true, true, true, false}, 2, 2)
	require.NoError(t, err)
	s, err := statsOf(result(t, data, valid))
	require.NoError(t, err)
	require.Equal(t, stats{min: 1, mean: 2, max: 3, count: 2}, s)

	complexes, err := ndarray.FromSlice([]complex64{3 + 4i, 0}, 2)
	require.NoError(t, err)
	all, err := ndarray.FromSlice([]bool{true, true}, 2)
	require.NoError(t, err)
	s, err = statsOf(result(t, complexes, all))
	require.NoError(t, err)
	require.Equal(t, stats{min: 0, mean: 2.5, max: 5, count: 2}, s)

	none, err := ndarray.FromSlice([]bool{false, false}, 2)
	require.NoError(t, err)
	s, err = statsOf(result(t, complexes, none))
	require.NoError(t, err)
	require.Zero(t, s.count)
	require.True(t, math.IsNaN(s.min))
}

func TestNegativeValuesReachTheirFlags(t *testing.T) {
	require.Equal(t, []string{"run", "--roi=-4:,:", "--sync-offset=-3", "--out", "-x"},
		joinNegative([]string{"run", "--roi", "-4:,:", "--sync-offset", "-3", "--out", "-x"}))
}

func TestSyntheticPathsHaveParameters(t *testing.T) {
	src, err := parseSynthetic("4,5,6,7?seed=9&dose=3")
	require.NoError(t, err)
	require.Equal(t, []int{4, 5, 6, 7}, src.Info().Shape)
	for text, want := range map[string]string{"4,5": "two scan axes", "a": `"a"`, "4,5,6,7?seed=x": "seed=x", "4,5,6,7?a=1": "seed or dose", "4,5,6,7?%zz": "seed=1"} {
		_, err := parseSynthetic(text)
		require.ErrorContains(t, err, want, text)
	}
}
