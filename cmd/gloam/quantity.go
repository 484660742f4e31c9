package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// positive is a number of things of which there has to be one. It is 0 if the
// flag is not given.
type positive int

// UnmarshalText reads a number.
func (p *positive) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 {
		return fmt.Errorf("got %q, want a whole number of at least 1", string(text))
	}
	*p = positive(n)
	return nil
}

// byteCount is a number of bytes, written "2GiB", "500MB" or plainly.
type byteCount int64

var units = []struct {
	name string
	size int64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"tib", 1 << 40},
	{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12}, {"b", 1}, {"", 1},
}

// UnmarshalText reads a number with or without a unit.
func (b *byteCount) UnmarshalText(text []byte) error {
	t := strings.ToLower(strings.TrimSpace(string(text)))
	for _, u := range units {
		digits, ok := strings.CutSuffix(t, u.name)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if err != nil || !(v >= 0 && v*float64(u.size) < math.MaxInt64) {
			break
		}
		*b = byteCount(v * float64(u.size))
		return nil
	}
	return fmt.Errorf("got %q, want bytes such as 500MB or 2GiB", string(text))
}

// bytesText writes bytes with three digits: "2.15 GB".
func bytesText(n int64) string {
	v, unit := scaled(float64(n))
	return digits(v, unit) + " " + unit
}

// bytesOf writes a part of a whole in the unit of the whole: "0.9 of 2.15 GB".
func bytesOf(part, whole int64) string {
	_, unit := scaled(float64(whole))
	return digits(in(float64(part), unit), unit) + " of " + digits(in(float64(whole), unit), unit) + " " + unit
}

// rateText writes bytes a second.
func rateText(bytesPerSecond float64) string {
	v, unit := scaled(bytesPerSecond)
	return digits(v, unit) + " " + unit + "/s"
}

var decimal = []struct {
	name string
	size float64
}{{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}}

func scaled(v float64) (float64, string) {
	for _, u := range decimal {
		if v >= 0.9995*u.size {
			return v / u.size, u.name
		}
	}
	return v, "B"
}

func in(v float64, unit string) float64 {
	for _, u := range decimal {
		if u.name == unit {
			return v / u.size
		}
	}
	return v
}

// digits writes about three significant digits, whole bytes as they are.
func digits(v float64, unit string) string {
	switch {
	case unit == "B" || v >= 99.95:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// wallText writes a duration to read: "42 ms", "4.20 s", "12.3 s", "2:05".
func wallText(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 1:
		return strconv.FormatFloat(1000*s, 'f', 0, 64) + " ms"
	case s < 10:
		return strconv.FormatFloat(s, 'f', 2, 64) + " s"
	case s < 60:
		return strconv.FormatFloat(s, 'f', 1, 64) + " s"
	}
	return clockText(d)
}

// clockText writes a duration as a clock does: "0:05", "1:02:30".
func clockText(d time.Duration) string {
	s := int64(math.Round(d.Seconds()))
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// number is a float that JSON can hold: NaN and infinities become null.
type number float64

// MarshalJSON writes the shortest text that reads back the same.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// printJSON writes one indented JSON value.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
