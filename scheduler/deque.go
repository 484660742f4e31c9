package scheduler

import "sync/atomic"

// A deque holds the ready tasks of one worker. Its owner pushes and pops at
// the bottom, last in first out; any other goroutine steals at the top, first
// in first out. It is the dynamic circular deque of Chase and Lev, "Dynamic
// circular work-stealing deque", SPAA 2005; Go's atomics are sequentially
// consistent, so the algorithm needs no fences.
type deque struct {
	top    atomic.Int64 // where thieves take; only grows
	bottom atomic.Int64 // where the owner pushes
	ring   atomic.Pointer[[]int32]
}

// firstRing is the size of a fresh deque: two cache lines.
const firstRing = 32

// push adds a task. Only the owner calls it.
func (d *deque) push(id int32) {
	b, t := d.bottom.Load(), d.top.Load()
	ring := d.ring.Load()
	if ring == nil || b-t == int64(len(*ring)) {
		ring = d.grow(ring, t, b)
	}
	atomic.StoreInt32(slot(*ring, b), id)
	d.bottom.Store(b + 1)
}

// grow doubles the ring. A thief that still reads the old one finds the same
// ids in it, because the owner no longer writes there.
func (d *deque) grow(old *[]int32, t, b int64) *[]int32 {
	size := firstRing
	if old != nil {
		size = 2 * len(*old)
	}
	ring := make([]int32, size)
	for i := t; i < b; i++ {
		*slot(ring, i) = atomic.LoadInt32(slot(*old, i))
	}
	d.ring.Store(&ring)
	return &ring
}

// slot is the place of entry i; sizes are powers of two.
func slot(ring []int32, i int64) *int32 { return &ring[i&int64(len(ring)-1)] }

// pop takes the task pushed last. Only the owner calls it.
func (d *deque) pop() (int32, bool) {
	if d.empty() {
		return 0, false // spares the common case two ordered stores
	}
	b := d.bottom.Load() - 1
	d.bottom.Store(b)
	t := d.top.Load()
	if t > b {
		d.bottom.Store(t)
		return 0, false
	}
	id := atomic.LoadInt32(slot(*d.ring.Load(), b))
	if t < b {
		return id, true
	}
	won := d.top.CompareAndSwap(t, t+1) // the last one: race the thieves for it
	d.bottom.Store(t + 1)
	return id, won
}

// steal takes the task pushed first, for any goroutine. It tries again when
// another thief is quicker.
func (d *deque) steal() (int32, bool) {
	for {
		t := d.top.Load()
		if t >= d.bottom.Load() {
			return 0, false
		}
		id := atomic.LoadInt32(slot(*d.ring.Load(), t))
		if d.top.CompareAndSwap(t, t+1) {
			return id, true
		}
	}
}

// empty reports whether there was nothing to take.
func (d *deque) empty() bool { return d.top.Load() >= d.bottom.Load() }
