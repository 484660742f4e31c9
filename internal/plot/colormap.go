package plot

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"sync"
)

// Colormap turns numbers between zero and one into colours.
type Colormap uint8

// The colour maps. Viridis, Inferno, Magma and Plasma run from dark to light
// with even steps for the eye, also in gray print and for the colour-blind.
// Coolwarm is for signed values: blue, light gray at the middle, red. Phase is
// for angles: it comes back to its start and is equally light all around.
const (
	Viridis Colormap = iota
	Inferno
	Magma
	Plasma
	Gray
	Coolwarm
	Phase
	numColormaps
)

var colormapNames = [numColormaps]string{
	"viridis", "inferno", "magma", "plasma", "gray", "coolwarm", "phase",
}

// Missing is the colour of NaN. In pictures it carries a darker hatch.
var Missing = color.RGBA{R: 0xe4, G: 0xe4, B: 0xe4, A: 0xff}

// Colormaps returns all maps in the order of their constants.
func Colormaps() []Colormap {
	maps := make([]Colormap, numColormaps)
	for i := range maps {
		maps[i] = Colormap(i)
	}
	return maps
}

// ParseColormap returns the map called name, in any case.
func ParseColormap(name string) (Colormap, error) {
	for i, n := range colormapNames {
		if strings.EqualFold(n, name) {
			return Colormap(i), nil
		}
	}
	return 0, fmt.Errorf("plot: colour map %q: want one of %s", name, strings.Join(colormapNames[:], ", "))
}

// String returns the name that ParseColormap reads.
func (m Colormap) String() string {
	if m >= numColormaps {
		return fmt.Sprintf("Colormap(%d)", uint8(m))
	}
	return colormapNames[m]
}

// Table returns the map's 256 opaque colours. An unknown map has those of
// Viridis.
func (m Colormap) Table() [256]color.RGBA { return *m.table() }

// At returns the colour of t: values outside [0, 1] get the colour of the
// nearer end, NaN gets Missing. Phase wraps around instead, so 1.25 is 0.25.
func (m Colormap) At(t float64) color.RGBA {
	switch {
	case math.IsNaN(t), m == Phase && math.IsInf(t, 0):
		return Missing
	case m == Phase:
		t -= math.Floor(t)
	}
	return m.table()[int(max(0, min(255, math.Floor(t*256))))]
}

func (m Colormap) table() *[256]color.RGBA {
	if m >= numColormaps {
		m = Viridis
	}
	return tables[m]()
}

// tables holds each map, computed on first use.
var tables = [numColormaps]func() *[256]color.RGBA{
	Viridis:  tabulate(viridis.at),
	Inferno:  tabulate(inferno.at),
	Magma:    tabulate(magma.at),
	Plasma:   tabulate(plasma.at),
	Gray:     tabulate(func(t float64) rgb { return rgb{t, t, t} }),
	Coolwarm: tabulate(coolwarm),
	// The last entry is one step before the first, not equal to it.
	Phase: tabulate(func(t float64) rgb { return hue(t * 255 / 256).gamma() }),
}

func tabulate(at func(t float64) rgb) func() *[256]color.RGBA {
	return sync.OnceValue(func() *[256]color.RGBA {
		var table [256]color.RGBA
		for i := range table {
			table[i] = at(float64(i) / 255).bytes()
		}
		return &table
	})
}
