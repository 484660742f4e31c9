//go:build !unix

package comm

// alive reports whether nothing has come on an unused connection that nobody
// asked for. Whether the other side is still there shows when it is used.
func (c *Conn) alive() bool { return c.in.Buffered() == 0 }
