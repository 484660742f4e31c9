package daskproto_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// text shows a node as a call in a short form.
func text(n daskproto.Node) string {
	args := func(list []daskproto.Node) string {
		var parts []string
		for _, a := range list {
			parts = append(parts, text(a))
		}
		return strings.Join(parts, ", ")
	}
	switch n.Kind {
	case daskproto.NodeRef:
		return "<" + n.Key.String() + ">"
	case daskproto.NodeCall:
		name := n.Method
		if name == "" {
			name = pickle.Format(n.Func)
			if g, ok := n.Func.(pickle.Global); ok {
				name = g.Name
			}
		}
		all := args(n.Args)
		for _, k := range n.Kwargs {
			all += fmt.Sprintf(", %s=%s", k.Name, text(k.Node))
		}
		return name + "(" + all + ")"
	case daskproto.NodeData:
		return pickle.Format(n.Value)
	}
	return n.Kind.String() + "[" + args(n.Args) + "]"
}

func TestReferenceTasksNeedTheirDependencies(t *testing.T) {
	for _, pattern := range []string{"traffic-worker-*.json", "prototype-*.json"} {
		eachOp(t, pattern, "compute-task", func(t *testing.T, _ daskproto.Dialect, _ string, m daskproto.Map) {
			task, err := daskproto.DecodeComputeTask(m)
			require.NoError(t, err)
			n, err := task.RunSpec()
			require.NoError(t, err, "%s", task.Key)
			refs, needed := n.Refs(nil), task.DependencyKeys()
			slices.Sort(refs)
			slices.Sort(needed)
			require.Equal(t, needed, slices.Compact(append([]daskproto.Key{}, refs...)), "%s: %s", task.Key, text(n))
			if strings.HasPrefix(string(task.Key), "go") {
				require.True(t, strings.HasPrefix(n.Method, "go:"), "%s: %s", task.Key, text(n))
			}
		})
	}
}

func TestReferenceTasksOfAllReleasesReadAlike(t *testing.T) {
	want := map[string]string{
		"add-1": "add(1, 2)",
		"mul-1": "mul(<add-1>, 10)",
		"err-1": "truediv(<add-1>, 0)",
		"nest":  "add(mul(2, 3), 4)",
		"lit":   `'hello'`,
	}
	eachOp(t, "traffic-worker-*.json", "compute-task", func(t *testing.T, _ daskproto.Dialect, _ string, m daskproto.Map) {
		task, err := daskproto.DecodeComputeTask(m)
		require.NoError(t, err)
		n, err := task.RunSpec()
		require.NoError(t, err)
		if w, ok := want[string(task.Key)]; ok {
			require.Equal(t, w, text(n))
		}
	})
}

func TestReferenceTaskSpecsReadAsNodes(t *testing.T) {
	want := map[string][]string{
		"Task":              {"add(1, 2)"},
		"Task_refs":         {"add(<a>, <b>)"},
		"Task_kwargs":       {"sorted([3, 1], reverse=True)", "sorted(list[3, 1], reverse=True)"},
		"Task_methodcaller": {"go:f(1, 's')"},
		"Task_nested":       {"add(mul(2, 3), 4)"},
		"Alias":             {"<('t', 1)>"},
		"DataNode":          {"[1, 2]"},
		"TaskRef":           {"<a>"},
		"List":              {"list[1, <a>]"},
		"Tuple":             nil,
		"Set":               nil,
		"Dict":              {`dict['p', <a>, 'q', 5]`},
		"Task_list_arg":     {"sum(list[<a>, <b>])"},
	}
	vectors(t, "task-spec-202[4-6]*.json", func(t *testing.T, _ string, f vectorFile) {
		for _, v := range f.Vectors {
			name := v["name"].(string)
			expect, ok := want[name]
			if !ok {
				continue
			}
			b, err := base64.StdEncoding.DecodeString(v["b64"].(string))
			require.NoError(t, err)
			n, err := daskproto.DecodeRunSpec(daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: b}}, nil)
			require.NoError(t, err, name)
			if expect == nil {
				require.True(t, n.Kind == daskproto.NodeTuple || n.Kind == daskproto.NodeSet, text(n))
				continue
			}
			require.Contains(t, expect, text(n), name)
		}
	})
}

func spec(t *testing.T, v any) daskproto.Spec {
	b, err := pickle.Encode(v)
	require.NoError(t, err)
	return daskproto.Spec{RunSpec: &daskproto.Pickled{Bytes: b}}
}

// task returns a dask._task_spec.Task in the form of releases since 2025.3.0.
func task(function any, args ...any) *pickle.Object {
	return &pickle.Object{Kind: pickle.New, Class: pickle.Func("dask._task_spec", "Task"), State: pickle.Tuple{
		false, pickle.NewFrozenSet(), nil, nil, nil, pickle.Tuple(args), function, "k", pickle.NewDict(),
	}}
}

func taskRef(key any) *pickle.Object { return pickle.Call("dask._task_spec", "TaskRef", key) }

func TestRunSpecForms(t *testing.T) {
	add := pickle.Func("operator", "add")
	fused := func(graph *pickle.Dict, out string) *pickle.Object {
		return task(pickle.Func("dask._task_spec", "_execute_subgraph"), graph, out, pickle.Tuple{"x"}, taskRef("outer"))
	}
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"reference in a dict": {
			pickle.Tuple{add, pickle.Tuple{pickle.NewDict(pickle.Item{Key: "dep", Value: "dep"})}, pickle.NewDict()},
			`add(dict['dep', <dep>])`,
		},
		"apply": {
			pickle.Tuple{pickle.Func("distributed.worker", "execute_task"), pickle.Tuple{pickle.Tuple{
				pickle.Func("dask.utils", "apply"), add, pickle.NewList("dep", int64(1)), pickle.NewDict(pickle.Item{Key: "k", Value: true}),
			}}, pickle.NewDict()},
			"add(<dep>, 1, k=True)",
		},
		"apply with keywords from pairs": {
			pickle.Tuple{pickle.Func("distributed.worker", "execute_task"), pickle.Tuple{pickle.Tuple{
				pickle.Func("dask.utils", "apply"), add, pickle.NewList(),
				pickle.Tuple{pickle.Func("builtins", "dict"), pickle.NewList(pickle.NewList("k", "dep"))},
			}}, pickle.NewDict()},
			"add(, k=<dep>)",
		},
		"tuple that is no call": {
			pickle.Tuple{add, pickle.Tuple{pickle.Tuple{int64(1), int64(2)}}, pickle.NewDict()},
			"add((1, 2))",
		},
		"tuple key":  {pickle.Tuple{add, pickle.Tuple{pickle.Tuple{"t", int64(0)}, int64(2)}, pickle.NewDict()}, "add(<('t', 0)>, 2)"},
		"fused task": {fused(pickle.NewDict(pickle.Item{Key: "i", Value: task(add, taskRef("x"), int64(1))}, pickle.Item{Key: "o", Value: task(add, taskRef("i"), taskRef("i"))}), "o"), "add(add(<outer>, 1), add(<outer>, 1))"},
		"alias":      {pickle.Call("dask._task_spec", "Alias", "k", "target"), "<target>"},
	} {
		t.Run(name, func(t *testing.T) {
			deps := []daskproto.Key{"dep"}
			tuple, err := daskproto.KeyOf([]any{"t", int64(0)})
			require.NoError(t, err)
			n, err := daskproto.DecodeRunSpec(spec(t, c.value), append(deps, tuple))
			require.NoError(t, err)
			require.Equal(t, c.want, text(n))
		})
	}
	t.Run("fused task that needs itself", func(t *testing.T) {
		_, err := daskproto.DecodeRunSpec(spec(t, fused(pickle.NewDict(pickle.Item{Key: "o", Value: task(add, taskRef("o"))}), "o")), nil)
		require.ErrorIs(t, err, daskproto.ErrFormat)
	})
	t.Run("nothing to run", func(t *testing.T) {
		_, err := daskproto.DecodeRunSpec(daskproto.Spec{}, nil)
		require.EqualError(t, err, "daskproto: malformed message: task without run_spec and function")
	})
}
