package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/gloam-go/gloam/internal/simd"
)

func today() string { return time.Now().Format("2 January 2006") }

// machine describes what the figures were measured on, and how.
func machine(o options) string {
	cpu := runtime.GOARCH
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(b), "model name"); ok {
			line, _, _ := strings.Cut(rest, "\n")
			cpu = strings.TrimLeft(line, "\t: ")
		}
	}
	system := runtime.GOOS
	if out, err := exec.Command("uname", "-sr").Output(); err == nil {
		system = strings.TrimSpace(string(out))
	}
	load := ""
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(b), " ")
		load = ", load " + first + " at the start"
	}
	return fmt.Sprintf("%s, %d CPUs, %s, %s, kernels: %s, %d workers, median of %d rounds%s.\n",
		cpu, runtime.NumCPU(), system, runtime.Version(), simd.Level(), o.workers, o.rounds, load)
}
