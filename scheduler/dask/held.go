package dask

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// A held is a result that stays on the cluster because this client wants it.
type held struct {
	client *Client
	layer  string // of the key on the cluster
	key    string
}

// heldOp stands for results on a cluster. A plan that runs on the client they
// are held by refers to them; other executors fetch them.
var heldOp = graph.InProcess("dask/held", func(ctx context.Context, args []any) (any, error) {
	h, ok := args[0].(*held)
	if !ok {
		return nil, fmt.Errorf("dask: held result is %T", args[0])
	}
	if h == nil {
		return nil, errNotHeld
	}
	values, err := h.client.fetch(ctx, []daskproto.Key{daskproto.Key(h.key)})
	if err != nil {
		return nil, err
	}
	return values[0], nil
})

// heldBy returns the held result that a task stands for.
func heldBy(t *graph.Task) (*held, bool) {
	if t.Op != heldOp || len(t.Args) != 1 {
		return nil, false
	}
	h, ok := t.Args[0].Value.(*held)
	return h, ok
}

// A Held is a collection whose blocks are kept on the cluster: by
// [Client.Persist], [Client.Scatter] or [Client.Dataset]. It may be used like
// the collection it was made of: a graph of the same client reads the blocks
// where they are, computing it fetches them. It is safe for concurrent use.
type Held struct {
	layer   *graph.Layer
	blocks  []int
	collect func(parts []any) (any, error)
	client  *Client
	keys    []daskproto.Key
	once    *sync.Once
	array   *arrayForm // nil if it is none
}

// Layer implements graph.Collection. The layer has the grid and the name of
// the one it was computed from, so an array over it is
// arrays.New(h.Layer(), a.Chunks(), a.DType()).
func (h *Held) Layer() *graph.Layer { return h.layer }

// Blocks implements graph.Collection.
func (h *Held) Blocks() []int { return h.blocks }

// Collect implements graph.Collection.
func (h *Held) Collect(parts []any) (any, error) { return h.collect(parts) }

// Keys returns the names of the blocks on the cluster, as Python sees them.
func (h *Held) Keys() []string {
	out := make([]string, len(h.keys))
	for i, k := range h.keys {
		out[i] = k.String()
	}
	return out
}

// Release tells the cluster that the blocks are not wanted any more; graphs
// made of the handle fail from then on. Releasing again does nothing. A handle
// that nobody refers to any more, nor any collection made of it, is released
// by the garbage collector, but that takes its time.
func (h *Held) Release() {
	client, keys := h.client, h.keys
	h.once.Do(func() { client.wants.release(keys) })
}

// hold makes the handle of blocks that this client wants; refs[i] is the
// result of block i of the layer, nil where it was not computed.
func (c *Client) hold(like *graph.Layer, blocks []int, collect func([]any) (any, error), refs []*held) (*Held, error) {
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: like.Label(), Token: like.Token(), Grid: like.Grid(), Op: heldOp, Site: like.Site(), Note: like.Note(),
		Bytes: like.Bytes,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(refs[block]))
		},
	})
	if err != nil {
		return nil, err
	}
	h := &Held{layer: layer, blocks: blocks, collect: collect, client: c, once: newOnce()}
	seen := map[string]bool{}
	for _, r := range refs {
		if r != nil && !seen[r.key] {
			seen[r.key] = true
			h.keys = append(h.keys, daskproto.Key(r.key))
		}
	}
	keys, once := h.keys, h.once
	runtime.AddCleanup(layer, func(w *wants) { once.Do(func() { w.release(keys) }) }, c.wants)
	return h, nil
}

func newOnce() *sync.Once { return &sync.Once{} }

// layerOfKey returns the layer's name in a key on the cluster.
func layerOfKey(key string) string {
	if rest, ok := strings.CutPrefix(key, "('"); ok {
		if layer, _, ok := strings.Cut(rest, "'"); ok {
			return layer
		}
	}
	return key
}
