package worker

import (
	"cmp"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/daskproto/comm"
)

// listen opens the worker's own door. way is this machine's host as seen on the
// way to the scheduler.
func (s *session) listen(way string) (*comm.Listener, error) {
	scheme, _, _ := strings.Cut(s.scheduler, "://")
	at, err := locate(s.config.listen, comm.Address{Scheme: scheme, Host: way})
	if err != nil {
		return nil, &OptionError{Option: "Listen", Got: strconv.Quote(s.config.listen), Want: "an address of this machine", Err: err}
	}
	l, err := comm.Listen(at.String(), s.commOptions()...)
	if err != nil {
		return nil, fmt.Errorf("worker: %w", err)
	}
	if s.address, err = s.reached(l, way); err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// reached returns the address that others dial.
func (s *session) reached(l *comm.Listener, way string) (string, error) {
	here, err := comm.ParseAddress(l.Address())
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(here.Host); ip != nil && ip.IsUnspecified() {
		here.Host = way // nobody can dial all interfaces
	}
	there, err := locate(s.config.contact, here)
	if err != nil {
		return "", &OptionError{Option: "Contact", Got: strconv.Quote(s.config.contact), Want: "an address", Err: err}
	}
	return there.String(), nil
}

// locate reads an address of this machine: [scheme://]host[:port], where host
// may be the name of a network interface. What is left out is that of usual.
// Hosts become numbers, as the scheduler makes them, too.
func locate(text string, usual comm.Address) (comm.Address, error) {
	a := usual
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		a.Scheme, text = scheme, rest
	}
	if host, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return a, fmt.Errorf("got port %q, want a number below 65536", port)
		}
		a.Port, text = int(n), host
	}
	a.Host = cmp.Or(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"), a.Host)
	if i, err := net.InterfaceByName(a.Host); err == nil {
		if a.Host, err = interfaceHost(i); err != nil {
			return a, err
		}
	}
	ip, err := net.ResolveIPAddr("ip", a.Host)
	if err != nil {
		return a, err
	}
	a.Host = ip.String()
	return a, nil
}

func interfaceHost(i *net.Interface) (string, error) {
	addresses, err := i.Addrs()
	if err != nil {
		return "", fmt.Errorf("interface %s: %w", i.Name, err)
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
	return "", fmt.Errorf("interface %s has no address", i.Name)
}
