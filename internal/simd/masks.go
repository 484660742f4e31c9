package simd

import "unsafe"

const (
	// maskRows are the most frames, and maskCols the most masks, that one
	// micro-kernel multiplies.
	maskRows = 8
	maskCols = 6

	// maskQuantum is the granularity of the pixels: one AVX-512 vector of
	// float32.
	maskQuantum = 16

	// Pixels of a block: what a micro-kernel reads of its frames and masks has
	// to fit the first-level cache, where masks stay while frames pass, and the
	// horizontal sums at its end to amortise. The smaller block is better above
	// manyMasks, for several groups of maskCols, and from floatMasks on for frames
	// of floats.
	maskBlock      = 2048
	smallMaskBlock = 1024
	manyMasks      = 64
	floatMasks     = 4

	// maskFrames are the frames that pass at once, a multiple of maskRows: a
	// block of them stays in the second-level cache for the next masks.
	maskFrames = 64

	// gemmFrames are the frames from which on it pays to pack manyMasks masks
	// for products of whole tiles.
	gemmFrames = 64
)

// maskTiles holds the micro-kernels of a level for frames of S and masks of T.
type maskTiles[S real, T float32 | float64] struct {
	// cols is the widest kernel: masks are split evenly into groups of at
	// most cols.
	cols int
	// tile is indexed by frames and masks; the frames are 1, 4 and, for few
	// masks, 8, or 1 and 2 for one mask.
	tile [maskRows + 1][maskCols + 1]maskKernel[S, T]
}

// MaskProductsF32 adds frames × masksᵀ to out:
// out[f*nm+k] += Σ_p frames[f*fstride+p]*masks[k*mstride+p]
// for nf frames, nm masks and npx pixels. Sums run over blocks of at most 2048
// pixels in vector lanes; the error is below (260+npx/256)·eps·Σ|x·m| with
// vector kernels and (2048+npx/256)·eps·Σ|x·m| without.
func MaskProductsF32(out, frames []float32, nf, fstride int, masks []float32, nm, mstride, npx int) {
	if nf >= gemmFrames && nm >= manyMasks {
		GemmF32(out, nm, Strided[float32]{frames, 0, fstride, 1}, Strided[float32]{masks, 0, 1, mstride}, nf, nm, npx)
		return
	}
	maskProducts(&active.masksF32, out, frames, nf, fstride, masks, nm, mstride, npx)
}

// MaskProductsF64 is MaskProductsF32 in float64, with half as many lanes.
func MaskProductsF64(out, frames []float64, nf, fstride int, masks []float64, nm, mstride, npx int) {
	if nf >= gemmFrames && nm >= manyMasks {
		GemmF64(out, nm, Strided[float64]{frames, 0, fstride, 1}, Strided[float64]{masks, 0, 1, mstride}, nf, nm, npx)
		return
	}
	maskProducts(&active.masksF64, out, frames, nf, fstride, masks, nm, mstride, npx)
}

// MaskProductsU8 is MaskProductsF32 for uint8 frames, which it converts to
// float32 in registers.
func MaskProductsU8(out []float32, frames []uint8, nf, fstride int, masks []float32, nm, mstride, npx int) {
	maskProducts(&active.masksU8, out, frames, nf, fstride, masks, nm, mstride, npx)
}

// MaskProductsU16 is MaskProductsF32 for uint16 frames, which it converts to
// float32 in registers.
func MaskProductsU16(out []float32, frames []uint16, nf, fstride int, masks []float32, nm, mstride, npx int) {
	maskProducts(&active.masksU16, out, frames, nf, fstride, masks, nm, mstride, npx)
}

func maskProducts[S real, T float32 | float64](tiles *maskTiles[S, T], out []T, frames []S, nf, fstride int, masks []T, nm, mstride, npx int) {
	if !hasFrames(npx, len(frames), nf, fstride) || !hasFrames(npx, len(masks), nm, mstride) {
		return
	}
	out = out[:nf*nm]
	block := tiles.pixels(nm)
	for p := 0; p < npx; p += block {
		for f := 0; f < nf; f += maskFrames {
			after := p
			if f+maskFrames >= nf {
				after = min(p+block, npx-1)
			}
			tiles.block(out[f*nm:], frames[f*fstride+p:], min(maskFrames, nf-f), fstride, masks[p:], nm, mstride, min(block, npx-p), masks[after:])
		}
	}
}

// block multiplies n pixels of all frames and masks. The masks of a group stay
// in the first-level cache while the frames pass; each tile of frames fetches
// one row of the group that comes next, in the end that of the masks after. A
// single group fetches what it has already: its rows go on where they end, which
// the processor sees by itself.
func (t *maskTiles[S, T]) block(out []T, frames []S, nf, fstride int, masks []T, nm, mstride, n int, after []T) {
	body := 0
	if t.cols > 0 {
		body = n &^ (maskQuantum - 1)
	}
	if body > 0 {
		groups := (nm + t.cols - 1) / t.cols
		for g, k := 0, 0; g < groups; g++ {
			cols := (nm - k) / (groups - g)
			next, row, rows := masks, k+cols, 0
			switch {
			case groups == 1:
				row = 0
			case row == nm:
				next, row = after, 0
			}
			for f := 0; f < nf; f += rows {
				rows = t.rows(nf-f, nm)
				t.tile[rows][cols](&out[f*nm+k], nm, &frames[f*fstride], fstride, &masks[k*mstride], mstride, body, &next[row*mstride])
				row = min(row+1, nm-1)
			}
			k += cols
		}
	}
	if body < n {
		for f := 0; f < nf; {
			rows := min(nf-f, 4)
			maskTwin(out[f*nm:], frames[f*fstride+body:], rows, fstride, masks[body:], nm, mstride, n-body)
			f += rows
		}
	}
}

// pixels chooses the block length by the number of masks, the size of a pixel
// and what the widest kernel reads.
func (t *maskTiles[S, T]) pixels(nm int) int {
	var pixel S
	most := t.cols
	if unsafe.Sizeof(pixel) >= 4 {
		most = floatMasks - 1
	}
	if nm > manyMasks || nm > most && t.cols == maskCols {
		return smallMaskBlock
	}
	return maskBlock
}

// rows is the number of frames to take at once when left remain.
func (t *maskTiles[S, T]) rows(left, nm int) int {
	switch {
	case t.cols == 0:
		return min(left, 4)
	case left >= 8 && t.tile[8][min(nm, maskCols)] != nil && nm <= t.cols:
		return 8
	case left >= 2 && nm == 1 && t.tile[2][1] != nil:
		return 2
	case left >= 4:
		return 4
	}
	return 1
}
