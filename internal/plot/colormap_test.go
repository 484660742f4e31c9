package plot_test

import (
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/plot"
)

func hex(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

func requireNear(t *testing.T, want, got color.RGBA, tol int) {
	t.Helper()
	for _, d := range []int{int(want.R) - int(got.R), int(want.G) - int(got.G), int(want.B) - int(got.B)} {
		require.LessOrEqual(t, max(d, -d), tol, "want %v, got %v", want, got)
	}
}

// The published colours of the maps at both ends and around the middle.
func TestMapsLookLikeTheirNames(t *testing.T) {
	for _, c := range []struct {
		m              plot.Colormap
		first, last    uint32
		quarter, three uint32 // entries 64 and 191
	}{
		{plot.Viridis, 0x440154, 0xfde725, 0x3b528b, 0x5ec962},
		{plot.Inferno, 0x000004, 0xfcffa4, 0x57106e, 0xf98e09},
		{plot.Magma, 0x000004, 0xfcfdbf, 0x51127c, 0xfc8961},
		{plot.Plasma, 0x0d0887, 0xf0f921, 0x7e03a8, 0xf89540},
		{plot.Gray, 0x000000, 0xffffff, 0x404040, 0xbfbfbf},
		{plot.Coolwarm, 0x3b4cc0, 0xb40426, 0x8db0fe, 0xf4987a},
	} {
		t.Run(c.m.String(), func(t *testing.T) {
			table := c.m.Table()
			requireNear(t, hex(c.first), table[0], 1)
			requireNear(t, hex(c.last), table[255], 1)
			requireNear(t, hex(c.quarter), table[64], 3)
			requireNear(t, hex(c.three), table[191], 3)
		})
	}
}

func TestCoolwarmIsGrayInTheMiddle(t *testing.T) {
	requireNear(t, hex(0xdddddd), plot.Coolwarm.At(0.5), 2)
}

func TestSequentialMapsGrowLighter(t *testing.T) {
	for _, m := range []plot.Colormap{plot.Viridis, plot.Inferno, plot.Magma, plot.Plasma, plot.Gray} {
		last := -1.0
		for i, c := range m.Table() {
			y := 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
			require.Greater(t, y, last-0.002, "%v entry %d", m, i)
			last = y
		}
	}
}

func linear(v uint8) float64 { return math.Pow(float64(v)/255, 2.2) }

func TestPhaseIsCyclicAndInGamut(t *testing.T) {
	table := plot.Phase.Table()
	for i, c := range table {
		requireNear(t, c, table[(i+1)%256], 6)
		for _, v := range []uint8{c.R, c.G, c.B} {
			require.True(t, v > 0 && v < 255, "entry %d is cut: %v", i, c)
		}
	}
	require.Equal(t, plot.Phase.At(0.25), plot.Phase.At(-0.75))
	require.Equal(t, plot.Phase.At(0), plot.Phase.At(1))
}

func TestAtKeepsToTheEnds(t *testing.T) {
	table := plot.Viridis.Table()
	require.Equal(t, table[0], plot.Viridis.At(math.Inf(-1)))
	require.Equal(t, table[0], plot.Viridis.At(0))
	require.Equal(t, table[255], plot.Viridis.At(1))
	require.Equal(t, table[255], plot.Viridis.At(math.Inf(1)))
	require.Equal(t, plot.Missing, plot.Viridis.At(math.NaN()))
	require.Equal(t, plot.Missing, plot.Phase.At(math.Inf(1)))
}

func TestColormapNamesParse(t *testing.T) {
	for _, m := range plot.Colormaps() {
		got, err := plot.ParseColormap(m.String())
		require.NoError(t, err)
		require.Equal(t, m, got)
	}
	_, err := plot.ParseColormap("jet")
	require.EqualError(t, err, `plot: colour map "jet": want one of viridis, inferno, magma, plasma, gray, coolwarm, phase`)
}
