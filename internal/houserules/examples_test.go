package houserules_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestExamplesPrintWhatTheySay runs the programs in examples and compares what
// they print with the indented text under "prints:" in their package comment.
func TestExamplesPrintWhatTheySay(t *testing.T) {
	bin := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-o", bin+string(filepath.Separator), "./examples/...")
	build.Dir = root()
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	count := 0
	for _, p := range tree(t) {
		if !strings.HasPrefix(p.path, "examples/") || p.name != "main" {
			continue
		}
		count++
		t.Run(filepath.Base(p.path), func(t *testing.T) {
			want := promised(p)
			require.NotEmpty(t, want, "%s does not say what it prints", p.path)
			cmd := exec.CommandContext(ctx, filepath.Join(bin, program(filepath.Base(p.path))))
			cmd.Dir = t.TempDir()
			got, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", got)
			require.Equal(t, want, strings.TrimSpace(string(got)))
		})
	}
	entries, err := os.ReadDir(filepath.Join(root(), "examples"))
	require.NoError(t, err)
	require.Len(t, entries, count)
}

// promised returns the indented lines after "prints:" in the package comment.
func promised(p pkg) string {
	for _, f := range p.files {
		if f.test || f.ast.Doc == nil {
			continue
		}
		_, text, ok := strings.Cut(f.ast.Doc.Text(), "prints:\n")
		if !ok {
			continue
		}
		var lines []string
		for line := range strings.Lines(text) {
			if indented := strings.TrimPrefix(line, "\t"); indented != line || strings.TrimSpace(line) == "" {
				lines = append(lines, strings.TrimRight(indented, "\n"))
			}
		}
		return strings.TrimSpace(strings.Join(lines, "\n"))
	}
	return ""
}

func program(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
