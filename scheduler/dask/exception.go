package dask

import (
	"bytes"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// remoteError reads what a message says about an exception.
func remoteError(f daskproto.Failure) *RemoteError {
	e := &RemoteError{Type: "Exception", Message: f.ExceptionText, Traceback: f.TracebackText}
	x, err := exception(f.Exception)
	if err != nil {
		if e.Message == "" {
			e.Message = "unreadable: " + err.Error()
		}
		return e
	}
	e.Type, e.Message = x.Class, x.Text
	if x.Module != "builtins" && x.Module != "" {
		e.Type = x.Module + "." + x.Class
	}
	if text := traceback(x, f.Traceback); text != "" {
		e.Traceback = text
	}
	e.readGo(x)
	return e
}

// exception decodes the pickle of an exception, which travels as bytes.
func exception(s *daskproto.Serialized) (*pickle.Exception, error) {
	v, err := unpickle(s)
	if err != nil {
		return nil, err
	}
	return pickle.AsException(v)
}

// unpickle decodes a pickle that travels as bytes.
func unpickle(s *daskproto.Serialized) (any, error) {
	if s == nil {
		return nil, nil
	}
	return pickle.Decode(bytes.Join(s.Frames, nil), nil, pickle.Limits{})
}

// traceback writes the calls on the way to an exception as Python does, its
// causes first.
func traceback(x *pickle.Exception, extra *daskproto.Serialized) string {
	frames := x.Traceback
	if len(frames) == 0 {
		frames = beside(extra)
	}
	if len(frames) == 0 {
		return ""
	}
	var b strings.Builder
	if x.Cause != nil {
		if text := traceback(x.Cause, nil); text != "" {
			b.WriteString(text + "\nThe above exception was the direct cause of the following exception:\n\n")
		}
	}
	b.WriteString("Traceback (most recent call last):\n")
	for _, f := range frames {
		b.WriteString("  " + f.String() + "\n")
	}
	b.WriteString(x.Error() + "\n")
	return b.String()
}

// beside reads a traceback that travels beside its exception.
func beside(s *daskproto.Serialized) []pickle.Frame {
	tb, err := unpickle(s)
	if err != nil || tb == nil {
		return nil
	}
	x, err := pickle.AsException(pickle.Call("tblib.pickling_support", "unpickle_exception",
		pickle.Func("builtins", "Exception"), pickle.Tuple{}, nil, tb))
	if err != nil {
		return nil
	}
	return x.Traceback
}

// readGo takes the message of a Go worker apart.
func (e *RemoteError) readGo(x *pickle.Exception) {
	e.Op, e.Message, e.stack = splitGo(e.Message)
}
