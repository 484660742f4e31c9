package liveplot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// A Site is a [Page] that is served on this machine.
type Site struct {
	URL  string // of the page
	page *Page
	http *http.Server
	done chan struct{}
	err  error
}

// An AddressError reports an address that is not of this machine alone.
type AddressError struct{ Address string }

func (e *AddressError) Error() string {
	return fmt.Sprintf("liveplot: got address %q, want one of this machine only, such as localhost:0", e.Address)
}

// Listen serves the page at an address of the loopback interface, such as
// "localhost:8080"; port 0 is any that is free. Other addresses are refused with
// an [*AddressError]: results are nobody else's business, and those who want to
// look from afar have tunnels. Requests under other names than this machine's
// are refused, too, so that pages of other sites cannot read it. Close the site.
func (p *Page) Listen(address string) (*Site, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("liveplot: %w", err)
	}
	if !loopback(host) {
		return nil, &AddressError{address}
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("liveplot: %w", err)
	}
	s := &Site{URL: "http://" + l.Addr().String() + "/", page: p, done: make(chan struct{})}
	s.http = &http.Server{Handler: local(p), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.err = err
		}
	}()
	return s, nil
}

// closePatience is how long answers under way may take.
const closePatience = time.Second

// Close ends all connections and waits for what serves them.
func (s *Site) Close() error {
	s.page.close()
	ctx, stop := context.WithTimeout(context.Background(), closePatience)
	defer stop()
	if err := s.http.Shutdown(ctx); err != nil {
		_ = s.http.Close()
	}
	<-s.done
	return s.err
}

// local refuses requests under other names than this machine's.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !loopback(host) {
			http.Error(w, "only for this machine", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopback reports whether a host name is this machine for itself only.
func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
