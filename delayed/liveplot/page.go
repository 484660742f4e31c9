package liveplot

import (
	"context"
	"sync"
	"time"
)

// A Page is a [Screen] for browsers: it shows the pictures of a run, how far the
// run is, and how it ended. It is an [http.Handler] that may be mounted
// anywhere, or served on this machine with [Page.Listen]. What it serves loads
// nothing from elsewhere.
//
// Viewers are told of changes at most ten times a second and fetch the newest
// pictures. One that is slow, or gone, holds up nobody.
type Page struct {
	mu       sync.Mutex
	state    pageState
	pictures [][]byte
	began    time.Time
	changed  chan struct{} // closed at the next change
	viewers  int
	audience int           // viewers when the run ended
	served   []int         // by picture: how often its newest version was
	seen     chan struct{} // told when one was; holds one
	closed   chan struct{} // ends all streams
	once     sync.Once
}

// pageState is what viewers are told.
type pageState struct {
	Title    string        `json:"title"`
	Line     string        `json:"line"`
	Phase    phase         `json:"phase"`
	Done     int           `json:"done"`
	Total    int           `json:"total"`
	Seconds  float64       `json:"seconds"`
	Error    string        `json:"error"`
	Pictures []pagePicture `json:"pictures"`
}

type pagePicture struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Version int    `json:"version"`
	Final   bool   `json:"final"`
}

// A phase is a part of the life of a run.
type phase string

const (
	phaseWaiting phase = "waiting"
	phaseRunning phase = "running"
	phaseDone    phase = "done"
	phaseFailed  phase = "failed"
	phaseStopped phase = "stopped"
)

// NewPage returns a page of a run that begins now. line stands beside the title.
func NewPage(title, line string) *Page {
	return &Page{state: pageState{Title: title, Line: line, Phase: phaseWaiting}, began: time.Now(),
		changed: make(chan struct{}), seen: make(chan struct{}, 1), closed: make(chan struct{})}
}

// change edits the state and tells viewers. Time stands still when all partitions
// are merged: what comes then is drawing.
func (p *Page) change(edit func(s *pageState)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.state; !s.over() && (s.Total == 0 || s.Done < s.Total) {
		p.state.Seconds = time.Since(p.began).Seconds()
	}
	edit(&p.state)
	close(p.changed)
	p.changed = make(chan struct{})
}

// Progress tells how many partitions are merged.
func (p *Page) Progress(done, total int) {
	p.change(func(s *pageState) {
		s.Done, s.Total = done, total
		if done > 0 && s.Phase == phaseWaiting {
			s.Phase = phaseRunning
		}
	})
}

// Finish tells how the run ended: with no error; with one that stopped reports
// to be an interruption; or with one that is shown.
func (p *Page) Finish(err error, stopped bool) {
	p.change(func(s *pageState) {
		p.audience = p.viewers
		switch {
		case err == nil:
			s.Phase = phaseDone
		case stopped:
			s.Phase = phaseStopped
		default:
			s.Phase, s.Error = phaseFailed, err.Error()
		}
	})
}

// Show implements [Screen].
func (p *Page) Show(name, title string, png []byte, final bool) error {
	p.change(func(s *pageState) {
		at := -1
		for i, old := range s.Pictures {
			if old.Name == name {
				at = i
			}
		}
		if at < 0 {
			at = len(s.Pictures)
			s.Pictures = append(s.Pictures, pagePicture{Name: name})
			p.pictures, p.served = append(p.pictures, nil), append(p.served, 0)
		}
		now := &s.Pictures[at]
		now.Title, now.Version, now.Final = title, now.Version+1, final
		p.pictures[at], p.served[at] = append([]byte(nil), png...), 0
	})
	return nil
}

// Watched reports whether somebody looks at the page.
func (p *Page) Watched() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.viewers > 0
}

// snapshot returns the state, its pictures copied, and what is closed when it
// changes.
func (p *Page) snapshot() (pageState, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.state
	s.Pictures = append([]pagePicture{}, s.Pictures...)
	return s, p.changed
}

// over reports whether nothing will change any more.
func (s pageState) over() bool {
	return s.Phase == phaseDone || s.Phase == phaseFailed || s.Phase == phaseStopped
}

// Settle waits until those who looked at the page when the run ended have its
// last pictures, or until ctx ends. Call it after Finish.
func (p *Page) Settle(ctx context.Context) {
	for !p.settled() {
		select {
		case <-p.seen:
		case <-ctx.Done():
			return
		}
	}
}

func (p *Page) settled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.served {
		if n < p.audience {
			return false
		}
	}
	return true
}

// notice tells Settle to look again.
func (p *Page) notice() {
	select {
	case p.seen <- struct{}{}:
	default:
	}
}

// close ends all streams.
func (p *Page) close() { p.once.Do(func() { close(p.closed) }) }
