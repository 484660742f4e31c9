package testdask_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/testdask"
)

// victimEnv makes the test binary one that starts a process and is killed.
const victimEnv = "GLOAM_TESTDASK_VICTIM"

// TestVictim prints the number of a process of its own and waits for the end.
func TestVictim(t *testing.T) {
	if os.Getenv(victimEnv) == "" {
		return
	}
	p := testdask.Start(t, testdask.Version{Command: []string{"sh"}}, "sleeper", "-c", `echo "pid $$"; sleep 600`)
	fmt.Println("pid", p.Await(t, `pid (\d+)`))
	time.Sleep(time.Minute)
}

func TestProcessesEndWithAKilledTest(t *testing.T) {
	victim := testdask.EndWithParent(exec.Command(os.Args[0], "-test.run=^TestVictim$"))
	victim.Env = append(os.Environ(), victimEnv+"=1")
	out, err := victim.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, victim.Start())
	var pid int
	_, err = fmt.Fscanf(out, "pid %d\n", &pid)
	require.NoError(t, err)
	require.True(t, running(pid))
	require.NoError(t, victim.Process.Kill())
	_ = victim.Wait()
	require.Eventually(t, func() bool { return !running(pid) }, 20*time.Second, 10*time.Millisecond)
}

// running reports whether there is a process that has not ended.
func running(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(b), ") Z ")
}
