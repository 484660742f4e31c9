package openblas

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/gloam-go/gloam/internal/simd"
)

// ErrUnsupported says that libraries cannot be loaded on this system.
var ErrUnsupported = errors.New("openblas: libraries cannot be loaded on " + runtime.GOOS + "/" + runtime.GOARCH)

// A LoadError says why a library is not used.
type LoadError struct {
	Path string
	Err  error
}

func (e *LoadError) Error() string { return fmt.Sprintf("openblas: %s: %v", e.Path, e.Err) }

func (e *LoadError) Unwrap() error { return e.Err }

var (
	mu   sync.Mutex
	path string // of the library in use
)

func init() {
	for _, name := range names() {
		if Use(name) == nil {
			return
		}
	}
}

// names are those under which systems have the library.
func names() []string {
	switch runtime.GOOS {
	case "darwin":
		return []string{"libopenblas.dylib", "libopenblas.0.dylib",
			"/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib"}
	case "windows":
		return []string{"libopenblas.dll", "openblas.dll"}
	}
	return []string{"libopenblas.so.0", "libopenblas.so"}
}

// Library returns the name or path under which the library in use was found, or
// "" if there is none.
func Library() string {
	mu.Lock()
	defer mu.Unlock()
	return path
}

// Use loads a library and uses it for all products that start from now on. The
// error is a [*LoadError], and leaves what was used before.
func Use(library string) error {
	l, err := open(library)
	if err != nil {
		return &LoadError{library, err}
	}
	mu.Lock()
	defer mu.Unlock()
	simd.UseLibrary(l)
	path = library
	return nil
}

// Off leaves products to the kernels of this module.
func Off() {
	mu.Lock()
	defer mu.Unlock()
	simd.UseLibrary(nil)
	path = ""
}
