package arrays_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

// TestReferenceWalkWithoutArrays makes each call with nil in place of each of
// its arrays: it may do without, but it does not panic.
func TestReferenceWalkWithoutArrays(t *testing.T) {
	file, err := ndarray.OpenNPZ(golden.Files(t, walkPath)[0])
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	w, tried := walk{t, file, cuts["pairs"], scheduler.Sync{}}, map[string]bool{}
	for _, v := range visits {
		f := reflect.ValueOf(v.call)
		if n := f.Type().NumOut(); calledName(v.call) == "" || n == 0 || f.Type().Out(n-1) != reflect.TypeFor[error]() {
			continue
		}
		for i := range v.args {
			name := fmt.Sprintf("%s %d", calledName(v.call), i)
			if tried[name] {
				continue
			}
			values := make([]reflect.Value, len(v.args))
			for j, a := range v.args {
				values[j] = w.value(a)
			}
			switch values[i].Type() {
			case reflect.TypeFor[*arrays.Array]():
				values[i] = reflect.ValueOf((*arrays.Array)(nil))
			case reflect.TypeFor[[]*arrays.Array]():
				values[i] = reflect.ValueOf([]*arrays.Array{nil, nil})
			default:
				continue
			}
			tried[name] = true
			t.Run(name, func(t *testing.T) {
				require.NotPanics(t, func() {
					out := f.Call(values)
					if err := errorOf(out[len(out)-1]); err != nil {
						require.Regexp(t, `^arrays: .*got .*\(asked for at arrays/walk_nil_test.go:\d+\)$|^arrays: .*got `, err.Error())
					}
				})
			})
		}
	}
}

// TestNilCollectionsAreRefused: a nil array is none that runs could begin with.
func TestNilCollectionsAreRefused(t *testing.T) {
	var none *arrays.Array
	_, err := scheduler.Compute(t.Context(), []graph.Collection{none})
	require.EqualError(t, err, "scheduler: value 1 of 1 to compute is nil")
}
