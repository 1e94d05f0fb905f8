package docs

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// markdown makes HTML. Raw HTML in a page is left out, as goldmark does by
// itself.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table))

func render(name, lang string, raw []byte, links Links) (*Page, error) {
	p := &Page{Name: name, Lang: lang}
	doc := markdown.Parser().Parse(text.NewReader(raw))
	if title, ok := doc.FirstChild().(*ast.Heading); ok && title.Level == 1 {
		p.Title = words(title, raw)
		doc.RemoveChild(doc, title)
	}
	if p.Title == "" {
		return nil, fmt.Errorf("docs: %s in %s does not open with a title", name, lang)
	}
	p.sections(doc, raw)
	if err := relink(doc, isRun(name), links); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, raw, doc); err != nil {
		return nil, err
	}
	p.Body = out.String()
	return p, nil
}

// sections cuts the page at its headings and gives each an anchor.
func (p *Page) sections(doc ast.Node, raw []byte) {
	p.Sections = []Section{{}}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			id := "s" + strconv.Itoa(len(p.Sections))
			h.SetAttributeString("id", []byte(id))
			p.Sections = append(p.Sections, Section{ID: id, Heading: words(h, raw)})
			continue
		}
		s := &p.Sections[len(p.Sections)-1]
		s.Text = strings.TrimSpace(s.Text + "\n\n" + words(n, raw))
	}
}

// words is the text of a node as a reader sees it: items and cells apart.
func words(n ast.Node, raw []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, enter bool) (ast.WalkStatus, error) { // the function never fails
		switch n := n.(type) {
		case *ast.Image:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if enter {
				b.Write(n.Value(raw))
				if n.SoftLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if enter {
				b.Write(n.Lines().Value(raw))
			}
		default:
			if !enter && n.Type() == ast.TypeBlock {
				b.WriteByte('\n')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

// relink points links and pictures at where the program has them. What it does
// not carry, as a page of docs/design, becomes plain words.
func relink(doc ast.Node, run bool, links Links) error {
	var lost []ast.Node
	err := ast.Walk(doc, func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		if !enter {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			to := links.Picture(path.Base(string(n.Destination)))
			if to == "" {
				lost = append(lost, n)
			}
			n.Destination = []byte(to)
		case *ast.Link:
			if name := pageOf(string(n.Destination), run); name != "" {
				n.Destination = []byte(links.Page(name))
			} else {
				lost = append(lost, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range lost {
		unlink(n)
	}
	return err
}

// pageOf is the page that a link in Markdown leads to, "" where the program
// carries none: pages of docs/use and docs/run, from one another.
func pageOf(to string, fromRun bool) string {
	to, _, _ = strings.Cut(to, "#")
	name, ok := strings.CutSuffix(path.Base(to), ".md")
	folder := path.Base(path.Dir(to))
	if !ok || strings.Contains(to, "://") {
		return ""
	}
	if folder == "run" || fromRun && folder == "." {
		folder = "run"
		if known("run-" + name) {
			name = "run-" + name
		}
	}
	if !known(name) || !slices.Contains([]string{".", "run"}, folder) && !slices.Contains(Languages, folder) {
		return ""
	}
	return name
}

func known(name string) bool {
	return slices.ContainsFunc(Parts, func(p Part) bool { return slices.Contains(p.Pages, name) })
}

func isRun(name string) bool { return slices.Contains(Parts[len(Parts)-1].Pages, name) }

// unlink puts what stands in a link in the link's place.
func unlink(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		n.RemoveChild(n, c)
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}
