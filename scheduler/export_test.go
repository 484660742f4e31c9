package scheduler

import "time"

// Deque lets tests reach the deque.
type Deque struct{ d deque }

func (d *Deque) Push(id int32)        { d.d.push(id) }
func (d *Deque) Pop() (int32, bool)   { return d.d.pop() }
func (d *Deque) Steal() (int32, bool) { return d.d.steal() }
func (d *Deque) Empty() bool          { return d.d.empty() }

// Stretch lets tests reach the stretch.
type Stretch struct{ s stretch }

func (s *Stretch) Take() (int64, bool) { return s.s.take() }
func (s *Stretch) Set(next, end int64) { s.s.set(next, end) }

func (s *Stretch) Adapt(now time.Time) int64 {
	s.s.adapt(now)
	return s.s.most
}
