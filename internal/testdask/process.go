package testdask

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"runtime"
	"sync"
	"testing"
	"time"
)

// A Process runs until the test ends, on Linux also if that is killed. What it
// prints is shown if the test fails.
type Process struct {
	name string
	cmd  *exec.Cmd
	log  output
	said bytes.Buffer // standard output alone, to be read when the process has ended
	kill func()
	done chan struct{}
}

// Start starts a Python process; the arguments are those of the interpreter.
func Start(t testing.TB, v Version, name string, args ...string) *Process {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Process{name: name + " " + v.Release, cmd: v.command(ctx, args...), kill: cancel, done: make(chan struct{})}
	p.log.changed = sync.NewCond(&p.log.mu)
	p.cmd.Stdout, p.cmd.Stderr = io.MultiWriter(&p.log, &p.said), &p.log
	p.cmd.Dir = t.TempDir()
	p.cmd.WaitDelay = 5 * time.Second
	ownGroup(p.cmd)
	started := make(chan error)
	go p.run(started)
	if err := <-started; err != nil {
		cancel()
		t.Fatalf("testdask: %s: %v", p.name, err)
	}
	t.Cleanup(func() {
		p.Kill()
		if t.Failed() {
			t.Logf("%s:\n%s", p.name, p.log.String())
		}
	})
	return p
}

// run starts the process and waits for its end, on one thread: Linux has a
// process end with the thread that started it.
func (p *Process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(p.done)
	err := p.cmd.Start()
	started <- err
	if err == nil {
		p.cmd.Wait()
	}
	p.log.close()
}

// EndWithParent has a command that is not started yet be killed when this
// process ends, however that comes, where the system can do that: Linux can. A
// test that is killed leaves nothing behind then. The goroutine that starts the
// command must not end with its thread locked.
func EndWithParent(cmd *exec.Cmd) *exec.Cmd {
	endWithParent(cmd)
	return cmd
}

// Kill ends the process and those it started, without warning, and waits
// until they have ended.
func (p *Process) Kill() {
	p.kill()
	<-p.done
}

// Log returns what the process has printed so far.
func (p *Process) Log() string { return p.log.String() }

// Await returns the first group of the first line that the pattern matches,
// once the process has printed it. The test fails if the process ends before or
// takes longer than a minute.
func (p *Process) Await(t testing.TB, pattern string) string {
	t.Helper()
	m, err := p.log.await(regexp.MustCompile(`(?m)`+pattern), time.Minute)
	if err != nil {
		t.Fatalf("testdask: %s: %v: %s\n%s", p.name, err, pattern, p.log.String())
	}
	return m
}

// Wait returns what the process has written to its standard output once it has
// ended by itself with status 0. Else, or if it takes longer than limit, the
// test fails. What goes to standard error is left out: Dask complains there of
// what a loaded machine has delayed.
func (p *Process) Wait(t testing.TB, limit time.Duration) string {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(limit):
		t.Fatalf("testdask: %s still runs after %v:\n%s", p.name, limit, p.log.String())
	}
	if s := p.cmd.ProcessState; !s.Success() {
		t.Fatalf("testdask: %s: %v:\n%s", p.name, s, p.log.String())
	}
	return p.said.String()
}

// output keeps what is printed and wakes those who wait for it.
type output struct {
	mu      sync.Mutex
	changed *sync.Cond
	text    bytes.Buffer
	closed  bool
}

// Write adds to the output.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changed.Broadcast()
	return o.text.Write(b)
}

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.changed.Broadcast()
}

// String returns the output so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func (o *output) await(pattern *regexp.Regexp, limit time.Duration) (string, error) {
	late := false
	timer := time.AfterFunc(limit, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		late = true
		o.changed.Broadcast()
	})
	defer timer.Stop()
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		if m := pattern.FindSubmatch(o.text.Bytes()); m != nil {
			return string(m[len(m)-1]), nil
		}
		if o.closed {
			return "", fmt.Errorf("ended before it printed")
		}
		if late {
			return "", fmt.Errorf("did not print within %v", limit)
		}
		o.changed.Wait()
	}
}
