package dask

import (
	"slices"

	"github.com/gloam-go/gloam/daskproto"
)

// Compression offers to compress what this client scatters, with one of
// daskproto.Compressions such as "lz4". It happens if the scheduler's
// distributed.comm.compression asks for the same, which Dask since 2023.5 does
// not do by itself, and never between processes of one machine; frames that
// hardly shrink stay as they are. Whoever reads the values has to know the
// format: workers of that cluster do.
//
// Graphs are never compressed. The scheduler would not undo it.
func Compression(name string) Option { return func(c *config) { c.compression = name } }

func checkCompression(name string) error {
	if known := daskproto.Compressions(); name != "" && !slices.Contains(known, name) {
		return &daskproto.CompressionError{Got: name, Known: known}
	}
	return nil
}
