// Package draw shows what a lazy value will do: as SVG, as PNG and as DOT for
// Graphviz.
//
// # Model
//
// By default a picture has one box per layer, so it reads the same for four
// blocks and for a million: what the layer does, how many tasks it has, what
// its values look like and how much memory they take. Lines say how many
// results go from one layer to the next. [Tasks] draws each task instead: calls
// are circles, results are boxes with the coordinates of their block. Where that
// would be too much to read, like tasks are drawn as one with their number, so
// that a graph of a million tasks shows how one block is made, what happens at
// the edges and how the groups of a tree differ. What is drawn is the plan that
// would run, after fusing; [Raw] draws it before.
//
//	err := draw.SVG(file, sum)               // layers
//	err := draw.SVG(file, sum, draw.Tasks()) // every task
//	err := draw.Of(sum, mean).PNG(file)      // two values in one picture
//
// The same graph gives the same bytes, on every machine: pictures can be
// compared with files in tests. Nothing is computed and no other program runs.
package draw
