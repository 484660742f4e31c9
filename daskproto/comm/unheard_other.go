//go:build !linux

package comm

import "net"

// limitUnheard does nothing: there is no such option.
func limitUnheard(net.Conn) {}
