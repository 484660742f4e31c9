package daskproto

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A Version is a release of Dask. Fields compare in their order.
type Version struct{ Year, Month, Patch int }

// ParseVersion reads a version such as "2024.12.1". What follows the third
// number, such as the "+ds.1" of a distribution, does not matter.
func ParseVersion(text string) (Version, error) {
	var n [3]int
	rest := text
	for i := range n {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		v, err := strconv.ParseUint(rest[:digits], 10, 16)
		if err != nil {
			if i == 2 { // "2024.12"
				break
			}
			return Version{}, &VersionError{Got: text}
		}
		n[i], rest = int(v), strings.TrimPrefix(rest[digits:], ".")
	}
	v := Version{n[0], n[1], n[2]}
	if v.Year < 2000 || v.Month < 1 || v.Month > 12 {
		return Version{}, &VersionError{Got: text}
	}
	return v, nil
}

// Compare returns -1, 0 or 1 as v is older than w, the same or newer.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Year, w.Year), cmp.Compare(v.Month, w.Month), cmp.Compare(v.Patch, w.Patch))
}

// Since reports whether v is the given release or newer.
func (v Version) Since(year, month, patch int) bool {
	return v.Compare(Version{year, month, patch}) >= 0
}

// String returns the version as Dask writes it.
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Year, v.Month, v.Patch) }
