package delayed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// inlineBytes is how long text may be that becomes part of a task: about what
// naming a datum costs.
const inlineBytes = 256

// inlines reports whether a packed value is small enough to be an argument of
// each task that reads it.
func inlines(v any) bool {
	switch v := v.(type) {
	case nil, bool, int, float64, complex128:
		return true
	case string:
		return len(v) <= inlineBytes
	case []byte:
		return len(v) <= inlineBytes
	case []int:
		return len(v) <= inlineBytes/8
	}
	return false
}

// tokenOf returns the content hash of a packed value.
func tokenOf(v any) (string, error) {
	h := sha256.New()
	if err := digest(h, v); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// digest hashes a packed value. Each part says what it is and how long.
func digest(h hash.Hash, v any) error {
	switch v := v.(type) {
	case nil, bool, int, float64, complex128:
		fmt.Fprintf(h, "%T %v;", v, v)
	case string:
		fmt.Fprintf(h, "string %d:%s", len(v), v)
	case []byte:
		fmt.Fprintf(h, "bytes %d:", len(v))
		h.Write(v)
	case []int:
		fmt.Fprintf(h, "ints %d:%v", len(v), v)
	case *ndarray.Array:
		return digestArray(h, v)
	case []*ndarray.Array:
		fmt.Fprintf(h, "arrays %d:", len(v))
		for _, a := range v {
			if err := digestArray(h, a); err != nil {
				return err
			}
		}
	case []any:
		fmt.Fprintf(h, "list %d:", len(v))
		for _, item := range v {
			if err := digest(h, item); err != nil {
				return err
			}
		}
	case map[string]any:
		fmt.Fprintf(h, "map %d:", len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			fmt.Fprintf(h, "%d:%s", len(k), k)
			if err := digest(h, v[k]); err != nil {
				return err
			}
		}
	default:
		name, data, _, err := graph.EncodeValue(v)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "value %d:%s%d:", len(name), name, len(data))
		h.Write(data)
	}
	return nil
}

func digestArray(h hash.Hash, a *ndarray.Array) error {
	if a == nil {
		fmt.Fprint(h, "no array;")
		return nil
	}
	fmt.Fprintf(h, "array %s %v:", a.DType(), a.Shape())
	return ndarray.WriteNPY(h, a)
}
