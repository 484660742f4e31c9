package arrays_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestClaimsAgainstDaskNameTestsThatExist checks the last column of the last
// table of docs/array-api.md.
func TestClaimsAgainstDaskNameTestsThatExist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "array-api.md"))
	require.NoError(t, err)
	_, table, found := strings.Cut(string(page), "## Where Dask hurts")
	require.True(t, found)
	have := testsOfTheModule(t)
	code, rows := regexp.MustCompile("`((?:Test|Benchmark)[^`]+)`"), 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], " ---") || strings.Contains(cells[3], "shown by") {
			continue
		}
		rows++
		names := code.FindAllStringSubmatch(cells[3], -1)
		require.NotEmpty(t, names, line)
		for _, m := range names {
			require.True(t, have[m[1]], "there is no %s", m[1])
		}
	}
	require.Greater(t, rows, 20)
}

// testsOfTheModule returns the names of all tests and benchmarks.
func testsOfTheModule(t *testing.T) map[string]bool {
	names, declared := map[string]bool{}, regexp.MustCompile(`(?m)^func ((?:Test|Benchmark)\w+)\(`)
	require.NoError(t, filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
		}
		return err
	}))
	return names
}
