package source

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// globDigits lists the files of a folder that are called stem, digits, ext, in
// the order of their names.
func globDigits(dir, stem, ext string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), stem)
		digits, isExt := strings.CutSuffix(rest, ext)
		if ok && isExt && strings.Trim(digits, "0123456789") == "" {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	if files == nil {
		return nil, fmt.Errorf("no file %s in %s", stem+"*"+ext, dir)
	}
	return files, nil
}
