package dask

import (
	"crypto/tls"
	"log/slog"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// An Option changes how a [Client] works.
type Option func(*config)

type config struct {
	name      string
	tls       *tls.Config
	times     []comm.Option // of Dask's configuration
	limits    daskproto.Limits
	version   string
	grace     time.Duration
	heartbeat time.Duration
	patience  time.Duration
	retries   int
	priority  int
	python    bool
	// compression is what this side offers.
	compression string
	log         *slog.Logger
	trace       func(sent bool, peer string, v any)
}

func newConfig(opts []Option) (config, error) {
	c := config{
		grace:     10 * time.Second,
		heartbeat: 5 * time.Second, // Dask's own
		log:       slog.Default(),
		patience:  2 * time.Minute, // a scheduler that takes in a large graph answers nobody meanwhile
	}
	for _, o := range opts {
		if o != nil {
			o(&c)
		}
	}
	if c.heartbeat <= 0 || c.patience <= 0 {
		return c, bad("Heartbeat and Patience", "more than 0", "%v and %v", c.heartbeat, c.patience)
	}
	if c.log == nil {
		return c, bad("Logger", "one that is not", "nil")
	}
	if err := checkCompression(c.compression); err != nil {
		return c, err
	}
	if c.retries < 0 {
		return c, bad("Retries", "0 or more", "%d", c.retries)
	}
	return c, nil
}

// Name is part of the client's name in the logs of the scheduler.
func Name(name string) Option { return func(c *config) { c.name = name } }

// TLS gives the certificates for tls:// addresses, as comm.TLSFiles makes them
// of Dask's files.
func TLS(t *tls.Config) Option { return func(c *config) { c.tls = t } }

// Limits bounds what peers may send.
func Limits(l daskproto.Limits) Option { return func(c *config) { c.limits = l } }

// Version says which release of Dask the scheduler is, such as "2024.12.1",
// for one that does not know.
func Version(release string) Option { return func(c *config) { c.version = release } }

// Grace is how long a run waits for a first Go worker if the cluster has none.
// The default is ten seconds.
func Grace(d time.Duration) Option { return func(c *config) { c.grace = d } }

// Heartbeat is the time between signs of life. The default is five seconds; a
// scheduler may ask for another.
func Heartbeat(d time.Duration) Option { return func(c *config) { c.heartbeat = d } }

// Patience is how long the scheduler may be silent before it counts as lost,
// and how long a worker may be that is asked for results before the scheduler
// is asked instead, which has as long; then a run ends with
// [UnreachableError]. The default is two minutes.
func Patience(d time.Duration) Option { return func(c *config) { c.patience = d } }

// Retries is how often a task that fails runs again. The default is 0.
func Retries(n int) Option { return func(c *config) { c.retries = n } }

// Priority makes the tasks of this client run before those of others if it is
// larger. The default is 0.
func Priority(n int) Option { return func(c *config) { c.priority = n } }

// Logger sets where the client warns of what is not an error. The default is
// [slog.Default].
func Logger(l *slog.Logger) Option { return func(c *config) { c.log = l } }

// Trace calls fn for every message that is sent or received, from several
// goroutines at once. fn must not keep or change v.
func Trace(fn func(sent bool, peer string, v any)) Option { return func(c *config) { c.trace = fn } }

// configure takes from Dask's configuration what options do not say, and returns
// the address with its scheme.
func (c *config) configure(address string) (comm.Address, error) {
	a, tls, times, err := comm.Configured(address, "client", c.tls)
	c.tls, c.times = tls, times
	return a, err
}

// comm returns the options of the connections.
func (c config) comm() []comm.Option {
	out := append([]comm.Option{comm.WithLimits(c.limits)}, c.times...)
	if c.compression != "" {
		out = append(out, comm.WithCompression(c.compression))
	}
	if c.tls != nil {
		out = append(out, comm.WithTLS(c.tls))
	}
	if c.trace != nil {
		out = append(out, comm.WithTrace(c.trace))
	}
	return out
}
