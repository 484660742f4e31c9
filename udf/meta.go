package udf

import (
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Meta describes the data of a run. It is the same for all tasks.
type Meta struct {
	Nav        []int         // navigation axes of the whole scan
	Sig        []int         // signal axes
	DType      ndarray.DType // of the data
	InputDType ndarray.DType // of what the Process methods are given
	ROI        []bool        // selected positions in scan order; nil selects all
	Frames     int           // number of selected positions

	Corrections *Corrections // that frames have been through; nil without
	Device      DeviceClass  // of the workers of this process: [OnCPU]
}

// Positions returns the number of scan positions, selected or not.
func (m Meta) Positions() int { return product(m.Nav) }

// FrameSize returns the number of pixels of a frame.
func (m Meta) FrameSize() int { return product(m.Sig) }

// A Slice says where a bite of data lies. Frames are counted over the flattened
// scan, compressed to the region of interest: Start is the number of selected
// frames before it.
type Slice struct {
	Start, Frames int
	Origin, Shape []int // of the detector region
}

func product(shape []int) int {
	n := 1
	for _, e := range shape {
		n *= e
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
