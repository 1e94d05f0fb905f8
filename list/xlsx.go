package list

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"strings"
)

// workbook reports whether the bytes begin as a zip does, or as the containers
// of old or encrypted workbooks do.
func workbook(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, oldContainer)
}

// oldContainer begins a compound file (MS-CFB): Excel before 2007, and
// workbooks with a password.
var oldContainer = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")

// maxRatio is how many times a part may grow when it is unpacked. Sheets of
// people reach 30; a bomb, a thousand.
const maxRatio = 200

// A workbookFile is an open workbook. Its parts are unpacked when they are read, token by
// token, and none is ever whole in memory or in a temporary file.
type workbookFile struct {
	parts   map[string]*zip.File // by their places, in small letters
	sheets  []sheetPart          // in the order of their tabs
	strings []string             // that cells share
	late    bool                 // days count from 1904 on
	macros  bool                 // never run, and not kept in what is sent back
}

// A sheetPart is where a sheet lies.
type sheetPart struct{ name, part string }

// readWorkbook reads the sheet of a workbook row by row. Values are taken as
// they are stored, so that a date is its number and no locale's writing of it.
func readWorkbook(data []byte, o Options) (*sheet, error) {
	if bytes.HasPrefix(data, oldContainer) {
		if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e")) {
			return nil, bad("list-password")
		}
		return nil, bad("list-old-excel")
	}
	b, err := openBook(data)
	if err != nil {
		return nil, err
	}
	s, err := b.firstList(o)
	if err != nil {
		return nil, err
	}
	s.Since1904 = b.late
	if b.macros {
		s.warn("macros")
	}
	return s, nil
}

// openBook refuses what is no workbook, was cut, or would unpack to too much, and
// reads which sheets there are.
func openBook(data []byte) (*workbookFile, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, bad("list-damaged")
	}
	b := &workbookFile{parts: map[string]*zip.File{}}
	var total uint64
	for _, p := range z.File {
		total += p.UncompressedSize64
		if total > maxPlain || len(z.File) > 4096 || p.UncompressedSize64 > 1<<20 && p.UncompressedSize64 > maxRatio*max(p.CompressedSize64, 1) {
			return nil, tooLarge("list-bomb")
		}
		name := strings.ToLower(strings.TrimPrefix(path.Clean("/"+p.Name), "/"))
		b.parts[name] = p
		b.macros = b.macros || strings.HasSuffix(name, "vbaproject.bin")
	}
	if b.parts[bookPart] == nil {
		return nil, bad("list-format")
	}
	return b, b.tabs()
}

const (
	bookPart    = "xl/workbook.xml"
	linksPart   = "xl/_rels/workbook.xml.rels"
	stringsPart = "xl/sharedstrings.xml"
)

// tabs reads the names of the sheets and where they lie, and the strings that
// their cells share.
func (b *workbookFile) tabs() error {
	places := map[string]string{}
	texts := stringsPart
	err := b.each(linksPart, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			place := strings.ToLower(strings.TrimPrefix(path.Join("/xl", attribute(e, "Target")), "/"))
			if target := attribute(e, "Target"); strings.HasPrefix(target, "/") {
				place = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
			}
			places[attribute(e, "Id")] = place
			if strings.HasSuffix(attribute(e, "Type"), "/sharedStrings") {
				texts = place
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each(bookPart, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "sheet":
			b.sheets = append(b.sheets, sheetPart{attribute(e, "name"), places[attribute(e, "id")]})
		case e.Name.Local == "workbookPr":
			b.late = isTrue(attribute(e, "date1904"))
		}
		return nil
	})
	if err != nil || b.parts[texts] == nil {
		return err
	}
	return b.shared(texts)
}

func isTrue(s string) bool { return s == "1" || strings.EqualFold(s, "true") }

// firstList reads the sheet that was asked for, or the first that holds more
// than a title.
func (b *workbookFile) firstList(o Options) (*sheet, error) {
	var names []string
	for _, p := range b.sheets {
		names = append(names, p.name)
	}
	var best *sheet
	for _, p := range b.sheets {
		if o.Sheet != "" && p.name != o.Sheet {
			continue
		}
		s, err := b.readSheet(p)
		if err != nil {
			return nil, err
		}
		s.Sheets = names
		if best == nil || len(best.rows) < 2 && len(s.rows) > len(best.rows) {
			best = s
		}
		if len(s.rows) >= 2 {
			break
		}
	}
	if best == nil {
		return nil, bad("list-sheet")
	}
	if len(names) > 1 && o.Sheet == "" {
		best.warn("sheets", best.Sheet)
	}
	return best, nil
}
