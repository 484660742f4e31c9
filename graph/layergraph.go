package graph

import (
	"errors"
	"fmt"
	"slices"

	dag "github.com/dominikbraun/graph"
)

// ErrNotNeeded is returned by [Why] for a layer that the other one does
// without.
var ErrNotNeeded = errors.New("graph: layer is not needed")

// guarded is how many layers are added with the library's own protection from
// cycles, which looks at all ancestors for each edge.
const guarded = 1000

// LayerGraph returns the layers behind the wanted collections as a directed,
// acyclic graph for the algorithms of dominikbraun/graph. Vertices are known
// by layer name, edges lead from a layer to those that read it. It is meant
// for hundreds of layers; tasks never go in there. Layers that read each other
// in a circle give [ErrCycle].
func LayerGraph(wanted []Collection) (dag.Graph[string, *Layer], error) {
	roots := make([]*Layer, len(wanted))
	for i, c := range wanted {
		if roots[i] = c.Layer(); roots[i] == nil {
			return nil, fmt.Errorf("graph: collection %d of %d has no layer", i, len(wanted))
		}
	}
	return layerGraph(roots)
}

func layerGraph(roots []*Layer) (dag.Graph[string, *Layer], error) {
	layers, err := layersOf(roots, map[*Layer]int{})
	if err != nil {
		return nil, err
	}
	traits := []func(*dag.Traits){dag.Directed(), dag.Acyclic()}
	if len(layers) <= guarded {
		traits = append(traits, dag.PreventCycles())
	}
	g := dag.New((*Layer).Name, traits...)
	for _, l := range layers {
		if err := g.AddVertex(l); err != nil {
			return nil, fmt.Errorf("graph: layer %s: %w", l.name, err)
		}
	}
	for _, l := range layers {
		for _, d := range l.spec.Deps {
			err := g.AddEdge(d.name, l.name)
			switch {
			case errors.Is(err, dag.ErrEdgeAlreadyExists):
			case errors.Is(err, dag.ErrEdgeCreatesCycle):
				return nil, fmt.Errorf("%w: %s reads %s", ErrCycle, l.name, d.name)
			case err != nil:
				return nil, fmt.Errorf("graph: %s reads %s: %w", l.name, d.name, err)
			}
		}
	}
	return g, nil
}

// LayerOrder returns the layers behind the wanted collections with
// dependencies first; layers that could change places are in the order of
// their names. It takes quadratic time.
func LayerOrder(wanted []Collection) ([]*Layer, error) {
	g, err := LayerGraph(wanted)
	if err != nil {
		return nil, err
	}
	names, err := dag.StableTopologicalSort(g, func(a, b string) bool { return a < b })
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	layers := make([]*Layer, len(names))
	for i, name := range names {
		if layers[i], err = g.Vertex(name); err != nil {
			return nil, fmt.Errorf("graph: layer %s: %w", name, err)
		}
	}
	return layers, nil
}

// Why returns a shortest chain of layers through which one layer needs
// another: from itself, a layer that it reads, and so on to the other. Among
// equally short ones it is the first by the names of its layers. A layer that
// is not needed gives [ErrNotNeeded].
func Why(from, to *Layer) ([]*Layer, error) {
	g, err := layerGraph([]*Layer{from})
	if err != nil {
		return nil, err
	}
	reads, err := g.PredecessorMap()
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	reader := map[string]string{from.name: ""}
	for queue := []string{from.name}; len(queue) > 0; queue = queue[1:] {
		var next []string
		for name := range reads[queue[0]] {
			next = append(next, name)
		}
		slices.Sort(next)
		for _, name := range next {
			if _, seen := reader[name]; !seen {
				reader[name] = queue[0]
				queue = append(queue, name)
			}
		}
	}
	if _, ok := reader[to.name]; !ok {
		return nil, fmt.Errorf("%w: %s by %s", ErrNotNeeded, to.name, from.name)
	}
	var chain []*Layer
	for name := to.name; name != ""; name = reader[name] {
		l, err := g.Vertex(name)
		if err != nil {
			return nil, fmt.Errorf("graph: layer %s: %w", name, err)
		}
		chain = append(chain, l)
	}
	slices.Reverse(chain)
	return chain, nil
}
