package draw

import (
	"io"

	"github.com/gloam-go/gloam/graph"
)

// SVG writes a picture of a lazy value as SVG. Boxes have tooltips with keys,
// operations and the source lines that asked for them.
func SVG(w io.Writer, c graph.Collection, opts ...Option) error { return Of(c).SVG(w, opts...) }

// PNG writes a picture of a lazy value as PNG, two pixels for each unit of the
// SVG, or fewer where the picture would be very large.
func PNG(w io.Writer, c graph.Collection, opts ...Option) error { return Of(c).PNG(w, opts...) }

// DOT writes the graph of a lazy value in the language of Graphviz.
func DOT(w io.Writer, c graph.Collection, opts ...Option) error { return Of(c).DOT(w, opts...) }

// A Subject is what a picture shows: some lazy values or a plan.
type Subject struct {
	wanted []graph.Collection
	plan   *graph.Plan
}

// Of shows several lazy values in one picture, with common work drawn once.
func Of(wanted ...graph.Collection) Subject { return Subject{wanted: wanted} }

// OfPlan shows a plan as it is; [Raw] has no effect.
func OfPlan(p *graph.Plan) Subject { return Subject{plan: p} }

// SVG writes the picture as SVG.
func (s Subject) SVG(w io.Writer, opts ...Option) error {
	sc, err := s.scene(opts)
	if err != nil {
		return err
	}
	return sc.writeSVG(w)
}

// PNG writes the picture as PNG.
func (s Subject) PNG(w io.Writer, opts ...Option) error {
	sc, err := s.scene(opts)
	if err != nil {
		return err
	}
	return sc.writePNG(w)
}

// DOT writes the graph in the language of Graphviz.
func (s Subject) DOT(w io.Writer, opts ...Option) error {
	m, err := s.model(opts)
	if err != nil {
		return err
	}
	return m.writeDOT(w)
}

func (s Subject) scene(opts []Option) (*scene, error) {
	m, err := s.model(opts)
	if err != nil {
		return nil, err
	}
	return compose(m), nil
}

// model plans the wanted values and makes the boxes of the picture.
func (s Subject) model(opts []Option) (*model, error) {
	c, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	p := s.plan
	if p == nil {
		if p, err = plan(s.wanted, c.raw); err != nil {
			return nil, err
		}
	}
	c.tints = layerTints(p)
	if c.tasks {
		if m := tasksModel(p, c); m != nil {
			return m, nil
		}
	}
	return layerModel(p, c)
}

// plan also returns what lazy values know is wrong with them.
func plan(wanted []graph.Collection, raw bool) (*graph.Plan, error) {
	for _, w := range wanted {
		if known, ok := w.(interface{ Err() error }); ok && known.Err() != nil {
			return nil, known.Err()
		}
	}
	if !raw {
		return graph.NewPlan(wanted)
	}
	p, err := graph.Expand(wanted)
	if err != nil {
		return nil, err
	}
	return graph.Order(p), nil
}
