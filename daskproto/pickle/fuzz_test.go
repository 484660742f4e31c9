package pickle_test

import (
	"runtime"
	"testing"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// FuzzDecode checks that no input makes the package panic, that memory stays
// within what the limits promise, and that what was read can be written.
func FuzzDecode(f *testing.F) {
	for _, v := range corpus(f) {
		for _, p := range v.Pickles {
			if len(p.B64) < 4096 {
				f.Add([]byte(p.B64))
			}
		}
	}
	for _, data := range pickles(f, "task-spec-*.json") {
		f.Add(data)
	}
	limits := pickle.Limits{Nodes: 10_000, Depth: 200, Memo: 1000, Expanded: 100_000}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		v, err := pickle.Decode(data, [][]byte{data}, limits)
		runtime.ReadMemStats(&after)
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(1<<20+limits.Nodes*600+20*len(data)); got > most {
			t.Fatalf("%d bytes allocated, at most %d expected", got, most)
		}
		if err != nil {
			return
		}
		recognise(v)
		_ = pickle.Format(v)
		if !pickle.Equal(v, v) {
			t.Fatal("value is not equal to itself")
		}
		again, err := pickle.Encode(v)
		if err != nil {
			return
		}
		back, err := pickle.Decode(again, nil, pickle.Limits{})
		if err != nil {
			t.Fatalf("%v: %s", err, pickle.Format(v))
		}
		_ = pickle.Equal(v, back)
	})
}

// recognise tries all shapes on a value.
func recognise(v any) {
	_, _ = pickle.AsArray(v)
	_, _ = pickle.AsScalar(v)
	if d, err := pickle.AsDType(v); err == nil {
		d.Pickle()
	}
	if e, err := pickle.AsException(v); err == nil {
		_ = e.Error()
	}
	_, _ = pickle.AsPartial(v)
	_, _ = pickle.AsMethodCall(v)
}
