package main

import (
	"context"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// An overheadCase is one of the expressions with which Dask's documentation and
// issues measure overhead. Its chunks are tiny: what is left is the building,
// planning and running of tasks.
type overheadCase struct {
	name  string
	build func(e *arrays.Expr) *arrays.Array
}

// tiny is an array of n × m chunks of 2 × 2 elements.
func tiny(e *arrays.Expr, n, m int) *arrays.Array {
	return e.Keep(arrays.Ones([]int{2 * n, 2 * m}, ndarray.Float64, arrays.ChunkSize(2)))
}

// shallow is an array of 40 chunks of 2 rows.
func shallow(e *arrays.Expr) *arrays.Array {
	return e.Keep(arrays.Ones([]int{80, 80}, ndarray.Float64, arrays.PerAxis(arrays.Size(2), arrays.Whole)))
}

// turned is a in chunks of 2 columns.
func turned(a *arrays.Array) (*arrays.Array, error) {
	return a.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(2)))
}

func transpose(a *arrays.Array) (*arrays.Array, error) { return a.Transpose() }

// over returns a reduction along axes.
func over(op ndarray.ReduceOp, axes ...int) func(a *arrays.Array) (*arrays.Array, error) {
	return func(a *arrays.Array) (*arrays.Array, error) { return a.Reduce(op, arrays.Over(axes...)) }
}

var overheadCases = []overheadCase{
	{name: "sum", build: func(e *arrays.Expr) *arrays.Array { return e.One(over(ndarray.Sum), tiny(e, 60, 60)) }},
	{name: "x plus transpose", build: func(e *arrays.Expr) *arrays.Array {
		x := tiny(e, 40, 40)
		return e.One(over(ndarray.Sum), e.Do(arrays.Add, x, e.One(transpose, x)))
	}},
	{name: "anomaly", build: func(e *arrays.Expr) *arrays.Array {
		x := tiny(e, 200, 6)
		d := e.Do(arrays.Sub, x, e.One(over(ndarray.Mean, 0), x))
		return e.One(over(ndarray.Mean), e.Do(arrays.Mul, d, d))
	}},
	{name: "means of products", build: func(e *arrays.Expr) *arrays.Array {
		u, v := tiny(e, 60, 20), tiny(e, 60, 20)
		y := e.Do(arrays.Add, e.One(over(ndarray.Mean, 0), u), e.One(over(ndarray.Mean, 0), v))
		return e.Do(arrays.Add, y, e.One(over(ndarray.Mean, 0), e.Do(arrays.Mul, u, v)))
	}},
	{name: "rechunk", build: func(e *arrays.Expr) *arrays.Array { return e.One(turned, shallow(e)) }},
	{name: "rechunk, opaque", build: func(e *arrays.Expr) *arrays.Array { return e.One(opaque(turned), shallow(e)) }},
	{name: "map overlap", build: func(e *arrays.Expr) *arrays.Array {
		x := e.Keep(arrays.Ones([]int{80, 80}, ndarray.Float32, arrays.ChunkSize(4)))
		return e.Keep(arrays.MapOverlap(smooth, arrays.OverlapSpec{Halos: arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeReflect))}, x))
	}},
	{name: "tensordot", build: func(e *arrays.Expr) *arrays.Array {
		x := tiny(e, 14, 14)
		return e.Keep(arrays.TensorDot(x, x, []int{1}, []int{0}))
	}},
	{name: "cumsum", build: func(e *arrays.Expr) *arrays.Array {
		return e.One(func(a *arrays.Array) (*arrays.Array, error) { return a.CumSum(0) }, tiny(e, 60, 20))
	}},
	{name: "slice of slices", build: func(e *arrays.Expr) *arrays.Array {
		x := tiny(e, 60, 60)
		for range 3 {
			x = e.One(func(a *arrays.Array) (*arrays.Array, error) {
				return a.Slice(arrays.Span(1, math.MaxInt), arrays.Span(1, math.MaxInt))
			}, x)
		}
		return e.Do(arrays.Add, x, 1)
	}},
}

// overheads are the cases, each run with all that comes before: that is what a
// user waits for.
func overheads(on scheduler.Option) []*trial {
	var list []*trial
	for _, c := range overheadCases {
		list = append(list, &trial{
			name: "overhead: " + c.name, tasks: tasksOf(c.build), ask: map[string]any{"overhead": c.name},
			run: func(ctx context.Context) (values, error) {
				var e arrays.Expr
				y := c.build(&e)
				return computed(ctx, on)(y, e.Err)
			},
			targets: []target{{"dask", 20}},
		})
	}
	return list
}

// plan makes the expression and plans it.
func (c overheadCase) plan() (*graph.Plan, error) {
	var e arrays.Expr
	y := c.build(&e)
	if e.Err != nil {
		return nil, e.Err
	}
	return graph.NewPlan([]graph.Collection{y})
}

// tasksOf counts the tasks of an expression; 0 if it cannot be made, which
// running it reports.
func tasksOf(build func(e *arrays.Expr) *arrays.Array) int {
	var e arrays.Expr
	y := build(&e)
	if e.Err != nil {
		return 0
	}
	p, err := graph.NewPlan([]graph.Collection{y})
	if err != nil {
		return 0
	}
	return p.Len()
}

var millionCases = []overheadCase{
	{name: "x*2 + 1", build: func(e *arrays.Expr) *arrays.Array {
		return e.Do(arrays.Add, e.Do(arrays.Mul, tiny(e, 1000, 1000), 2), 1)
	}},
	{name: "(x + x.T).sum()", build: func(e *arrays.Expr) *arrays.Array {
		x := tiny(e, 1000, 1000)
		return e.One(over(ndarray.Sum), e.Do(arrays.Add, x, e.One(transpose, x)))
	}},
}

// millions are expressions of a million blocks that are built and planned, not
// run, in processor time.
func millions() []*trial {
	var list []*trial
	for _, c := range millionCases {
		t := &trial{name: "plan 1e6 blocks: " + c.name, ownTime: true}
		t.run = func(context.Context) (values, error) {
			if t.tasks > 0 {
				_, err := c.plan()
				return nil, err
			}
			p, bytes, err := kept(c.plan) // the first run, which is not timed
			if err == nil {
				t.tasks, t.heap.plan = p.Len(), bytes
			}
			return nil, err
		}
		list = append(list, t)
	}
	return list
}
