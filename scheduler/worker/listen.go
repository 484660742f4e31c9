package worker

import (
	"fmt"
	"net"
	"strings"

	"github.com/gloam-go/gloam/daskproto/comm"
)

// listen opens the worker's own door.
func (s *session) listen(host string) (*comm.Listener, error) {
	scheme, _, _ := strings.Cut(s.scheduler, "://")
	at, err := s.place(scheme, host)
	if err != nil {
		return nil, err
	}
	l, err := comm.Listen(at, s.commOptions()...)
	if err != nil {
		return nil, fmt.Errorf("worker: %w", err)
	}
	s.address = l.Address()
	return l, nil
}

// place returns the address to listen on, which must be one that others can
// dial.
func (s *session) place(scheme, host string) (string, error) {
	at := s.config.listen
	if strings.Contains(at, "://") {
		a, err := comm.ParseAddress(at)
		if err != nil {
			return "", err
		}
		if ip := net.ParseIP(a.Host); ip != nil && ip.IsUnspecified() {
			a.Host = host
		}
		return a.String(), nil
	}
	if at != "" {
		host = at
		if i, err := net.InterfaceByName(at); err == nil {
			if host, err = interfaceHost(i); err != nil {
				return "", err
			}
		}
	}
	ip, err := net.ResolveIPAddr("ip", host)
	if err != nil {
		return "", fmt.Errorf("worker: listen on %q: %w", host, err)
	}
	return comm.Address{Scheme: scheme, Host: ip.String()}.String(), nil
}

func interfaceHost(i *net.Interface) (string, error) {
	addresses, err := i.Addrs()
	if err != nil {
		return "", fmt.Errorf("worker: interface %s: %w", i.Name, err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil {
			return n.IP.String(), nil
		}
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLinkLocalUnicast() {
			return n.IP.String(), nil
		}
	}
	return "", fmt.Errorf("worker: interface %s has no address", i.Name)
}
