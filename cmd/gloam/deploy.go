package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// deployCmd starts Go workers beside the Python workers of a cluster.
type deployCmd struct {
	Address     string        `arg:"" placeholder:"tcp://host:8786" help:"The scheduler."`
	PerNode     positive      `default:"1" placeholder:"N" help:"Go workers on each node (${default})."`
	Threads     positive      `placeholder:"N" help:"Threads of each (those of the node's Python workers, shared out)."`
	MemoryShare float64       `default:"0.5" placeholder:"F" help:"Part of the Python workers' memory limit that the Go workers of a node may use (${default})."`
	DryRun      bool          `help:"Only say what would be done."`
	Stop        bool          `help:"End what was started and remove every trace of it."`
	Wait        time.Duration `default:"30s" help:"How long workers may take to register or to end (${default})."`
	tlsFlags
}

// Help is the longer help text.
func (*deployCmd) Help() string {
	return `Copies this program to a private temporary folder on each node that has Python
workers, through the cluster itself, and starts Go workers there. They end with
the Python worker that started them. Doing it again starts only what is missing.

  gloam deploy tcp://scheduler:8786 --dry-run
  gloam deploy tcp://scheduler:8786
  gloam deploy tcp://scheduler:8786 --stop`
}

// deployedName matches the names of deployed workers.
var deployedName = regexp.MustCompile(`^go-.+-\d+-\d+$`)

// Validate reports flags that make no sense.
func (c *deployCmd) Validate() error {
	switch {
	case !(c.MemoryShare > 0 && c.MemoryShare <= 1):
		return fmt.Errorf("--memory-share: got %v, want more than 0 and at most 1", c.MemoryShare)
	case !remote(c.Address):
		return fmt.Errorf("got address %q, want tcp://host:port or tls://host:port", c.Address)
	}
	return nil
}

// Run implements the sub-command.
func (c *deployCmd) Run(a *app) error {
	client, pool, hangUp, err := c.connect(a.ctx, c.Address)
	if err != nil {
		return err
	}
	defer hangUp()
	d, err := newDeployment(a.ctx, client, pool)
	if err != nil {
		return err
	}
	if c.Stop {
		return c.stop(a, d)
	}
	if len(d.workers) == 0 {
		return fmt.Errorf("%s has no Python workers to start Go workers beside", d.info.Address)
	}
	nodes, err := d.nodes(a.ctx)
	if err != nil {
		return err
	}
	if err := fits(nodes, runtime.GOOS, runtime.GOARCH); err != nil {
		return err
	}
	program, err := readProgram()
	if err != nil {
		return err
	}
	c.plan(nodes)
	a.print(planText(nodes, program, c.DryRun))
	if err := a.out.Flush(); err != nil || c.DryRun {
		return err
	}
	return c.start(a, d, nodes, program)
}

// plan decides what each node gets.
func (c *deployCmd) plan(nodes []*node) {
	for _, n := range nodes {
		for i := range int(c.PerNode) {
			n.names = append(n.names, fmt.Sprintf("go-%s-%d-%d", n.Host, n.PID, i)) // see deployedName
		}
		n.threadsEach = int(c.Threads)
		if n.threadsEach == 0 {
			n.threadsEach = max(1, n.threads/int(c.PerNode))
		}
		n.memoryEach = int64(float64(n.memory) * c.MemoryShare / float64(c.PerNode))
	}
}

// planText says what is going to happen.
func planText(nodes []*node, p *program, dry bool) string {
	var b strings.Builder
	verb := "copying"
	if dry {
		verb = "would copy"
	}
	fmt.Fprintf(&b, "%s %s (%s, %s packed, sha256 %.12s) and start:\n\n", verb, p.path, bytesText(p.size), bytesText(int64(len(p.packed))), p.digest)
	t := newTable("node", ">workers", ">running", ">threads each", ">memory each", "folder")
	for _, n := range nodes {
		limit := "-"
		if n.memoryEach > 0 {
			limit = bytesText(n.memoryEach)
		}
		t.add(n.Host, fmt.Sprint(len(n.names)), fmt.Sprint(len(n.Running)), fmt.Sprint(n.threadsEach), limit, n.Folder)
	}
	return b.String() + t.String()
}

// start copies and starts, node by node, and waits for the workers.
func (c *deployCmd) start(a *app, d *deployment, nodes []*node, p *program) error {
	var names []string
	for _, n := range nodes {
		if err := d.copy(a.ctx, n, p); err != nil {
			return fmt.Errorf("%s: %w", n.Host, err)
		}
		if err := d.call(a.ctx, []string{n.address}, "start", nil, nil, d.token, n.names, n.threadsEach, n.memoryEach); err != nil {
			return fmt.Errorf("%s: %w", n.Host, err)
		}
		names = append(names, n.names...)
	}
	if err := c.await(a.ctx, d, names); err != nil {
		return err
	}
	a.print(fmt.Sprintf("\n%s running; end them with: gloam deploy %s --stop\n", plural(len(names), "Go worker"), c.Address))
	return nil
}

// await returns when all workers are registered.
func (c *deployCmd) await(ctx context.Context, d *deployment, names []string) error {
	ctx, stop := context.WithTimeout(ctx, c.Wait)
	defer stop()
	for {
		there, err := d.goWorkers(ctx)
		if err != nil {
			return err
		}
		missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return there[name] != "" })
		if len(missing) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("workers %s did not register within %v: %s", strings.Join(missing, ", "), c.Wait, d.lastWords(missing))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// stop ends what was started, on every node.
func (c *deployCmd) stop(a *app, d *deployment) error {
	if c.DryRun {
		return errors.New("--dry-run and --stop: use one of them")
	}
	ctx, cancel := context.WithTimeout(a.ctx, c.Wait)
	defer cancel()
	names, silent, err := d.stop(ctx)
	if err != nil {
		return err
	}
	ctx, cancel = context.WithTimeout(a.ctx, c.Wait)
	defer cancel()
	more, err := c.terminate(ctx, d)
	if err != nil {
		return err
	}
	names = append(names, more...)
	if len(silent) > 0 {
		return fmt.Errorf("%s stopped; %s did not answer within %v, look for %s on their nodes",
			plural(len(names), "Go worker"), strings.Join(silent, ", "), c.Wait, d.pattern())
	}
	a.print(fmt.Sprintf("%s stopped, nothing left on the nodes of %s\n", plural(len(names), "Go worker"), plural(len(d.workers), "Python worker")))
	return nil
}

// terminate ends deployed workers whose Python workers do not do it, through the
// scheduler, and waits until they have left.
func (c *deployCmd) terminate(ctx context.Context, d *deployment) (names []string, err error) {
	for told := false; ; told = true {
		left, err := d.goWorkers(ctx)
		if err != nil {
			return nil, err
		}
		maps.DeleteFunc(left, func(name, _ string) bool { return !deployedName.MatchString(name) })
		if len(left) == 0 {
			return names, nil
		}
		if !told {
			names = slices.Sorted(maps.Keys(left))
			if err := d.terminate(ctx, slices.Sorted(maps.Values(left))); err != nil {
				return nil, err
			}
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("workers %s did not leave within %v", strings.Join(slices.Sorted(maps.Keys(left)), ", "), c.Wait)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
