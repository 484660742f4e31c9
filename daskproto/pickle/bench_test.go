package pickle_test

import (
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/daskproto/pickle"
)

// taskGraph returns the graph of a layer as a client sends it: n tasks, each a
// call of a Go function with the results of two others and two numbers.
func taskGraph(n int) any {
	fn := pickle.MethodCaller("go:example.com/count", nil, nil)
	key := func(i int) string { return fmt.Sprintf("('part-1f9c2d7ae1b04c55', %d, %d)", i/100, i%100) }
	tasks := &pickle.Dict{}
	for i := range n {
		tasks.Set(key(i), pickle.Tuple{fn, key(i / 2), key(i / 3), int64(i), float64(i)})
	}
	layer := pickle.Call("dask.highlevelgraph", "MaterializedLayer", tasks, nil)
	layers := pickle.NewDict(pickle.Item{Key: "part", Value: layer})
	deps := pickle.NewDict(pickle.Item{Key: "part", Value: pickle.NewSet()})
	graph := pickle.Call("dask.highlevelgraph", "HighLevelGraph", layers, deps)
	return pickle.Call("distributed.protocol.serialize", "ToPickle", graph)
}

// objectGraph returns n tasks as Dask itself has them, with an instance each.
func objectGraph(n int) any {
	tasks := &pickle.Dict{}
	for i := range n {
		key := pickle.Tuple{"part-1f9c2d7ae1b04c55", int64(i / 100), int64(i % 100)}
		ref := pickle.Call("dask._task_spec", "TaskRef", pickle.Tuple{"load-77aa", int64(i)})
		task := &pickle.Object{Kind: pickle.New, Class: pickle.Func("dask._task_spec", "Task")}
		task.State = pickle.Tuple{false, pickle.NewFrozenSet(key), nil, nil, nil, pickle.Tuple{ref, int64(i)},
			pickle.Func("_operator", "add"), key, pickle.NewDict()}
		tasks.Set(key, task)
	}
	return tasks
}

var graphs = []struct {
	name  string
	build func(n int) any
}{{"tuples", taskGraph}, {"objects", objectGraph}}

func BenchmarkDecode(b *testing.B) {
	for _, g := range graphs {
		for _, n := range []int{10, 100_000} {
			b.Run(fmt.Sprintf("graph=%s/tasks=%d", g.name, n), func(b *testing.B) {
				data, err := pickle.Encode(g.build(n))
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := pickle.Decode(data, nil, pickle.Limits{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, g := range graphs {
		for _, n := range []int{10, 100_000} {
			b.Run(fmt.Sprintf("graph=%s/tasks=%d", g.name, n), func(b *testing.B) {
				v := g.build(n)
				data, err := pickle.Encode(v)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				var buf []byte
				for b.Loop() {
					if buf, err = pickle.Append(buf[:0], v); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkDecodeBytes shows that data in a pickle is not copied.
func BenchmarkDecodeBytes(b *testing.B) {
	data, err := pickle.Encode(make([]byte, 64<<20))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := pickle.Decode(data, nil, pickle.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
