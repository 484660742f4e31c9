package comm

import (
	"crypto/tls"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// An Option changes how connections are made.
type Option func(*config)

type config struct {
	limits      daskproto.Limits
	tls         *tls.Config
	compression string
	handshake   time.Duration
	reply       time.Duration
	silence     time.Duration
	idle        int
	trace       func(sent bool, peer string, v any)
}

func newConfig(opts []Option) config {
	c := config{
		handshake: 10 * time.Second, // Python has none since 2023.8.0, and a silent peer must not hold us
		silence:   30 * time.Second, // Dask's own
		idle:      8,                // questions to one peer rarely overlap more
	}
	for _, o := range opts {
		o(&c)
	}
	c.limits = c.limits.OrDefaults()
	return c
}

// WithLimits bounds what peers may send.
func WithLimits(l daskproto.Limits) Option { return func(c *config) { c.limits = l } }

// WithTLS gives the certificates for tls:// addresses, from [TLS] or [TLSFiles].
func WithTLS(t *tls.Config) Option { return func(c *config) { c.tls = t } }

// WithCompression offers to compress with a format that [daskproto.Compress]
// knows. The default is to offer nothing; compressed messages are read anyway.
func WithCompression(name string) Option { return func(c *config) { c.compression = name } }

// WithHandshakeTimeout bounds how long a new peer may take to say who it is.
// The default is ten seconds.
func WithHandshakeTimeout(d time.Duration) Option { return func(c *config) { c.handshake = d } }

// WithReplyTimeout bounds how long [Pool.Call] waits for an answer. The default
// is as long as its context.
func WithReplyTimeout(d time.Duration) Option { return func(c *config) { c.reply = d } }

// WithSilence sets after how long a connection fails whose other side has
// vanished without a word, because its machine or the network died. The default
// is half a minute; what is on its way may take twice as long.
func WithSilence(d time.Duration) Option { return func(c *config) { c.silence = d } }

// WithIdle sets how many unused connections a [Pool] keeps for each address.
func WithIdle(n int) Option { return func(c *config) { c.idle = n } }

// WithTrace calls fn for every message that is sent or received, from several
// goroutines at once. fn must not keep or change v.
func WithTrace(fn func(sent bool, peer string, v any)) Option {
	return func(c *config) { c.trace = fn }
}
