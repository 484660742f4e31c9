package main

import (
	"bufio"
	"context"
	"embed"
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

//go:embed *.py
var scripts embed.FS

// A peer is other software, in a process of its own that stays alive, so that
// neither its start nor its imports are measured.
type peer struct {
	kind    string
	version string
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	stderr  *complaints
	told    int // bytes of stderr that have been passed on
}

// interpreters say which Python has which software: an environment variable,
// else python3.
var interpreters = map[string]string{
	"libertem": "GLOAM_LIBERTEM_PYTHON",
	"dask":     "GLOAM_DASK_PYTHON",
	"numpy":    "GLOAM_NUMPY_PYTHON",
}

// startPeers starts the software that is there and says what is not.
func (o options) startPeers(ctx context.Context, g group, config any) ([]*peer, error) {
	script, err := o.unpack()
	if err != nil {
		return nil, err
	}
	var peers []*peer
	for _, kind := range g.kinds {
		python := strings.Fields(os.Getenv(interpreters[kind]))
		if len(python) == 0 {
			python = []string{"python3"}
		}
		p, err := startPeer(ctx, append(python, script, g.name, kind, string(encode(config))), kind)
		if err != nil {
			log.Printf("%s: without %s: %v (%s names a Python that has it)", g.name, kind, err, interpreters[kind])
			continue
		}
		log.Printf("%s: with %s %s", g.name, kind, p.version)
		p.tell()
		peers = append(peers, p)
	}
	return peers, nil
}

// unpack writes the scripts to files, because processes that other software
// starts read them, too, and returns the path of the first.
func (o options) unpack() (string, error) {
	list, err := scripts.ReadDir(".")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(o.dir, "peers")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for _, f := range list {
		b, err := scripts.ReadFile(f.Name())
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), b, 0o644); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "peers.py"), nil
}

func startPeer(ctx context.Context, args []string, kind string) (*peer, error) {
	p := &peer{kind: kind, stderr: &complaints{}}
	p.cmd = exec.CommandContext(ctx, args[0], args[1:]...)
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
	p.version = version
	return p, nil
}

// A request asks for a trial.
type request struct {
	Trial   string `json:"trial"`
	Ask     any    `json:"ask"`
	Loops   int    `json:"loops"`
	OwnTime bool   `json:"own_time"`
	Save    string `json:"save"` // .npz file for the results of an untimed run
}

// run runs a trial once and tells how long that took and how the software did
// it: not at all if that is empty. With save it is the first run, whose results
// go to that file.
func (p *peer) run(t *trial, save string) (took time.Duration, how string, err error) {
	line := append(encode(request{t.name, t.ask, max(t.loops, 1), t.ownTime, save}), '\n')
	if _, err := p.in.Write(line); err != nil {
		return 0, "", err
	}
	if line, err = p.out.ReadBytes('\n'); err != nil {
		return 0, "", fmt.Errorf("%s: %w: %s", p.kind, err, lastLine(p.stderr.String()))
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

// tell passes on what the process has complained about since the last time.
func (p *peer) tell() {
	text := p.stderr.String()
	if said := strings.TrimSpace(text[p.told:]); said != "" {
		log.Print(said)
	}
	p.told = len(text)
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
