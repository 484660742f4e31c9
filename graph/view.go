package graph

import (
	"cmp"
	"errors"
	"slices"

	dag "github.com/dominikbraun/graph"
)

// ErrReadOnly is what the mutating methods of a [Plan.View] return.
var ErrReadOnly = errors.New("graph: view of a plan cannot be changed")

// View returns the tasks as a directed, acyclic graph for the algorithms of
// dominikbraun/graph, without copying them. Vertices are the keys of results,
// edges lead from a result to the tasks that read it, and their weight is how
// often. Adding, changing and removing gives [ErrReadOnly]; Clone makes a copy
// that can be changed. Many of the library's algorithms take quadratic time or
// a kilobyte a task, so this is for looking at small plans.
func (p *Plan) View() dag.Graph[Key, Key] {
	v := &planView{p: p, layers: map[string]int32{}, ids: make([]int32, p.Len())}
	for i, l := range p.layers {
		v.layers[l.name] = int32(i)
	}
	for id := range v.ids {
		v.ids[id] = int32(id)
	}
	slices.SortFunc(v.ids, v.byPlace)
	return dag.NewWithStore(func(k Key) Key { return k }, dag.Store[Key, Key](v), dag.Directed(), dag.Acyclic())
}

// planView is the store of a View.
type planView struct {
	p      *Plan
	layers map[string]int32
	ids    []int32 // by layer and block
}

func (v *planView) byPlace(a, b int32) int {
	la, ba := v.p.places.of(int(a))
	lb, bb := v.p.places.of(int(b))
	return cmp.Or(cmp.Compare(la, lb), cmp.Compare(ba, bb))
}

// id finds the task with a key.
func (v *planView) id(k Key) (int32, error) {
	layer, ok := v.layers[k.Layer]
	if !ok {
		return 0, dag.ErrVertexNotFound
	}
	block, err := v.p.layers[layer].Block(k)
	if err != nil {
		return 0, dag.ErrVertexNotFound
	}
	at, ok := slices.BinarySearchFunc(v.ids, struct{}{}, func(id int32, _ struct{}) int {
		l, b := v.p.places.of(int(id))
		return cmp.Or(cmp.Compare(l, layer), cmp.Compare(int(b), block))
	})
	if !ok {
		return 0, dag.ErrVertexNotFound
	}
	return v.ids[at], nil
}

func (v *planView) Vertex(k Key) (Key, dag.VertexProperties, error) {
	id, err := v.id(k)
	if err != nil {
		return k, dag.VertexProperties{}, err
	}
	return k, dag.VertexProperties{Attributes: map[string]string{"label": v.p.Label(int(id))}}, nil
}

func (v *planView) ListVertices() ([]Key, error) {
	keys := make([]Key, v.p.Len())
	for id := range keys {
		keys[id] = v.p.Key(id)
	}
	return keys, nil
}

func (v *planView) VertexCount() (int, error) { return v.p.Len(), nil }

func (v *planView) Edge(from, to Key) (dag.Edge[Key], error) {
	source, err := v.id(from)
	if err != nil {
		return dag.Edge[Key]{}, err
	}
	target, err := v.id(to)
	if err != nil {
		return dag.Edge[Key]{}, err
	}
	times := 0
	for _, in := range v.p.in.of(int(target)) {
		if in == source {
			times++
		}
	}
	if times == 0 {
		return dag.Edge[Key]{}, dag.ErrEdgeNotFound
	}
	return viewEdge(from, to, times), nil
}

func viewEdge(from, to Key, times int) dag.Edge[Key] {
	return dag.Edge[Key]{Source: from, Target: to, Properties: dag.EdgeProperties{Weight: times, Attributes: map[string]string{}}}
}

func (v *planView) ListEdges() ([]dag.Edge[Key], error) {
	var edges []dag.Edge[Key]
	for id := range v.p.Len() {
		readers := v.p.out.of(id) // ascending, so repetitions are neighbours
		for i := 0; i < len(readers); {
			times := 1
			for i+times < len(readers) && readers[i+times] == readers[i] {
				times++
			}
			edges = append(edges, viewEdge(v.p.Key(id), v.p.Key(int(readers[i])), times))
			i += times
		}
	}
	return edges, nil
}

func (v *planView) AddVertex(Key, Key, dag.VertexProperties) error { return ErrReadOnly }
func (v *planView) RemoveVertex(Key) error                         { return ErrReadOnly }
func (v *planView) AddEdge(_, _ Key, _ dag.Edge[Key]) error        { return ErrReadOnly }
func (v *planView) UpdateEdge(_, _ Key, _ dag.Edge[Key]) error     { return ErrReadOnly }
func (v *planView) RemoveEdge(_, _ Key) error                      { return ErrReadOnly }
