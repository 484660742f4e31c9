package worker

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// failureOf returns an error in the form that Python raises. The traceback
// stays empty: Python clients read nothing but a real one.
func failureOf(err error) daskproto.Failure {
	text, stack := err.Error(), ""
	var call *CallError
	if errors.As(err, &call) && call.Stack != "" {
		stack = call.Stack
		text += "\n\n" + stack
	}
	f := codec.EncodeFailure(&codec.RemoteError{Type: exceptionClass(err), Message: text})
	f.TracebackText = stack
	return f
}

// exceptionClass returns the builtin exception that says the most: every client has
// those.
func exceptionClass(err error) string {
	var unknown *UnknownOpError
	var value *wire.ValueError
	switch {
	case errors.As(err, &unknown):
		return "LookupError"
	case errors.As(err, &value):
		return "TypeError"
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded):
		return "TimeoutError"
	case errors.Is(err, fs.ErrNotExist):
		return "FileNotFoundError"
	case errors.Is(err, fs.ErrPermission):
		return "PermissionError"
	case errors.Is(err, errors.ErrUnsupported):
		return "NotImplementedError"
	}
	return "RuntimeError"
}
