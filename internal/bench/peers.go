package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

//go:embed peers.py
var peersScript []byte

// A peer is other software, in a process of its own that stays alive, so that
// neither its start nor its imports are measured.
type peer struct {
	name   string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *complaints
}

// interpreters says which Python has which software: an environment variable,
// else python3.
var interpreters = []struct{ kind, variable string }{
	{"libertem", "GLOAM_LIBERTEM_PYTHON"},
	{"dask", "GLOAM_DASK_PYTHON"},
	{"numpy", "GLOAM_NUMPY_PYTHON"},
}

// startPeers starts the software that is there and says what is not.
func (o options) startPeers(ctx context.Context, path string, c centre) ([]*peer, error) {
	// A file, because processes that the software starts read it, too.
	script := filepath.Join(o.dir, "peers.py")
	if err := os.WriteFile(script, peersScript, 0o644); err != nil {
		return nil, err
	}
	var peers []*peer
	for _, i := range interpreters {
		python := os.Getenv(i.variable)
		if python == "" {
			python = "python3"
		}
		p, err := startPeer(ctx, python, script, i.kind, path, o.workers, c)
		if err != nil {
			log.Printf("without %s: %v (%s names a Python that has it)", i.kind, err, i.variable)
			continue
		}
		log.Printf("with %s", p.name)
		if said := strings.TrimSpace(p.stderr.String()); said != "" {
			log.Print(said)
		}
		peers = append(peers, p)
	}
	return peers, nil
}

func startPeer(ctx context.Context, python, script, kind, path string, workers int, c centre) (*peer, error) {
	p := &peer{stderr: &complaints{}}
	p.cmd = exec.CommandContext(ctx, python, script, kind, path, fmt.Sprint(workers),
		fmt.Sprint(c.y), fmt.Sprint(c.x), fmt.Sprint(0.2*c.r), fmt.Sprint(0.9*c.r))
	p.cmd.Stderr = p.stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	line, err := p.out.ReadString('\n')
	version, ready := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ready {
		p.stop()
		return nil, fmt.Errorf("%s", lastLine(p.stderr.String()))
	}
	p.name = kind + " " + version
	return p, nil
}

// run runs a workload once and tells how long that took and how the software
// did it: not at all if that is empty.
func (p *peer) run(name string) (took time.Duration, how string, err error) {
	if _, err := fmt.Fprintln(p.in, name); err != nil {
		return 0, "", err
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return 0, "", fmt.Errorf("%s: %w: %s", p.name, err, lastLine(p.stderr.String()))
	}
	var answer *struct {
		Seconds float64 `json:"seconds"`
		How     string  `json:"how"`
	}
	if err := json.Unmarshal(line, &answer); err != nil || answer == nil {
		return 0, "", err
	}
	return time.Duration(answer.Seconds * float64(time.Second)), answer.How, nil
}

// stop ends the process. What it says by then no longer matters.
func (p *peer) stop() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// complaints collect what a process writes while this one may look at it.
type complaints struct {
	mu   sync.Mutex
	text []byte
}

func (c *complaints) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text = append(c.text, b...)
	return len(b), nil
}

func (c *complaints) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return string(c.text)
}
