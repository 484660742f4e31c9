package testdask

import (
	"net"
	"testing"
)

// HasIPv6 reports whether this machine listens on ::1. Where it does not, the
// log says that the test has nothing to try.
func HasIPv6(t testing.TB) bool {
	t.Helper()
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Logf("nothing to try: this machine has no ::1: %v", err)
		return false
	}
	_ = l.Close()
	return true
}
