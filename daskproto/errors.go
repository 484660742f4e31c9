package daskproto

import (
	"errors"
	"fmt"
)

// ErrFormat is in the chain of every error about input that is not a message.
var ErrFormat = errors.New("malformed message")

func (e *LimitError) Error() string {
	return fmt.Sprintf("daskproto: %s: got %d, limit is %d", e.What, e.Got, e.Limit)
}

// Unwrap returns [ErrFormat].
func (e *LimitError) Unwrap() error { return ErrFormat }

// malformed makes an error that wraps [ErrFormat].
func malformed(format string, args ...any) error {
	return fmt.Errorf("daskproto: %w: "+format, append([]any{ErrFormat}, args...)...)
}
