package source

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A TOMLError reports text that is no TOML, or TOML that this package does not
// read: multi-line strings, inline tables, arrays of tables and dates.
type TOMLError struct {
	Line      int // from 1
	Got, Want string
}

func (e *TOMLError) Error() string {
	return fmt.Sprintf("line %d: got %s, want %s", e.Line, e.Got, e.Want)
}

// A tomlTable maps full keys such as "raw_csr.data_file" to values: string,
// int64, float64, bool or []any of those.
type tomlTable map[string]any

// A tomlParser reads the part of TOML that side-cars of scans use.
type tomlParser struct {
	rest  string
	line  int
	depth int // of nested arrays
}

// maxTOMLDepth is deeper than any array of a side-car.
const maxTOMLDepth = 16

func parseTOML(b []byte) (tomlTable, error) {
	if !utf8.Valid(b) {
		return nil, &TOMLError{1, "bytes that are not UTF-8", "text"}
	}
	p := &tomlParser{rest: string(b), line: 1}
	t, tables, prefix := tomlTable{}, map[string]bool{}, ""
	for {
		p.blank(true)
		if p.rest == "" {
			return t, nil
		}
		line := p.line
		if p.accept("[") {
			name, err := p.header()
			if err != nil {
				return nil, err
			}
			if tables[name] {
				return nil, &TOMLError{line, "table " + name + " a second time", "each once"}
			}
			tables[name], prefix = true, name+"."
			continue
		}
		key, value, err := p.pair()
		if err != nil {
			return nil, err
		}
		key = prefix + key
		if _, ok := t[key]; ok {
			return nil, &TOMLError{line, "key " + key + " a second time", "each once"}
		}
		t[key] = value
	}
}

// header reads a table's name after its bracket.
func (p *tomlParser) header() (string, error) {
	if strings.HasPrefix(p.rest, "[") {
		return "", p.unexpected("a table; arrays of tables are not read")
	}
	name, err := p.key()
	if err != nil {
		return "", err
	}
	if !p.accept("]") {
		return "", p.unexpected("]")
	}
	return name, p.end()
}

func (p *tomlParser) pair() (key string, value any, err error) {
	if key, err = p.key(); err != nil {
		return "", nil, err
	}
	if !p.accept("=") {
		return "", nil, p.unexpected("=")
	}
	p.blank(false)
	if value, err = p.value(); err != nil {
		return "", nil, err
	}
	return key, value, p.end()
}

// key reads a key, perhaps of several parts with dots between them.
func (p *tomlParser) key() (string, error) {
	var parts []string
	for {
		p.blank(false)
		part, err := p.keyPart()
		if err != nil {
			return "", err
		}
		parts = append(parts, part)
		p.blank(false)
		if !p.accept(".") {
			return strings.Join(parts, "."), nil
		}
	}
}

func (p *tomlParser) keyPart() (string, error) {
	if strings.HasPrefix(p.rest, `"`) || strings.HasPrefix(p.rest, "'") {
		return p.text()
	}
	n := strings.IndexFunc(p.rest, func(r rune) bool {
		return !(r == '_' || r == '-' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)))
	})
	if n < 0 {
		n = len(p.rest)
	}
	if n == 0 {
		return "", p.unexpected("a key")
	}
	return p.take(n), nil
}

func (p *tomlParser) value() (any, error) {
	switch {
	case strings.HasPrefix(p.rest, `"`), strings.HasPrefix(p.rest, "'"):
		return p.text()
	case p.accept("["):
		return p.array()
	case strings.HasPrefix(p.rest, "{"):
		return nil, p.unexpected("a value; inline tables are not read")
	}
	n := strings.IndexAny(p.rest, " \t\r\n,]#")
	if n < 0 {
		n = len(p.rest)
	}
	if n == 0 {
		return nil, p.unexpected("a value")
	}
	return p.scalar(p.take(n))
}

// scalar reads a number or a truth value.
func (p *tomlParser) scalar(word string) (any, error) {
	switch word {
	case "true", "false":
		return word == "true", nil
	}
	digits := strings.ReplaceAll(word, "_", "")
	if i, err := strconv.ParseInt(digits, 0, 64); err == nil {
		return i, nil
	}
	if f, err := strconv.ParseFloat(digits, 64); err == nil {
		return f, nil
	}
	return nil, &TOMLError{p.line, strconv.Quote(clipped(word)), "a string, number, truth value or array"}
}

// array reads the elements after a bracket, which may take several lines.
func (p *tomlParser) array() (any, error) {
	if p.depth++; p.depth > maxTOMLDepth {
		return nil, &TOMLError{p.line, fmt.Sprintf("%d arrays in each other", p.depth), fmt.Sprintf("at most %d", maxTOMLDepth)}
	}
	defer func() { p.depth-- }()
	list := []any{}
	for {
		p.blank(true)
		if p.accept("]") {
			return list, nil
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		p.blank(true)
		if !p.accept(",") && !strings.HasPrefix(p.rest, "]") {
			return nil, p.unexpected(", or ]")
		}
	}
}

// text reads a string of one line, with or without escapes.
func (p *tomlParser) text() (string, error) {
	quote := p.take(1)
	if strings.HasPrefix(p.rest, quote+quote) {
		return "", p.unexpected("a string of one line")
	}
	var b strings.Builder
	for {
		n := strings.IndexAny(p.rest, quote+"\\\n")
		if n < 0 || p.rest[n] == '\n' {
			return "", &TOMLError{p.line, "a string without end", quote}
		}
		b.WriteString(p.take(n))
		switch c := p.take(1); {
		case c == quote:
			return b.String(), nil
		case quote == "'": // a backslash as it is
			b.WriteString(c)
		default:
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
		}
	}
}

// escape reads what follows a backslash.
func (p *tomlParser) escape() (rune, error) {
	if p.rest == "" {
		return 0, p.unexpected("an escape")
	}
	c := p.rest[0]
	if i := strings.IndexByte(`btnfr"\`, c); i >= 0 {
		p.take(1)
		return rune("\b\t\n\f\r\"\\"[i]), nil
	}
	digits := map[byte]int{'u': 4, 'U': 8}[c]
	if digits == 0 || len(p.rest) <= digits {
		return 0, p.unexpected(`one of \b \t \n \f \r \" \\ \u \U`)
	}
	v, err := strconv.ParseUint(p.rest[1:1+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(v)) || v > unicode.MaxRune {
		return 0, p.unexpected("the number of a character")
	}
	p.take(1 + digits)
	return rune(v), nil
}

// blank skips blanks, and with lines also comments and ends of lines.
func (p *tomlParser) blank(lines bool) {
	for {
		p.rest = strings.TrimLeft(p.rest, " \t")
		if !lines || p.rest == "" {
			return
		}
		switch {
		case p.rest[0] == '#':
			n := strings.IndexByte(p.rest, '\n')
			if n < 0 {
				n = len(p.rest)
			}
			p.rest = p.rest[n:]
		case p.rest[0] == '\n':
			p.rest = p.rest[1:]
			p.line++
		case strings.HasPrefix(p.rest, "\r\n"):
			p.rest = p.rest[1:]
		default:
			return
		}
	}
}

// end expects nothing else on the line.
func (p *tomlParser) end() error {
	p.blank(false)
	if p.rest == "" || p.rest[0] == '\n' || p.rest[0] == '#' || strings.HasPrefix(p.rest, "\r\n") {
		return nil
	}
	return p.unexpected("the end of the line")
}

func (p *tomlParser) accept(s string) bool {
	rest, ok := strings.CutPrefix(p.rest, s)
	p.rest = rest
	return ok
}

func (p *tomlParser) take(n int) string {
	s := p.rest[:n]
	p.rest = p.rest[n:]
	return s
}

func (p *tomlParser) unexpected(want string) error {
	got := "the end"
	if p.rest != "" {
		line, _, _ := strings.Cut(p.rest, "\n")
		got = strconv.Quote(clipped(line))
	}
	return &TOMLError{p.line, got, want}
}

// clipped shortens a text for an error.
func clipped(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
