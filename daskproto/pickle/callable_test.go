package pickle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

func TestMethodCallersAreRecognisedInBothForms(t *testing.T) {
	kw := pickle.NewDict(pickle.Item{Key: "k", Value: int64(1)})
	methodcaller := pickle.Func("operator", "methodcaller")
	called := pickle.Call("functools", "partial", methodcaller, "go:f")
	for name, v := range map[string]any{
		"plain":                    pickle.MethodCaller("go:f", pickle.Tuple{int64(2)}, nil),
		"with keywords":            pickle.MethodCaller("go:f", pickle.Tuple{int64(2)}, kw),
		"partial without state":    &pickle.Object{Class: called, Args: pickle.Tuple{int64(2)}},
		"all bound in the partial": &pickle.Object{Class: pickle.NewPartial(methodcaller, pickle.Tuple{"go:f", int64(2)}, nil)},
	} {
		m, err := pickle.AsMethodCall(v)
		require.NoError(t, err, name)
		require.Equal(t, "go:f", m.Name)
		require.Equal(t, pickle.Tuple{int64(2)}, m.Args)
		require.NotNil(t, m.Kwargs)
		_, ok := m.Kwargs.Get("k")
		require.Equal(t, name == "with keywords", ok)
	}
}

func TestOtherCallablesAreMismatches(t *testing.T) {
	for _, v := range []any{
		nil, "go:f", pickle.Func("operator", "methodcaller"), pickle.Call("operator", "methodcaller"),
		pickle.Call("operator", "methodcaller", int64(1)), pickle.Call("operator", "itemgetter", "go:f"),
		pickle.NewPartial(pickle.Func("operator", "add"), nil, nil),
		&pickle.Object{Class: pickle.NewPartial(pickle.Func("operator", "add"), pickle.Tuple{"go:f"}, nil)},
		&pickle.Object{Kind: pickle.New, Class: pickle.Func("operator", "methodcaller"), Args: pickle.Tuple{"go:f"}},
	} {
		_, err := pickle.AsMethodCall(v)
		require.ErrorIs(t, err, pickle.ErrMismatch, pickle.Format(v))
	}
	broken := pickle.NewPartial(pickle.Func("m", "f"), nil, nil)
	for _, state := range []any{"state", pickle.Tuple{nil}, pickle.Tuple{nil, nil, nil, nil}} {
		broken.State = state
		_, err := pickle.AsPartial(broken)
		require.ErrorIs(t, err, pickle.ErrMismatch)
	}
}
