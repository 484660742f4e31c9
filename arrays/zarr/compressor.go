package zarr

import "encoding/json"

// A Compressor is a way to pack chunks. Make one with a function of this
// package.
type Compressor struct {
	id      string
	conf    map[string]any
	shuffle Shuffle
}

// A Shuffle sorts the bytes or bits of elements before Blosc packs them.
type Shuffle uint8

// The ways to shuffle.
const (
	NoShuffle   Shuffle = iota
	ByteShuffle         // first bytes of all elements, then second ones, …
	BitShuffle          // bits alike: for counts that fill few of the bits
)

// word is how version 3 calls it.
func (s Shuffle) word() string {
	switch s {
	case ByteShuffle:
		return "shuffle"
	case BitShuffle:
		return "bitshuffle"
	}
	return "noshuffle"
}

// Plain stores chunks as they are.
func Plain() Compressor { return Compressor{} }

// Gzip packs with a level from 1 to 9.
func Gzip(level int) Compressor {
	return Compressor{id: "gzip", conf: map[string]any{"level": level}}
}

// Zstd packs with a level from 1 to 22.
func Zstd(level int) Compressor {
	return Compressor{id: "zstd", conf: map[string]any{"level": level}}
}

// BloscLZ4 packs with LZ4 in Blosc's container: fast.
func BloscLZ4(s Shuffle) Compressor { return blosc("lz4", s) }

// BloscZstd packs with Zstandard in Blosc's container: small.
func BloscZstd(s Shuffle) Compressor { return blosc("zstd", s) }

func blosc(cname string, s Shuffle) Compressor {
	return Compressor{id: "blosc", conf: map[string]any{"cname": cname, "clevel": 5, "shuffle": int(s), "blocksize": 0}, shuffle: s}
}

// v2 returns the compressor as version 2 writes it.
func (c Compressor) v2() (json.RawMessage, error) {
	if c.id == "" {
		return json.RawMessage("null"), nil
	}
	conf := map[string]any{"id": c.id}
	for k, v := range c.conf {
		conf[k] = v
	}
	return json.Marshal(conf)
}

// v3 returns the codecs as version 3 writes them.
func (c Compressor) v3(item int) ([]namedV3, error) {
	if c.id == "" {
		return nil, nil
	}
	conf := map[string]any{}
	for k, v := range c.conf {
		conf[k] = v
	}
	switch c.id {
	case "zstd":
		conf["checksum"] = false
	case "blosc":
		conf["typesize"] = item
		conf["shuffle"] = c.shuffle.word()
	}
	b, err := json.Marshal(conf)
	return []namedV3{{Name: c.id, Configuration: b}}, err
}
