// Package golden finds reference data made by other software.
//
// A reference root is a folder with golden/, vectors/ and data/ below it. The
// roots are those named in the path list GLOAM_REFERENCE, the project's own
// testdata folder, and a folder named shared beside the checkout.
package golden

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Roots returns the reference roots that exist, each once.
func Roots() []string {
	_, file, _, _ := runtime.Caller(0)
	module := filepath.Dir(filepath.Dir(filepath.Dir(file)))
	candidates := filepath.SplitList(os.Getenv("GLOAM_REFERENCE"))
	candidates = append(candidates, filepath.Join(module, "testdata"), filepath.Join(filepath.Dir(module), "shared"))
	var roots []string
	seen := map[string]bool{}
	for _, c := range candidates {
		if abs, err := filepath.Abs(c); err == nil && !seen[abs] {
			seen[abs] = true
			if st, err := os.Stat(abs); err == nil && st.IsDir() {
				roots = append(roots, abs)
			}
		}
	}
	return roots
}

// Files returns the given slash-separated path in every root that has it. The
// test fails if no root has.
func Files(t testing.TB, path string) []string {
	t.Helper()
	files := Optional(path)
	if len(files) == 0 {
		t.Fatalf("no reference root has %s; roots: %v", path, Roots())
	}
	return files
}

// Optional returns the given slash-separated path in every root that has it.
func Optional(path string) []string {
	var files []string
	for _, r := range Roots() {
		f := filepath.Join(r, filepath.FromSlash(path))
		if _, err := os.Stat(f); err == nil {
			files = append(files, f)
		}
	}
	return files
}
