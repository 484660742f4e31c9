package daskproto

// PickleProtocol is the newest pickle protocol that package pickle reads. It
// lets Python keep large buffers out of pickles.
const PickleProtocol = 5

// A Handshake is the first message of both sides of a connection.
type Handshake struct {
	Compression    string // name of the compression that the sender would use, or ""
	Python         []int64
	PickleProtocol int64
}

// Encode returns the message.
func (h Handshake) Encode() Map {
	var compression any
	if h.Compression != "" {
		compression = h.Compression
	}
	return Map{F("compression", compression), F("python", anys(h.Python)), F("pickle-protocol", h.PickleProtocol)}
}

// DecodeHandshake reads the message.
func DecodeHandshake(m Map) (Handshake, error) {
	f := Read("handshake", m)
	h := Handshake{Compression: f.Text("compression"), PickleProtocol: f.Int("pickle-protocol")}
	for _, v := range f.List("python") {
		n, _ := v.(int64)
		h.Python = append(h.Python, n)
	}
	if f.Err() == nil && !f.Has("pickle-protocol") {
		return h, malformed("handshake without pickle-protocol")
	}
	return h, f.Err()
}
