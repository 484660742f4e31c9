package houserules_test

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPublicPackagesExplainTheirModel(t *testing.T) {
	for _, p := range tree(t) {
		if !p.public() {
			continue
		}
		i := slices.IndexFunc(p.files, func(f goFile) bool { return path.Base(f.path) == "doc.go" })
		if assert.GreaterOrEqual(t, i, 0, "%s has no doc.go", p.path) {
			doc := p.files[i].ast.Doc.Text()
			assert.Contains(t, doc, "\n# Model\n", "%s/doc.go", p.path)
			assert.True(t, strings.HasPrefix(doc, "Package "+p.name+" "), "%s/doc.go starts with %.40q", p.path, doc)
		}
	}
}

func TestEveryPackageHasOneComment(t *testing.T) {
	for _, p := range tree(t) {
		if p.name == "" {
			continue
		}
		var with []string
		for _, f := range p.files {
			if !f.test && f.ast.Doc != nil {
				with = append(with, f.path)
			}
		}
		assert.Len(t, with, 1, "files of %s with a package comment", p.path)
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, p := range tree(t) {
		if !p.public() {
			continue
		}
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, d := range f.ast.Decls {
				for _, complaint := range undocumented(d) {
					assert.Fail(t, fmt.Sprintf("%s: %s", fileSet.Position(d.Pos()), complaint))
				}
			}
		}
	}
}

// undocumented lists what a declaration exports without a comment that starts
// with its name.
func undocumented(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && exportedReceiver(d) && !selfExplaining(d) && !startsWith(d.Doc, d.Name.Name) {
			return []string{name(d)}
		}
	case *ast.GenDecl:
		var list []string
		for _, s := range d.Specs {
			list = append(list, undocumentedSpec(d, s)...)
		}
		return list
	}
	return nil
}

func undocumentedSpec(d *ast.GenDecl, s ast.Spec) []string {
	switch s := s.(type) {
	case *ast.TypeSpec:
		doc := s.Doc
		if doc == nil && !d.Lparen.IsValid() {
			doc = d.Doc
		}
		if s.Name.IsExported() && !startsWith(doc, s.Name.Name) {
			return []string{"type " + s.Name.Name}
		}
	case *ast.ValueSpec:
		// One comment for a group of constants or variables is enough.
		if d.Doc != nil && d.Lparen.IsValid() {
			return nil
		}
		for _, n := range s.Names {
			if n.IsExported() && !startsWith(s.Doc, n.Name) && !startsWith(d.Doc, n.Name) {
				return []string{n.Name}
			}
		}
	}
	return nil
}

// startsWith reports whether a comment begins with a name, after an article.
func startsWith(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && strings.TrimRight(words[0], ".,:;'s") == strings.TrimRight(name, "s")
}

// exportedReceiver reports whether a function is none's method or that of an
// exported type.
func exportedReceiver(d *ast.FuncDecl) bool {
	return d.Recv == nil || ast.IsExported(receiver(d))
}

func receiver(d *ast.FuncDecl) string {
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// selfExplaining reports whether a method says all with its name, because an
// interface that every reader knows says what it does.
func selfExplaining(d *ast.FuncDecl) bool {
	return d.Recv != nil && d.Doc == nil && slices.Contains([]string{"Error", "Unwrap", "Is", "String"}, d.Name.Name)
}

func name(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	return receiver(d) + "." + d.Name.Name
}
