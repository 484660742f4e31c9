package draw_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

func TestDump(t *testing.T) {
	os.MkdirAll("/tmp/pics", 0o755)
	n4, s4 := udfRun(4)
	n40, s40 := udfRun(40)
	n4k, s4k := udfRun(4000)
	b, _ := os.ReadFile("/work/shared/golden/graphs.json")
	var doc struct {
		Graphs []struct {
			Name  string
			Forms map[string]struct {
				Deps    [][]int32
				Outputs []int32
			}
		}
	}
	json.Unmarshal(b, &doc)
	for _, g := range doc.Graphs {
		f := g.Forms["raw"]
		p, _ := graph.FromEdges(f.Deps, nil, f.Outputs)
		if p.Len() > 130 {
			continue
		}
		w, _ := os.Create("/tmp/pics/g-" + g.Name + ".svg")
		draw.OfPlan(graph.Order(p)).SVG(w, draw.Tasks(), draw.ColorBy(draw.Order), draw.Title(g.Name))
		w.Close()
	}
	for name, f := range map[string]func(*os.File, bool) error{
		"udf4-layers": func(w *os.File, p bool) error {
			return out(draw.Of(n4, s4), w, p, draw.Title("Two results of one UDF run"))
		},
		"udf4-tasks": func(w *os.File, p bool) error { return out(draw.Of(n4, s4), w, p, draw.Tasks()) },
		"udf40-tasks": func(w *os.File, p bool) error {
			return out(draw.Of(n40, s40), w, p, draw.Tasks(), draw.ColorBy(draw.Order))
		},
		"udf4k": func(w *os.File, p bool) error {
			return out(draw.Of(n4k, s4k), w, p, draw.Tasks(), draw.Title("4 000 partitions"))
		},
		"arith": func(w *os.File, p bool) error { return out(draw.Of(arithmetic(4)), w, p) },
		"arith-raw": func(w *os.File, p bool) error {
			return out(draw.Of(arithmetic(4)), w, p, draw.Raw(), draw.Toward(draw.LeftToRight))
		},
		"arith-tasks": func(w *os.File, p bool) error { return out(draw.Of(arithmetic(4)), w, p, draw.Tasks(), draw.Raw()) },
		"arith-life": func(w *os.File, p bool) error {
			return out(draw.Of(arithmetic(3)), w, p, draw.Tasks(), draw.ColorBy(draw.Lifetime))
		},
		"udf4-order": func(w *os.File, p bool) error {
			return out(draw.Of(n4, s4), w, p, draw.ColorBy(draw.Order), draw.Toward(draw.TopToBottom))
		},
	} {
		for _, png := range []bool{true, false} {
			ext := ".svg"
			if png {
				ext = ".png"
			}
			w, _ := os.Create("/tmp/pics/" + name + ext)
			if err := f(w, png); err != nil {
				t.Fatal(err)
			}
			w.Close()
		}
	}
}

func out(s draw.Subject, w *os.File, png bool, opts ...draw.Option) error {
	if png {
		return s.PNG(w, opts...)
	}
	return s.SVG(w, opts...)
}
