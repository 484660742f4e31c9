package zarr

import "encoding/json"

// A Compressor is a way to pack chunks. Make one with a function of this
// package.
type Compressor struct {
	id      string
	conf    map[string]any
	shuffle Shuffle
	checked bool
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

// Zlib packs with a level from 1 to 9.
func Zlib(level int) Compressor {
	return Compressor{id: "zlib", conf: map[string]any{"level": level}}
}

// LZ4 packs each chunk as one LZ4 block, without Blosc's container.
func LZ4() Compressor {
	return Compressor{id: "lz4", conf: map[string]any{"acceleration": 1}}
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

// Checked adds a checksum, crc32c, to what c packs: readers then notice bytes
// that the disk or the network changed. Version 2 has no place for it.
func Checked(c Compressor) Compressor {
	c.checked = true
	return c
}

// v2 returns the compressor as version 2 writes it.
func (c Compressor) v2() (json.RawMessage, error) {
	if c.checked {
		return nil, &UnsupportedError{What: "zarr format with checksums", Name: "2"}
	}
	if c.id == "" {
		return json.RawMessage("null"), nil
	}
	conf := map[string]any{"id": c.id}
	for k, v := range c.conf {
		conf[k] = v
	}
	return json.Marshal(conf)
}

// v3 returns the codecs as version 3 writes them. Those that its specification
// does not have go by the names that zarr-python gave them.
func (c Compressor) v3(item int) ([]namedV3, error) {
	var list []namedV3
	if c.id != "" {
		conf := map[string]any{}
		for k, v := range c.conf {
			conf[k] = v
		}
		name := c.id
		switch c.id {
		case "zstd":
			conf["checksum"] = false
		case "blosc":
			conf["typesize"] = item
			conf["shuffle"] = c.shuffle.word()
		case "zlib", "lz4":
			name = "numcodecs." + c.id
		}
		n, err := named(name, conf)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	if c.checked {
		list = append(list, namedV3{Name: "crc32c"})
	}
	return list, nil
}
