package worker

import (
	"fmt"
	"maps"

	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// builtins are the Python functions that build values, which clients use to
// write them down.
var builtins = map[pickle.Global]func(args []any, named map[string]any) (any, error){
	pickle.Func("builtins", "dict"):    dict,
	pickle.Func("builtins", "list"):    list,
	pickle.Func("builtins", "tuple"):   tuple,
	pickle.Func("builtins", "complex"): complexOf,
}

func dict(args []any, named map[string]any) (any, error) {
	if len(args) > 1 {
		return nil, &ArgumentError{"dict", fmt.Sprintf("%d arguments", len(args)), "at most one that has no name"}
	}
	if len(args) == 0 {
		return named, nil
	}
	if m, ok := args[0].(map[string]any); ok {
		args[0] = flat(m)
	}
	pairs, ok := args[0].([]any)
	if !ok {
		return nil, badArgument("dict", args[0], "pairs")
	}
	all := make(map[string]any, len(pairs)+len(named))
	for _, p := range pairs {
		kv, ok := p.([]any)
		if !ok || len(kv) != 2 {
			return nil, badArgument("dict", p, "a pair")
		}
		k, ok := kv[0].(string)
		if !ok {
			return nil, badArgument("key of dict", kv[0], "text")
		}
		all[k] = kv[1]
	}
	maps.Copy(all, named)
	return all, nil
}

func flat(m map[string]any) []any {
	var pairs []any
	for k, v := range m {
		pairs = append(pairs, []any{k, v})
	}
	return pairs
}

// dictOf makes a dict of keys and values that follow each other.
func dictOf(items []any) (any, error) {
	m := make(map[string]any, len(items)/2)
	for i := 0; i+1 < len(items); i += 2 {
		k, ok := items[i].(string)
		if !ok {
			return nil, badArgument("key of dict", items[i], "text")
		}
		m[k] = items[i+1]
	}
	return m, nil
}

func list(args []any, _ map[string]any) (any, error) {
	if len(args) == 0 {
		return []any{}, nil
	}
	return sequence(args[0])
}

func tuple(args []any, _ map[string]any) (any, error) {
	if len(args) == 0 {
		return []int{}, nil
	}
	items, err := sequence(args[0])
	if err != nil {
		return nil, err
	}
	return wire.Tuple(items)
}

func sequence(v any) ([]any, error) {
	switch v := v.(type) {
	case []any:
		return v, nil
	case []int:
		items := make([]any, len(v))
		for i, n := range v {
			items[i] = n
		}
		return items, nil
	}
	return nil, badArgument("sequence", v, "a list or tuple")
}

func complexOf(args []any, named map[string]any) (any, error) {
	if len(args) > 2 || len(named) > 0 {
		return nil, &ArgumentError{"complex", fmt.Sprintf("%d arguments, %d with names", len(args)+len(named), len(named)), "at most two without"}
	}
	var parts [2]float64
	for i, v := range args {
		switch n := v.(type) {
		case float64:
			parts[i] = n
		case int:
			parts[i] = float64(n)
		default:
			return nil, badArgument("complex", v, "numbers")
		}
	}
	return complex(parts[0], parts[1]), nil
}
