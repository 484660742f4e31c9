package source

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// maxIdleMembers bounds the bytes of decoded arrays that nobody reads.
const maxIdleMembers = MaxDecoded / 4

// members is the process's cache of decoded archive members.
var members = memberCache{entries: map[memberKey]*memberEntry{}}

// A memberKey names a decoded member. A file that was written anew has another
// key.
type memberKey struct {
	path, member string
	size         int64
	modified     time.Time
}

type memberEntry struct {
	decode sync.Mutex // held while decoding
	array  *ndarray.Array
	users  int
	used   int // clock of the last release
}

// A memberCache shares decoded arrays between readers. Those in use stay; of
// the others the last used ones do, up to maxIdleMembers.
type memberCache struct {
	mu      sync.Mutex
	entries map[memberKey]*memberEntry
	clock   int
}

// get returns the decoded array, which must not be modified, and the function
// that ends its use.
func (c *memberCache) get(ctx context.Context, n NPZ) (*ndarray.Array, func(), error) {
	f, err := os.Open(n.Path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	key := memberKey{n.Path, n.Member, st.Size(), st.ModTime()}
	e := c.enter(key)
	e.decode.Lock()
	defer e.decode.Unlock()
	if e.array == nil { // the first, or the one before failed or was cancelled
		if e.array, err = readMember(ctx, f, n.Member); err != nil {
			c.leave(key, e)
			return nil, nil, err
		}
	}
	return e.array, func() { c.leave(key, e) }, nil
}

func (c *memberCache) enter(key memberKey) *memberEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok {
		e = &memberEntry{}
		c.entries[key] = e
	}
	e.users++
	return e
}

func (c *memberCache) leave(key memberKey, e *memberEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock++
	e.users--
	e.used = c.clock
	if e.users == 0 && e.array == nil {
		delete(c.entries, key)
	}
	c.evict()
}

// evict drops idle arrays, the least recently used first.
func (c *memberCache) evict() {
	for {
		idle, oldest := 0, memberKey{}
		var first *memberEntry
		for k, e := range c.entries {
			if e.users > 0 {
				continue
			}
			idle += e.array.NBytes()
			if first == nil || e.used < first.used {
				oldest, first = k, e
			}
		}
		if first == nil || idle <= maxIdleMembers {
			return
		}
		delete(c.entries, oldest)
	}
}
