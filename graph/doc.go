// Package graph holds work that has not run yet.
//
// # Model
//
// An [Op] is a Go function with a name. A [Layer] is a named, immutable family
// of tasks over a grid of blocks, together with the layers it reads; it stays
// symbolic, so making one costs the same for four blocks and for a million.
// Every lazy value of gloam is a [Collection]: some blocks of one layer and the
// way to put them together.
//
// A [Plan] is what executors run: the tasks that the wanted blocks need and no
// others, with integer ids, compressed rows for both directions of the edges
// and one static priority per task. A [Task] is the explicit form of one of
// them: its [Key], its Op, and its arguments, each a literal or a reference to
// another key.
//
//	p, err := graph.NewPlan([]graph.Collection{x, y})
//
// Making a plan is three passes, each a function of its own: [Expand] finds the
// needed tasks, [Fuse] makes one task of several where that costs no
// parallelism, [Order] ranks them so that few bytes are alive at once.
// [Validate] checks what a pass may give, [Peak] and [Summary] say what it is
// worth.
//
// The steps of a fused task run one after the other. Ops that know how to work
// together are registered with [RegisterFusing]: they put their work off as a
// [Pending] until somebody wants its value. The graph itself knows nothing of
// what they compute.
//
// Layers are named by content: an operation's short name and a [Token] over
// everything that decides its values. Equal names mean equal values, so work
// asked for twice is one layer.
package graph
