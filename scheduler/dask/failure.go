package dask

import (
	"context"
	"strings"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// failure returns the error of a run of which a wanted key failed. The message
// names that key; the task whose fault it is may be any that it needs.
func (c *Client) failure(ctx context.Context, l *lowered, m *daskproto.TaskErred) error {
	remote := remoteError(m.Failure)
	key, err := c.culprit(ctx, l, string(m.Key))
	if err != nil {
		return err
	}
	remote.Key = key
	return l.taskError(key, remote)
}

// culprit returns the failed task whose inputs have not failed.
func (c *Client) culprit(ctx context.Context, l *lowered, key string) (string, error) {
	keys := l.ancestors(key)
	if len(keys) < 2 {
		return key, nil
	}
	states, err := c.states(ctx, keys)
	if err != nil {
		return "", err
	}
	reads := l.reads()
	// Inputs come first in the order of the graph, so the first failed task
	// among those needed has inputs that have not.
	for _, t := range l.tasks {
		if states[daskproto.Key(t.Key)] != "erred" {
			continue
		}
		fault := true
		for _, in := range reads[t.Key] {
			fault = fault && states[daskproto.Key(in)] != "erred"
		}
		if fault {
			return t.Key, nil
		}
	}
	return key, nil
}

// reads returns the keys that each task reads.
func (l *lowered) reads() map[string][]string {
	out := make(map[string][]string, len(l.tasks))
	for _, t := range l.tasks {
		out[t.Key] = refs(t.Args, nil)
	}
	return out
}

// refs appends the keys that arguments refer to.
func refs(args []any, to []string) []string {
	for _, a := range args {
		switch a := a.(type) {
		case daskproto.Ref:
			to = append(to, string(a))
		case daskproto.Items:
			to = refs(a, to)
		case *daskproto.Invoke:
			to = refs(a.Args, to)
		}
	}
	return to
}

// ancestors returns key and all that it needs.
func (l *lowered) ancestors(key string) []daskproto.Key {
	reads := l.reads()
	seen := map[string]bool{key: true}
	list := []daskproto.Key{daskproto.Key(key)}
	for i := 0; i < len(list); i++ {
		for _, in := range reads[string(list[i])] {
			if !seen[in] {
				seen[in] = true
				list = append(list, daskproto.Key(in))
			}
		}
	}
	return list
}

// taskError says which part of the plan failed.
func (l *lowered) taskError(key string, remote *RemoteError) error {
	from, ok := l.origin(key)
	if !ok || from.id < 0 {
		return remote
	}
	steps := l.plan.Steps(from.id)
	at := remote.step(steps, from.steps)
	t := steps[at]
	remote.Site = t.Site
	e := &graph.TaskError{Key: t.Key, Site: t.Site, Stack: remote.stack, Err: remote}
	if t.Op != nil {
		e.Op = t.Op.Name()
	}
	return e
}

// step returns which of the steps that ran in this order failed. The message
// of a Go worker says which operation it was; of several steps with the same
// operation it is the first.
func (e *RemoteError) step(steps []graph.Task, ran []int) int {
	for _, s := range ran {
		if op := steps[s].Op; op != nil && op.Name() == e.Op {
			return s
		}
	}
	return ran[len(ran)-1]
}

// splitGo takes the message of a Go worker apart: "go:<op>: text", then the
// stack of a panic.
func splitGo(message string) (op, text, stack string) {
	rest, ok := strings.CutPrefix(message, "go:")
	if !ok {
		return "", message, ""
	}
	op, text, ok = strings.Cut(rest, ": ")
	if !ok {
		return "", message, ""
	}
	if i := strings.Index(text, "\n\ngoroutine "); i >= 0 {
		text, stack = text[:i], text[i+2:]
	}
	return op, text, stack
}
