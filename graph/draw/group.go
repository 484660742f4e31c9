package draw

import (
	dag "github.com/dominikbraun/graph"

	"github.com/gloam-go/gloam/graph"
)

// A group is the tasks of one layer, with what was fused into them.
type group struct {
	layer  int
	tasks  int
	wanted bool
	bytes  int64
	reads  int64
	shades int64 // sum over the tasks
	first  int   // least and greatest shade
	last   int
	fused  []int // layers of earlier steps, in plan order
}

// groupTasks returns the layers that have tasks of their own, and the group of
// each layer.
func groupTasks(p *graph.Plan, s *shade) ([]*group, []int) {
	byLayer := make([]*group, len(p.Layers()))
	fused := make([]map[int]bool, len(p.Layers()))
	wanted := wantedSet(p)
	for id := range p.Len() {
		l := p.LayerOf(id)
		g := byLayer[l]
		if g == nil {
			g = &group{layer: l, first: -1}
			byLayer[l], fused[l] = g, map[int]bool{}
		}
		g.tasks++
		g.bytes += p.Bytes(id)
		g.reads += p.Reads(id)
		g.wanted = g.wanted || wanted[id]
		for i := range p.StepCount(id) - 1 {
			step, _ := p.Step(id, i)
			fused[l][step] = true
		}
		if s != nil {
			v := s.value[id]
			g.shades += int64(v)
			if g.first < 0 {
				g.first = v
			}
			g.first, g.last = min(g.first, v), max(g.last, v)
		}
	}
	var groups []*group
	at := make([]int, len(byLayer))
	for l, g := range byLayer {
		if g == nil {
			continue
		}
		for step := range p.Layers() {
			if fused[l][step] && step != l {
				g.fused = append(g.fused, step)
			}
		}
		at[l] = len(groups)
		groups = append(groups, g)
	}
	return groups, at
}

// layerEdges counts the results that go from layer to layer.
func layerEdges(p *graph.Plan, at []int) []edge {
	count := map[[2]int]int{}
	for id := range p.Len() {
		to := at[p.LayerOf(id)]
		for _, in := range p.Inputs(id) {
			count[[2]int{at[p.LayerOf(int(in))], to}]++
		}
	}
	var edges []edge
	for e, n := range count {
		if e[0] == e[1] {
			continue
		}
		edges = append(edges, edge{from: e[0], to: e[1], label: times(n), weight: widthOf(n)})
	}
	sortEdges(edges)
	return edges
}

func times(n int) string {
	if n == 1 {
		return ""
	}
	return "×" + number(n)
}

// reduce leaves out edges between nodes that other edges connect, too.
func reduce(nodes int, edges []edge) ([]edge, error) {
	g := dag.New(dag.IntHash, dag.Directed(), dag.Acyclic())
	for n := range nodes {
		if err := g.AddVertex(n); err != nil {
			return nil, err
		}
	}
	for _, e := range edges {
		if err := g.AddEdge(e.from, e.to); err != nil {
			return nil, err
		}
	}
	reduced, err := dag.TransitiveReduction(g)
	if err != nil {
		return nil, err
	}
	var kept []edge
	for _, e := range edges {
		if _, err := reduced.Edge(e.from, e.to); err == nil {
			kept = append(kept, e)
		}
	}
	return kept, nil
}
