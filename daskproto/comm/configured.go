package comm

import "crypto/tls"

// Configured returns an address with its scheme, the TLS configuration to reach
// it with, which is given unless that is nil, and the options of connections
// that Dask's configuration asks for. Role is "client" or "worker": whose
// certificates are used.
func Configured(address, role string, given *tls.Config) (a Address, t *tls.Config, times []Option, err error) {
	settings, err := ReadSettings()
	if err != nil {
		return Address{}, given, nil, err
	}
	if a, err = settings.Address(address); err != nil {
		return a, given, nil, err
	}
	if a.Scheme == "tls" && given == nil {
		if given, err = settings.TLS(role); err != nil {
			return a, nil, nil, err
		}
	}
	times, err = settings.Options()
	return a, given, times, err
}
