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
		return Address{}, &AddressError{text, fmt.Errorf("got scheme %q, want tcp or tls", scheme)}
	}
	host, port, err := net.SplitHostPort(rest)
	if err != nil {
		return Address{}, &AddressError{text, err}
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || host == "" {
		return Address{}, &AddressError{text, fmt.Errorf("got host %q and port %q", host, port)}
	}
	return Address{Scheme: scheme, Host: host, Port: int(n)}, nil
}

// String returns the address as Dask writes it.
func (a Address) String() string { return a.Scheme + "://" + a.HostPort() }

// HostPort returns the address without its scheme.
func (a Address) HostPort() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }
