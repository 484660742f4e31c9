package scheduler

import (
	"time"

	"github.com/gloam-go/gloam/graph"
)

const (
	briefTasks = 1000
	briefBytes = 16 << 10 // of a result, and of data
	briefTotal = 1 << 20  // of all results
	// briefTime is how long the first worker of a brief run works alone. To wake
	// another processor costs up to 50 µs, in a virtual machine in which it is
	// idle, and as long again passes until that one runs a task.
	briefTime = 100 * time.Microsecond
)

// isBrief reports whether all tasks of a plan are sure to take some microseconds
// each: they read nothing, their results and the data that is there already are
// small, and their ops are of the kind whose time follows from that.
//
// The first worker of such a run is the calling goroutine. The others start if
// it turns out long, and nobody looks after garbage.
func isBrief(p *graph.Plan) bool {
	if p.Len() > briefTasks {
		return false
	}
	room := int64(briefTotal)
	for id := range p.Len() {
		for i := range p.StepCount(id) {
			layer, block := p.Step(id, i)
			l := p.Layers()[layer]
			if l.IsData() {
				if !isSmall(l.Datum(block)) {
					return false
				}
				continue
			}
			b := l.Bytes(block)
			if room -= b; room < 0 || b <= 0 || b > briefBytes || l.Reads(block) > 0 || !l.Op().Fusing() {
				return false
			}
		}
	}
	return true
}

func isSmall(datum any) bool {
	v, ok := datum.(interface{ NBytes() int })
	return ok && v.NBytes() <= briefBytes
}
