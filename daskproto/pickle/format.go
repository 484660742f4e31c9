package pickle

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// formatLimit is about how many bytes Format writes before it stops.
	formatLimit = 1 << 16
	// formatDepth is how many levels Format goes down.
	formatDepth = 100
)

// Format returns v as Python would show it: exactly so for plain data, except
// that the members of sets are sorted by their text. An Object is shown as the call that makes it,
// with <- before its state. A container within itself is shown as [...], and
// the text is cut off after about 64 KiB or 100 levels.
func Format(v any) string {
	f := formatter{within: map[any]bool{}}
	f.value(v)
	return f.out.String()
}

type formatter struct {
	out    strings.Builder
	depth  int
	within map[any]bool
}

func (f *formatter) write(s string) { f.out.WriteString(s) }

func (f *formatter) value(v any) {
	switch x := v.(type) {
	case nil:
		f.write("None")
	case bool:
		f.bool(x)
	case string:
		f.write(quoteText(x))
	case []byte:
		f.bytes(x)
	case ByteArray:
		f.write("bytearray(")
		f.bytes(x)
		f.write(")")
	case float64:
		f.write(formatFloat(x))
	case *big.Int:
		f.big(x)
	case Global:
		f.write(x.String())
	case Buffer:
		fmt.Fprintf(&f.out, "<buffer %d: %d bytes>", x.Index, len(x.Data))
	default:
		f.nested(v)
	}
}

func (f *formatter) bool(v bool) {
	if v {
		f.write("True")
	} else {
		f.write("False")
	}
}

func (f *formatter) big(n *big.Int) {
	if n != nil && n.BitLen() > 3*maxDigits {
		f.write("0x" + n.Text(16))
	} else {
		f.write(n.String())
	}
}

func (f *formatter) nested(v any) {
	id := identity(v)
	if f.depth == formatDepth || f.out.Len() > formatLimit || id != nil && f.within[id] {
		f.write(ellipsis(v))
		return
	}
	if id != nil {
		f.within[id] = true
		defer delete(f.within, id)
	}
	f.depth++
	f.container(v)
	f.depth--
}

// ellipsis is how Python shows a container within itself.
func ellipsis(v any) string {
	switch v.(type) {
	case Tuple:
		return "(...)"
	case *List:
		return "[...]"
	case *Dict:
		return "{...}"
	}
	return "..."
}

func (f *formatter) container(v any) {
	switch x := v.(type) {
	case Tuple:
		f.tuple(x)
	case *List:
		if x == nil {
			f.write("<nil>")
			return
		}
		f.list("[", x.Items, "]")
	case []any:
		f.list("[", x, "]")
	case *Dict:
		f.dict(x)
	case *Set:
		f.set("{", x.Items(), "}", "set()")
	case FrozenSet:
		f.set("frozenset({", x.Items(), "})", "frozenset()")
	case *Object:
		f.object(x)
	case PersID:
		f.list("persistent_load(", []any{x.ID}, ")")
	default:
		fmt.Fprintf(&f.out, "%v", v)
	}
}

func (f *formatter) tuple(t Tuple) {
	if len(t) == 1 {
		f.list("(", t, ",)")
	} else {
		f.list("(", t, ")")
	}
}

func (f *formatter) list(begin string, items []any, end string) {
	f.write(begin)
	for i, v := range items {
		if i > 0 {
			f.write(", ")
		}
		if f.out.Len() > formatLimit {
			f.write("...")
			break
		}
		f.value(v)
	}
	f.write(end)
}

func (f *formatter) set(begin string, items []any, end, empty string) {
	if len(items) == 0 {
		f.write(empty)
		return
	}
	f.write(begin)
	f.write(strings.Join(f.members(items), ", "))
	f.write(end)
}

func (f *formatter) members(items []any) []string {
	var texts []string
	size := f.out.Len()
	for _, v := range items {
		if size > formatLimit {
			texts = append(texts, "...")
			break
		}
		g := formatter{depth: f.depth, within: f.within}
		g.value(v)
		size += g.out.Len()
		texts = append(texts, g.out.String())
	}
	slices.Sort(texts)
	return texts
}

func (f *formatter) dict(d *Dict) {
	f.write("{")
	first := true
	for k, v := range d.All() {
		if !first {
			f.write(", ")
		}
		first = false
		if f.out.Len() > formatLimit {
			f.write("...")
			break
		}
		f.value(k)
		f.write(": ")
		f.value(v)
	}
	f.write("}")
}

func (f *formatter) object(o *Object) {
	if o == nil {
		f.write("<nil>")
		return
	}
	f.value(o.Class)
	if o.Kind != Reduce {
		f.write(".__new__")
	}
	f.list("(", o.Args, "")
	for k, v := range o.Kwargs.All() {
		if !strings.HasSuffix(f.out.String(), "(") {
			f.write(", ")
		}
		if f.out.Len() > formatLimit {
			f.write("...")
			break
		}
		fmt.Fprintf(&f.out, "%v=", k)
		f.value(v)
	}
	f.write(")")
	if len(o.ListItems) > 0 {
		f.list(" + [", o.ListItems, "]")
	}
	if o.DictItems.Len() > 0 {
		f.write(" | ")
		f.dict(o.DictItems)
	}
	if o.State != nil {
		f.write(" <- ")
		f.value(o.State)
	}
}

// formatFloat writes the shortest digits that give the same number, as
// Python's repr does.
func formatFloat(x float64) string {
	switch s := strconv.FormatFloat(x, 'e', -1, 64); {
	case strings.HasSuffix(s, "Inf"):
		return strings.TrimPrefix(strings.ToLower(s), "+")
	case s == "NaN":
		return "nan"
	default:
		_, exp, _ := strings.Cut(s, "e")
		if e, _ := strconv.Atoi(exp); e < -4 || e >= 16 {
			return s
		}
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// quoteText quotes a string as Python's repr does.
func quoteText(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b := []byte{quote}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			r, n = surrogate(s[i:])
		}
		b = appendRune(b, r, quote)
		i += n
	}
	return string(append(b, quote))
}

// surrogate decodes a surrogate that is encoded like other characters.
func surrogate(s string) (rune, int) {
	if len(s) < 3 || s[0] != 0xed {
		return rune(s[0]), 1
	}
	return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
}

func appendRune(b []byte, r rune, quote byte) []byte {
	switch {
	case r == rune(quote) || r == '\\':
		return append(b, '\\', byte(r))
	case r == '\n':
		return append(b, `\n`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == '\t':
		return append(b, `\t`...)
	case r < ' ' || 0x7f <= r && r <= 0xa0 || r == 0xad:
		return fmt.Appendf(b, `\x%02x`, r)
	case r < 0x7f || unicode.IsPrint(r):
		return utf8.AppendRune(b, r)
	case r > 0xffff:
		return fmt.Appendf(b, `\U%08x`, r)
	}
	return fmt.Appendf(b, `\u%04x`, r)
}

func (f *formatter) bytes(p []byte) {
	quote := byte('\'')
	if strings.Contains(string(p), "'") && !strings.Contains(string(p), `"`) {
		quote = '"'
	}
	b := []byte{'b', quote}
	for _, c := range p {
		if len(b) > formatLimit {
			b = append(b, "..."...)
			break
		}
		if c >= 0x7f {
			b = fmt.Appendf(b, `\x%02x`, c)
		} else {
			b = appendRune(b, rune(c), quote)
		}
	}
	f.write(string(append(b, quote)))
}
