package pdf

import (
	"bytes"
	"encoding/hex"
	"regexp"

	"lanna"
)

// Is reports whether a file calls itself a PDF.
func Is(file []byte) bool { return bytes.HasPrefix(file, []byte("%PDF-")) }

var (
	updateForm  = regexp.MustCompile(`/LannaPrinted ([0-9]{1,9})>>\nstartxref\n[0-9]{1,10}\n%%EOF\n$`)
	fileForm    = regexp.MustCompile(`^\n[0-9]{1,7} 0 obj\n<</Type /EmbeddedFile /Subtype /application#2Fjson /Length ([0-9]{1,9}) [^\n]*\nstream\n`)
	specForm    = regexp.MustCompile(`^\nendstream\nendobj\n[0-9]{1,7} 0 obj\n<</Type /Filespec /F \(([A-Za-z0-9._-]{1,100})\) [^\n]{1,300} /LannaSeal <([0-9a-f]{0,256})>>>\nendobj\n`)
	embedded    = []byte("/EmbeddedFile ")
	ofPrinted   = []byte("/LannaPrinted ")
	endsAsAFile = regexp.MustCompile(`%%EOF\s*$`)
)

// Attached takes a file apart into what was printed and what Attach added to
// it, and is Invalid where Attach did not write exactly that: "pdf-cut" where
// its end is missing, "pdf-two-files" where more than one file lies in it,
// "pdf-no-file" where none does, and "pdf-changed" where something was written
// to it since. Nothing in it is unpacked, and no more is kept than the file.
func Attached(file []byte) (printed []byte, a Attachment, err error) {
	if printed, a, ok := takeApart(file); ok {
		if again, err := Attach(printed, a); err == nil && bytes.Equal(again, file) {
			return printed, a, nil
		}
	}
	return nil, Attachment{}, &lanna.Error{Kind: lanna.Invalid, Code: unlike(file)}
}

// takeApart finds the parts of an update where Attach would have put them.
func takeApart(file []byte) (printed []byte, a Attachment, ok bool) {
	end := updateForm.FindSubmatch(file[max(0, len(file)-maxTail):])
	if end == nil || number(end[1]) > len(file) {
		return nil, a, false
	}
	printed, rest := file[:number(end[1])], file[number(end[1]):]
	head := fileForm.FindSubmatch(rest[:min(len(rest), maxTail)])
	if head == nil || len(head[0])+number(head[1]) > len(rest) {
		return nil, a, false
	}
	rest = rest[len(head[0]):]
	a.Data, rest = rest[:number(head[1])], rest[number(head[1]):]
	spec := specForm.FindSubmatch(rest[:min(len(rest), maxTail)])
	if spec == nil {
		return nil, a, false
	}
	a.Name = string(spec[1])
	seal, err := hex.DecodeString(string(spec[2]))
	a.Seal = seal
	return printed, a, err == nil
}

// unlike says in what a file differs from those that Attach writes.
func unlike(file []byte) string {
	switch files := bytes.Count(file, embedded); {
	case !endsAsAFile.Match(file[max(0, len(file)-maxTail):]):
		return "pdf-cut"
	case files > 1:
		return "pdf-two-files"
	case files == 0 && !bytes.Contains(file, ofPrinted):
		return "pdf-no-file"
	}
	return "pdf-changed"
}
