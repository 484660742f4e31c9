package worker

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/gloam-go/gloam/daskproto"
)

// A store holds the results of a worker by key. It is safe for concurrent use.
type store struct {
	parent string // folder in which a folder for files is made, "" for none

	mu      sync.Mutex
	entries map[daskproto.Key]*entry
	dir     string
	files   int
}

func newStore(parent string) *store {
	return &store{parent: parent, entries: map[daskproto.Key]*entry{}}
}

// put keeps an entry, which it owns from now on.
func (s *store) put(k daskproto.Key, e *entry) {
	s.mu.Lock()
	old := s.entries[k]
	s.entries[k] = e
	s.mu.Unlock()
	if old != nil {
		old.release()
	}
}

// take returns an entry that the caller has to release, nil if there is none.
func (s *store) take(k daskproto.Key) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.entries[k]; e != nil {
		return e.retain()
	}
	return nil
}

func (s *store) drop(k daskproto.Key) {
	s.mu.Lock()
	e := s.entries[k]
	delete(s.entries, k)
	s.mu.Unlock()
	if e != nil {
		e.release()
	}
}

// keys lists what there is.
func (s *store) keys() []daskproto.Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]daskproto.Key, 0, len(s.entries))
	for k := range s.entries {
		list = append(list, k)
	}
	return list
}

// file returns the name of a new file, in a folder that is made when it is
// needed first.
func (s *store) file() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		if err := os.MkdirAll(s.parent, 0o777); err != nil {
			return "", err
		}
		dir, err := os.MkdirTemp(s.parent, "gloam-worker-*")
		if err != nil {
			return "", err
		}
		s.dir = dir
	}
	s.files++
	return filepath.Join(s.dir, fmt.Sprintf("%d.spill", s.files)), nil
}

// close forgets everything and removes the files.
func (s *store) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = map[daskproto.Key]*entry{}
	if s.dir == "" {
		return nil
	}
	return os.RemoveAll(s.dir)
}
