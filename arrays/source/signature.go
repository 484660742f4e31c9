package source

import "bytes"

// signatures recognise the formats whose files do not all begin with the same
// bytes.
var signatures = map[string]func(head []byte) bool{
	"mrc":   looksLikeMRC,
	"dm":    looksLikeDM,
	"tvips": looksLikeTVIPS,
	"tiff":  looksLikeTIFF,
}

// signatureBytes is how much of a file they look at.
const signatureBytes = 1024

// recognises reports whether a file may be of the format, from its first bytes.
func (f *format) recognises(head []byte) bool {
	if looks := signatures[f.Name]; looks != nil {
		return looks(head)
	}
	return f.magic != nil && bytes.HasPrefix(head, f.magic)
}
