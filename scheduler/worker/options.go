package worker

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// An Option changes how a worker runs.
type Option func(*config)

// An Info says what a worker has become, once the scheduler has accepted it.
type Info struct {
	Address   string // that peers dial
	Name      string
	Scheduler string
	Version   daskproto.Version // of the scheduler
	Threads   int
	Resources map[string]float64
}

type config struct {
	threads     int
	name        string
	resources   map[string]float64
	memoryLimit int64
	spillDir    string
	listen      string
	contact     string
	tls         *tls.Config
	times       []comm.Option // of Dask's configuration
	log         *slog.Logger
	reconnect   bool
	onReady     func(Info)
	pauseAt     float64 // fraction of memoryLimit
}

// Fractions of the memory limit, as Dask has them: results above the first are
// written to disk, and nothing new starts while the process takes more than
// the second.
const (
	spillFraction = 0.6
	pauseFraction = 0.8
)

// Threads sets how many tasks run at the same time. The default is one per
// CPU.
func Threads(n int) Option { return func(c *config) { c.threads = n } }

// Name sets the name in dashboards. It must be unique on the cluster; the
// default is the address of the worker.
func Name(name string) Option { return func(c *config) { c.name = name } }

// Resources adds resources that tasks can ask for. Every worker has a resource
// "GO" with one unit per thread unless the map says otherwise: Go tasks take
// one unit, and Python workers, which have none, never get such a task.
func Resources(r map[string]float64) Option {
	return func(c *config) {
		for name, n := range r {
			c.resources[name] = n
		}
	}
}

// MemoryLimit sets how many bytes the process may use. Results above 60 % of
// it are written to disk, and above 80 % the worker pauses. The default is
// the machine's memory, or the limit of the container, in proportion to
// threads per CPU; 0 is no limit.
func MemoryLimit(bytes int64) Option { return func(c *config) { c.memoryLimit = bytes } }

// SpillDir sets the folder in which results are kept that do not fit into
// memory. The worker makes a folder of its own in it and removes that when it
// ends. The default is the system's folder for temporary files; with "" nothing
// is written to disk.
func SpillDir(dir string) Option { return func(c *config) { c.spillDir = dir } }

// Listen sets where the worker listens for peers and the scheduler:
// [scheme://]host[:port], where host is a name, a number such as 10.0.0.5 or
// ::1, or a network interface such as eth0. The default is a free port of the
// interface that leads to the scheduler. On 0.0.0.0 or [::] it listens on all
// interfaces.
func Listen(where string) Option { return func(c *config) { c.listen = where } }

// Contact sets the address under which others reach the worker, if that is not
// the one where it listens: host[:port] of a router, for example, or of the
// machine around a container.
func Contact(where string) Option { return func(c *config) { c.contact = where } }

// TLS sets certificates for tls:// addresses, as comm.TLS or comm.TLSFiles
// return them. The worker is client and server with the same certificate.
func TLS(t *tls.Config) Option { return func(c *config) { c.tls = t } }

// Logger sets where the worker logs. The default is [slog.Default]. The last
// records are also what Dask's get_worker_logs returns.
func Logger(l *slog.Logger) Option { return func(c *config) { c.log = l } }

// Reconnect sets whether a worker that has lost its scheduler, or is told to
// close by one that restarts, waits for it and registers again as a new worker
// without data. Without it Run returns.
func Reconnect(on bool) Option { return func(c *config) { c.reconnect = on } }

// OnReady sets a function that is called whenever the scheduler has accepted
// the worker, on a goroutine of its own. Run waits for it to return.
func OnReady(fn func(Info)) Option { return func(c *config) { c.onReady = fn } }

// newConfig applies options to the defaults and checks the result.
func newConfig(opts []Option) (*config, error) {
	c := &config{threads: runtime.GOMAXPROCS(0), resources: map[string]float64{}, memoryLimit: -1,
		spillDir: os.TempDir(), log: slog.Default(), onReady: func(Info) {}, pauseAt: pauseFraction}
	for _, o := range opts {
		if o != nil {
			o(c)
		}
	}
	if c.threads < 1 {
		return nil, &OptionError{Option: "Threads", Got: fmt.Sprint(c.threads), Want: "at least 1"}
	}
	if c.memoryLimit < -1 {
		return nil, &OptionError{Option: "MemoryLimit", Got: fmt.Sprintf("%d bytes", c.memoryLimit), Want: "at least 0"}
	}
	if c.log == nil || c.onReady == nil {
		return nil, &OptionError{Option: "Logger and OnReady", Got: "nil", Want: "values that are not"}
	}
	if c.memoryLimit == -1 {
		share := min(1, float64(c.threads)/float64(runtime.NumCPU()))
		c.memoryLimit = int64(float64(machineMemory()) * share)
	}
	if _, ok := c.resources["GO"]; !ok {
		c.resources["GO"] = float64(c.threads)
	}
	for name, n := range c.resources {
		if n < 0 || math.IsNaN(n) || math.IsInf(n, 0) {
			return nil, &OptionError{Option: "Resources", Got: fmt.Sprintf("%g of %q", n, name), Want: "at least 0"}
		}
	}
	if c.spillDir != "" {
		abs, err := filepath.Abs(c.spillDir)
		if err != nil {
			return nil, &OptionError{Option: "SpillDir", Got: c.spillDir, Want: "a folder", Err: err}
		}
		c.spillDir = abs
	}
	return c, nil
}

// configure takes from Dask's configuration what options do not say, and returns
// the scheduler's address with its scheme.
func (c *config) configure(address string) (comm.Address, error) {
	a, tls, times, err := comm.Configured(address, "worker", c.tls)
	c.tls, c.times = tls, times
	return a, err
}

// spillAbove returns how many bytes of results stay in memory, 0 for all.
func (c *config) spillAbove() int64 {
	if c.spillDir == "" {
		return 0
	}
	return int64(float64(c.memoryLimit) * spillFraction)
}

func (c *config) pauseAbove() int64 { return int64(float64(c.memoryLimit) * c.pauseAt) }
