package daskproto

import "github.com/gloam-go/gloam/daskproto/pickle"

// The slots of a task in the order in which releases since 2025.3.0 write them.
var (
	taskSlots      = []string{"_data_producer", "_dependencies", "_is_coro", "_repr", "_token", "args", "func", "key", "kwargs"}
	containerSlots = []string{"_data_producer", "_dependencies", "_is_coro", "_repr", "_token", "args", "constructor", "func", "key", "klass", "kwargs"}
)

// slots returns the state of an object by name: from the dict of older
// releases or the sequence of newer ones.
func slots(o *pickle.Object) (map[string]any, bool) {
	list, ok := items(o.State)
	if !ok {
		return nil, false
	}
	if len(list) == 2 { // attributes, or None, and slots
		out := map[string]any{}
		for _, part := range list {
			d, ok := part.(*pickle.Dict)
			if !ok && part != nil {
				return nil, false
			}
			for k, v := range d.All() {
				if name, ok := k.(string); ok {
					out[name] = v
				}
			}
		}
		return out, true
	}
	names := taskSlots
	switch len(list) {
	case len(taskSlots):
	case len(taskSlots) - 1:
		names = taskSlots[1:]
	case len(containerSlots):
		names = containerSlots
	default:
		return nil, false
	}
	out := make(map[string]any, len(list))
	for i, name := range names {
		out[name] = list[i]
	}
	return out, true
}
