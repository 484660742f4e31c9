package comm

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// An Address is where a process listens, such as tcp://127.0.0.1:8786.
type Address struct {
	Scheme string // tcp or tls
	Host   string // name or IP, without brackets
	Port   int
}

// ParseAddress reads an address. Without a scheme it is tcp.
func ParseAddress(text string) (Address, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		scheme, rest = "tcp", text
	}
	if scheme != "tcp" && scheme != "tls" {
		return Address{}, fmt.Errorf("comm: address %q has scheme %q, want tcp or tls", text, scheme)
	}
	host, port, err := net.SplitHostPort(rest)
	if err != nil {
		return Address{}, fmt.Errorf("comm: address %q: %w", text, err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || host == "" {
		return Address{}, fmt.Errorf("comm: address %q, want one like tcp://127.0.0.1:8786", text)
	}
	return Address{Scheme: scheme, Host: host, Port: int(n)}, nil
}

// String returns the address as Dask writes it.
func (a Address) String() string { return a.Scheme + "://" + a.HostPort() }

// HostPort returns the address without its scheme.
func (a Address) HostPort() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }
