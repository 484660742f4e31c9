package pieces_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/pieces"
)

func TestRunsAreJoinedWhereLittleLiesBetween(t *testing.T) {
	frame := pieces.Pitches([]int{100, 256, 256}, 2)
	for name, c := range map[string]struct {
		start, size, step []int
		gap               int64
		run               int64
		count             int
		first, last       int64
	}{
		"rows of a crop":          {[]int{3, 10, 30}, []int{2, 10, 10}, nil, 0, 20, 20, 3*131072 + 10*512 + 60, 4*131072 + 19*512 + 60},
		"rows joined in a frame":  {[]int{3, 10, 30}, []int{2, 10, 10}, nil, 492, 9*512 + 20, 2, 3*131072 + 10*512 + 60, 4*131072 + 10*512 + 60},
		"frames joined, too":      {[]int{3, 10, 30}, []int{2, 10, 10}, nil, 131072, 131072 + 9*512 + 20, 1, 3*131072 + 10*512 + 60, 3*131072 + 10*512 + 60},
		"whole rows lie together": {[]int{0, 4, 0}, []int{1, 8, 256}, nil, 0, 8 * 512, 1, 4 * 512, 4 * 512},
		"steps":                   {[]int{0, 0, 0}, []int{1, 4, 128}, []int{1, 25, 2}, 2, 510, 4, 0, 3 * 25 * 512},
	} {
		t.Run(name, func(t *testing.T) {
			cut := pieces.New(2, frame, c.start, c.size, c.step, c.gap)
			require.Equal(t, c.run, cut.Run)
			require.Equal(t, c.count, cut.Count)
			require.Equal(t, c.first, cut.Offset(0))
			require.Equal(t, c.last, cut.Offset(cut.Count-1))
			require.Equal(t, c.run*int64(c.count), cut.Bytes())
		})
	}
}

// TestRunsHoldTheBox reads boxes of an array whose elements say where they are.
func TestRunsHoldTheBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 6), 1, 4).Draw(t, "shape")
		n := 1
		for _, e := range shape {
			n *= e
		}
		file := make([]byte, 4*n)
		for i := range n {
			binary.LittleEndian.PutUint32(file[4*i:], uint32(i))
		}
		start, size, step := make([]int, len(shape)), make([]int, len(shape)), make([]int, len(shape))
		for i, e := range shape {
			start[i] = rapid.IntRange(0, e-1).Draw(t, "start")
			step[i] = rapid.IntRange(1, 3).Draw(t, "step")
			size[i] = rapid.IntRange(1, (e-1-start[i])/step[i]+1).Draw(t, "size")
		}
		pitch := pieces.Pitches(shape, 4)
		cut := pieces.New(4, pitch, start, size, step, int64(rapid.IntRange(0, 64).Draw(t, "gap")))
		read := []byte{}
		for run := range cut.Count {
			read = append(read, file[cut.Offset(run):][:cut.Run]...)
		}
		at := make([]int, len(shape))
		for {
			place, want := 0, int64(0)
			for i, k := range at {
				place += k * cut.Strides[i]
				want += int64(start[i]+k*step[i]) * pitch[i]
			}
			require.Equal(t, uint32(want/4), binary.LittleEndian.Uint32(read[4*place:]))
			i := len(at) - 1
			for ; i >= 0; i-- {
				if at[i]++; at[i] < size[i] {
					break
				}
				at[i] = 0
			}
			if i < 0 {
				return
			}
		}
	})
}
