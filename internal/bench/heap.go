package main

import (
	"fmt"
	"runtime"
)

// heapUse is what the tasks of a trial take on the heap, in bytes.
type heapUse struct {
	plan int64 // alive after planning: the plan, with the layers it comes from
	run  int64 // allocated by one run of it, results included
}

// perTask says what a task takes; "" of what has not been measured.
func (h heapUse) perTask(tasks int) string {
	text := ""
	for _, x := range []struct {
		bytes int64
		what  string
	}{{h.plan, "planned"}, {h.run, "run"}} {
		if x.bytes > 0 {
			text += fmt.Sprintf(", %.0f B %s", float64(x.bytes)/float64(tasks), x.what)
		}
	}
	if h.plan > 0 && h.run > 0 {
		text += fmt.Sprintf(", %.0f B together", float64(h.plan+h.run)/float64(tasks))
	}
	return text
}

// kept makes something and returns how many bytes of it stay alive.
func kept[T any](make func() (T, error)) (made T, bytes int64, err error) {
	before := liveHeap()
	made, err = make()
	bytes = liveHeap() - before
	runtime.KeepAlive(made)
	return made, bytes, err
}

// liveHeap is what the heap holds that can be reached. What finalizers and pools
// keep goes with the second collection.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// allocated returns how many bytes f allocates.
func allocated(f func() error) (int64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc), err
}
