package source_test

import (
	"context"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

func counting(t testing.TB, shape ...int) *ndarray.Array {
	t.Helper()
	v := make([]uint16, product(shape))
	for i := range v {
		v[i] = uint16(i)
	}
	a, err := ndarray.FromSlice(v, shape...)
	require.NoError(t, err)
	return a
}

func TestMemoryFramesAreViews(t *testing.T) {
	a := counting(t, 3, 4, 5, 6)
	m := source.Memory{Data: a, Sync: 2}
	require.NoError(t, m.Check())
	info := m.Info()
	require.Equal(t, []int{3, 4, 5, 6}, info.Shape)
	require.Equal(t, 12, info.Stored)
	require.Equal(t, 2, info.Sync)
	require.EqualValues(t, 60, info.FrameBytes)
	f, err := m.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	v, err := f.Read(context.Background(), 4, 2)
	require.NoError(t, err)
	require.Equal(t, []int{2, 5, 6}, v.Shape())
	require.NoError(t, a.Set(uint16(9999), 1, 0, 0, 0))
	got, err := v.Float(0, 0, 0)
	require.NoError(t, err)
	require.Equal(t, 9999.0, got)
	require.Zero(t, testing.AllocsPerRun(100, func() { f.Read(context.Background(), 3, 4) }))
	_, err = f.Read(context.Background(), 12, 1)
	var re *source.RangeError
	require.ErrorAs(t, err, &re)
}

func TestMemoryTravelsByValue(t *testing.T) {
	m := source.Memory{Data: counting(t, 3, 4, 5, 6), Sig: 1, Nav: []int{10, 6}, Sync: -1}
	b, err := arrays.EncodeSource(m)
	require.NoError(t, err)
	back, err := arrays.DecodeSource(b)
	require.NoError(t, err)
	require.Equal(t, m.Info(), back.Info())
	require.Equal(t, digest(t, m, 60), digest(t, back, 7))
}

func TestMemoryAcceptsTransposedArrays(t *testing.T) {
	a, err := counting(t, 6, 5, 4).Transpose()
	require.NoError(t, err)
	require.Equal(t, digest(t, source.Memory{Data: a.Copy()}, 2), digest(t, source.Memory{Data: a}, 3))
}

func TestMemoryReportsWhatIsWrong(t *testing.T) {
	objects, err := ndarray.FromObjects(make([]any, 8), 2, 2, 2)
	require.NoError(t, err)
	a := counting(t, 3, 4, 5)
	for want, m := range map[string]source.Memory{
		"no array":                              {},
		"dtype object":                          {Data: objects},
		"4 signal axes, want between 1 and 3":   {Data: a, Sig: 4},
		"-1 signal axes":                        {Data: a, Sig: -1},
		"signal shape (0, 4) has no elements":   {Data: ndarray.New(ndarray.Int8, 3, 0, 4)},
		"scan shape (4,) needs 4 frames, 3 are": {Data: a, Nav: []int{4}},
		"sync offset 3, want between -2 and 2":  {Data: a, Sync: 3},
		"negative extent":                       {Data: a, Nav: []int{-1, -3}},
		"sync offset -3, want between -2 and 2": {Data: a, Sync: -3, Nav: []int{9}, AllowShort: true},
	} {
		require.ErrorContains(t, m.Check(), want)
		_, err := m.Open(context.Background())
		require.ErrorContains(t, err, want)
		m.Info()
	}
}
