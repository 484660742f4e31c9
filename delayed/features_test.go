package delayed_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// features is the number of rows that docs/udf-features.md must have.
const features = 166

var (
	testName = regexp.MustCompile("`([a-z/0-9]+)\\.((?:Test|Example|Fuzz)\\w+)(?:/([^`]+))?`")
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w+)\(`)
)

func TestEveryFeatureNamesATestThatExists(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "udf-features.md"))
	require.NoError(t, err)
	rows := strings.Split(string(text[strings.Index(string(text), "| F1 |"):]), "\n")
	require.Len(t, rows, features+1)
	cases, pending := goldenCaseNames(t), 0
	for i, row := range rows[:features] {
		cells := strings.Split(row, " | ")
		require.Len(t, cells, 4, row)
		require.Equal(t, fmt.Sprintf("| F%d", i+1), cells[0])
		proof := cells[3]
		if strings.HasPrefix(proof, "pending: ") {
			pending++
			continue
		}
		found := testName.FindAllStringSubmatch(proof, -1)
		require.NotEmpty(t, found, row)
		for _, f := range found {
			require.Contains(t, testsOf(t, f[1]), f[2], row)
			if f[2] == "TestReferenceUDFResults" && f[3] != "" {
				require.Contains(t, cases, f[3], row)
			}
		}
	}
	t.Logf("%d of %d features are proved, %d are pending", features-pending, features, pending)
}

// testsOf lists the tests of a package.
func testsOf(t *testing.T, pkg string) []string {
	files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(pkg), "*_test.go"))
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, m := range testFunc.FindAllStringSubmatch(string(b), -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// goldenCaseNames lists the cases that TestReferenceUDFResults runs.
func goldenCaseNames(t *testing.T) []string {
	var names []string
	manifestList(t, "cases", func(_ string, c goldenCase) {
		for _, n := range notYet {
			if n.need(c) {
				return
			}
		}
		names = append(names, c.ID)
	})
	return names
}
