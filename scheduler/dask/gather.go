package dask

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/scheduler/internal/wire"
)

// The ways in which gathering waits: workers that are busy are asked again
// after Dask's own pause, results that are gone have to be computed again.
const (
	busyPause    = 150 * time.Millisecond
	missingPause = 20 * time.Millisecond
	maxPause     = 2 * time.Second
	directTries  = 3 // before results of a worker come through the scheduler

	schedulerTries = 20
)

// What is asked of a worker at once, and of all workers: Python asks for about
// 50 MB; a worker answers ten requests at a time.
const (
	batchBytes  = 64 << 20
	batchKeys   = 1000
	connections = 32
)

// fetch gathers keys that this client holds.
func (c *Client) fetch(ctx context.Context, keys []daskproto.Key) ([]any, error) {
	return c.gather(ctx, keys, func() error { return c.wants.check(texts(keys)) })
}

// gather returns the values of keys in their order. It comes back only with
// all of them: between tries it asks alive, which says why there is no use in
// waiting.
func (c *Client) gather(ctx context.Context, keys []daskproto.Key, alive func() error) ([]any, error) {
	g := newGathering(c, keys)
	pause, longest := missingPause, min(maxPause, c.cfg.patience/4)
	for {
		before := len(g.missing)
		if err := g.round(ctx); err != nil {
			return nil, err
		}
		if len(g.missing) == 0 {
			return g.values, nil
		}
		if err := alive(); err != nil {
			return nil, g.blame(err)
		}
		if len(g.missing) < before {
			pause, g.progress = missingPause, time.Now()
		}
		if err := g.strikeOff(ctx); err != nil {
			return nil, err
		}
		if pause >= longest || g.late() {
			if err := g.hopeless(ctx); err != nil {
				return nil, err
			}
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
		pause = max(missingPause, min(2*pause, longest))
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// gathering is one call of gather.
type gathering struct {
	client  *Client
	at      map[daskproto.Key]int
	holders map[daskproto.Key][]string // as of the last round

	mu       sync.Mutex
	values   []any
	missing  map[daskproto.Key]bool
	tries    map[string]int   // failures by address
	failures map[string]error // the last of each address
	refused  []daskproto.Key  // what the scheduler did not get in this round
	err      error            // a value that cannot be read

	progress time.Time // when the last value came, or a worker was struck off
	redone   map[daskproto.Key]time.Time
	strikes  map[daskproto.Key]int
	struck   map[daskproto.Key]*UnreachableError
}

func newGathering(c *Client, keys []daskproto.Key) *gathering {
	g := &gathering{
		client: c, at: make(map[daskproto.Key]int, len(keys)), values: make([]any, len(keys)), missing: make(map[daskproto.Key]bool, len(keys)),
		tries: map[string]int{}, failures: map[string]error{}, progress: time.Now(),
		redone: map[daskproto.Key]time.Time{}, strikes: map[daskproto.Key]int{}, struck: map[daskproto.Key]*UnreachableError{},
	}
	for i, k := range keys {
		g.at[k] = i
		g.missing[k] = true
	}
	return g
}

// open returns the keys that are missing.
func (g *gathering) open() []daskproto.Key {
	keys := make([]daskproto.Key, 0, len(g.missing))
	for k := range g.missing {
		keys = append(keys, k)
	}
	return keys
}

// round asks each worker for what it has.
func (g *gathering) round(ctx context.Context) error {
	keys := g.open()
	reply, err := g.client.call(ctx, daskproto.WhoHas(keys))
	if err != nil {
		return err
	}
	m, ok := reply.(daskproto.Map)
	if !ok {
		return fmt.Errorf("dask: who_has: got %T", reply)
	}
	f := daskproto.Read("reply", daskproto.Map{daskproto.F("who_has", m)})
	holders := f.WhoHas("who_has")
	if f.Err() != nil {
		return f.Err()
	}
	sizes, err := g.sizes(ctx, keys)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	free := make(chan struct{}, connections)
	for address, list := range g.share(holders) {
		for _, batch := range batches(list, sizes) {
			free <- struct{}{}
			wg.Go(func() {
				defer func() { <-free }()
				g.batch(ctx, address, batch)
			})
		}
	}
	wg.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return g.err
}

// sizes asks how large the results are.
func (g *gathering) sizes(ctx context.Context, keys []daskproto.Key) (map[daskproto.Key]int64, error) {
	if len(keys) == 1 {
		return nil, nil
	}
	reply, err := g.client.call(ctx, daskproto.Call("nbytes", daskproto.F("keys", keys), daskproto.F("summary", false)))
	if err != nil {
		return nil, err
	}
	f := daskproto.Read("nbytes", daskproto.Map{daskproto.F("sizes", reply)})
	sizes := f.Sizes("sizes")
	return sizes, f.Err()
}

// batches cuts a list of keys so that no reply is too large.
func batches(keys []daskproto.Key, sizes map[daskproto.Key]int64) [][]daskproto.Key {
	var out [][]daskproto.Key
	from, sum := 0, int64(0)
	for i, k := range keys {
		if i > from && (sum+sizes[k] > batchBytes || i-from == batchKeys) {
			out = append(out, keys[from:i])
			from, sum = i, 0
		}
		sum += sizes[k]
	}
	return append(out, keys[from:])
}

// share divides keys among their holders; "" stands for the scheduler.
func (g *gathering) share(holders []daskproto.Holders) map[string][]daskproto.Key {
	out := map[string][]daskproto.Key{}
	g.holders = make(map[daskproto.Key][]string, len(holders))
	for _, h := range holders {
		g.holders[h.Key] = h.Addresses
		if len(h.Addresses) == 0 {
			continue
		}
		from := ""
		for _, i := range rand.Perm(len(h.Addresses)) {
			if g.tries[h.Addresses[i]] < directTries {
				from = h.Addresses[i]
				break
			}
		}
		out[from] = append(out[from], h.Key)
	}
	return out
}

// batch gets some keys from one worker, or through the scheduler.
func (g *gathering) batch(ctx context.Context, address string, keys []daskproto.Key) {
	data, err := g.client.data(ctx, address, keys)
	g.note(address, data.Missing, err)
	for _, d := range data.Values {
		v, err := wire.Decode(d.Value)
		g.mu.Lock()
		if err != nil && g.err == nil {
			g.err = fmt.Errorf("dask: result %s: %w", d.Key, err)
		}
		if i, ok := g.at[d.Key]; ok {
			g.values[i] = v
			delete(g.missing, d.Key)
		}
		g.mu.Unlock()
	}
}

// note remembers that a worker, or the scheduler, did not give what was asked.
func (g *gathering) note(address string, missing []daskproto.Key, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(missing) > 0 {
		g.refused = append(g.refused, missing...)
		g.failures[address] = errRefused
	}
	if err == nil {
		return
	}
	g.failures[address] = err
	g.tries[address]++
	if errors.Is(err, errSilent) {
		g.tries[address] = directTries
	}
	if address == "" && (errors.Is(err, ErrConnectionLost) || g.tries[""] > schedulerTries) {
		g.err = err
	}
}
