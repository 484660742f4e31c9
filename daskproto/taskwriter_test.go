package daskproto_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// asTuple is the obvious way to write a task.
func asTuple(t daskproto.Task) any {
	switch {
	case t.Func == nil:
		return plainArg(t.Args[0])
	case len(t.Kwargs) > 0:
		d := pickle.NewDict()
		for _, k := range t.Kwargs {
			d.Set(k.Name, plainArg(k.Value))
		}
		return pickle.Tuple{pickle.Func("dask.utils", "apply"), t.Func, pickle.NewList(plainArgs(t.Args)...), d}
	}
	return append(pickle.Tuple{t.Func}, plainArgs(t.Args)...)
}

func plainArgs(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = plainArg(a)
	}
	return out
}

func plainArg(a any) any {
	switch a := a.(type) {
	case daskproto.Ref:
		return string(a)
	case daskproto.Future:
		return pickle.Call("distributed.utils_comm", "WrappedKey", string(a))
	case daskproto.Items:
		return pickle.NewList(plainArgs(a)...)
	case *daskproto.Invoke:
		return append(pickle.Tuple{a.Func}, plainArgs(a.Args)...)
	case int:
		return int64(a)
	}
	return a
}

// graphs are graphs of tasks that read earlier and later ones and share
// functions and objects.
func graphs() *rapid.Generator[daskproto.Graph] {
	shared := []any{daskproto.GoCall("go:a"), daskproto.GoCall("go:b"), pickle.Func("operator", "add")}
	block := pickle.Call("numpy", "float64", 2.5)
	return rapid.Custom(func(t *rapid.T) daskproto.Graph {
		n := rapid.IntRange(1, 12).Draw(t, "tasks")
		key := func() string { return fmt.Sprintf("task-%d", rapid.IntRange(0, n-1).Draw(t, "key")) }
		var arg func(depth int) any
		args := func(depth int) []any {
			list := make([]any, rapid.IntRange(0, 4).Draw(t, "arguments"))
			for i := range list {
				list[i] = arg(depth)
			}
			return list
		}
		arg = func(depth int) any {
			kinds := 9
			if depth == 0 {
				kinds = 7
			}
			switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
			case 0:
				return daskproto.Ref(key())
			case 1:
				return daskproto.Future("earlier-" + key())
			case 2:
				return rapid.IntRange(-9, 300).Draw(t, "int")
			case 3:
				return rapid.StringMatching(`[a-z é]{0,9}`).Draw(t, "text")
			case 4:
				return block
			case 5:
				return pickle.Tuple{int64(1), "x", 0.5}
			case 6:
				return nil
			case 7:
				return daskproto.Items(args(depth - 1))
			}
			return &daskproto.Invoke{Func: rapid.SampledFrom(shared).Draw(t, "function"), Args: args(depth - 1)}
		}
		g := daskproto.Graph{Layers: []daskproto.Layer{{Name: "one", Annotations: daskproto.Annotations{Priority: 1}}, {Name: "two"}}}
		for i := range n {
			task := daskproto.Task{Key: fmt.Sprintf("task-%d", i), Func: rapid.SampledFrom(shared).Draw(t, "function"), Args: args(2)}
			switch rapid.IntRange(0, 5).Draw(t, "form") {
			case 0:
				task.Func, task.Args = nil, []any{arg(2)}
			case 1:
				task.Kwargs = []daskproto.Kwarg{{Name: "k", Value: 7}, {Name: "m", Value: block}}
			}
			l := &g.Layers[rapid.IntRange(0, 1).Draw(t, "layer")]
			l.Tasks = append(l.Tasks, task)
		}
		return g
	})
}

// TestGraphsAreWrittenAsTheirTuples compares what is written piece by piece,
// parts that recur once, with the whole value.
func TestGraphsAreWrittenAsTheirTuples(t *testing.T) {
	d := dialect(t, "2024.12.1")
	rapid.Check(t, func(r *rapid.T) {
		g := graphs().Draw(r, "graph")
		m, err := d.UpdateGraph(daskproto.UpdateGraph{Graph: g, Keys: []string{"task-0"}, InOrder: true})
		require.NoError(r, err)
		v, err := pickle.Decode(graphPickles(t, m)[0], nil, pickle.Limits{})
		require.NoError(r, err)
		wrapped, ok := pickle.Calls(v, "distributed.protocol.serialize", "ToPickle")
		require.True(r, ok)
		hlg, ok := pickle.Calls(wrapped[0], "dask.highlevelgraph", "HighLevelGraph")
		require.True(r, ok)
		require.Equal(r, 2, hlg[0].(*pickle.Dict).Len())
		for _, l := range g.Layers {
			layer, _ := hlg[0].(*pickle.Dict).Get(l.Name)
			parts, ok := pickle.Calls(layer, "dask.highlevelgraph", "MaterializedLayer")
			require.True(r, ok)
			tasks := parts[0].(*pickle.Dict)
			require.Equal(r, len(l.Tasks), tasks.Len())
			for i, task := range l.Tasks {
				require.Equal(r, task.Key, tasks.At(i).Key)
				require.Equal(r, pickle.Format(asTuple(task)), pickle.Format(tasks.At(i).Value))
			}
		}
	})
}

func TestWhatTasksShareIsWrittenOnce(t *testing.T) {
	call := daskproto.GoCall("go:f")
	g := daskproto.Graph{Layers: []daskproto.Layer{{Name: "l"}}}
	for i := range 300 {
		task := daskproto.Task{Key: fmt.Sprintf("key-%d", i), Func: call}
		if i > 0 {
			task.Args = []any{daskproto.Ref(fmt.Sprintf("key-%d", i-1))}
		}
		g.Layers[0].Tasks = append(g.Layers[0].Tasks, task)
	}
	m, err := dialect(t, "2026.7.0").UpdateGraph(daskproto.UpdateGraph{Graph: g, Keys: []string{"key-299"}, InOrder: true})
	require.NoError(t, err)
	b := graphPickles(t, m)[0]
	require.Equal(t, 1, bytes.Count(b, []byte("methodcaller")))
	require.Equal(t, 1, bytes.Count(b, []byte("key-150")))
}
