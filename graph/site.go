package graph

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// modulePath prefixes the functions of this library; Site looks past them.
const modulePath = "github.com/gloam-go/gloam/"

// Site returns the source line, as "dir/file.go:12", of the innermost caller
// outside this library: the line a user would recognise. Test files and
// programs of the library count as users.
func Site() string {
	var pcs [siteDepth]uintptr
	near := pcs[:siteNear]
	n := runtime.Callers(2, near)
	site, user := siteOf(near[:n])
	if !user && n == siteNear {
		site, _ = siteOf(pcs[:runtime.Callers(2, pcs[:])])
	}
	return site
}

// Finding one caller costs a tenth of a microsecond, and the user is mostly
// among the first.
const (
	siteDepth = 32
	siteNear  = 9
)

// siteOf returns the line of the first caller outside this library, or of the
// last one if there is none.
func siteOf(pcs []uintptr) (site string, user bool) {
	for _, pc := range pcs {
		c := callerAt(pc)
		if c.site != "" {
			site = c.site
		}
		if c.user {
			return site, true
		}
	}
	return site, false
}

// A caller is what a return address stands for: the line of the innermost of its
// frames, inlined ones included, that is not of this library, or of the
// outermost one.
type caller struct {
	site string
	user bool
}

// callers remembers what addresses stand for, which takes a microsecond each to
// find out: expressions are made of many layers by few lines.
var callers sync.Map // of caller by uintptr

func callerAt(pc uintptr) caller {
	if c, ok := callers.Load(pc); ok {
		return c.(caller)
	}
	var c caller
	frames := runtime.CallersFrames([]uintptr{pc})
	for more := true; more && !c.user; {
		var f runtime.Frame
		f, more = frames.Next()
		if f.File != "" {
			c.site = shortSite(f.File, f.Line)
		}
		c.user = !library(f)
	}
	callers.Store(pc, c)
	return c
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
