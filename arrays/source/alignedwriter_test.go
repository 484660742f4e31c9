package source_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/source"
)

// page is what files are to be written in.
const page = 2 << 20

// A recorder is a file in memory that remembers the writes.
type recorder struct {
	mu     sync.Mutex
	data   []byte
	writes [][2]int
	fail   error
}

func (r *recorder) WriteAt(b []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return 0, r.fail
	}
	r.writes = append(r.writes, [2]int{int(off), len(b)})
	if need := int(off) + len(b); need > len(r.data) {
		r.data = append(r.data, make([]byte, need-len(r.data))...)
	}
	return copy(r.data[off:], b), nil
}

var _ io.WriterAt = (*recorder)(nil)

func TestAlignedWriterWritesWholePages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := make([]byte, rapid.IntRange(0, 3*page).Draw(t, "size"))
		for i := range want {
			want[i] = byte(i*7 + i>>8)
		}
		cuts := rapid.SliceOfN(rapid.IntRange(0, len(want)), 0, 6).Draw(t, "cuts")
		cuts = append(cuts, 0, len(want))
		slices.Sort(cuts)
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0)).Perm(len(cuts) - 1)
		r := &recorder{}
		write, flush := source.AlignedWriter(r)
		var all sync.WaitGroup
		for _, i := range order {
			all.Go(func() {
				n, err := write(want[cuts[i]:cuts[i+1]], int64(cuts[i]))
				if err != nil || n != cuts[i+1]-cuts[i] {
					panic("short write")
				}
			})
		}
		all.Wait()
		require.NoError(t, flush())
		require.True(t, slices.Equal(want, r.data))
		for _, w := range r.writes {
			// Only the last page of the file is not whole.
			require.True(t, w[0]%page == 0 && w[1]%page == 0 || w[0] >= len(want)/page*page, "%v", w)
		}
	})
}

func TestAlignedWriterReportsErrors(t *testing.T) {
	broken := errors.New("disk full")
	write, flush := source.AlignedWriter(&recorder{fail: broken})
	_, err := write(make([]byte, page), 0)
	require.ErrorIs(t, err, broken)
	_, err = write(make([]byte, 8), 4)
	require.NoError(t, err, "the page is not complete")
	require.ErrorIs(t, flush(), broken)
}
