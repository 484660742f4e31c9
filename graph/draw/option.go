package draw

import "fmt"

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

// Tasks draws each task, not each layer.
func Tasks() Option { return func(c *config) { c.tasks = true } }

// Raw draws the graph before tasks are fused.
func Raw() Option { return func(c *config) { c.raw = true } }

// Reduced leaves out lines between layers that longer ways through other layers
// imply. It has no effect on pictures of tasks.
func Reduced() Option { return func(c *config) { c.reduced = true } }

// Limit sets the number of tasks above which [Tasks] draws layers after all,
// and says so in the picture. It is 400 if not set: more cannot be read.
func Limit(tasks int) Option { return func(c *config) { c.limit = tasks } }

// A Coloring says what colours stand for.
type Coloring uint8

const (
	// Layer gives each layer a colour of its own.
	Layer Coloring = iota
	// Order colours by static order, from the first task to the last, and
	// writes the rank next to the label.
	Order
	// Lifetime colours results by how many other tasks run, one after the
	// other in static order, before the last one that reads it has.
	Lifetime
)

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
