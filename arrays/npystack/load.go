package npystack

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/wording"
)

// An Error says in which folder or file of a stack something went wrong.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("npystack: %s: %v", e.Path, e.Err) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Describe reads what the info file of a stack says. Errors are an [*Error].
func Describe(dir string) (Info, error) {
	path := filepath.Join(dir, infoName)
	i, err := readInfo(path)
	if err != nil {
		return Info{}, &Error{path, err}
	}
	return i, nil
}

func readInfo(path string) (Info, error) {
	f, err := os.Open(path)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxInfo+1))
	if err != nil {
		return Info{}, err
	}
	if len(b) > maxInfo {
		return Info{}, fmt.Errorf("%w: got more than %d bytes", ErrInfo, maxInfo)
	}
	return decodeInfo(b)
}

// Load makes the lazy array of a stack: one block, and one task, for each file.
// Only the info file is read at once; a file that holds another shape or dtype
// than it says is an error of its task. Workers elsewhere must see the folder
// under the same absolute path. Errors are an [*Error].
func Load(dir string) (*arrays.Array, error) {
	i, err := Describe(dir)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, &Error{dir, err}
	}
	grid := make([]int, len(i.Chunks))
	for k, c := range i.Chunks {
		grid[k] = len(c)
	}
	size := func(file int) int64 {
		n := int64(i.DType.Size())
		for _, e := range i.shape(file) {
			n *= int64(e)
		}
		return n
	}
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "read-npy", Token: graph.Token("npystack", abs, i.Chunks, i.DType.String(), i.Axis), Grid: grid, Op: readOp,
		Args: func(file int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(abs), graph.Lit(file), graph.Lit(i.DType.String()), graph.Lit(i.shape(file)))
		},
		Bytes: size, Reads: size,
		Note: graph.Note{Shape: i.extents(), DType: i.DType.String(), Chunks: wording.Shape(i.shape(0)), Text: dir},
	})
	if err != nil {
		return nil, &Error{dir, err}
	}
	a, err := arrays.New(layer, i.Chunks, i.DType)
	if err != nil {
		return nil, &Error{dir, err}
	}
	return a, nil
}

// shape returns the shape of the array in a file.
func (i Info) shape(file int) []int {
	s := make([]int, len(i.Chunks))
	for k, c := range i.Chunks {
		s[k] = c[0]
	}
	s[i.Axis] = i.Chunks[i.Axis][file]
	return s
}

// extents returns the shape of the whole array.
func (i Info) extents() []int {
	s := make([]int, len(i.Chunks))
	for k, c := range i.Chunks {
		for _, n := range c {
			s[k] += n
		}
	}
	return s
}

var readOp = graph.Register("gloam/npystack/read", func(_ context.Context, args []any) (any, error) {
	if len(args) != 4 {
		return nil, fmt.Errorf("npystack: got %d arguments, want 4", len(args))
	}
	dir, ok0 := args[0].(string)
	file, ok1 := args[1].(int)
	code, ok2 := args[2].(string)
	shape, ok3 := args[3].([]int)
	if !ok0 || !ok1 || !ok2 || !ok3 {
		return nil, fmt.Errorf("npystack: got arguments %T, %T, %T, %T, want a folder, a number, a dtype and a shape", args[0], args[1], args[2], args[3])
	}
	dtype, _, err := ndarray.ParseDType(code)
	if err != nil {
		return nil, err
	}
	name := fileName(file)
	a, err := ndarray.LoadNPY(filepath.Join(dir, name))
	if err != nil {
		return nil, &Error{dir, err}
	}
	if _, err := arrays.CheckBlock(a, name, []int{file}, shape, dtype); err != nil {
		return nil, &Error{dir, err}
	}
	return a, nil
})

func fileName(file int) string { return fmt.Sprintf("%d.npy", file) }
