package liveplot_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/delayed/liveplot"
)

// state is what viewers are told.
type state struct {
	Title, Line, Phase, Error string
	Done, Total               int
	Pictures                  []struct {
		Name, Title string
		Version     int
		Final       bool
	}
}

// viewer reads the stream of a page.
type viewer struct {
	t     *testing.T
	body  io.ReadCloser
	lines *bufio.Scanner
}

func watch(t *testing.T, url string) *viewer {
	t.Helper()
	r, err := http.Get(url + "events")
	require.NoError(t, err)
	require.Equal(t, "text/event-stream", r.Header.Get("Content-Type"))
	t.Cleanup(func() { _ = r.Body.Close() })
	return &viewer{t, r.Body, bufio.NewScanner(r.Body)}
}

// next returns the next state; ok is false at the end of the stream.
func (v *viewer) next() (s state, ok bool) {
	v.t.Helper()
	for v.lines.Scan() {
		if data, is := strings.CutPrefix(v.lines.Text(), "data: "); is {
			require.NoError(v.t, json.Unmarshal([]byte(data), &s))
			return s, true
		}
	}
	return s, false
}

// until returns the first state that is as wanted.
func (v *viewer) until(want func(state) bool) state {
	v.t.Helper()
	for {
		s, ok := v.next()
		require.True(v.t, ok, "the stream ended")
		if want(s) {
			return s
		}
	}
}

func get(t *testing.T, url string) (code int, body string, header http.Header) {
	t.Helper()
	r, err := http.Get(url)
	require.NoError(t, err)
	b, err := io.ReadAll(r.Body)
	require.NoError(t, errors.Join(err, r.Body.Close()))
	return r.StatusCode, string(b), r.Header
}

func TestPagesShowARunToItsEnd(t *testing.T) {
	defer http.DefaultClient.CloseIdleConnections()
	page := liveplot.NewPage("scan", "4 partitions")
	site, err := page.Listen("localhost:0")
	require.NoError(t, err)
	require.False(t, page.Watched())
	v := watch(t, site.URL)
	first, _ := v.next()
	require.Equal(t, state{Title: "scan", Line: "4 partitions", Phase: "waiting", Pictures: first.Pictures}, first)
	require.NotNil(t, first.Pictures)
	require.True(t, page.Watched())

	page.Progress(1, 4)
	require.Equal(t, 1, v.until(func(s state) bool { return s.Phase == "running" }).Done)
	require.NoError(t, page.Show("a", "A", []byte("one"), false))
	require.NoError(t, page.Show("b", "B", []byte("two"), false))
	require.NoError(t, page.Show("a", "A", []byte("three"), true))
	s := v.until(func(s state) bool { return len(s.Pictures) == 2 && s.Pictures[0].Version == 2 })
	require.True(t, s.Pictures[0].Final)
	require.Equal(t, "B", s.Pictures[1].Title)
	code, body, header := get(t, site.URL+"picture/0.png?v=2")
	require.Equal(t, []any{200, "three", "image/png", "no-store"}, []any{code, body, header.Get("Content-Type"), header.Get("Cache-Control")})

	page.Progress(4, 4)
	page.Finish(nil, false)
	s = v.until(func(s state) bool { return s.Phase == "done" })
	require.Equal(t, 4, s.Done)
	_, more := v.next()
	require.False(t, more, "nothing follows")
	settled := make(chan struct{})
	go func() { page.Settle(context.Background()); close(settled) }()
	_, body, _ = get(t, site.URL+"picture/1.png?v=1")
	require.Equal(t, "two", body)
	<-settled // this viewer has all last versions now
	require.NoError(t, site.Close())
	_, err = http.Get(site.URL)
	require.Error(t, err, "nobody listens any more")
}

func TestPagesTellHowARunFailed(t *testing.T) {
	defer http.DefaultClient.CloseIdleConnections()
	for phase, stopped := range map[string]bool{"failed": false, "stopped": true} {
		page := liveplot.NewPage("scan", "")
		site := must(page.Listen("127.0.0.1:0"))
		v := watch(t, site.URL)
		page.Finish(errors.New("no such luck"), stopped)
		s := v.until(func(s state) bool { return s.Phase == phase })
		require.Equal(t, !stopped, s.Error == "no such luck", "an interruption is no error to show")
		require.NoError(t, site.Close())
	}
}

func TestClosedSitesLetGoOfTheirViewers(t *testing.T) {
	defer http.DefaultClient.CloseIdleConnections()
	page := liveplot.NewPage("scan", "")
	site := must(page.Listen("127.0.0.1:0"))
	var viewers []*viewer
	for range 5 {
		v := watch(t, site.URL)
		_, ok := v.next()
		require.True(t, ok)
		viewers = append(viewers, v)
	}
	require.NoError(t, viewers[0].body.Close(), "one has gone")
	require.NoError(t, site.Close())
	for _, v := range viewers[1:] {
		for ok := true; ok; {
			_, ok = v.next()
		}
	}
}

func TestPagesAreForThisMachineOnly(t *testing.T) {
	defer http.DefaultClient.CloseIdleConnections()
	page := liveplot.NewPage("scan", "")
	for _, address := range []string{":0", "0.0.0.0:0", "192.0.2.1:80", "example.org:0", "[::]:0"} {
		_, err := page.Listen(address)
		var bad *liveplot.AddressError
		require.ErrorAs(t, err, &bad, address)
	}
	_, err := page.Listen("localhost")
	require.ErrorContains(t, err, "missing port")
	site := must(page.Listen("localhost:0"))
	defer func() { require.NoError(t, site.Close()) }()
	_, err = page.Listen(strings.TrimSuffix(strings.TrimPrefix(site.URL, "http://"), "/"))
	require.Error(t, err, "the port is taken")
	r := must(http.NewRequest(http.MethodGet, site.URL, nil))
	r.Host = "example.org"
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusForbidden, answer.StatusCode)
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	defer http.DefaultClient.CloseIdleConnections()
	server := httptest.NewServer(liveplot.NewPage("scan", ""))
	defer server.Close()
	code, body, header := get(t, server.URL+"/")
	require.Equal(t, 200, code)
	require.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Equal(t, "text/html; charset=utf-8", header.Get("Content-Type"))
	require.NotContains(t, strings.ReplaceAll(body, "http://www.w3.org/2000/svg", ""), "//cdn")
	require.NotRegexp(t, `(src|href)="https?:`, body)
	for path, want := range map[string]int{"/picture/0.png": 404, "/picture/-1.png": 404, "/picture/x": 404, "/../go.mod": 404, "/other": 404} {
		code, _, _ = get(t, server.URL+path)
		require.Equal(t, want, code, path)
	}
	answer, err := http.Post(server.URL, "text/plain", nil)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
}
