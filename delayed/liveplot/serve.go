package liveplot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gloam-go/gloam/web"
)

// streamPause is the shortest time between two events.
const streamPause = 100 * time.Millisecond

// ServeHTTP implements [http.Handler]: the page itself at "/", and what it asks
// for below.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	switch {
	case r.URL.Path == "/":
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		_, _ = w.Write(web.Live)
	case r.URL.Path == "/events":
		p.stream(w, r)
	case strings.HasPrefix(r.URL.Path, "/picture/"):
		p.picture(w, r)
	default:
		http.NotFound(w, r)
	}
}

// picture serves "/picture/<number>.png".
func (p *Page) picture(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/picture/"), ".png")
	n, err := strconv.Atoi(name)
	p.mu.Lock()
	var png []byte
	if ok && err == nil && n >= 0 && n < len(p.pictures) {
		png = p.pictures[n]
		if r.URL.Query().Get("v") == strconv.Itoa(p.state.Pictures[n].Version) {
			p.served[n]++
			p.notice()
		}
	}
	p.mu.Unlock()
	if png == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(png)))
	_, _ = w.Write(png)
}

// stream sends the state as server-sent events, now and after each change, until
// the run is over, the viewer gone or the page closed.
func (p *Page) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	p.view(1)
	defer p.view(-1)
	for last := false; ; {
		state, changed := p.snapshot()
		b, err := json.Marshal(state)
		if err != nil {
			return
		}
		if _, err = fmt.Fprintf(w, "data: %s\n\n", b); err == nil {
			err = out.Flush()
		}
		if err != nil || last || state.over() {
			return
		}
		if last, err = p.next(r, changed); err != nil {
			return
		}
	}
}

// next waits until it is time for another event, which is the last one if the
// page is closed.
func (p *Page) next(r *http.Request, changed <-chan struct{}) (last bool, err error) {
	t := time.NewTimer(streamPause)
	defer t.Stop()
	for range 2 { // both must have come
		select {
		case <-t.C:
		case <-changed:
			changed = nil
		case <-p.closed:
			return true, nil
		case <-r.Context().Done():
			return false, r.Context().Err()
		}
	}
	return false, nil
}

// view counts viewers.
func (p *Page) view(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.viewers += n
}
