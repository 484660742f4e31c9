package hdf5_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// ramp is an array of consecutive numbers in blocks.
func ramp(t require.TestingT, d ndarray.DType, block int, shape ...int) *arrays.Array {
	x, err := arrays.FromDense(counting(t, d, shape...), arrays.ChunkSize(block))
	require.NoError(t, err)
	return x
}

func counting(t require.TestingT, d ndarray.DType, shape ...int) *ndarray.Array {
	a := ndarray.New(ndarray.Int64, shape...)
	v, err := ndarray.Values[int64](a)
	require.NoError(t, err)
	for i := range v {
		v[i] = int64(i)
	}
	a, err = a.AsType(d)
	require.NoError(t, err)
	return a
}

func only(x *arrays.Array) map[string]*arrays.Array { return map[string]*arrays.Array{"x": x} }

// left lists what is in a folder.
func left(t require.TestingT, folder string) []string {
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestBlocksOfAnyCutMakeOnePiece(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 7), 1, 4).Draw(rt, "shape")
		order := rapid.SampledFrom([]ndarray.ByteOrder{ndarray.LittleEndian, ndarray.BigEndian}).Draw(rt, "order")
		a := counting(rt, ndarray.Uint32, shape...)
		x, err := arrays.FromDense(a, arrays.ChunkSize(rapid.IntRange(1, 5).Draw(rt, "block")))
		require.NoError(rt, err)
		dir, err := os.MkdirTemp(t.TempDir(), "")
		require.NoError(rt, err)
		opts := []hdf5.SaveOption{hdf5.Unsynced()}
		if order == ndarray.BigEndian {
			opts = append(opts, hdf5.BigEndian())
		}
		require.NoError(rt, hdf5.Save(context.Background(), filepath.Join(dir, "a.h5"), only(x), opts...))
		want, err := ndarray.EncodeBytes(nil, a, order)
		require.NoError(rt, err)
		got, err := os.ReadFile(filepath.Join(dir, "a.h5"))
		require.NoError(rt, err)
		require.True(rt, bytes.Contains(got, want))
		require.Equal(rt, []string{"a.h5"}, left(rt, dir))
	})
}

func TestFilesAreTheSameForAnyNumberOfWorkers(t *testing.T) {
	dir := t.TempDir()
	sets := map[string]*arrays.Array{"a": ramp(t, ndarray.Float32, 3, 20, 30), "g/b": ramp(t, ndarray.Int16, 4, 9, 9, 9)}
	files := [][]byte{}
	for _, workers := range []int{1, 2, 5} {
		path := filepath.Join(dir, strings.Repeat("x", workers))
		run := hdf5.Run(scheduler.On(scheduler.NewLocal(scheduler.Workers(workers))))
		require.NoError(t, hdf5.Save(t.Context(), path, sets, run, hdf5.For("g/b", hdf5.Chunks(2, 4, 5), hdf5.Shuffle())))
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		files = append(files, b)
	}
	require.Equal(t, files[0], files[1])
	require.Equal(t, files[0], files[2])
}

func TestAFileHasNoNameUntilItIsWhole(t *testing.T) {
	dir := t.TempDir()
	during := []string{}
	k := arrays.NewKernel("look", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		during = left(t, dir)
		b, err := os.ReadFile(filepath.Join(dir, during[0]))
		require.NoError(t, err)
		require.Equal(t, make([]byte, 8), b[:8], "no HDF5 yet")
		return ndarray.New(ndarray.Int32, at.Shape...), nil
	})
	x, err := arrays.FromFunc(k, []int{5000}, ndarray.Int32, arrays.ChunkSize(5000))
	require.NoError(t, err)
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "a.h5"), only(x)))
	require.Len(t, during, 1)
	require.True(t, strings.HasSuffix(during[0], ".unfinished"), during)
	require.Equal(t, []string{"a.h5"}, left(t, dir))
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	broken := errors.New("broken")
	k := arrays.NewKernel("fail", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		if at.Coords[0] == 2 {
			return nil, broken
		}
		return ndarray.New(ndarray.Int32, at.Shape...), nil
	})
	x, err := arrays.FromFunc(k, []int{50}, ndarray.Int32, arrays.ChunkSize(5))
	require.NoError(t, err)
	for name, opt := range map[string]hdf5.SaveOption{"one piece": hdf5.Unsynced(), "packed": hdf5.Gzip(1)} {
		dir := t.TempDir()
		require.ErrorIs(t, hdf5.Save(t.Context(), filepath.Join(dir, "a.h5"), only(x), opt), broken, name)
		require.Empty(t, left(t, dir), name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	require.ErrorIs(t, hdf5.Save(ctx, filepath.Join(dir, "a.h5"), only(ramp(t, ndarray.Int8, 2, 9))), context.Canceled)
	require.Empty(t, left(t, dir))
}

func TestWhatIsThereIsNotWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "a.h5")
	x := ramp(t, ndarray.Int16, 3, 7)
	require.NoError(t, hdf5.Save(t.Context(), path, only(x)))
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	err = hdf5.Save(t.Context(), path, only(ramp(t, ndarray.Int16, 3, 8)))
	require.ErrorIs(t, err, hdf5.ErrExists)
	var where *hdf5.Error
	require.ErrorAs(t, err, &where)
	require.Equal(t, path, where.Path)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestOfTwoSavesAtOnceOneGetsTheName(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.h5")
	k := arrays.NewKernel("meanwhile", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.New(ndarray.Int32, at.Shape...), hdf5.Save(t.Context(), path, only(ramp(t, ndarray.Int8, 4, 4)))
	})
	x, err := arrays.FromFunc(k, []int{5}, ndarray.Int32, arrays.ChunkSize(5))
	require.NoError(t, err)
	require.ErrorIs(t, hdf5.Save(t.Context(), path, only(x)), hdf5.ErrExists)
	require.Equal(t, []string{"a.h5"}, left(t, dir))
}

func TestFilesAreOnTheDiskBeforeTheyHaveNames(t *testing.T) {
	x, dir := ramp(t, ndarray.Int16, 3, 7, 7), t.TempDir()
	before := hdf5.Syncs()
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "a"), only(x)))
	require.Equal(t, int64(2), hdf5.Syncs()-before, "before and after the superblock")
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "b"), only(x), hdf5.Unsynced()))
	require.Equal(t, int64(2), hdf5.Syncs()-before)
}

// recorder runs plans of which every task could travel.
type recorder struct {
	scheduler.Sync
	t   *testing.T
	ops map[string]int
}

func (r recorder) Execute(ctx context.Context, p *graph.Plan) ([]any, error) {
	for id := range p.Len() {
		for _, task := range p.Steps(id) {
			if task.Op != nil {
				r.ops[task.Op.Name()]++
				require.False(r.t, task.Op.InProcess())
			}
		}
	}
	return r.Sync.Execute(ctx, p)
}

func TestSaveRefusesWhatCannotBeStored(t *testing.T) {
	x := ramp(t, ndarray.Int16, 3, 4, 4)
	mask, err := arrays.FromDense(ndarray.New(ndarray.Bool, 4, 4), arrays.ChunkSize(2))
	require.NoError(t, err)
	unknown, err := x.Extract(mask)
	require.NoError(t, err)
	deep := make([]int, 33)
	for i := range deep {
		deep[i] = 1
	}
	objects, err := ndarray.FromObjects([]any{1}, 1)
	require.NoError(t, err)
	many, err := arrays.FromDense(ndarray.New(ndarray.Int8, deep...), arrays.ChunkSize(1))
	require.NoError(t, err)
	wide, err := arrays.Zeros([]int{1 << 17, 1 << 15}, ndarray.Float64, arrays.ChunkSize(1<<10))
	require.NoError(t, err)
	both := func(a, b string) map[string]*arrays.Array { return map[string]*arrays.Array{a: x, b: x} }
	note := func(v any) hdf5.SaveOption { return hdf5.Attributes(map[string]any{"note": v}) }
	for name, c := range map[string]struct {
		sets map[string]*arrays.Array
		opt  hdf5.SaveOption
		want any
		text string
	}{
		"root":              {map[string]*arrays.Array{"/": x}, nil, new(*hdf5.NameError), `name "/": is the root group`},
		"empty part":        {map[string]*arrays.Array{"a//b": x}, nil, new(*hdf5.NameError), "empty part"},
		"dots":              {map[string]*arrays.Array{"a/../b": x}, nil, new(*hdf5.NameError), "another group"},
		"zero byte":         {map[string]*arrays.Array{"a\x00": x}, nil, new(*hdf5.NameError), "not text"},
		"no array":          {map[string]*arrays.Array{"a": nil}, nil, new(*hdf5.NameError), "no array"},
		"twice":             {both("a", "/a"), nil, new(*hdf5.NameError), "twice"},
		"below a dataset":   {both("a", "a/b"), nil, new(*hdf5.NameError), "is a dataset"},
		"chunks of a group": {only(x), hdf5.For("g", hdf5.Chunks(2, 2)), new(*hdf5.NameError), "attributes only"},
		"unknown shape":     {only(unknown), nil, new(*hdf5.LayoutError), "not known"},
		"axes":              {only(many), nil, new(*hdf5.LayoutError), "at most 32"},
		"chunk axes":        {only(x), hdf5.Chunks(2), new(*hdf5.LayoutError), "shape (4, 4) in chunks (2,): want a length for each axis"},
		"chunk of 0":        {only(x), hdf5.Chunks(2, 0), new(*hdf5.LayoutError), "above 0"},
		"level":             {only(x), hdf5.Gzip(10), new(*hdf5.LayoutError), "got level 10 of gzip, want 1 to 9"},
		"large chunk":       {only(wide), hdf5.Chunks(1<<15, 1<<15), new(*hdf5.LayoutError), "at most 4294967295 bytes"},
		"fill":              {only(x), hdf5.Fill("x"), new(*hdf5.ValueError), "fill: got string x"},
		"kind":              {only(x), note(struct{}{}), new(*hdf5.ValueError), `attribute "note": got struct {} {}, want a bool`},
		"kinds":             {only(x), note([]any{1, "a"}), new(*hdf5.ValueError), "want a bool"},
		"objects":           {only(x), note(objects), new(*hdf5.ValueError), "want numbers"},
		"large":             {only(x), note(make([]float64, 9000)), new(*hdf5.ValueError), "want at most 65528 bytes"},
		"bad text":          {only(x), note("a\xff"), new(*hdf5.ValueError), "want UTF-8"},
		"bad name":          {only(x), hdf5.For("x", hdf5.Attributes(map[string]any{"": 1})), new(*hdf5.NameError), "no name"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			opts := []hdf5.SaveOption{}
			if c.opt != nil {
				opts = append(opts, c.opt)
			}
			err := hdf5.Save(t.Context(), filepath.Join(dir, "a.h5"), c.sets, opts...)
			var where *hdf5.Error
			require.ErrorAs(t, err, &where)
			require.ErrorAs(t, err, c.want)
			require.ErrorContains(t, err, c.text)
			require.Empty(t, left(t, dir))
		})
	}
}

func TestTasksCanTravelUnlessChunksArePacked(t *testing.T) {
	x, dir := ramp(t, ndarray.Int16, 3, 7, 7), t.TempDir()
	r := recorder{t: t, ops: map[string]int{}}
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "a"), only(x), hdf5.Run(scheduler.On(r))))
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "b"), only(x), hdf5.Run(scheduler.On(r)), hdf5.Chunks(), hdf5.Shuffle()))
	require.Equal(t, map[string]int{"gloam/hdf5/write": 18}, r.ops)
}

func TestTasksOfOtherProcessesSyncWhatTheyWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	require.NoError(t, os.WriteFile(path, make([]byte, 40), 0o600))
	op, ok := graph.Lookup("gloam/hdf5/write")
	require.True(t, ok)
	block := counting(t, ndarray.Uint16, 2, 2)
	before := hdf5.Syncs()
	call := func(args ...any) error {
		_, err := op.Call(t.Context(), args)
		return err
	}
	require.NoError(t, call(path, math.MaxInt64, []int{1, 1}, block, 8, []int{4, 4}, []int{}, 1, []byte{}, false))
	require.Equal(t, before+1, hdf5.Syncs())
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	want := make([]byte, 40)
	want[8+2*6+1], want[8+2*9+1], want[8+2*10+1] = 1, 2, 3
	require.Equal(t, want, got)

	require.ErrorContains(t, call(path), "1 arguments, want 10")
	require.ErrorContains(t, call(path, 0, []int{1}, block, 8, []int{4, 4}, []int{}, 1, []byte{}, false), "got a block of shape (2, 2) at (1,)")
	require.ErrorContains(t, call(path, 0, []int{1, 1}, block, 8, []int{4, 4}, []int{2, 2}, 1, []byte{}, false), "want one of whole chunks")
	require.ErrorContains(t, call(path, 0, []int{1, 1}, block, "8", []int{4, 4}, []int{}, 1, []byte{}, false), "for a place")
	require.ErrorContains(t, call(path, 0, "1", block, 8, []int{4, 4}, []int{}, 1, []byte{}, false), "got string, int, string")
	require.ErrorIs(t, call(path+"x", 0, []int{1, 1}, block, 8, []int{4, 4}, []int{}, 1, []byte{}, false), os.ErrNotExist)
}

func TestChunksThatDoNotGetSmallerArePlain(t *testing.T) {
	dir := t.TempDir()
	a := ndarray.New(ndarray.Uint64, 512)
	b, err := a.Bytes()
	require.NoError(t, err)
	_, _ = rand.NewChaCha8([32]byte{}).Read(b) // which nothing packs
	x, err := arrays.FromDense(a, arrays.ChunkSize(512))
	require.NoError(t, err)
	npy := filepath.Join(dir, "a.npy")
	require.NoError(t, ndarray.SaveNPY(npy, a))
	level := 9
	plain, sorted := filepath.Join(dir, "plain.h5"), filepath.Join(dir, "sorted.h5")
	require.NoError(t, hdf5.Save(t.Context(), plain, only(x), hdf5.Gzip(level)))
	require.NoError(t, hdf5.Save(t.Context(), sorted, only(x), hdf5.Gzip(level), hdf5.Shuffle()))
	got, err := os.ReadFile(plain)
	require.NoError(t, err)
	require.True(t, bytes.Contains(got, b))
	w := wanted{Name: "/x", NPY: npy, DType: "<u8", Chunks: []int{512}, Gzip: &level}
	shuffled := w
	shuffled.Shuffle = true
	requireRead(t, map[string][]wanted{plain: {w}, sorted: {shuffled}})
}
