package dask

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// A Client is a connection to a Dask scheduler. It implements
// scheduler.Executor and is safe for concurrent use. Close it.
type Client struct {
	cfg     config
	id      string
	address string
	dialect daskproto.Dialect
	pool    *comm.Pool
	stream  *comm.Stream
	wants   *wants
	count   atomic.Int64
	// compression is what the scheduler and this client agree on, "" for none.
	compression string

	// alive ends, with the reason, when the scheduler is lost or the client
	// closed: whatever waits for an answer then stops.
	alive   context.Context
	lose    context.CancelCauseFunc
	beat    atomic.Int64 // nanoseconds between heartbeats
	owned   sync.WaitGroup
	closing sync.Once
}

// Dial connects to the scheduler at an address such as "tcp://host:8786". The
// release of Dask that it runs decides how the client talks. What options do not
// say about connections is taken from Dask's configuration, see
// [comm.ReadSettings]: the scheme of an address without one, certificates, and
// times.
func Dial(ctx context.Context, address string, opts ...Option) (*Client, error) {
	cfg, err := newConfig(opts)
	if err != nil {
		return nil, err
	}
	a, err := cfg.configure(address)
	if err != nil {
		return nil, fmt.Errorf("dask: %w", err)
	}
	c := &Client{cfg: cfg, address: a.String(), id: clientID(cfg.name), pool: comm.NewPool(cfg.comm()...)}
	c.alive, c.lose = context.WithCancelCause(context.Background())
	silent := fmt.Errorf("%w: %s has been silent for %v", ErrConnectionLost, c.address, cfg.patience)
	ctx, cancel := context.WithTimeoutCause(ctx, cfg.patience, silent)
	defer cancel()
	if err := c.connect(ctx); err != nil {
		c.lose(ErrClosed)
		c.pool.Close()
		return nil, reason(ctx, comm.Explain(err))
	}
	c.beat.Store(int64(cfg.heartbeat))
	c.owned.Go(c.listen)
	c.owned.Go(c.keepAlive)
	return c, nil
}

func clientID(name string) string {
	var b [16]byte
	rand.Read(b[:])
	if name == "" {
		name = "gloam"
	}
	return "Client-" + name + "-" + hex.EncodeToString(b[:])
}

// connect learns the dialect and registers.
func (c *Client) connect(ctx context.Context) error {
	reply, err := c.call(ctx, daskproto.AskVersions())
	if err != nil {
		return err
	}
	versions, err := daskproto.DecodeVersions(reply)
	if err != nil {
		return fmt.Errorf("dask: versions of %s: %w", c.address, err)
	}
	if c.dialect, err = dialectOf(versions, c.cfg.version, c.cfg.log); err != nil {
		return err
	}
	conn, err := comm.Dial(ctx, c.address, c.cfg.comm()...)
	if err != nil {
		return err
	}
	if err := conn.Send(ctx, daskproto.RegisterClient(c.id, versions)); err != nil {
		return err
	}
	c.stream, c.compression = comm.NewStream(conn), conn.Compression()
	c.wants = newWants(c.id, c.tell)
	if _, err := c.stream.Receive(ctx); err != nil { // stream-start
		c.stream.Abort()
		return fmt.Errorf("dask: register with %s: %w", c.address, err)
	}
	return nil
}

// oldest and newest are the first and last release whose messages are known;
// patches of the last are taken for known.
var (
	oldest = daskproto.Version{Year: 2022, Month: 12}
	newest = daskproto.Version{Year: 2026, Month: 7}
)

func dialectOf(v daskproto.Versions, override string, log *slog.Logger) (daskproto.Dialect, error) {
	release, err := v.Dask()
	if override != "" {
		release, err = daskproto.ParseVersion(override)
	}
	if err != nil {
		return daskproto.Dialect{}, fmt.Errorf("dask: release of the scheduler: %w; give it with the option Version", err)
	}
	if release.Compare(oldest) < 0 {
		return daskproto.Dialect{}, &ReleaseError{Got: release.String(), Want: fmt.Sprintf("%d.%d", oldest.Year, oldest.Month)}
	}
	if release.Year > newest.Year || release.Year == newest.Year && release.Month > newest.Month {
		log.Warn("the scheduler is newer than this program knows; talking to it as to the newest that is known",
			"scheduler", release.String(), "known", fmt.Sprintf("%d.%d", newest.Year, newest.Month))
	}
	return daskproto.DialectOf(release), nil
}

// unique returns a text that nobody else has.
func (c *Client) unique() string {
	return c.id[len("Client-"):] + "-" + strconv.FormatInt(c.count.Add(1), 10)
}

// Address returns the address of the scheduler.
func (c *Client) Address() string { return c.address }

// Version returns the release of Dask that the scheduler runs.
func (c *Client) Version() string { return c.dialect.Version.String() }

// tell queues a message for the scheduler.
func (c *Client) tell(m daskproto.Map) error {
	if err := c.stream.Send(m); err != nil {
		return c.lost(err)
	}
	return nil
}

// lost says why the client has no connection any more.
func (c *Client) lost(err error) error {
	if cause := context.Cause(c.alive); cause != nil {
		return cause
	}
	if c.stream == nil {
		return &dialError{err} // which names the address
	}
	return fmt.Errorf("%w: %s: %w", ErrConnectionLost, c.address, err)
}

// call asks the scheduler.
func (c *Client) call(ctx context.Context, m daskproto.Map) (any, error) {
	reply, err := c.ask(ctx, func(ctx context.Context) (any, error) { return c.pool.Call(ctx, c.address, m) })
	var raised *comm.CallError
	var broken *comm.ConnError
	switch {
	case errors.As(err, &raised):
		return nil, remoteError(raised.Failure)
	case errors.As(err, &broken):
		return nil, c.lost(err)
	}
	return reply, err
}

// ask calls fn with a context that also ends with the client.
func (c *Client) ask(ctx context.Context, fn func(context.Context) (any, error)) (any, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.alive, func() { cancel(context.Cause(c.alive)) })()
	return fn(ctx)
}

// listen takes the messages of the scheduler until there are no more.
func (c *Client) listen() {
	for {
		batch, err := c.stream.Receive(c.alive)
		if err != nil {
			c.drop(fmt.Errorf("%w: %s: %w", ErrConnectionLost, c.address, err))
			return
		}
		for _, m := range batch {
			msg, err := daskproto.DecodeToClient(m)
			if err != nil {
				c.drop(fmt.Errorf("%w: %s: %w", ErrConnectionLost, c.address, err))
				return
			}
			c.take(msg)
		}
	}
}

func (c *Client) take(msg any) {
	switch m := msg.(type) {
	case daskproto.AdjustHeartbeat:
		if m.Interval > 0 {
			c.beat.Store(int64(m.Interval))
		}
	case daskproto.StreamError:
		c.drop(fmt.Errorf("%w: %s: scheduler reports %v", ErrConnectionLost, c.address, m.Message))
	case daskproto.CloseStream:
		c.drop(fmt.Errorf("%w: %s: scheduler closed it", ErrConnectionLost, c.address))
	default:
		c.wants.handle(msg)
	}
}

// drop ends everything that waits for the scheduler.
func (c *Client) drop(err error) {
	c.lose(err)
	c.wants.close(context.Cause(c.alive))
}

// keepAlive sends heartbeats, and notices a scheduler that has stopped
// answering although its connection is open.
func (c *Client) keepAlive() {
	answered := time.Now()
	for sleep(c.alive, time.Duration(c.beat.Load())) == nil {
		_ = c.stream.Send(daskproto.Op("heartbeat-client")) // listen hears of a broken stream
		if time.Since(answered) < c.cfg.patience/4 {
			continue
		}
		ctx, cancel := context.WithTimeout(c.alive, c.cfg.patience)
		_, _ = c.pool.Call(ctx, c.address, daskproto.Call("echo", daskproto.F("data", nil)))
		silent := ctx.Err() != nil && c.alive.Err() == nil
		cancel()
		if silent {
			c.drop(fmt.Errorf("%w: %s has been silent for %v", ErrConnectionLost, c.address, c.cfg.patience))
			return
		}
		answered = time.Now()
	}
}

// closeTimeout is how long Close tries to say goodbye.
const closeTimeout = 5 * time.Second

// Close leaves the cluster: what this client holds there is released. Runs
// under way fail with [ErrClosed]. It returns when the client's goroutines
// have ended; closing again does nothing.
func (c *Client) Close() error {
	c.closing.Do(func() {
		c.wants.close(ErrClosed)
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if c.alive.Err() == nil {
			_ = c.stream.Send(daskproto.CloseClient()) // the scheduler notices the closed socket, too
			_ = c.stream.Close(ctx)
		}
		c.lose(ErrClosed)
		c.stream.Abort()
		c.owned.Wait()
		c.pool.Close()
	})
	return nil
}
