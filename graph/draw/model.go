package draw

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
)

// A shape is the outline of a node.
type shape uint8

const (
	card   shape = iota // a layer: rectangle with lines of text
	circle              // a call
	box                 // a result or a datum: small rectangle
)

// A node is something drawn.
type node struct {
	id      string // stable name, for DOT and for links into the SVG
	shape   shape
	labels  []label
	tint    tint
	stripe  color.RGBA // of a card
	wanted  bool       // what was asked for: stout outline
	datum   bool
	stack   bool // stands for several tasks
	tooltip string
	w, h    float64
}

// An edge leads from a node to one that reads it.
type edge struct {
	from, to int
	label    string
	weight   float64 // line width
}

// A model is the graph to draw, before anything has a place.
type model struct {
	config
	nodes  []node
	edges  []edge
	notes  []string // lines under the title
	legend []sample
	ramp   *rampKey
}

// rampKey explains the colour ramp.
type rampKey struct{ what, from, to string }

// shade gives values from 0 to 1 to tasks, for the colour ramp.
type shade struct {
	value []int // per task, what is written beside it
	max   int
	log   bool
}

func newShade(p *graph.Plan, c Coloring) *shade {
	if c == Layer {
		return nil
	}
	s := &shade{value: make([]int, p.Len())}
	for id := range s.value {
		s.value[id] = p.Rank(id)
	}
	if c == Lifetime {
		for id := range s.value {
			last := p.Rank(id)
			for _, r := range p.Readers(id) {
				last = max(last, p.Rank(int(r)))
			}
			s.value[id] = last - p.Rank(id)
		}
		for _, id := range p.Outputs() {
			s.value[id] = p.Len() - p.Rank(int(id))
		}
	}
	for _, v := range s.value {
		s.max = max(s.max, v)
	}
	// Most results of a big graph are kept for a short time.
	s.log = c == Lifetime && s.max >= 100
	return s
}

func (s *shade) tint(value float64) tint {
	if s.log {
		return rampTint(math.Log1p(value) / math.Log1p(float64(s.max)))
	}
	return rampTint(value / float64(max(1, s.max)))
}

func (s *shade) key(c Coloring) *rampKey {
	if s == nil {
		return nil
	}
	if c == Order {
		return &rampKey{"static order", "0", number(s.max)}
	}
	what := "tasks that run while the result is kept"
	if s.log {
		what += ", log scale"
	}
	return &rampKey{what, "0", number(s.max)}
}

// layerTints are the colours of layers in every picture of the plan: one for
// each op, in the order of layers.
func layerTints(p *graph.Plan) []tint {
	seen := map[string]int{}
	out := make([]tint, len(p.Layers()))
	for i, l := range p.Layers() {
		if l.IsData() {
			out[i] = datumTint
			continue
		}
		n, ok := seen[l.Op().Name()]
		if !ok {
			n = len(seen)
			seen[l.Op().Name()] = n
		}
		out[i] = tints[n%len(tints)]
	}
	return out
}

// quantity writes a number of bytes with three digits.
func quantity(bytes int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	v, u := float64(bytes), 0
	for v >= 1000 && u < len(units)-1 {
		v /= 1024
		u++
	}
	digits := 0
	if u > 0 && v < 100 {
		digits = 1
	}
	return strconv.FormatFloat(v, 'f', digits, 64) + " " + units[u]
}

// number writes n with thin blanks between thousands.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// plural writes a number and a noun.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return number(n) + " " + noun
}

// coords writes the coordinates of a block as Dask does: (0, 1), or 3.
func coords(k graph.Key) string {
	at := k.Coords.Ints()
	if len(at) == 1 {
		return strconv.Itoa(at[0])
	}
	if len(at) == 0 {
		return ""
	}
	return wording.Shape(at)
}

// grid writes the extents of a grid: 8 × 8.
func grid(extents []int) string {
	text := make([]string, len(extents))
	for i, n := range extents {
		text[i] = strconv.Itoa(n)
	}
	return strings.Join(text, " × ")
}

// widthOf turns the number of results on a line into its width.
func widthOf(count int) float64 {
	return 1.1 + 0.45*math.Min(4, math.Log10(float64(count)))
}

// summary is the line under the title.
func summary(p *graph.Plan) string {
	used := map[int]bool{}
	for id := range p.Len() {
		used[p.LayerOf(id)] = true
	}
	return fmt.Sprintf("%s in %s", plural(p.Len(), "task"), plural(len(used), "layer"))
}

func wantedSet(p *graph.Plan) []bool {
	set := make([]bool, p.Len())
	for _, id := range p.Outputs() {
		set[id] = true
	}
	return set
}

// sortEdges puts edges into an order that does not depend on maps.
func sortEdges(edges []edge) {
	slices.SortStableFunc(edges, func(a, b edge) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.to - b.to
	})
}
