package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"
)

// kernels runs the benchmarks of what everything is made of and returns their
// lines as a code block.
func kernels(ctx context.Context) (string, error) {
	var s strings.Builder
	s.WriteString("\n```\n")
	for _, b := range []struct{ pkg, which, time string }{
		{"internal/simd", "SumFramesStream/uint16/side=256|SumStream/uint16|MaskProductsStream/uint16/masks=3/side=256", "200ms"},
		{"scheduler", "Tree|Random", "3x"},
		{"graph", "Expand|Order/graph/tasks=1000000", "1x"},
	} {
		log.Printf("benchmarks of %s", b.pkg)
		cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", b.which, "-benchtime", b.time, "github.com/gloam-go/gloam/"+b.pkg)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return "", fmt.Errorf("benchmarks of %s: %w\n%s", b.pkg, err, out)
		}
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "Benchmark") {
				s.WriteString(line)
			}
		}
	}
	s.WriteString("```\n")
	return s.String(), nil
}
