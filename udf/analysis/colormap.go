package analysis

import (
	"encoding/hex"
	"fmt"
	"math"
	"sync"
)

// A Colormap is a list of colours for values from 0 to 1.
type Colormap uint8

// The colour maps.
const (
	Earth  Colormap = iota // from black over blue and green to white, 256 colours
	Tab20                  // twenty distinct colours
	Cyclic                 // 360 directions
)

// String returns the name that matplotlib or LiberTEM give the map.
func (c Colormap) String() string {
	if int(c) < len(colormaps) {
		return colormaps[c].name
	}
	return fmt.Sprintf("Colormap(%d)", uint8(c))
}

type rgba [4]uint8

// A colorTable holds the colours of a map.
type colorTable []rgba

var colormaps = [...]struct {
	name  string
	table func() colorTable
}{
	Earth:  {"gist_earth", sync.OnceValue(func() colorTable { return parsed(gistEarth) })},
	Tab20:  {"tab20", sync.OnceValue(func() colorTable { return parsed(tab20) })},
	Cyclic: {"libertem_cyclic", sync.OnceValue(directions)},
}

// table returns the colours; unknown maps are Earth.
func (c Colormap) table() colorTable {
	if int(c) >= len(colormaps) {
		c = Earth
	}
	return colormaps[c].table()
}

func parsed(text string) colorTable {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err) // the tables are ours
	}
	t := make(colorTable, len(b)/3)
	for i := range t {
		t[i] = rgba{b[3*i], b[3*i+1], b[3*i+2], 0xff}
	}
	return t
}

// directions are the colours of unit vectors.
func directions() colorTable {
	t := make(colorTable, 360)
	for i := range t {
		sin, cos := math.Sincos(float64(i) * math.Pi / 180)
		t[i] = direction(-sin, -cos, 1)
	}
	return t
}

// at returns the colour of a value: the first and last one beyond 0 and 1,
// transparent black for what is no number.
func (t colorTable) at(v float64) rgba {
	n := float64(len(t))
	switch {
	case math.IsNaN(v):
		return rgba{}
	case v <= 0:
		return t[0]
	case v*n >= n:
		return t[len(t)-1]
	}
	return t[int(v*n)]
}
