package arrays

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// ErrMappedFile is the cause of a read from a mapped file that became shorter
// while it was used.
var ErrMappedFile = errors.New("arrays: mapped file changed while it was read")

// GuardMapped runs fn, which may touch memory of mapped files, and returns its
// error. If the file was cut short in the meantime, the access fault becomes an
// error that wraps [ErrMappedFile]. Other panics pass through.
func GuardMapped(fn func() error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		fault, ok := v.(interface {
			runtime.Error
			Addr() uintptr
		})
		if !ok {
			panic(v)
		}
		err = fmt.Errorf("%w (fault at %#x)", ErrMappedFile, fault.Addr())
	}()
	return fn()
}
