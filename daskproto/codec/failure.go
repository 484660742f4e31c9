package codec

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// A RemoteError is an exception that was raised in another process.
type RemoteError struct {
	Type      string // such as ValueError or numpy.linalg.LinAlgError, "" if unknown
	Message   string
	Traceback string // text with a line per call, outermost first; may be ""
}

func (e *RemoteError) Error() string {
	switch {
	case e.Type == "":
		return e.Message
	case e.Message == "":
		return e.Type
	}
	return e.Type + ": " + e.Message
}

// DecodeFailure reads what a message says about an exception. It always finds
// something to say.
func DecodeFailure(f daskproto.Failure) *RemoteError {
	out := &RemoteError{Message: f.ExceptionText, Traceback: f.TracebackText}
	if x := exception(f.Exception); x != nil {
		out.Type, out.Message = x.Class, x.Text
		if x.Module != "builtins" {
			out.Type = x.Module + "." + x.Class
		}
		if out.Traceback == "" {
			out.Traceback = calls(x.Traceback)
		}
	}
	if out.Type == "" && out.Message == "" {
		out.Message = "exception that cannot be read"
	}
	return out
}

// exception opens a payload of bytes that hold a pickle.
func exception(s *daskproto.Serialized) *pickle.Exception {
	if s == nil {
		return nil
	}
	packed := joined(s.Frames)
	v, err := pickle.Decode(packed, nil, pickleLimits)
	if err != nil {
		return nil
	}
	x, err := pickle.AsException(v)
	if err != nil {
		return nil
	}
	return x
}

func calls(frames []pickle.Frame) string {
	lines := make([]string, len(frames))
	for i, f := range frames {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// EncodeFailure returns what a message says about a Go error, for Python users
// to read: a RuntimeError with its text, or the same builtin exception if the
// error is a [*RemoteError].
func EncodeFailure(err error) daskproto.Failure {
	class, text := "RuntimeError", err.Error()
	var remote *RemoteError
	if errors.As(err, &remote) && builtinErrors[remote.Type] {
		class, text = remote.Type, remote.Message
	}
	text = shorten(strings.ToValidUTF8(text, "\uFFFD"))
	b, failed := pickle.Encode(pickle.Call("builtins", class, text))
	if failed != nil {
		b = nil // text is valid, so this does not happen
	}
	return daskproto.Failure{Exception: encodeBytes(b), ExceptionText: fmt.Sprintf("%s(%s)", class, strconv.Quote(text))}
}

// longest is where Dask cuts exceptions too.
const longest = 10_000

func shorten(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "") + "…"
}

// builtinErrors are the exceptions that every Python has and that show the text
// they are made with. KeyError is not among them: it adds quotes.
var builtinErrors = map[string]bool{
	"ArithmeticError": true, "AssertionError": true, "AttributeError": true, "EOFError": true, "Exception": true,
	"FileNotFoundError": true, "IndexError": true, "LookupError": true, "MemoryError": true,
	"NotImplementedError": true, "OSError": true, "OverflowError": true, "PermissionError": true, "RuntimeError": true,
	"TimeoutError": true, "TypeError": true, "ValueError": true, "ZeroDivisionError": true,
}

// senderError reads the payload of a value that its holder could not send.
func senderError(frames [][]byte) error {
	lines := make([]string, len(frames))
	for i, f := range frames {
		lines[i] = string(f)
	}
	return &RemoteError{Type: "TypeError", Message: strings.Join(lines, "\n")}
}
