package codec

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
)

// ErrUnknown is returned by [FromPickle] for objects of classes that have no
// Go type.
var ErrUnknown = errors.New("codec: object without a Go type")

// An UnsupportedError reports a Go value that cannot be sent to Dask.
type UnsupportedError struct{ Value any }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("codec: %T cannot be sent to Dask", e.Value)
}

// malformed makes an error that is a [daskproto.ErrFormat].
func malformed(format string, args ...any) error {
	return fmt.Errorf("codec: %w: "+format, append([]any{daskproto.ErrFormat}, args...)...)
}
