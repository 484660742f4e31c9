//go:build unix

package comm

import (
	"crypto/tls"
	"net"
	"syscall"
)

// alive reports whether an unused connection is still open on the other side
// and nothing has come that nobody asked for. What TLS has to say by itself it
// says at the beginning, when messages are read that follow it; what comes on an
// unused connection is its end.
func (c *Conn) alive() bool {
	if c.in.Buffered() > 0 {
		return false
	}
	under := c.net
	if t, ok := under.(*tls.Conn); ok {
		under = t.NetConn()
	}
	t, ok := under.(*net.TCPConn)
	if !ok {
		return true
	}
	raw, err := t.SyscallConn()
	if err != nil {
		return false
	}
	open := false
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
		open = err == syscall.EAGAIN // Go's sockets do not block
		return true
	})
	return err == nil && open
}
