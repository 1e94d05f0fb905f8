package list

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxToken is how long one tag, or one text between two, may be in bytes. A cell
// holds 32,767 signs at most (ECMA-376, part 1, 18.18.23); text that goes on for
// ever would fill the memory before anybody looks at it.
const maxToken = 1 << 20

var errToken = errors.New("list: a token without end")

// A tokenSource gives the bytes of one token and no more than that.
type tokenSource struct {
	from io.Reader
	left int
}

func (s *tokenSource) Read(b []byte) (int, error) {
	if s.left <= 0 {
		return 0, errToken
	}
	n, err := s.from.Read(b)
	s.left -= n
	return n, err
}

// each calls f with the tokens of a part in their order, until f returns an
// error.
func (b *workbookFile) each(part string, f func(xml.Token) error) error {
	p := b.parts[part]
	if p == nil {
		return bad("list-damaged")
	}
	r, err := p.Open()
	if err != nil {
		return bad("list-damaged")
	}
	defer r.Close()
	source := &tokenSource{from: r}
	d := xml.NewDecoder(bufio.NewReaderSize(source, 64<<10))
	for {
		source.left = maxToken
		t, err := d.RawToken()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, errToken):
			return tooLarge("list-bomb")
		case err != nil:
			return bad("list-damaged")
		}
		if err := f(t); err != nil {
			return err
		}
	}
}

// attribute is the value of an attribute by its local name, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// A texter puts the text of a cell or a shared string together: runs stand one
// after the other, and how signs are pronounced (rPh) is no part of the text.
type texter struct {
	text  []byte
	open  bool // within t or v
	spoke int  // within so many rPh
}

// start and end take in a tag within a cell or a shared string.
func (x *texter) start(name string) {
	switch name {
	case "t", "v":
		x.open = x.spoke == 0
	case "rPh":
		x.spoke++
	}
}

func (x *texter) end(name string) {
	switch name {
	case "t", "v":
		x.open = false
	case "rPh":
		x.spoke--
	}
}

// chars takes text in. What is longer than a cell may be is cut: that it was too
// long shows all the same.
func (x *texter) chars(b []byte) {
	if x.open {
		x.text = append(x.text, b[:min(len(b), max(0, maxCell+1-len(x.text)))]...)
	}
}

// take gives the text with its escapes read (_x000D_ is a return; ECMA-376, part
// 1, 22.9.2.19).
func (x *texter) take() string {
	s := strings.ToValidUTF8(string(x.text), "\uFFFD")
	x.text = x.text[:0]
	if !strings.Contains(s, "_x") {
		return strings.TrimSpace(s)
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if n, ok := escapedSign(s[i:]); ok {
			out.WriteRune(n)
			i += len("_x0000_") - 1
			continue
		}
		out.WriteByte(s[i])
	}
	return strings.TrimSpace(out.String())
}

func escapedSign(s string) (rune, bool) {
	if len(s) < len("_x0000_") || s[:2] != "_x" || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

// maxShared bounds the strings that cells share.
const maxShared = 4 << 20

func (b *workbookFile) shared(part string) error {
	var x texter
	return b.each(part, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			x.start(t.Name.Local)
		case xml.CharData:
			x.chars(t)
		case xml.EndElement:
			if x.end(t.Name.Local); t.Name.Local == "si" {
				if len(b.strings) >= maxShared {
					return tooLarge("list-too-large")
				}
				b.strings = append(b.strings, x.take())
			}
		}
		return nil
	})
}
