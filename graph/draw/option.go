package draw

import (
	"fmt"

	"github.com/gloam-go/gloam/graph"
)

// An Option changes what a picture shows.
type Option func(*config)

type config struct {
	tasks     bool
	raw       bool
	reduced   bool
	limit     int
	coloring  Coloring
	direction Direction
	title     string
	expanded  bool
	origins   func(*graph.Layer) string
	tints     []tint // of the plan's layers
}

// origin says where a layer comes from.
func (c config) origin(l *graph.Layer) string {
	if c.origins != nil {
		return c.origins(l)
	}
	return l.Site()
}

func newConfig(opts []Option) (config, error) {
	c := config{limit: 400, coloring: Layer, direction: BottomToTop}
	for _, o := range opts {
		o(&c)
	}
	if c.limit < 0 {
		return c, fmt.Errorf("draw: limit of %d tasks is negative", c.limit)
	}
	if c.coloring > Lifetime {
		return c, fmt.Errorf("draw: colouring %d is not one of Layer, Order and Lifetime", c.coloring)
	}
	if c.direction > LeftToRight {
		return c, fmt.Errorf("draw: direction %d is not one of BottomToTop, TopToBottom and LeftToRight", c.direction)
	}
	return c, nil
}

// Tasks draws tasks, not layers. Where all of them would be wider than a screen
// or more than [Limit], like tasks are drawn as one: those of the same layers
// that read, and are read by, as many tasks that are alike themselves.
func Tasks() Option { return func(c *config) { c.tasks = true } }

// Raw draws the graph before tasks are fused.
func Raw() Option { return func(c *config) { c.raw = true } }

// Reduced leaves out lines between layers that longer ways through other layers
// imply. It has no effect on pictures of tasks.
func Reduced() Option { return func(c *config) { c.reduced = true } }

// Expanded lets [Tasks] draw each task, however wide that gets, up to [Limit].
func Expanded() Option { return func(c *config) { c.expanded = true } }

// Origins sets what pictures tell about where a layer comes from, in place of
// the source line that asked for it; nothing if that is empty.
func Origins(of func(*graph.Layer) string) Option {
	return func(c *config) { c.origins = of }
}

// Limit sets the number of tasks, or of kinds of tasks, above which [Tasks]
// draws layers after all, and says so in the picture. It is 400 if not set: more
// cannot be read. Of kinds no more than 24 are drawn.
func Limit(tasks int) Option { return func(c *config) { c.limit = tasks } }

// A Coloring says what colours stand for.
type Coloring uint8

const (
	// Layer gives layers that do the same a colour: those with the same op.
	Layer Coloring = iota
	// Order colours by static order, from the first task to the last, and
	// writes the rank next to the label.
	Order
	// Lifetime colours results by how many other tasks run, one after the
	// other in static order, before the last one that reads it has.
	Lifetime
)

// Age is another name of [Lifetime], the one that Dask has for it.
const Age = Lifetime

// ColorBy sets what colours stand for; [Layer] if not set.
func ColorBy(what Coloring) Option { return func(c *config) { c.coloring = what } }

// A Direction is where work flows in a picture.
type Direction uint8

const (
	// BottomToTop has inputs at the bottom, as in pictures made by Dask.
	BottomToTop Direction = iota
	// TopToBottom has inputs at the top.
	TopToBottom
	// LeftToRight has inputs at the left.
	LeftToRight
)

// Toward sets where work flows; [BottomToTop] if not set.
func Toward(d Direction) Option { return func(c *config) { c.direction = d } }

// Title writes a line above the picture.
func Title(text string) Option { return func(c *config) { c.title = text } }
