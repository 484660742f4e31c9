package comm

import (
	"net"
	"time"
)

// probing is what makes a connection fail whose other side has vanished without
// a word, because its machine or the network died: three questions of the
// system without an answer, half a minute in all, as with Dask's own.
var probing = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}

// unheard is how long what was sent may wait for a sign that it has arrived, or
// that there is room for it. The system by itself would try for a quarter of an
// hour.
const unheard = time.Minute
