//go:build unix && !linux

package testdask

import (
	"os/exec"
	"syscall"
)

// ownGroup makes cancelling a command kill all processes that it started.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// endWithParent does nothing: this system kills no children.
func endWithParent(*exec.Cmd) {}
