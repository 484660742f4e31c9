package daskproto

// Versions are the software of one process, as Dask compares it.
type Versions struct{ Host, Packages Map }

// AskVersions is the request.
func AskVersions() Map { return Call("versions", F("packages", []any{})) }

// DecodeVersions reads the reply.
func DecodeVersions(v any) (Versions, error) {
	m, ok := v.(Map)
	if !ok {
		return Versions{}, malformed("versions are %T", v)
	}
	f := Read("versions", m)
	out := Versions{Host: f.Map("host"), Packages: f.Map("packages")}
	return out, f.Err()
}

// Encode returns the map.
func (v Versions) Encode() Map { return Map{F("host", v.Host), F("packages", v.Packages)} }

// Dask returns the release of the scheduler or worker that sent them.
func (v Versions) Dask() (Version, error) {
	f := Read("packages", v.Packages)
	text := f.Text("distributed")
	if f.Err() != nil {
		return Version{}, f.Err()
	}
	return ParseVersion(text)
}
