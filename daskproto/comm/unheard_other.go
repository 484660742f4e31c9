//go:build !linux

package comm

import (
	"net"
	"time"
)

// limitUnheard does nothing: there is no such option.
func limitUnheard(net.Conn, time.Duration) {}
