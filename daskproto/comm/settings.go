package comm

import (
	"crypto/tls"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Settings are what Dask's configuration says about connections, under
// distributed.comm. The zero Settings say nothing.
type Settings struct{ values map[string]any }

// A SettingsError reports a configuration of Dask that cannot be used: either a
// file as a whole or a value, whose place is unknown.
type SettingsError struct {
	File string
	Name string // of the value, such as distributed.comm.tls.min-version
	Err  error
}

func (e *SettingsError) Error() string {
	return fmt.Sprintf("comm: configuration of Dask: %s: %v", e.File+e.Name, e.Err)
}

// Unwrap returns the cause.
func (e *SettingsError) Unwrap() error { return e.Err }

// TLSNames returns the files for a role, "client" or "worker": those that Dask
// knows as distributed.comm.tls.ca-file, and cert and key of the role. What is
// not named is "". A key that is not named is in the file of the certificate,
// as with Dask.
func (s *Settings) TLSNames(role string) (authority, certificate, key string) {
	certificate, key = s.text("tls", role, "cert"), s.text("tls", role, "key")
	if key == "" {
		key = certificate
	}
	return s.text("tls", "ca-file"), certificate, key
}

// TLS returns the configuration of a role. It is nil if no certificate or no
// authority is named.
func (s *Settings) TLS(role string) (*tls.Config, error) {
	authority, certificate, key := s.TLSNames(role)
	if authority == "" || certificate == "" {
		return nil, nil
	}
	c, err := TLSFiles(authority, certificate, key)
	if err != nil {
		return nil, err
	}
	return c, s.Restrict(c)
}

// Restrict sets the versions of TLS that the configuration allows; 1.2 is the
// lowest of all.
func (s *Settings) Restrict(c *tls.Config) error {
	for name, v := range map[string]*uint16{"min-version": &c.MinVersion, "max-version": &c.MaxVersion} {
		switch text := s.text("tls", name); text {
		case "":
		case "1.2":
			*v = tls.VersionTLS12
		case "1.3":
			*v = tls.VersionTLS13
		default:
			return s.wrong("tls."+name, text, "1.2 or 1.3")
		}
	}
	return nil
}

// Scheme returns that of addresses without one: distributed.comm.default-scheme,
// else tcp.
func (s *Settings) Scheme() string {
	if scheme := s.text("default-scheme"); scheme != "" {
		return scheme
	}
	return "tcp"
}

// Address returns an address with the scheme that is usual here, if it has none.
// An address that is not encrypted is an error if the configuration requires
// encryption.
func (s *Settings) Address(text string) (Address, error) {
	if !strings.Contains(text, "://") {
		text = s.Scheme() + "://" + text
	}
	a, err := ParseAddress(text)
	if err == nil && a.Scheme != "tls" && s.text("require-encryption") == "true" {
		return a, &AddressError{text, s.wrong("require-encryption", a.Scheme, "tls")}
	}
	return a, err
}

// ConnectTimeout returns distributed.comm.timeouts.connect, 0 if it is not set.
func (s *Settings) ConnectTimeout() (time.Duration, error) { return s.duration("connect") }

// SilenceTimeout returns distributed.comm.timeouts.tcp, 0 if it is not set.
func (s *Settings) SilenceTimeout() (time.Duration, error) { return s.duration("tcp") }

// Options returns the options of connections that the settings ask for.
func (s *Settings) Options() ([]Option, error) {
	var out []Option
	for _, o := range []struct {
		read func() (time.Duration, error)
		set  func(time.Duration) Option
	}{{s.ConnectTimeout, WithHandshakeTimeout}, {s.SilenceTimeout, WithSilence}} {
		d, err := o.read()
		if err != nil {
			return nil, err
		}
		if d > 0 {
			out = append(out, o.set(d))
		}
	}
	return out, nil
}

func (s *Settings) wrong(name, got, want string) error {
	return &SettingsError{Name: "distributed.comm." + name, Err: fmt.Errorf("got %q, want %s", got, want)}
}

// text returns a value as text, "" if there is none.
func (s *Settings) text(path ...string) string {
	var v any = s.values
	for _, name := range append([]string{"distributed", "comm"}, path...) {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	switch v := v.(type) {
	case nil, map[string]any, []any:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// seconds are the units of Dask's durations.
var seconds = map[string]float64{
	"": 1, "s": 1, "sec": 1, "second": 1, "ms": 1e-3, "millisecond": 1e-3, "us": 1e-6, "microsecond": 1e-6,
	"m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400,
}

// duration reads a time such as "30s", "5 minutes" or 10.
func (s *Settings) duration(name string) (time.Duration, error) {
	text := strings.ReplaceAll(s.text("timeouts", name), " ", "")
	if text == "" {
		return 0, nil
	}
	suffix := strings.TrimLeft(text, "0123456789.eE+-")
	unit := strings.ToLower(suffix)
	n, err := 1.0, error(nil) // of "s"
	if number := strings.TrimSuffix(text, suffix); number != "" {
		n, err = strconv.ParseFloat(number, 64)
	}
	scale, ok := seconds[unit]
	if !ok {
		scale, ok = seconds[strings.TrimSuffix(unit, "s")]
	}
	if err != nil || !ok || !(n > 0 && n*scale < 1e9) {
		return 0, s.wrong("timeouts."+name, text, "a time such as 30s")
	}
	return time.Duration(n * scale * float64(time.Second)), nil
}
