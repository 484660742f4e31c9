package graph_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/graph"
)

// text is words that have not been joined.
type text []string

// Value implements graph.Pending.
func (t text) Value(context.Context) (any, error) { return fmt.Sprint([]string(t)), nil }

var sayOp = graph.RegisterFusing("example.com/say",
	func(_ context.Context, args []any) (any, error) { return fmt.Sprint(args...), nil },
	func(_ context.Context, args []any) (any, error) {
		before, _ := args[0].(text)
		return append(before, args[1].(string)), nil
	})

func ExampleRegisterFusing() {
	say := func(word string, before ...*graph.Layer) *graph.Layer {
		l, err := graph.NewLayer(graph.LayerSpec{Label: "say", Token: graph.Token(word), Op: sayOp, Deps: before,
			Args: func(_ int, dst []graph.Arg) []graph.Arg {
				if len(before) == 0 {
					dst = append(dst, graph.Lit(nil))
				} else {
					dst = append(dst, graph.Ref(0, 0))
				}
				return append(dst, graph.Lit(word))
			}})
		if err != nil {
			panic(err)
		}
		return l
	}
	p, err := graph.NewPlan([]graph.Collection{whole{say("once", say("at", say("all")))}})
	if err != nil {
		panic(err)
	}
	v, err := p.NewRunner().Run(context.Background(), int(p.Outputs()[0]), nil)
	fmt.Println(p.Len(), "task:", v, err)
	// Output:
	// 1 task: [all at once] <nil>
}
