package pickle

import (
	"fmt"
	"strings"
)

// An Exception is a Python exception.
type Exception struct {
	// Module and Class name its type: "builtins", "ValueError".
	Module, Class string
	// Args are what it was made with.
	Args Tuple
	// State is what else was set on it, nil if nothing is known of that.
	State any
	// Text is what Python's str gives for it.
	Text string
	// Traceback holds the calls on the way to the raise, outermost first; it
	// is empty if the sender gave none.
	Traceback []Frame
	// Cause is the exception it was raised from, if any.
	Cause *Exception
}

// Error returns the type and the text, as the last line of a Python traceback
// does.
func (e *Exception) Error() string {
	name := e.Class
	if e.Module != "builtins" {
		name = e.Module + "." + name
	}
	if e.Text == "" {
		return name
	}
	return name + ": " + e.Text
}

// A Frame is one line of a traceback.
type Frame struct {
	File string
	Func string
	Line int
}

// String returns the frame as a Python traceback shows it, without the source
// text.
func (f Frame) String() string {
	return fmt.Sprintf("File %q, line %d, in %s", f.File, f.Line, f.Func)
}

// RuntimeError returns builtins.RuntimeError(text), which every Python peer
// can read.
func RuntimeError(text string) *Object { return Call("builtins", "RuntimeError", text) }

// AsException recognises an exception: a class called with its arguments, or
// such a call as the tblib module wraps it. The caller has to know that it is
// an exception, because nothing tells a class of exceptions from others. The
// error is ErrMismatch for anything else.
func AsException(v any) (*Exception, error) {
	o, ok := v.(*Object)
	if !ok || o.Kind == NewKw {
		return nil, mismatch(v, "an exception")
	}
	class, ok := o.Class.(Global)
	if !ok {
		return nil, mismatch(v, "an exception")
	}
	if class.Module == "tblib.pickling_support" && strings.HasPrefix(class.Name, "unpickle_exception") {
		return wrappedException(o.Args)
	}
	return newException(class, o.Args, o.State), nil
}

// wrappedException reads the arguments class, args, cause, traceback of tblib.
// Later arguments are about how to print the exception.
func wrappedException(args Tuple) (*Exception, error) {
	if len(args) < 4 {
		return nil, mismatch(args, "arguments of unpickle_exception")
	}
	class, ok := args[0].(Global)
	if !ok {
		return nil, mismatch(args[0], "a class of exceptions")
	}
	made, state := exceptionArgs(args[1])
	e := newException(class, made, state)
	e.Traceback = traceback(args[3])
	// A cause may have a cause, as deep as values are allowed to nest.
	if cause, err := AsException(args[2]); err == nil {
		e.Cause = cause
	}
	return e, nil
}

// exceptionArgs returns the arguments of an exception, which some releases of
// tblib give among its attributes.
func exceptionArgs(v any) (Tuple, any) {
	switch x := v.(type) {
	case Tuple:
		return x, nil
	case *Dict:
		args, _ := x.Get("args")
		t, _ := args.(Tuple)
		return t, x
	}
	return nil, nil
}

func newException(class Global, args Tuple, state any) *Exception {
	return &Exception{
		Module: class.Module, Class: class.Name, Args: args, State: state,
		Text: exceptionText(class.Name, args),
	}
}

// exceptionText is str() of an exception of that class and arguments.
func exceptionText(class string, args Tuple) string {
	if len(args) == 0 {
		return ""
	}
	if text, ok := args[0].(string); ok && len(args) == 1 && class != "KeyError" {
		return text
	}
	if len(args) == 1 {
		return Format(args[0])
	}
	if _, ok := args[0].(int64); ok && osErrors[class] {
		return osErrorText(args)
	}
	return Format(args)
}

// osErrors are the classes whose arguments are number, text and file.
var osErrors = map[string]bool{
	"OSError": true, "IOError": true, "EnvironmentError": true, "BlockingIOError": true, "BrokenPipeError": true,
	"ChildProcessError": true, "ConnectionAbortedError": true, "ConnectionError": true, "ConnectionRefusedError": true,
	"ConnectionResetError": true, "FileExistsError": true, "FileNotFoundError": true, "InterruptedError": true,
	"IsADirectoryError": true, "NotADirectoryError": true, "PermissionError": true, "ProcessLookupError": true,
	"TimeoutError": true,
}

func osErrorText(args Tuple) string {
	text, ok := args[1].(string)
	if !ok {
		text = Format(args[1])
	}
	text = fmt.Sprintf("[Errno %d] %s", args[0], text)
	if len(args) > 2 && args[2] != nil {
		text += ": " + Format(args[2])
	}
	return text
}

// tracebackLimit is how many frames of a traceback are kept, as Python keeps
// recursion to about as many.
const tracebackLimit = 1000

// traceback reads what tblib makes of a traceback:
// unpickle_traceback(frame, line, next), where next is an instance of
// tblib.Traceback with the same as attributes. What it cannot read ends it.
func traceback(v any) []Frame {
	args, ok := Calls(v, "tblib.pickling_support", "unpickle_traceback")
	if !ok || len(args) < 3 {
		return nil
	}
	var frames []Frame
	frame, line, next := args[0], args[1], args[2]
	for len(frames) < tracebackLimit {
		f, ok := readFrame(frame, line)
		if !ok {
			break
		}
		frames = append(frames, f)
		tb := attributes(next)
		if tb == nil {
			break
		}
		frame, line, next = tb.value("tb_frame"), tb.value("tb_lineno"), tb.value("tb_next")
	}
	return frames
}

func readFrame(frame, line any) (Frame, bool) {
	n, ok := line.(int64)
	code := attributes(attributes(frame).value("f_code"))
	if !ok || code == nil {
		return Frame{}, false
	}
	file, _ := code.value("co_filename").(string)
	name, _ := code.value("co_name").(string)
	return Frame{File: file, Func: name, Line: int(n)}, true
}

// attributes returns the state of an instance if it is a dict.
func attributes(v any) *Dict {
	o, ok := v.(*Object)
	if !ok {
		return nil
	}
	d, _ := o.State.(*Dict)
	return d
}

// value returns what Get does, nil if there is nothing.
func (d *Dict) value(key string) any {
	v, _ := d.Get(key)
	return v
}
