// Command gloam runs user-defined functions over 4D-STEM scans and draws the
// work they turn into. See gloam --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(runMain()) }

func runMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal asks for an orderly end; after it the default is back,
	// so that a second one kills.
	defer context.AfterFunc(ctx, stop)()
	return command(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
