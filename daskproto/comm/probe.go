package comm

import (
	"net"
	"time"
)

// probing is what makes a connection fail whose other side has vanished without
// a word, because its machine or the network died: three questions of the
// system without an answer.
func (c config) probing() net.KeepAliveConfig {
	return net.KeepAliveConfig{Enable: true, Idle: max(c.silence/2, time.Second), Interval: max(c.silence/6, time.Second), Count: 3}
}

// unheard is how long what was sent may wait for a sign that it has arrived, or
// that there is room for it. The system by itself would try for a quarter of an
// hour.
func (c config) unheard() time.Duration { return 2 * c.silence }
