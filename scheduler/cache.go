package scheduler

import (
	"container/heap"
	"fmt"
	"sync"

	"github.com/gloam-go/gloam/graph"
)

// A Cache keeps results between runs, by the name of their layer and their
// block, up to a number of bytes. It is used only by runs that are given it
// with [Cached]. When it is full, what was not used for longest goes first, and
// of that what took least work for its bytes.
//
// Equal names mean equal values, and the name of an array that is read from a
// file is made of the file's path and layout: call Clear when such a file was
// written anew. A Cache is safe for concurrent use.
type Cache struct {
	limit int64

	mu     sync.Mutex
	kept   map[resultName]*keptResult
	queue  keptHeap
	clock  float64 // rank of the result that was dropped last
	uses   int64
	counts CacheCounts
}

// CacheCounts tell what a [Cache] holds and how it was used.
type CacheCounts struct {
	Results int   // held now
	Bytes   int64 // of them
	Hits    int   // results that were used instead of being computed
	Misses  int   // results that were looked for and not there
	Dropped int   // results that had to go
}

// NewCache makes a cache of results of at most so many bytes. One of no bytes
// holds nothing.
func NewCache(bytes int64) *Cache {
	return &Cache{limit: bytes, kept: map[resultName]*keptResult{}}
}

// Counts returns what the cache holds now and how often it helped so far.
func (c *Cache) Counts() CacheCounts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts
}

// Clear drops all results.
func (c *Cache) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.kept)
	c.queue, c.clock = nil, 0
	c.counts.Results, c.counts.Bytes = 0, 0
}

// resultName is what results are kept by.
type resultName struct {
	layer string
	block int
}

// A keptResult is an entry of a cache.
type keptResult struct {
	name  resultName
	value any
	bytes int64
	price float64 // work that it saves, for each byte
	rank  float64 // lower ones go first,
	used  int64   // and among equals those that were used earlier
	place int     // in the heap
}

// get returns a result and notes that it was used.
func (c *Cache) get(name resultName) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.kept[name]
	if !ok {
		c.counts.Misses++
		return nil, false
	}
	c.counts.Hits++
	c.use(k)
	heap.Fix(&c.queue, k.place)
	return k.value, true
}

// put keeps a result, if it fits, in place of others.
func (c *Cache) put(k *keptResult) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k.bytes > c.limit || c.kept[k.name] != nil {
		return
	}
	for c.counts.Bytes+k.bytes > c.limit {
		c.drop()
	}
	c.use(k)
	c.kept[k.name] = k
	heap.Push(&c.queue, k)
	c.counts.Results++
	c.counts.Bytes += k.bytes
}

// use ranks a result by the rule GreedyDual-Size of Cao and Irani: the clock is
// the rank of what went last, so that what is not used ages.
func (c *Cache) use(k *keptResult) {
	c.uses++
	k.rank, k.used = c.clock+k.price, c.uses
}

func (c *Cache) drop() {
	k := heap.Pop(&c.queue).(*keptResult)
	delete(c.kept, k.name)
	c.clock = k.rank
	c.counts.Results--
	c.counts.Bytes -= k.bytes
	c.counts.Dropped++
}

// keptHeap has the result that goes first on top.
type keptHeap []*keptResult

func (h keptHeap) Len() int { return len(h) }

func (h keptHeap) Less(i, j int) bool {
	if h[i].rank != h[j].rank {
		return h[i].rank < h[j].rank
	}
	return h[i].used < h[j].used
}

func (h keptHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

// Push implements heap.Interface.
func (h *keptHeap) Push(x any) {
	k := x.(*keptResult)
	k.place = len(*h)
	*h = append(*h, k)
}

// Pop implements heap.Interface.
func (h *keptHeap) Pop() any {
	last := len(*h) - 1
	k := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return k
}

// An Owner is a Collection whose Collect may return what a task made. Only the
// results of Owners are kept in a [Cache].
type Owner interface {
	graph.Collection
	// CollectOwned is Collect for parts that others read as well: the value
	// shares no memory with them that its owner may write.
	CollectOwned(parts []any) (any, error)
}

// Cached lets a run use the results in c and keep new ones there: the blocks of
// what is computed and the blocks that the run makes of the given collections,
// which need not be computed themselves. The latter are not fused with their
// readers, so that a slice of an array of which it is given keeps the whole
// block for the next slice; until the run ends they take memory, as much as c
// may hold at most. Results are equal with and without a cache.
func Cached(c *Cache, of ...graph.Collection) Option {
	return func(cfg *config) { cfg.cache, cfg.cached = c, append(cfg.cached, of...) }
}

// checkCached refuses collections whose results cannot be shared.
func (c *config) checkCached() error {
	if c.cache == nil && len(c.cached) > 0 {
		return fmt.Errorf("scheduler: Cached: got a nil cache for %d collections", len(c.cached))
	}
	for i, of := range c.cached {
		if _, ok := of.(Owner); !ok {
			return fmt.Errorf("scheduler: Cached: collection %d is a %T, want one with a CollectOwned method", i, of)
		}
	}
	return nil
}
