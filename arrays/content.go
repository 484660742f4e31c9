package arrays

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"runtime"
	"strconv"
	"sync"

	"github.com/zeebo/blake3"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A DenseOption changes how [FromDense] makes an array.
type DenseOption func(*denseConfig)

type denseConfig struct{ unnamed bool }

// Unnamed gives the array a random name instead of one made of its values, so
// that FromDense takes no time for them. Two arrays of equal values then have
// different names, and what is computed of both is computed twice.
func Unnamed() DenseOption { return func(c *denseConfig) { c.unnamed = true } }

// name returns what the array is named by.
func (c denseConfig) name(a *ndarray.Array) string {
	if c.unnamed {
		return rand.Text()
	}
	return contentToken(a)
}

// contentAsIs is up to how many bytes values stand for themselves: a hash takes
// longer than most of what is done with a number.
const contentAsIs = 32

// contentToken is a hash of dtype, shape and values, or these if they are few.
// Objects cannot be looked into: arrays of them get a number of their own.
func contentToken(a *ndarray.Array) string {
	if a.Size() == 0 {
		return shortToken(a, nil)
	}
	if a.DType() == ndarray.Object {
		return unique("object")
	}
	b, err := a.AsContiguous().Bytes()
	if err != nil {
		return unique("array")
	}
	if len(b) <= contentAsIs {
		return shortToken(a, b)
	}
	h := blake3.New()
	fmt.Fprint(h, a.DType(), a.Shape())
	h.Write(digest(b))
	return hex.EncodeToString(h.Sum(nil))
}

// shortToken is fmt.Sprint of the dtype, the shape and the elements in hex,
// without reflection.
func shortToken(a *ndarray.Array, elements []byte) string {
	text := append(make([]byte, 0, 64), a.DType().String()...)
	text = append(text, " ["...)
	for i, n := range a.Shape() {
		if i > 0 {
			text = append(text, ' ')
		}
		text = strconv.AppendInt(text, int64(n), 10)
	}
	return string(hex.AppendEncode(append(text, ']'), elements))
}

// digestPiece is what is hashed in one go. The hash depends on it: it is a hash
// of the hashes of pieces, which is the same for any number of processors.
const digestPiece = 1 << 20

// digest hashes pieces of b on all processors.
func digest(b []byte) []byte {
	n := (len(b) + digestPiece - 1) / digestPiece
	sums := make([]byte, 32*n)
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers == 1 {
		hashPieces(sums, b, 0, 1)
		return sums
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			hashPieces(sums, b, w, workers)
		}()
	}
	wg.Wait()
	return sums
}

// hashPieces hashes every step-th piece of b from the first on.
func hashPieces(sums, b []byte, first, step int) {
	for i := first; i*digestPiece < len(b); i += step {
		sum := blake3.Sum256(b[i*digestPiece : min((i+1)*digestPiece, len(b))])
		copy(sums[32*i:], sum[:])
	}
}
