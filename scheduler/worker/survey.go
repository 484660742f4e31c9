package worker

import (
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// A survey is what can be said of a task before it runs.
type survey struct {
	goCalls int
	foreign string // the first Python function
	unknown string // the first operation that is not registered
}

func (s *survey) look(n *daskproto.Node) {
	for i := range n.Args {
		s.look(&n.Args[i])
	}
	for i := range n.Kwargs {
		s.look(&n.Kwargs[i].Node)
	}
	if n.Kind != daskproto.NodeCall {
		return
	}
	f, ok := calleeOf(n.Func)
	switch {
	case !ok && s.foreign == "":
		s.foreign = describe(n.Func)
	case !ok || f.builtin != nil:
	case f.name == wire.Mark:
		s.goCalls++
	default:
		s.goCalls++
		if _, ok := graph.Lookup(f.name[len(prefix):]); !ok && s.unknown == "" {
			s.unknown = f.name[len(prefix):]
		}
	}
}

// verdict says whether a task is one for Python workers, and if neither kind
// can run it, why.
func verdict(n *daskproto.Node) (foreign string, err error) {
	var s survey
	s.look(n)
	switch {
	case s.unknown != "":
		return "", &UnknownOpError{Op: s.unknown}
	case s.foreign != "" && s.goCalls > 0:
		return "", fmt.Errorf("%w; the task calls Go operations, too, so no worker can run it: make two tasks of it", &ForeignError{Name: s.foreign})
	}
	return s.foreign, nil
}
