package worker_test

import (
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/worker"
)

// FuzzTask evaluates tasks of strangers: whatever the pickle says, there is a
// result or an error.
func FuzzTask(f *testing.F) {
	dict := pickle.NewDict(pickle.Item{Key: "k", Value: pickle.Tuple{int64(1), 2.5}})
	for _, args := range []pickle.Tuple{nil, {int64(1), int64(2)}, {dict, nil, "text", []byte{1}}, {pickle.NewList(dict)}, {invoke("builtins", "dict")}} {
		for _, fn := range []any{daskproto.GoCall("go:test/add"), daskproto.GoCall("go:value"), daskproto.GoCall("go:"),
			pickle.Func("builtins", "dict"), pickle.MethodCaller("go:test/describe", pickle.Tuple{int64(3)}, dict),
			pickle.NewPartial(daskproto.GoCall("go:test/describe"), args, dict)} {
			f.Add(compute("k", 1, fn, args).Spec.RunSpec.(*daskproto.Pickled).Bytes)
			b, err := pickle.Encode(pickle.Tuple{fn, args, dict})
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		worker.Evaluate(daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: data}})
		worker.Evaluate(daskproto.Spec{Function: data, Args: data})
	})
}
