package daskproto_test

import (
	"bytes"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/pickle"
)

// A message is encoded to frames, the frames travel, and the same message
// comes out.
func Example() {
	frames, err := daskproto.EncodeMessage(daskproto.Gather(daskproto.Keys("sum-1")))
	if err != nil {
		panic(err)
	}
	var wire bytes.Buffer
	if err := daskproto.WriteFrames(&wire, frames); err != nil {
		panic(err)
	}
	frames, err = daskproto.ReadFrames(&wire, daskproto.Limits{})
	if err != nil {
		panic(err)
	}
	v, err := daskproto.DecodeMessage(frames, daskproto.Limits{})
	if err != nil {
		panic(err)
	}
	m := v.(daskproto.Map)
	fmt.Println(m.Op(), daskproto.Read("gather", m).Keys("keys"))
	// Output: gather [sum-1]
}

// A dialect writes the same graph for any release.
func ExampleDialect_UpdateGraph() {
	u := daskproto.UpdateGraph{
		Graph: daskproto.Graph{Layers: []daskproto.Layer{{
			Name:        "scale",
			Annotations: daskproto.Annotations{Resources: map[string]float64{"GO": 1}},
			Tasks: []daskproto.Task{
				{Key: "data-1", Func: pickle.Func("numpy", "arange"), Args: []any{10.0}},
				{Key: "scale-1", Func: daskproto.GoCall("go:scale"), Args: []any{daskproto.Ref("data-1"), 2.5}},
			},
		}}},
		Keys: []string{"scale-1"},
	}
	for _, release := range []string{"2022.12.1", "2024.12.1", "2026.7.0"} {
		v, err := daskproto.ParseVersion(release)
		if err != nil {
			panic(err)
		}
		m, err := daskproto.DialectOf(v).UpdateGraph(u)
		if err != nil {
			panic(err)
		}
		_, packed := m.Get("hlg")
		_, expression := m.Get("expr_ser")
		fmt.Println(release, m.Op(), packed, expression)
	}
	// Output:
	// 2022.12.1 update-graph-hlg true false
	// 2024.12.1 update-graph false false
	// 2026.7.0 update-graph false true
}

// What a worker is asked to run reads alike for every release.
func ExampleDecodeRunSpec() {
	args, err := pickle.Encode(pickle.Tuple{"data-1", 2.5})
	if err != nil {
		panic(err)
	}
	function, err := pickle.Encode(daskproto.GoCall("go:scale"))
	if err != nil {
		panic(err)
	}
	n, err := daskproto.DecodeRunSpec(daskproto.Spec{Function: function, Args: args}, daskproto.Keys("data-1"))
	if err != nil {
		panic(err)
	}
	fmt.Println(n.Kind, n.Method)
	for _, a := range n.Args {
		fmt.Println(a.Kind, a.Key, a.Value)
	}
	// Output:
	// call go:scale
	// ref data-1 <nil>
	// data  2.5
}
