package scheduler

import "github.com/gloam-go/gloam/graph"

// cacheRun is the use of a cache by one run.
type cacheRun struct {
	cache  *Cache
	shared map[string]bool // layers whose results may be kept
	fixed  map[string]bool // layers whose results somebody may write
	found  map[resultName]any
	plan   *graph.Plan
}

// planCached is planOf with the results of a cache in place of work, and with
// the blocks to keep of the collections cached as further outputs.
func (c *config) planCached(wanted []graph.Collection) (*graph.Plan, *cacheRun, error) {
	r := &cacheRun{cache: c.cache, shared: map[string]bool{}, fixed: map[string]bool{}, found: map[resultName]any{}}
	for _, w := range wanted {
		if _, ok := w.(Owner); !ok {
			r.fixed[w.Layer().Name()] = true
		}
	}
	p, err := graph.Expand(wanted)
	if err != nil {
		return nil, nil, err
	}
	p = graph.Known(p, r.look)
	if extra := r.toKeep(p, c.cached); len(extra) > 0 {
		if p, err = graph.Expand(append(wanted[:len(wanted):len(wanted)], extra...)); err != nil {
			return nil, nil, err
		}
		p = graph.Known(p, func(l *graph.Layer, block int) (any, bool) {
			v, ok := r.found[resultName{l.Name(), block}]
			return v, ok
		})
	}
	r.plan = graph.Order(graph.Fuse(p))
	for _, w := range wanted {
		r.shared[w.Layer().Name()] = true
	}
	return r.plan, r, nil
}

// look returns a result of the cache, and the same one if asked again.
func (r *cacheRun) look(l *graph.Layer, block int) (any, bool) {
	if r.fixed[l.Name()] {
		return nil, false
	}
	name := resultName{l.Name(), block}
	v, ok := r.cache.get(name)
	if ok {
		r.found[name] = v
	}
	return v, ok
}

// some are blocks of a layer that a run makes on its way.
type some struct {
	layer  *graph.Layer
	blocks []int
}

// Layer implements graph.Collection.
func (s some) Layer() *graph.Layer { return s.layer }

// Blocks implements graph.Collection.
func (s some) Blocks() []int { return s.blocks }

// Collect implements graph.Collection.
func (s some) Collect([]any) (any, error) { return nil, nil }

// toKeep returns the blocks of collections that p makes, as long as they fit
// into the cache together.
func (r *cacheRun) toKeep(p *graph.Plan, of []graph.Collection) []graph.Collection {
	at := map[string]int{}
	var keep []some
	for _, c := range of {
		if l := c.Layer(); !l.IsData() && !r.fixed[l.Name()] {
			if _, ok := at[l.Name()]; !ok {
				at[l.Name()] = len(keep)
				keep = append(keep, some{layer: l})
				r.shared[l.Name()] = true
			}
		}
	}
	room := r.cache.limit
	for id := range p.Len() {
		l := p.Layers()[p.LayerOf(id)]
		i, ok := at[l.Name()]
		if !ok || p.Bytes(id) > room {
			continue
		}
		room -= p.Bytes(id)
		keep[i].blocks = append(keep[i].blocks, p.Block(id))
	}
	var out []graph.Collection
	for _, k := range keep {
		if len(k.blocks) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// keep puts the results of the run into the cache. A run without one has a nil
// *cacheRun.
func (r *cacheRun) keep(parts []any) {
	if r == nil {
		return
	}
	work := workOf(r.plan)
	for i, id := range r.plan.Outputs() {
		l := r.plan.Layers()[r.plan.LayerOf(int(id))]
		if l.IsData() || !r.shared[l.Name()] || r.fixed[l.Name()] {
			continue
		}
		bytes := r.plan.Bytes(int(id))
		if v, ok := parts[i].(interface{ NBytes() int }); ok {
			bytes = int64(v.NBytes())
		}
		if bytes <= 0 {
			continue // nobody knows
		}
		r.cache.put(&keptResult{name: resultName{l.Name(), r.plan.Block(int(id))}, value: parts[i], bytes: bytes, price: work[id] / float64(bytes)})
	}
}

// workOf estimates what making each result takes: the bytes that its task and
// all before it read and make.
func workOf(p *graph.Plan) []float64 {
	work := make([]float64, p.Len())
	for _, id := range staticOrder(p) {
		sum := float64(p.Bytes(int(id)) + p.Reads(int(id)))
		for _, in := range p.Inputs(int(id)) {
			sum += work[in]
		}
		work[id] = sum
	}
	return work
}
