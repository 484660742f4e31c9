package scheduler

// Deque lets tests reach the deque.
type Deque struct{ d deque }

func (d *Deque) Push(id int32)        { d.d.push(id) }
func (d *Deque) Pop() (int32, bool)   { return d.d.pop() }
func (d *Deque) Steal() (int32, bool) { return d.d.steal() }
func (d *Deque) Empty() bool          { return d.d.empty() }
