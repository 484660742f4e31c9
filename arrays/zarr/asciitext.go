package zarr

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// marshalASCII is json.MarshalIndent with escapes for all that is not ASCII:
// zarr-python 2 reads documents as ASCII and fails on anything else.
func marshalASCII(v any, indent string) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", indent)
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b) // what is beyond ASCII is within a string
		switch first, second := utf16.EncodeRune(r); {
		case r < utf8.RuneSelf:
			out = append(out, b[0])
		case r > 0xFFFF:
			out = fmt.Appendf(out, `\u%04x\u%04x`, first, second)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		b = b[n:]
	}
	return out, nil
}
