package source

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// tvipsFiles returns the files of a series: those the options list, else those
// whose names have other numbers of as many digits at their ends, from 0 on.
func (c *config) tvipsFiles(path string) ([]string, error) {
	if c.files != nil {
		if len(c.files) == 0 {
			return nil, errors.New("option Files names no file")
		}
		return absolute(c.files)
	}
	ext := filepath.Ext(path)
	name := strings.TrimSuffix(filepath.Base(path), ext)
	stem := strings.TrimRight(name, "0123456789")
	digits := len(name) - len(stem)
	own, err := strconv.Atoi(name[len(stem):])
	if err != nil {
		return []string{path}, nil
	}
	names, err := globDigits(filepath.Dir(path), stem, ext)
	if err != nil {
		return nil, err
	}
	numbers, last := map[int]string{}, 0
	for _, f := range names {
		n := strings.TrimSuffix(filepath.Base(f), ext)[len(stem):]
		if i, err := strconv.Atoi(n); err == nil && len(n) == digits {
			numbers[i], last = f, max(last, i)
		}
	}
	if numbers[0] == "" && own != 0 {
		return []string{path}, nil
	}
	var files []string
	for i := range last + 1 {
		if numbers[i] == "" {
			return nil, fmt.Errorf("file %s of the series is missing, there is %s; option Files lists those to use",
				fmt.Sprintf("%s%0*d%s", stem, digits, i, ext), filepath.Base(numbers[last]))
		}
		files = append(files, numbers[i])
	}
	return files, nil
}

// absolute returns the absolute paths of files.
func absolute(files []string) ([]string, error) {
	paths := make([]string, len(files))
	for i, f := range files {
		abs, err := filepath.Abs(f)
		if err != nil {
			return nil, err
		}
		paths[i] = abs
	}
	return paths, nil
}
