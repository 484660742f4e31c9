package graph

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// modulePath prefixes the functions of this library; Site looks past them.
const modulePath = "github.com/gloam-go/gloam/"

// Site returns the source line, as "dir/file.go:12", of the innermost caller
// outside this library: the line a user would recognise. Test files and
// programs of the library count as users.
func Site() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	last := ""
	for {
		f, more := frames.Next()
		if f.File != "" {
			last = shortSite(f.File, f.Line)
		}
		if !library(f) {
			return last
		}
		if !more {
			return last
		}
	}
}

func library(f runtime.Frame) bool {
	rest, ok := strings.CutPrefix(f.Function, modulePath)
	return ok && !strings.HasSuffix(f.File, "_test.go") &&
		!strings.HasPrefix(rest, "cmd/") && !strings.HasPrefix(rest, "examples/")
}

func shortSite(file string, line int) string {
	dir, base := filepath.Split(filepath.ToSlash(file))
	return fmt.Sprintf("%s/%s:%d", filepath.Base(dir), base, line)
}
