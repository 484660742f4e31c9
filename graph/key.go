package graph

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// A Key names one result: a layer's name and block coordinates. Keys are
// comparable; two keys that are equal name equal values.
type Key struct {
	Layer  string
	Coords Coords
}

// Coords are the coordinates of a block, packed so that they compare with ==.
type Coords string

// NewCoords packs block coordinates.
func NewCoords(at ...int) Coords {
	b := make([]byte, 0, 4*len(at))
	for _, c := range at {
		b = binary.BigEndian.AppendUint32(b, uint32(c))
	}
	return Coords(b)
}

// Len returns the number of coordinates.
func (c Coords) Len() int { return len(c) / 4 }

// At returns coordinate i.
func (c Coords) At(i int) int { return int(binary.BigEndian.Uint32([]byte(c[4*i : 4*i+4]))) }

// Ints returns the coordinates as a new slice.
func (c Coords) Ints() []int {
	out := make([]int, c.Len())
	for i := range out {
		out[i] = c.At(i)
	}
	return out
}

// String returns the key as the text of Dask's tuple: ('name-token', 0, 1).
func (k Key) String() string {
	var b strings.Builder
	b.WriteString("('")
	b.WriteString(k.Layer)
	b.WriteString("'")
	for i := range k.Coords.Len() {
		b.WriteString(", ")
		b.WriteString(strconv.Itoa(k.Coords.At(i)))
	}
	if k.Coords.Len() == 0 {
		b.WriteString(",")
	}
	b.WriteString(")")
	return b.String()
}
