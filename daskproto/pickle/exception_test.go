package pickle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

func TestExceptionsReadAsInPython(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{
		{pickle.RuntimeError("go:f: no"), "RuntimeError: go:f: no"},
		{pickle.Call("builtins", "ValueError"), "ValueError"},
		{pickle.Call("builtins", "ValueError", "bad", int64(3)), "ValueError: ('bad', 3)"},
		{pickle.Call("builtins", "ValueError", int64(3)), "ValueError: 3"},
		{pickle.Call("builtins", "KeyError", "k"), "KeyError: 'k'"},
		{pickle.Call("builtins", "FileNotFoundError", int64(2), "No such file", "x.txt"), "FileNotFoundError: [Errno 2] No such file: 'x.txt'"},
		{pickle.Call("builtins", "OSError", int64(5), nil), "OSError: [Errno 5] None"},
		{pickle.Call("distributed.scheduler", "KilledWorker", "key"), "distributed.scheduler.KilledWorker: key"},
	} {
		e, err := pickle.AsException(c.value)
		require.NoError(t, err)
		require.EqualError(t, e, c.want)
	}
}

func TestWrappedExceptionsGiveCauseAndTraceback(t *testing.T) {
	const tblib = "tblib.pickling_support"
	frame := func(file, name string) any {
		code := &pickle.Object{Kind: pickle.New, Class: pickle.Func("tblib", "Code"),
			State: pickle.NewDict(pickle.Item{Key: "co_filename", Value: file}, pickle.Item{Key: "co_name", Value: name})}
		return &pickle.Object{Kind: pickle.New, Class: pickle.Func("tblib", "Frame"),
			State: pickle.NewDict(pickle.Item{Key: "f_code", Value: code})}
	}
	next := &pickle.Object{Kind: pickle.New, Class: pickle.Func("tblib", "Traceback"), State: pickle.NewDict(
		pickle.Item{Key: "tb_frame", Value: frame("b.py", "inner")}, pickle.Item{Key: "tb_lineno", Value: 7}, pickle.Item{Key: "tb_next", Value: nil})}
	tb := pickle.Call(tblib, "unpickle_traceback", frame("a.py", "outer"), 3, next)
	cause := pickle.Call(tblib, "unpickle_exception", pickle.Func("builtins", "KeyError"), pickle.Tuple{"k"}, nil, nil)
	data, err := pickle.Encode(pickle.Call(tblib, "unpickle_exception", pickle.Func("builtins", "ValueError"), pickle.Tuple{"bad"}, cause, tb, nil, false, nil))
	require.NoError(t, err)
	e, err := pickle.AsException(decode(t, data))
	require.NoError(t, err)
	require.EqualError(t, e, "ValueError: bad")
	require.EqualError(t, e.Cause, "KeyError: 'k'")
	require.Equal(t, []pickle.Frame{{File: "a.py", Func: "outer", Line: 3}, {File: "b.py", Func: "inner", Line: 7}}, e.Traceback)
	require.Equal(t, `File "a.py", line 3, in outer`, e.Traceback[0].String())
}

func TestExceptionsWithAttributesKeepThem(t *testing.T) {
	attrs := pickle.NewDict(pickle.Item{Key: "args", Value: pickle.Tuple{"bad"}}, pickle.Item{Key: "code", Value: int64(5)})
	e, err := pickle.AsException(pickle.Call("tblib.pickling_support", "unpickle_exception_with_attrs",
		pickle.Func("example", "Custom"), attrs, nil, nil, nil, false, nil))
	require.NoError(t, err)
	require.EqualError(t, e, "example.Custom: bad")
	require.Equal(t, attrs, e.State)
}

func TestATracebackThatLoopsEnds(t *testing.T) {
	code := &pickle.Object{Class: pickle.Func("tblib", "Code"), State: pickle.NewDict()}
	frame := &pickle.Object{Class: pickle.Func("tblib", "Frame"), State: pickle.NewDict(pickle.Item{Key: "f_code", Value: code})}
	next := &pickle.Object{Class: pickle.Func("tblib", "Traceback")}
	next.State = pickle.NewDict(pickle.Item{Key: "tb_frame", Value: frame}, pickle.Item{Key: "tb_lineno", Value: 1},
		pickle.Item{Key: "tb_next", Value: next})
	tb := pickle.Call("tblib.pickling_support", "unpickle_traceback", frame, int64(1), next)
	// Encoding turns the Go ints into what Decode gives.
	data, err := pickle.Encode(pickle.Call("tblib.pickling_support", "unpickle_exception", pickle.Func("builtins", "ValueError"), pickle.Tuple{}, nil, tb))
	require.NoError(t, err)
	e, err := pickle.AsException(decode(t, data))
	require.NoError(t, err)
	require.Len(t, e.Traceback, 1000)
}

func TestOtherValuesAreNotExceptions(t *testing.T) {
	for _, v := range []any{
		nil, "text", pickle.Func("builtins", "ValueError"), &pickle.Object{Class: pickle.Call("m", "f")},
		pickle.Call("tblib.pickling_support", "unpickle_exception"),
		pickle.Call("tblib.pickling_support", "unpickle_exception", "x", pickle.Tuple{}, nil, nil),
	} {
		_, err := pickle.AsException(v)
		require.ErrorIs(t, err, pickle.ErrMismatch, pickle.Format(v))
	}
}
