package delayed_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/udfcases"
)

// features is the number of rows that docs/udf-features.md must have.
const features = 166

var (
	testName = regexp.MustCompile("`([a-z/0-9]+)\\.((?:Test|Example|Fuzz)\\w+)(?:/([^`]+))?`")
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz)\w+)\(`)
)

// differences is the number of rows about what the reference does otherwise.
const differences = 30

func TestEveryFeatureNamesATestThatExists(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "udf-features.md"))
	require.NoError(t, err)
	pending := 0
	for _, table := range []struct {
		letter      string
		rows, cells int
	}{{"F", features, 4}, {"D", differences, 3}} {
		rows := strings.Split(string(text[strings.Index(string(text), "| "+table.letter+"1 |"):]), "\n")
		require.Greater(t, len(rows), table.rows)
		require.NotContains(t, rows[table.rows], "| "+table.letter)
		for i, row := range rows[:table.rows] {
			cells := strings.Split(row, " | ")
			require.Len(t, cells, table.cells, row)
			require.Equal(t, fmt.Sprintf("| %s%d", table.letter, i+1), cells[0])
			if proof := cells[table.cells-1]; strings.HasPrefix(proof, "pending: ") {
				pending++
			} else {
				requireProof(t, row, proof)
			}
		}
	}
	require.LessOrEqual(t, pending, 1, "only what needs a GPU")
}

// requireProof checks that the tests which a row names exist.
func requireProof(t *testing.T, row, proof string) {
	found := testName.FindAllStringSubmatch(proof, -1)
	require.NotEmpty(t, found, row)
	for _, f := range found {
		require.Contains(t, testsOf(t, f[1]), f[2], row)
		if f[2] == "TestReferenceUDFResults" && f[3] != "" {
			require.Contains(t, goldenCaseNames(t), f[3], row)
		}
	}
}

// testsOf lists the tests of a package.
func testsOf(t *testing.T, pkg string) []string {
	if names, ok := testNames.Load(pkg); ok {
		return names.([]string)
	}
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
	testNames.Store(pkg, names)
	return names
}

// testNames are the tests of packages that have been looked at.
var testNames sync.Map

// goldenCaseNames lists the cases that TestReferenceUDFResults runs.
func goldenCaseNames(t *testing.T) []string {
	var names []string
	for _, c := range udfcases.Read(t) {
		if !c.IsAnalysis() {
			names = append(names, c.ID)
		}
	}
	return names
}
