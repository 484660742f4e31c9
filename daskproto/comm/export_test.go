package comm

import "net"

// Socket returns what is under the connection.
func (c *Conn) Socket() net.Conn { return c.net }
