package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"

	"lanna"
)

// MaxPrinted is how long a printed PDF may be, in bytes.
const MaxPrinted = 64 << 20

// An Attachment is the one file that lies in a PDF (PDF 2.0, 7.11.4).
type Attachment struct {
	Name string // letters, digits, dots and dashes
	Data []byte // a JSON text
	Seal []byte // over what was printed and the data; who attaches says by whom
}

// Attach adds a file to what was printed, as an incremental update (PDF 2.0,
// 7.5.6): the printed bytes stay as they are, so that a seal over them can be
// checked. The file is not compressed, so there is nothing to blow up. It is
// Unavailable "pdf-form" where the browser writes a PDF of another form than the
// one that is known here: a table of references, and a catalog without names.
func Attach(printed []byte, a Attachment) ([]byte, error) {
	p, ok := tailOf(printed)
	if !ok || !nameForm.MatchString(a.Name) {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "pdf-form"}
	}
	b := bytes.NewBuffer(append(make([]byte, 0, len(printed)+len(a.Data)+2048), printed...))
	file, spec := p.size, p.size+1
	b.WriteByte('\n')
	at := []int{b.Len()}
	fmt.Fprintf(b, "%d 0 obj\n<</Type /EmbeddedFile /Subtype /application#2Fjson /Length %d /Params <</Size %d>>>>\nstream\n%s\nendstream\nendobj\n", file, len(a.Data), len(a.Data), a.Data)
	at = append(at, b.Len())
	fmt.Fprintf(b, "%d 0 obj\n<</Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF <</F %d 0 R /UF %d 0 R>> /LannaSeal <%x>>>\nendobj\n", spec, a.Name, a.Name, file, file, a.Seal)
	at = append(at, b.Len())
	fmt.Fprintf(b, "%d 0 obj\n<<%s /Version /1.7 /Names <</EmbeddedFiles <</Names [(%s) %d 0 R]>>>> /AF [%d 0 R]>>\nendobj\n", p.root, p.catalog, a.Name, spec, spec)
	table := b.Len()
	fmt.Fprintf(b, "xref\n%d 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n", p.root, at[2], file, at[0], at[1])
	fmt.Fprintf(b, "trailer\n<<%s /Size %d /Prev %d /LannaPrinted %d>>\nstartxref\n%d\n%%%%EOF\n", p.trailer, p.size+2, p.table, len(printed), table)
	return b.Bytes(), nil
}

// A tail is what an update has to know of the file that it is added to.
type tail struct {
	table, size, root int    // where the table of references begins, how many objects there are, which is the catalog
	trailer, catalog  []byte // their entries; of the trailer without the size
}

var (
	nameForm    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)
	endForm     = regexp.MustCompile(`trailer\r?\n?<<([^<>]*(?:<[0-9A-Fa-f]*>[^<>]*)*)>>\r?\nstartxref\r?\n([0-9]{1,9})\r?\n%%EOF\r?\n?$`)
	sizeForm    = regexp.MustCompile(`/Size ([0-9]{1,7})`)
	rootForm    = regexp.MustCompile(`/Root ([0-9]{1,7}) 0 R`)
	sectionForm = regexp.MustCompile(`^xref\r?\n0 ([0-9]{1,7})\r?\n`)
)

// maxTail is how much of the end of a file is looked at for its trailer.
const maxTail = 4096

// tailOf reads the end of a file of one part, as the browser writes it.
func tailOf(f []byte) (t tail, ok bool) {
	if len(f) > MaxPrinted || !bytes.HasPrefix(f, []byte("%PDF-1.")) {
		return t, false
	}
	end := endForm.FindSubmatch(f[max(0, len(f)-maxTail):])
	if end == nil {
		return t, false
	}
	size, root := sizeForm.FindSubmatch(end[1]), rootForm.FindSubmatch(end[1])
	if size == nil || root == nil || bytes.Contains(end[1], []byte("/Prev")) || bytes.Contains(end[1], []byte("/Encrypt")) {
		return t, false
	}
	t.table, t.size, t.root = number(end[2]), number(size[1]), number(root[1])
	t.trailer = bytes.TrimSpace(bytes.Replace(end[1], size[0], nil, 1))
	t.catalog, ok = t.entries(f)
	return t, ok
}

func number(digits []byte) int {
	n, _ := strconv.Atoi(string(digits)) // of at most nine, by the forms above
	return n
}

// reference is how long a line of a table of references is, in bytes.
const reference = 20

// entries finds the catalog by the table and returns what stands in it.
func (t *tail) entries(f []byte) ([]byte, bool) {
	if t.table >= len(f) {
		return nil, false
	}
	head := sectionForm.FindSubmatch(f[t.table:min(len(f), t.table+40)])
	if head == nil || number(head[1]) != t.size || t.root >= t.size {
		return nil, false
	}
	line := t.table + len(head[0]) + t.root*reference
	if line+reference > len(f) {
		return nil, false
	}
	at, err := strconv.Atoi(string(f[line : line+10]))
	if err != nil || at < 0 || at >= t.table {
		return nil, false
	}
	rest, begins := bytes.CutPrefix(f[at:t.table], fmt.Appendf(nil, "%d 0 obj\n<<", t.root))
	rest, _, ends := bytes.Cut(rest, []byte(">>\nendobj"))
	for _, taken := range []string{"/Names", "/AF", "/Version", "stream"} {
		if bytes.Contains(rest, []byte(taken)) {
			return nil, false
		}
	}
	return rest, begins && ends
}
