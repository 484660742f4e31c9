package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/stretchr/testify/require"
)

func TestClusterTextFitsEightyColumns(t *testing.T) {
	s := clusterState{Info: dask.Info{Address: "tcp://10.0.0.1:8786", Version: "2024.12.1", Workers: []dask.Worker{
		{Address: "tcp://10.0.0.2:40001", Name: "tcp://10.0.0.2:40001", Go: true, Threads: 4, Memory: 32e9, Used: 17e6, Status: "running",
			Resources: map[string]float64{"GO": 4}, Tasks: map[string]int{"executing": 4, "memory": 20}},
		{Address: "tcp://10.0.0.3:40002", Name: "py", Threads: 1, Used: 80e6, Status: "closing_gracefully",
			Versions: map[string]string{"python": "3.11.2.final.0", "distributed": "2024.12.1", "numpy": "1.24.2"}},
	}}, Prefixes: []prefix{
		{Name: "part", Waiting: 120, Running: 4, Memory: 36, Mean: 1.23456},
		{Name: "a-name-that-somebody-has-made-rather-long", Failed: 2},
	}}
	require.Equal(t, `tcp://10.0.0.1:8786: Dask 2024.12.1
1 Go worker with 4 threads, 1 Python worker with 1 thread
Python workers have Python 3.11.2, Dask 2024.12.1, NumPy 1.24.2

worker                kind    status    threads   memory    limit  tasks                   resources  address
tcp://10.0.0.2:40001  Go      running         4  17.0 MB  32.0 GB  executing 4, memory 20  GO 4
py                    Python  retiring        1  80.0 MB        -  -                       -          tcp://10.0.0.3:40002

tasks                             waiting  running  in memory  failed  mean time
part                                  120        4         36       0      1.23s
a-name-that-somebody-has-made-r…        0        0          0       2          -
`, s.String())
	for _, line := range strings.Split(prefixTable(s.Prefixes), "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 80, line)
	}
	require.Contains(t, clusterState{}.String(), "no workers\nstart one with: gloam worker")
	require.Contains(t, prefixTable(make([]prefix, 25)), "and 5 more\n")
}

func TestPrefixesAreReadFromTheSchedulersAnswer(t *testing.T) {
	got, err := readPrefixes([]byte(`[["few", {"erred": 1}, -1], ["gone", {}, 0.5], ["many", {"waiting": 1, "queued": 2, "no-worker": 3, "processing": 4, "memory": 5, "released": 9}, 0.25]]`))
	require.NoError(t, err)
	require.Equal(t, []prefix{{Name: "many", Waiting: 6, Running: 4, Memory: 5, Mean: 0.25}, {Name: "few", Failed: 1}}, got)
	for _, text := range []string{"", "{}", `[["a"]]`, `[[1, {}, 0]]`, `[["a", [], 0]]`, `[["a", {}, "x"]]`} {
		_, err := readPrefixes([]byte(text))
		require.Error(t, err, text)
	}
}

func TestLinesThatDoNotFitAreCounted(t *testing.T) {
	lines := []string{"a", "b", "c", "d"}
	require.Equal(t, lines, fit(lines, 4))
	require.Equal(t, []string{"a", "and 3 more lines"}, fit(lines, 2))
	require.Equal(t, "abc…", shortened("abcdef", 4))
	require.Equal(t, "äöü", shortened("äöü", 3))
}
