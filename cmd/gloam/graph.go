package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

type graphCmd struct {
	jobFlags
	Level string `enum:"layers,tasks" default:"layers" help:"What to draw: layers, or tasks, each of them (${default})."`
	All   bool   `help:"With --level tasks: draw each task, however wide that gets."`
	Raw   bool   `help:"Draw the graph before tasks are fused."`
	Color string `enum:"layer,order,lifetime,age" default:"layer" help:"What colours mean: layer, by what it does; order; or lifetime, also called age (${default})."`
	Out   string `short:"o" required:"" placeholder:"FILE" help:"Picture to write: .svg, .png or .dot."`
}

// Help implements kong.HelpProvider.
func (*graphCmd) Help() string {
	return `Nothing is computed. Boxes are data and circles are calls. Where a picture of
all tasks would be too wide, like tasks are drawn as one, with their number.

Examples:

  gloam graph scan.npy --udf sum --udf com -o tree.svg
  gloam graph scan.npy --udf sum --partitions 8 --level tasks --color order -o tasks.png`
}

// Validate implements kong's check of arguments.
func (c *graphCmd) Validate() error {
	if c.Out != "" && c.writer(draw.Subject{}) == nil {
		return fmt.Errorf("-o %s: got extension %q, want .svg, .png or .dot", c.Out, filepath.Ext(c.Out))
	}
	return nil
}

// writer returns the method for the file's extension, nil if there is none.
func (c *graphCmd) writer(s draw.Subject) func(io.Writer, ...draw.Option) error {
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".svg":
		return s.SVG
	case ".png":
		return s.PNG
	case ".dot", ".gv":
		return s.DOT
	}
	return nil
}

// mostTasks is how many tasks can still be read in a picture.
const mostTasks = 400

var colorings = map[string]draw.Coloring{"layer": draw.Layer, "order": draw.Order, "lifetime": draw.Lifetime, "age": draw.Age}

// Run implements the sub-command.
func (c *graphCmd) Run(a *app) error {
	j, err := c.build()
	if err != nil {
		return err
	}
	p, err := c.plan(j)
	if err != nil {
		return err
	}
	opts := []draw.Option{draw.ColorBy(colorings[c.Color]), draw.Title(j.names() + " · " + j.title), draw.Origins(j.origins())}
	if c.Level == "tasks" {
		opts = append(opts, draw.Tasks(), draw.Limit(mostTasks))
	}
	if c.All {
		opts = append(opts, draw.Expanded())
	}
	stage, err := newStaging(a.ctx, filepath.Dir(c.Out))
	if err != nil {
		return err
	}
	defer stage.discard()
	err = stage.write(c.Out, func(w io.Writer) error { return c.writer(draw.OfPlan(p))(w, opts...) })
	if err == nil {
		err = stage.commit()
	}
	if a.ctx.Err() != nil && err != nil {
		return &interruptedError{"while drawing; no file written"}
	}
	if err != nil {
		return err
	}
	if c.All && p.Len() > mostTasks {
		a.note("%d tasks are too many to read, above %d layers are drawn", p.Len(), mostTasks)
	}
	a.print(fmt.Sprintf("%s  %s in %s\n", c.Out, plural(p.Len(), "task"), plural(layers(p), "layer")))
	return nil
}

// layers counts the layers that tasks count for: fusing empties some.
func layers(p *graph.Plan) int {
	seen := map[int]bool{}
	for id := range p.Len() {
		seen[p.LayerOf(id)] = true
	}
	return len(seen)
}

// plan is what would run, or with --raw what it is made of.
func (c *graphCmd) plan(j *job) (*graph.Plan, error) {
	var wanted []graph.Collection
	for _, lazy := range j.lazy {
		for _, d := range lazy.Decls() {
			array, err := lazy.Array(d.Name)
			if err != nil {
				return nil, err
			}
			wanted = append(wanted, array)
		}
	}
	if !c.Raw {
		return graph.NewPlan(wanted)
	}
	p, err := graph.Expand(wanted)
	if err != nil {
		return nil, err
	}
	return graph.Order(p), nil
}

// origins tells for each layer which of the requested UDFs it is for.
func (j *job) origins() func(*graph.Layer) string {
	whose := map[string][]string{}
	for i, lazy := range j.lazy {
		seen := map[string]bool{}
		for _, d := range lazy.Decls() {
			if array, err := lazy.Array(d.Name); err == nil {
				noteLayers(array.Layer(), seen)
			}
		}
		for name := range seen {
			whose[name] = append(whose[name], j.requests[i].name)
		}
	}
	return func(l *graph.Layer) string {
		udfs := whose[l.Name()]
		switch {
		case len(udfs) == 0:
			return ""
		case len(udfs) == len(j.requests) && len(udfs) > 1:
			return "for all UDFs"
		}
		return "for " + strings.Join(udfs, ", ")
	}
}

// noteLayers adds the names of a layer and of all that it needs.
func noteLayers(l *graph.Layer, seen map[string]bool) {
	if seen[l.Name()] {
		return
	}
	seen[l.Name()] = true
	for _, d := range l.Deps() {
		noteLayers(d, seen)
	}
}
