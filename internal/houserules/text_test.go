package houserules_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// machinePath matches paths that exist on one machine only. Where Go installs
// itself by convention is not one.
var machinePath = regexp.MustCompile(`(^|[^\w./~-])(/(work|home|root|Users|mnt|workspace)/[\w.]|[A-Za-z]:\\Users\\)`)

// unfinished matches notes to oneself.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

// textual are the files that people write.
var textual = map[string]bool{
	".go": true, ".md": true, ".s": true, ".py": true, ".sh": true, ".mod": true, ".yml": true, ".yaml": true, "": true,
}

func TestNoFileNamesOneMachine(t *testing.T) {
	eachText(t, func(name, text string) {
		for i, line := range strings.Split(text, "\n") {
			// The EMPAD's computer writes its own paths into the files it makes.
			line = strings.ReplaceAll(line, "/home/empad/", "")
			assert.False(t, machinePath.MatchString(line), "%s:%d: %.200s", name, i+1, line)
		}
	})
}

func TestNothingIsLeftUnfinished(t *testing.T) {
	eachText(t, func(name, text string) {
		for i, line := range strings.Split(text, "\n") {
			assert.False(t, unfinished.MatchString(line), "%s:%d: %.200s", name, i+1, line)
		}
	})
}

// eachText calls fn for every text of the tree but those of other software.
func eachText(t *testing.T, fn func(name, text string)) {
	for _, name := range files(t) {
		if strings.HasPrefix(name, "testdata/golden/") || strings.HasPrefix(name, "testdata/vectors/") || !textual[path.Ext(name)] {
			continue
		}
		fn(name, read(t, name))
	}
}

var (
	link   = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	image  = regexp.MustCompile(`src="([^"]+)"`)
	fenced = regexp.MustCompile("(?s)```.*?```")
)

func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	for _, name := range files(t) {
		if path.Ext(name) != ".md" || strings.HasPrefix(name, "testdata/golden/") {
			continue
		}
		text := fenced.ReplaceAllString(read(t, name), "")
		for _, m := range append(link.FindAllStringSubmatch(text, -1), image.FindAllStringSubmatch(text, -1)...) {
			if strings.Contains(m[1], "://") {
				continue
			}
			_, err := os.Stat(filepath.Join(root(), filepath.FromSlash(path.Join(path.Dir(name), m[1]))))
			assert.NoError(t, err, "%s links to %s", name, m[1])
		}
	}
}

// block matches Go code in a document, with the file it is taken from.
var block = regexp.MustCompile("(?s)<!-- from ([\\w./-]+) -->\n+```go\n(.*?)```")

// TestCodeInDocumentsIsCompiled compares code blocks that follow a comment such
// as "<!-- from examples/quickstart/main.go -->" with that file: each must be a
// stretch of it, indentation apart.
func TestCodeInDocumentsIsCompiled(t *testing.T) {
	found := 0
	for _, name := range files(t) {
		if path.Ext(name) != ".md" || strings.HasPrefix(name, "testdata/golden/") {
			continue
		}
		text := read(t, name)
		blocks := block.FindAllStringSubmatch(text, -1)
		assert.Equal(t, strings.Count(text, "```go"), len(blocks), "%s has code of which no file is named", name)
		for _, m := range blocks {
			found++
			assert.Contains(t, unindented(read(t, m[1])), unindented(m[2]), "%s quotes %s", name, m[1])
		}
	}
	require.Positive(t, found)
}

// unindented removes leading blanks and empty lines.
func unindented(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
