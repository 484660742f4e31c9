package dask

import (
	"context"
	"net"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// neighbours are the workers among which preferences of tasks are looked up, by
// address, name and host. It is nil if nobody prefers any, and on clusters that
// have other workers, too: a scheduler that lets other workers take a task asks
// none of them whether it can run it.
type neighbours map[string][]string

// neighbourhood returns the workers that the preferences of a plan can mean.
func (c *Client) neighbourhood(ctx context.Context, p *graph.Plan) (neighbours, error) {
	if !slices.ContainsFunc(p.Layers(), (*graph.Layer).HasPreferences) {
		return nil, nil
	}
	id, err := c.identity(ctx)
	isOther := func(w daskproto.WorkerInfo) bool { return !isGo(w) }
	if err != nil || slices.ContainsFunc(id.Workers, isOther) { // also those that do not run yet
		return nil, err
	}
	known := neighbours{}
	for _, w := range workersOf(id, true) {
		for _, name := range namesOf(w) {
			if !slices.Contains(known[name], w.Address) {
				known[name] = append(known[name], w.Address)
			}
		}
	}
	return known, nil
}

// namesOf lists what a worker may be called.
func namesOf(w daskproto.WorkerInfo) []string {
	names := []string{w.Address, w.Name.String()}
	_, address, ok := strings.Cut(w.Address, "://")
	if host, _, err := net.SplitHostPort(address); ok && err == nil {
		names = append(names, host)
	}
	return names
}

// near returns the addresses of the workers that a task prefers: those that its
// steps name and that are there.
func (l *lowered) near(from origin) (addresses []string) {
	if l.neighbours == nil || from.id < 0 {
		return nil
	}
	for _, s := range from.steps {
		layer, block := l.plan.Step(from.id, s)
		for _, name := range l.plan.Layers()[layer].PreferredWorkers(block) {
			addresses = append(addresses, l.neighbours[name]...)
		}
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}
