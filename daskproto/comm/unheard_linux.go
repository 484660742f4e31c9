package comm

import (
	"net"
	"syscall"
	"time"
)

// userTimeout is TCP_USER_TIMEOUT, which package syscall does not name.
const userTimeout = 18

// limitUnheard bounds how long sent data may stay unacknowledged. A system that
// does not know the option tries for longer.
func limitUnheard(n net.Conn, limit time.Duration) {
	t, ok := n.(*net.TCPConn)
	if !ok {
		return
	}
	if raw, err := t.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, userTimeout, int(limit.Milliseconds()))
		})
	}
}
