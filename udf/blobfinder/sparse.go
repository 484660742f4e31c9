package blobfinder

import (
	"context"
	"fmt"
	"maps"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// SparseParams are the parameters of [SparseCorrelation].
type SparseParams struct {
	Peaks   Points  `udf:"peaks" type:"points" doc:"expected positions (y,x)+(y,x), or path of an .npy file of shape (peaks, 2)"`
	Pattern Pattern `udf:"pattern" type:"pattern" doc:"what a disk looks like, such as radial_gradient(radius=6,search=12)"`
	Steps   int     `udf:"steps" doc:"pixels around each peak to correlate, in each direction"`
}

// SparseCorrelation computes the correlation at the (2·Steps+1)² pixels around
// each peak directly. Tiles are log-scaled with one minimum for all frames of a
// tile, so results depend on how the data is tiled; tiles follow the data and
// the UDFs of the run. Besides the usual results it has "corr", the
// correlations by peak, row and column.
var SparseCorrelation = udf.Register("gloam/sparse_correlation", newSparse,
	udf.Doc("positions of disks within a few pixels of expected ones, without Fourier transforms"),
	udf.Defaults(SparseParams{Steps: defaultSteps}))

const (
	defaultSteps = 5
	maxSteps     = 1 << 10
	maxMasks     = 1 << 26 // numbers that the masks of all steps may have
)

const bufCorr = "corr"

func newSparse(p SparseParams) (udf.UDF, error) { return makeSparse(p) }

func makeSparse(p SparseParams) (*sparse, error) {
	if p.Steps < 1 || p.Steps > maxSteps {
		return nil, udf.BadValue("steps", fmt.Sprintf("1 to %d", maxSteps), "%d", p.Steps)
	}
	if len(p.Peaks) == 0 {
		return nil, udf.BadValue("peaks", "at least one", "none")
	}
	pattern, err := p.Pattern.complete()
	if err != nil {
		return nil, err
	}
	crop, err := pattern.Crop()
	if err != nil {
		return nil, err
	}
	s := &sparse{pattern: pattern, crop: crop, steps: p.Steps, peaks: p.Peaks.pixels()}
	if side := 2*crop + s.window(); side*side > maxMasks/(s.window()*s.window()) {
		return nil, udf.BadValue("steps", "fewer: use the fast correlation", "%d for a search radius of %d", p.Steps, crop)
	}
	return s, p.Peaks.check("peaks")
}

type sparse struct {
	pattern     Pattern
	crop, steps int
	peaks       [][2]int

	masks   []float32 // the template at each step, in rows of stride elements
	side    int       // of the patch that all steps cover
	stride  int
	tile    pixelFrame
	log     []float32
	scratch []float32
	patches []float32
}

func (s *sparse) Check(m udf.Meta) error { return images(m) }

// window is the side of a correlation map.
func (s *sparse) window() int { return 2*s.steps + 1 }

func (s *sparse) Buffers(udf.Meta) map[string]udf.Buffer {
	b := maps.Clone(peakBuffers(len(s.peaks)))
	b[bufCorr] = udf.Nav(ndarray.Float32, len(s.peaks)*s.window()*s.window())
	return b
}

// patchesAtOnce is how many patches are gathered for one product.
const patchesAtOnce = 64

// prepare makes the masks: the template in a patch that all steps cover. They
// are the same for every peak; what a patch lacks is zero.
func (s *sparse) prepare() error {
	if s.masks != nil {
		return nil
	}
	n := 2*s.crop + 1
	mask, err := s.pattern.Mask(n, n)
	if err != nil {
		return err
	}
	v, err := ndarray.Float64s(mask)
	if err != nil {
		return err
	}
	k := s.window()
	s.side = n + 2*s.steps
	s.stride = (s.side*s.side + 15) &^ 15 // whole vectors
	s.masks = make([]float32, k*k*s.stride)
	for step := range k * k {
		to := s.masks[step*s.stride+step/k*s.side+step%k:]
		for i, x := range v {
			to[i/n*s.side+i%n] = float32(x)
		}
	}
	s.patches = make([]float32, patchesAtOnce*s.stride)
	return nil
}

func (s *sparse) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	if err := s.prepare(); err != nil {
		return err
	}
	px, err := s.tile.of(tile)
	if err != nil {
		return err
	}
	if len(s.log) < len(px) {
		s.log, s.scratch = make([]float32, len(px)), make([]float32, len(px))
	}
	copy(s.scratch, px)
	logScale(s.log[:len(px)], s.scratch[:len(px)])
	corr, err := ndarray.Values[float32](out.Buffer(bufCorr))
	if err != nil {
		return err
	}
	at := out.Slice()
	frame, margin := at.Shape[0]*at.Shape[1], s.crop+s.steps
	n, k := tile.Shape()[0]*len(s.peaks), s.window()*s.window()
	for from := 0; from < n; from += patchesAtOnce {
		count := min(patchesAtOnce, n-from)
		for i := range count {
			f, p := (from+i)/len(s.peaks), s.peaks[(from+i)%len(s.peaks)]
			crop(s.patches[i*s.stride:][:s.side*s.side], s.side, s.side, s.log[f*frame:][:frame], at.Shape[1],
				p[0]-margin-at.Origin[0], p[1]-margin-at.Origin[1])
		}
		simd.MaskProductsF32(corr[from*k:], s.patches, count, s.stride, s.masks, k, s.stride, s.stride)
	}
	return nil
}

// Postprocess evaluates the maps.
func (s *sparse) Postprocess(out udf.View) error {
	corr, err := ndarray.Values[float32](out.Buffer(bufCorr))
	if err != nil {
		return err
	}
	views, err := viewsOf(out)
	if err != nil {
		return err
	}
	k := s.window()
	for i := range len(corr) / (k * k) {
		at := s.peaks[i%len(s.peaks)]
		views.set(i, evaluate(corr[i*k*k:][:k*k], k, k).moved(at[0]-s.steps, at[1]-s.steps))
	}
	return nil
}
