package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lanna"
	"lanna/pdf"
)

// small is a PDF of one empty page, in the form in which Chromium writes them.
func small(catalog string) []byte {
	b := bytes.NewBufferString("%PDF-1.4\n%\xd3\xeb\xe9\xe1\n")
	var at []int
	for i, o := range []string{"<</Producer (EXERCISE)>>", "<</Type /Page\n/Parent 3 0 R\n/MediaBox [0 0 595 842]>>", "<</Type /Pages\n/Count 1\n/Kids [2 0 R]>>", catalog} {
		at = append(at, b.Len())
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(b, "xref\n0 5\n0000000000 65535 f \n")
	for _, n := range at {
		fmt.Fprintf(b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(b, "trailer\n<</Size 5\n/Root 4 0 R\n/Info 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table)
	return b.Bytes()
}

const catalog = "<</Type /Catalog\n/Pages 3 0 R>>"

var dossier = pdf.Attachment{Name: "B-0001-1-copy-1-of-2.json", Data: []byte("{\n \"exercise\": true,\n \"name\": \"EXERCISE 禾七\"\n}\n"), Seal: []byte("EXERCISE seal")}

func attached(t testing.TB, printed []byte) []byte {
	t.Helper()
	out, err := pdf.Attach(printed, dossier)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAFileLiesInThePDF(t *testing.T) {
	printed := small(catalog)
	holds(t, printed)
}

// TestAFileLiesInWhatChromiumPrints holds the form of PDF that is known here
// against what this machine's Chromium writes.
func TestAFileLiesInWhatChromiumPrints(t *testing.T) {
	printed, err := printer(t).Print(t.Context(), []byte(`<!doctype html><html lang=th><meta charset=utf-8><title>EXERCISE (B-0001)</title><style>@page{size:A4}</style><h1 id=a>EXERCISE ๕๐</h1><a href="#a">x</a>`))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, printed)
}

func holds(t *testing.T, printed []byte) {
	t.Helper()
	file := attached(t, printed)
	if !bytes.HasPrefix(file, printed) {
		t.Error("the printed bytes were changed")
	}
	pages, a, err := pdf.Attached(file)
	if err != nil || !bytes.Equal(pages, printed) || a.Name != dossier.Name || !bytes.Equal(a.Data, dossier.Data) || !bytes.Equal(a.Seal, dossier.Seal) {
		t.Errorf("%v, %d pages bytes, %+v", err, len(pages), a)
	}
	foreign(t, file)
}

// foreign has another program take the file out.
func foreign(t *testing.T, file []byte) {
	t.Helper()
	if _, err := exec.LookPath("pdfdetach"); err != nil {
		t.Log("no pdfdetach on this machine")
		return
	}
	dir := t.TempDir()
	path, out := filepath.Join(dir, "paper.pdf"), filepath.Join(dir, "out.json")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := exec.Command("pdfdetach", "-list", path).CombinedOutput()
	if err != nil || !strings.Contains(string(list), "1 embedded files") || !strings.Contains(string(list), dossier.Name) || strings.Contains(string(list), "rror") {
		t.Errorf("pdfdetach: %v\n%s", err, list)
	}
	if said, err := exec.Command("pdfdetach", "-save", "1", "-o", out, path).CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("pdfdetach: %v\n%s", err, said)
	}
	if b, err := os.ReadFile(out); err != nil || !bytes.Equal(b, dossier.Data) {
		t.Errorf("%v: another program takes out %q", err, b)
	}
}

func TestWhatIsNotAsItWasMadeIsRefused(t *testing.T) {
	printed := small(catalog)
	file := attached(t, printed)
	flip := func(at int) []byte {
		b := slices.Clone(file)
		b[at] ^= 1
		return b
	}
	for name, c := range map[string]struct {
		file []byte
		code string
	}{
		"a PDF without a file":    {printed, "pdf-no-file"},
		"its end is missing":      {file[:len(file)-8], "pdf-cut"},
		"half of it is missing":   {file[:len(file)/2], "pdf-cut"},
		"the beginning alone":     {file[:9], "pdf-cut"},
		"a second file":           {attachedTwice(file), "pdf-two-files"},
		"something added":         {append(slices.Clone(file), "\n% EXERCISE\n%%EOF\n"...), "pdf-changed"},
		"a byte of the name tree": {flip(bytes.Index(file, []byte("/EmbeddedFiles")) + 3), "pdf-changed"},
		"a byte of the reference": {flip(bytes.LastIndex(file, []byte("startxref")) + 10), "pdf-changed"},
		"the length of the file":  {bytes.Replace(file, fmt.Appendf(nil, "/Length %d ", len(dossier.Data)), []byte("/Length 999999999 "), 1), "pdf-changed"},
		"the length of the pages": {bytes.Replace(file, fmt.Appendf(nil, "/LannaPrinted %d", len(printed)), []byte("/LannaPrinted 999999999"), 1), "pdf-changed"},
		"no pages":                {bytes.Replace(file, fmt.Appendf(nil, "/LannaPrinted %d", len(printed)), []byte("/LannaPrinted 0"), 1), "pdf-changed"},
	} {
		if _, _, err := pdf.Attached(c.file); lanna.KindOf(err) != lanna.Invalid || lanna.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// attachedTwice adds one more file as other programs do.
func attachedTwice(file []byte) []byte {
	return append(slices.Clone(file), "\n9 0 obj\n<</Type /EmbeddedFile /Length 2>>\nstream\n{}\nendstream\nendobj\n%%EOF\n"...)
}

func TestAPDFOfAnotherFormTakesNoFile(t *testing.T) {
	for name, f := range map[string][]byte{
		"nothing":                    nil,
		"no PDF":                     []byte("EXERCISE"),
		"names are there already":    small("<</Type /Catalog\n/Pages 3 0 R\n/Names <</Dests 5 0 R>>>>"),
		"a version of its own":       small("<</Type /Catalog\n/Pages 3 0 R\n/Version /1.6>>"),
		"it has one already":         attached(t, small(catalog)),
		"its table lies elsewhere":   bytes.Replace(small(catalog), []byte("xref\n0 5"), []byte("xref\n1 5"), 1),
		"its catalog lies elsewhere": bytes.Replace(small(catalog), []byte("/Root 4"), []byte("/Root 9"), 1),
		"it is encrypted":            bytes.Replace(small(catalog), []byte("/Info 1 0 R"), []byte("/Encrypt 1 0 R"), 1),
	} {
		if _, err := pdf.Attach(f, dossier); lanna.KindOf(err) != lanna.Unavailable || lanna.CodeOf(err) != "pdf-form" {
			t.Errorf("%s: %v", name, err)
		}
	}
	bad := dossier
	bad.Name = "../x) /AA (y"
	if _, err := pdf.Attach(small(catalog), bad); err == nil {
		t.Error("a name with signs of PDF was written")
	}
}

// Whatever is in a file, taking it apart ends with an answer, and what comes out
// is what would be put in.
func FuzzAttached(f *testing.F) {
	f.Add(attached(f, small(catalog)))
	f.Add(attachedTwice(attached(f, small(catalog))))
	f.Add(small(catalog))
	f.Fuzz(func(t *testing.T, file []byte) {
		printed, a, err := pdf.Attached(file)
		if err != nil {
			return
		}
		if again, err := pdf.Attach(printed, a); err != nil || !bytes.Equal(again, file) {
			t.Errorf("%v: what was taken apart is another file when put together", err)
		}
	})
}
