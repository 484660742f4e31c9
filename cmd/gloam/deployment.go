package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	_ "embed" // of deploy.py
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/pickle"
	"github.com/gloam-go/gloam/scheduler/dask"
)

//go:embed deploy.py
var deployScript string

// caller makes a function of the script: arguments and results travel as JSON,
// bytes as such.
const caller = `lambda source, name, args, data: (lambda ns, json: (exec(source, ns), ` +
	`json.dumps(ns[name](*json.loads(args), *([data] if data else []))))[1])({"__name__": "gloam"}, __import__("json"))`

// copyBytes is how much of the program travels in one message.
const copyBytes = 16 << 20

// A deployment is what is or will be started on the nodes of a cluster.
type deployment struct {
	client  *dask.Client
	pool    *comm.Pool // for what clients do not ask
	info    dask.Info
	workers []string // addresses of all Python workers
	token   string   // part of the names of folders, by scheduler
}

// A node is a machine, or a container, that has Python workers. One of them
// starts the Go workers.
type node struct {
	Node, Host      string
	PID             int
	Posix           bool
	System, Machine string
	Folder          string
	Running         []string

	address     string // of the Python worker that starts the others
	threads     int    // of all Python workers there
	memory      int64
	names       []string
	threadsEach int
	memoryEach  int64
}

func newDeployment(ctx context.Context, client *dask.Client, pool *comm.Pool) (*deployment, error) {
	info, err := client.Info(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(info.ID))
	d := &deployment{client: client, pool: pool, info: info, token: hex.EncodeToString(sum[:6])}
	for _, w := range info.Workers {
		if !w.Go {
			d.workers = append(d.workers, w.Address)
		}
	}
	return d, nil
}

// call runs a function of the script on Python workers. take gets each result.
func (d *deployment) call(ctx context.Context, workers []string, name string, take func(worker string, result []byte) error, data []byte, args ...any) error {
	text, err := json.Marshal(args)
	if err != nil {
		return err
	}
	var raw any
	if data != nil {
		raw = data
	}
	replies, err := d.client.RunPythonOn(ctx, workers, pickle.Call("builtins", "eval", caller), deployScript, name, string(text), raw)
	if err != nil {
		return err
	}
	for worker, reply := range replies {
		text, ok := reply.(string)
		if !ok {
			return fmt.Errorf("%s: %s gives %T", worker, name, reply)
		}
		if take == nil {
			continue
		}
		if err := take(worker, []byte(text)); err != nil {
			return fmt.Errorf("%s: %s: %w", worker, name, err)
		}
	}
	return nil
}

// keep stores results by worker.
func keep[T any](to map[string]T) func(string, []byte) error {
	return func(worker string, result []byte) error {
		var v T
		err := json.Unmarshal(result, &v)
		to[worker] = v
		return err
	}
}

// nodes asks the Python workers where they are. Workers with a common folder
// for temporary files on a common host are on one node.
func (d *deployment) nodes(ctx context.Context) ([]*node, error) {
	replies := map[string]*node{}
	if err := d.call(ctx, d.workers, "survey", keep(replies), nil, d.token); err != nil {
		return nil, err
	}
	var list []*node
	of := map[string]*node{}
	for _, w := range d.info.Workers { // in the order of addresses
		r := replies[w.Address]
		if r == nil {
			continue
		}
		n := of[r.Node]
		if n == nil {
			r.address, n = w.Address, r
			of[r.Node] = n
			list = append(list, n)
		} else if len(r.Running) > 0 && len(n.Running) == 0 {
			// An earlier deployment hangs on this worker.
			r.address, r.threads, r.memory = w.Address, n.threads, n.memory
			*n = *r
		}
		n.threads += w.Threads
		n.memory += w.Memory
	}
	return list, nil
}

// The names that Python has for systems and processors.
var (
	systems  = map[string]string{"Linux": "linux", "Darwin": "darwin", "FreeBSD": "freebsd"}
	machines = map[string]string{"x86_64": "amd64", "amd64": "amd64", "AMD64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
)

// fits refuses nodes that cannot run this program.
func fits(nodes []*node, system, machine string) error {
	for _, n := range nodes {
		if !n.Posix || systems[n.System] != system || machines[n.Machine] != machine {
			return fmt.Errorf("node %s is %s on %s, this program is for %s on %s: deploy with a gloam built for it", n.Host, n.System, n.Machine, system, machine)
		}
	}
	return nil
}

// A program is the executable to copy.
type program struct {
	path   string
	size   int64
	digest string // of the executable
	packed []byte
}

// readProgram packs the program that runs.
func readProgram() (*program, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, err = w.Write(b)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	return &program{path: path, size: int64(len(b)), digest: hex.EncodeToString(sum[:]), packed: packed.Bytes()}, nil
}

// copy brings the program to a node that does not have it.
func (d *deployment) copy(ctx context.Context, n *node, p *program) error {
	at := []string{n.address}
	has := map[string]bool{}
	if err := d.call(ctx, at, "has", keep(has), nil, d.token, p.digest); err != nil || has[n.address] {
		return err
	}
	first := true
	for chunk := range slices.Chunk(p.packed, copyBytes) {
		last := &chunk[len(chunk)-1] == &p.packed[len(p.packed)-1]
		if err := d.call(ctx, at, "put", nil, chunk, d.token, first, last, p.digest); err != nil {
			return err
		}
		first = false
	}
	return nil
}

// lastWords returns what workers wrote on standard error.
func (d *deployment) lastWords(names []string) string {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	logs := map[string]map[string]string{}
	if err := d.call(ctx, d.workers, "logs", keep(logs), nil, d.token); err != nil {
		return err.Error()
	}
	var out []string
	for _, of := range logs {
		for _, name := range names {
			lines := strings.Split(strings.TrimSpace(of[name]), "\n")
			if last := lines[len(lines)-1]; last != "" && !slices.Contains(out, last) {
				out = append(out, last)
			}
		}
	}
	if len(out) == 0 {
		return "they wrote nothing"
	}
	return strings.Join(out, "; ")
}
