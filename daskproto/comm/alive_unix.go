//go:build unix

package comm

import (
	"net"
	"syscall"
)

// alive reports whether an unused connection is still open on the other side
// and nothing has come that nobody asked for. Of TLS connections it cannot
// tell, for their own messages may wait to be read.
func (c *Conn) alive() bool {
	if c.in.Buffered() > 0 {
		return false
	}
	t, ok := c.net.(*net.TCPConn)
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
