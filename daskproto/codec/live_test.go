package codec_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/codec"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/internal/testdask"
)

func array[T ndarray.Element](t *testing.T, values []T, shape ...int) *ndarray.Array {
	a, err := ndarray.FromSlice(values, shape...)
	require.NoError(t, err)
	return a
}

// judge is a Python client that says what it sees under the keys it is given.
const judge = `
import sys, numpy, distributed
def show(v):
    if isinstance(v, numpy.ndarray):
        return "array %s %s %s" % (v.dtype.str, v.shape, v.tolist())
    if isinstance(v, (list, tuple)):
        return type(v).__name__ + "[" + "; ".join(map(show, v)) + "]"
    if isinstance(v, dict):
        return "dict[" + "; ".join("%r: %s" % (k, show(x)) for k, x in v.items()) + "]"
    return "%s %r" % (type(v).__name__, v)
with distributed.Client(sys.argv[1]) as c:
    reply = c.sync(c.scheduler.gather, keys=sys.argv[2:])
    for k in sys.argv[2:]:
        print(k, "=", show(reply["data"][k]))
`

func TestLivePythonReadsWhatIsScattered(t *testing.T) {
	f32 := array(t, []float32{1, 2, 3, 4, 5, 6}, 2, 3)
	transposed, err := f32.Transpose()
	require.NoError(t, err)
	stretched, err := ndarray.FromBytes(ndarray.Uint8, []byte{7}, []int{2, 2}, []int{0, 0})
	require.NoError(t, err)
	objects, err := ndarray.FromObjects([]any{int64(1), "two", nil}, 3)
	require.NoError(t, err)
	cases := []struct {
		value any
		want  string
	}{
		{f32, "array <f4 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]"},
		{transposed, "array <f4 (3, 2) [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]"},
		{stretched, "array |u1 (2, 2) [[7, 7], [7, 7]]"},
		{array(t, []int64{-1}), "array <i8 (1,) [-1]"},
		{array(t, []uint16{9}, 1, 1, 1), "array <u2 (1, 1, 1) [[[9]]]"},
		{array(t, []bool{true, false}), "array |b1 (2,) [True, False]"},
		{array(t, []complex64{1 + 2i}), "array <c8 (1,) [(1+2j)]"},
		{array(t, []complex128{1 - 2i}), "array <c16 (1,) [(1-2j)]"},
		{ndarray.New(ndarray.Float64), "array <f8 () 0.0"},
		{ndarray.New(ndarray.Float16, 0, 3), "array <f2 (0, 3) []"},
		{objects, "array |O (3,) [1, 'two', None]"},
		{[]*ndarray.Array{array(t, []int8{1}), nil}, "list[array |i1 (1,) [1]; NoneType None]"},
		{[]*ndarray.Array{nil}, "list[NoneType None]"},
		{codec.Tuple{array(t, []int8{1}), "x", []any{int64(1), 2.5}}, "tuple[array |i1 (1,) [1]; str 'x'; list[int 1; float 2.5]]"},
		{map[string]any{"a": []byte("b"), "c": nil}, "dict['a': bytes b'b'; 'c': NoneType None]"},
		{daskproto.Map{{Key: codec.Tuple{"k", int64(1)}, Value: array(t, []int8{1})}}, "dict[('k', 1): array |i1 (1,) [1]]"},
		{codec.Set{int64(4)}, "set {4}"},
		{int64(-5), "int -5"},
		{1.5, "float 1.5"},
		{true, "bool True"},
		{nil, "NoneType None"},
		{2i, "complex 2j"},
		{float32(0.5), "float32 0.5"},
		{uint8(200), "uint8 200"},
		{[]byte{0, 255}, `bytes b'\x00\xff'`},
		{"é", "str 'é'"},
	}
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			sched := testdask.StartScheduler(t, v)
			sched.StartWorker(t, testdask.WorkerOptions{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			pool, stream := client(t, ctx, sched.Address)
			args, want, data := []string{sched.Address}, []string{}, []daskproto.Datum{}
			for i, c := range cases {
				s, err := codec.Encode(c.value)
				require.NoError(t, err)
				key := fmt.Sprintf("scattered-%d", i)
				data = append(data, daskproto.Datum{Key: daskproto.Key(key), Value: s})
				args, want = append(args, key), append(want, key+" = "+c.want)
			}
			_, err := pool.Call(ctx, sched.Address, daskproto.Scatter("Client-codec", data, nil, false, 10))
			require.NoError(t, err)
			out := testdask.Python(t, v, judge, args...)
			for _, w := range want {
				require.Contains(t, out, w)
			}
			bad := []daskproto.Datum{{Key: "bad", Value: codec.EncodeError("no way\nto send")}}
			_, err = pool.Call(ctx, sched.Address, daskproto.Scatter("Client-codec", bad, nil, false, 10))
			var e *comm.CallError
			require.ErrorAs(t, err, &e)
			require.Contains(t, codec.DecodeFailure(e.Failure).Error(), "no way")
			require.NoError(t, stream.Send(daskproto.CloseClient()))
		})
	}
}

// client returns the connections of a client named Client-codec.
func client(t *testing.T, ctx context.Context, address string) (*comm.Pool, *comm.Stream) {
	pool := comm.NewPool()
	reply, err := pool.Call(ctx, address, daskproto.AskVersions())
	require.NoError(t, err)
	versions, err := daskproto.DecodeVersions(reply)
	require.NoError(t, err)
	c, err := comm.Dial(ctx, address)
	require.NoError(t, err)
	require.NoError(t, c.Send(ctx, daskproto.RegisterClient("Client-codec", versions)))
	stream := comm.NewStream(c)
	_, err = stream.Receive(ctx)
	require.NoError(t, err)
	t.Cleanup(func() {
		stream.Close(context.Background())
		pool.Close()
	})
	return pool, stream
}

func TestLiveLayoutsOfPythonAreRead(t *testing.T) {
	numpy := func(name string) pickle.Global { return pickle.Func("numpy", name) }
	method := func(name string, args ...any) any {
		return pickle.Call("operator", "methodcaller", append([]any{name}, args...)...)
	}
	base := &daskproto.Invoke{Func: method("reshape", int64(2), int64(3)), Args: []any{&daskproto.Invoke{Func: numpy("arange"), Args: []any{6.0}}}}
	tasks := map[string]daskproto.Task{
		"[[0. 1. 2.]\n [3. 4. 5.]]":     {Func: numpy("asfortranarray"), Args: []any{base}},
		"[[0. 3.]\n [1. 4.]\n [2. 5.]]": {Func: numpy("transpose"), Args: []any{base}},
		"[[0 1 2]\n [3 4 5]]":           {Func: method("astype", ">i4"), Args: []any{base}},
		"[[1.5 1.5]\n [1.5 1.5]]":       {Func: numpy("broadcast_to"), Args: []any{1.5, pickle.Tuple{int64(2), int64(2)}}},
		"[]":                            {Func: numpy("zeros"), Args: []any{pickle.Tuple{int64(0), int64(4)}}},
		"2.5":                           {Func: numpy("asarray"), Args: []any{2.5}},
	}
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			sched := testdask.StartScheduler(t, v)
			sched.StartWorker(t, testdask.WorkerOptions{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			pool, stream := client(t, ctx, sched.Address)
			release, err := daskproto.ParseVersion(v.Release)
			require.NoError(t, err)
			u, want := daskproto.UpdateGraph{Graph: daskproto.Graph{Layers: []daskproto.Layer{{Name: "l"}}}}, map[daskproto.Key]string{}
			for text, task := range tasks {
				task.Key = fmt.Sprintf("layout-%d", len(want))
				want[daskproto.Key(task.Key)] = text
				u.Keys = append(u.Keys, task.Key)
				u.Graph.Layers[0].Tasks = append(u.Graph.Layers[0].Tasks, task)
			}
			m, err := daskproto.DialectOf(release).UpdateGraph(u)
			require.NoError(t, err)
			require.NoError(t, stream.Send(m))
			awaitResults(t, ctx, stream, len(want))
			reply, err := pool.Call(ctx, sched.Address, daskproto.Gather(daskproto.Keys(u.Keys...)))
			require.NoError(t, err)
			data, err := daskproto.DecodeData(reply)
			require.NoError(t, err)
			require.Len(t, data.Values, len(want))
			for _, d := range data.Values {
				got, err := codec.Decode(d.Value)
				require.NoError(t, err)
				require.Equal(t, want[d.Key], fmt.Sprint(got))
			}
		})
	}
}

// awaitResults reads the stream until n results are in memory.
func awaitResults(t *testing.T, ctx context.Context, stream *comm.Stream, n int) {
	for done := map[daskproto.Key]bool{}; len(done) < n; {
		batch, err := stream.Receive(ctx)
		require.NoError(t, err)
		for _, m := range batch {
			event, err := daskproto.DecodeToClient(m)
			require.NoError(t, err)
			require.IsType(t, daskproto.KeyInMemory{}, event)
			done[event.(daskproto.KeyInMemory).Key] = true
		}
	}
}

// TestLiveArrayLargerThanAShard brings one array from Python, which cuts it,
// and one to Python, uncut.
func TestLiveArrayLargerThanAShard(t *testing.T) {
	const n = 9_000_000 // float64: 72 MB
	for _, v := range testdask.Versions(t) {
		t.Run(v.Release, func(t *testing.T) {
			sched := testdask.StartScheduler(t, v)
			sched.StartWorker(t, testdask.WorkerOptions{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			pool, stream := client(t, ctx, sched.Address)
			there, err := codec.Encode(ndarray.New(ndarray.Float64, n))
			require.NoError(t, err)
			_, err = pool.Call(ctx, sched.Address, daskproto.Scatter("Client-codec", []daskproto.Datum{{Key: "zeros-1", Value: there}}, nil, false, 30))
			require.NoError(t, err)
			release, err := daskproto.ParseVersion(v.Release)
			require.NoError(t, err)
			m, err := daskproto.DialectOf(release).UpdateGraph(daskproto.UpdateGraph{
				Graph: daskproto.Graph{Layers: []daskproto.Layer{{Name: "l", Tasks: []daskproto.Task{
					{Key: "large-1", Func: pickle.Func("numpy", "arange"), Args: []any{float64(n)}},
					{Key: "len-1", Func: pickle.Func("builtins", "len"), Args: []any{daskproto.Future("zeros-1")}},
				}}}},
				Keys: []string{"large-1", "len-1"},
			})
			require.NoError(t, err)
			require.NoError(t, stream.Send(m))
			awaitResults(t, ctx, stream, 3)
			reply, err := pool.Call(ctx, sched.Address, daskproto.Gather(daskproto.Keys("large-1", "len-1")))
			require.NoError(t, err)
			data, err := daskproto.DecodeData(reply)
			require.NoError(t, err)
			for _, d := range data.Values {
				got, err := codec.Decode(d.Value)
				require.NoError(t, err)
				if d.Key == "len-1" {
					require.EqualValues(t, n, got)
					continue
				}
				values, err := ndarray.Values[float64](got.(*ndarray.Array))
				require.NoError(t, err)
				for i, x := range values {
					if x != float64(i) {
						t.Fatalf("element %d is %v", i, x)
					}
				}
				require.Len(t, values, n)
			}
		})
	}
}
