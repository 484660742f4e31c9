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
	"strings"
	"time"
)

//go:embed peers.py
var peersScript string

// A peer is other software, in a process of its own that stays alive, so that
// neither its start nor its imports are measured.
type peer struct {
	name   string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *strings.Builder
}

// interpreters says which Python has which software: an environment variable,
// else python3.
var interpreters = []struct{ kind, variable string }{
	{"libertem", "GLOAM_LIBERTEM_PYTHON"},
	{"dask", "GLOAM_DASK_PYTHON"},
	{"numpy", "GLOAM_NUMPY_PYTHON"},
}

// startPeers starts the software that is there and says what is not.
func startPeers(ctx context.Context, path string, workers int, c centre) ([]*peer, error) {
	var peers []*peer
	for _, i := range interpreters {
		python := os.Getenv(i.variable)
		if python == "" {
			python = "python3"
		}
		p, err := startPeer(ctx, python, i.kind, path, workers, c)
		if err != nil {
			log.Printf("without %s: %v (%s names a Python that has it)", i.kind, err, i.variable)
			continue
		}
		log.Printf("with %s", p.name)
		peers = append(peers, p)
	}
	return peers, nil
}

func startPeer(ctx context.Context, python, kind, path string, workers int, c centre) (*peer, error) {
	p := &peer{stderr: &strings.Builder{}}
	p.cmd = exec.CommandContext(ctx, python, "-c", peersScript, kind, path, fmt.Sprint(workers),
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

// run runs a workload once. It reports false if the software has none such.
func (p *peer) run(name string) (time.Duration, bool, error) {
	if _, err := fmt.Fprintln(p.in, name); err != nil {
		return 0, false, err
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return 0, false, fmt.Errorf("%s: %w: %s", p.name, err, lastLine(p.stderr.String()))
	}
	var answer *struct {
		Seconds float64 `json:"seconds"`
	}
	if err := json.Unmarshal(line, &answer); err != nil || answer == nil {
		return 0, false, err
	}
	return time.Duration(answer.Seconds * float64(time.Second)), true, nil
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
