package list

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Encodings of the region's files, as [Options.Encoding] names them.
const (
	utf8Name  = "utf-8"
	utf16LE   = "utf-16le"
	utf16BE   = "utf-16be"
	gb18030   = "gb18030"
	thai874   = "windows-874" // TIS-620 and what Windows added
	latin1252 = "windows-1252"
	mixed     = "mixed"
)

var legacy = map[string]encoding.Encoding{gb18030: simplifiedchinese.GB18030, thai874: charmap.Windows874, latin1252: charmap.Windows1252}

// decode turns a file into text and says in which encoding it was. Files that
// were put together of several have lines in several: each is then read by
// itself, and the encoding is "mixed".
func decode(data []byte, want string) (text, name string, err error) {
	if want == "" {
		want = byMark(data)
	}
	switch want {
	case "":
	case utf8Name:
		return strings.ToValidUTF8(string(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))), "\uFFFD"), utf8Name, nil
	case utf16LE, utf16BE:
		return decodeUTF16(data, want)
	default:
		e := legacy[want]
		if e == nil {
			return "", "", bad("list-encoding")
		}
		b, err := e.NewDecoder().Bytes(data)
		return string(b), want, err
	}
	if utf8.Valid(data) {
		return string(data), utf8Name, nil
	}
	text, name = decodeLines(data)
	return text, name, nil
}

// byMark reads the byte order mark, or the zeros of UTF-16 without one.
func byMark(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return utf8Name
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return utf16LE
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return utf16BE
	}
	head := data[:min(len(data), 4096)]
	var even, odd int
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	switch {
	case odd > len(head)/8 && odd > 4*even:
		return utf16LE
	case even > len(head)/8 && even > 4*odd:
		return utf16BE
	}
	return ""
}

func decodeUTF16(data []byte, name string) (string, string, error) {
	order := unicode.LittleEndian
	if name == utf16BE {
		order = unicode.BigEndian
	}
	b, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
	if err != nil {
		return "", "", bad("list-encoding")
	}
	return string(b), name, nil
}

// decodeLines reads lines that are UTF-8 as that, and all others in the one
// encoding that suits them best.
func decodeLines(data []byte) (string, string) {
	var foreign []byte
	unicodeLines, several := false, false
	for line := range bytes.Lines(data) {
		if !utf8.Valid(line) {
			foreign = append(foreign, line[:min(len(line), 4096)]...)
		} else if !ascii(line) {
			unicodeLines = true
		}
		if len(foreign) > 1<<20 {
			break
		}
	}
	name := guess(foreign)
	var out strings.Builder
	out.Grow(len(data) + len(data)/2)
	for line := range bytes.Lines(data) {
		if utf8.Valid(line) {
			out.Write(line)
			continue
		}
		own := name
		if sure := certain(line); sure != "" {
			own, several = sure, several || sure != name
		}
		b, err := legacy[own].NewDecoder().Bytes(line)
		if err != nil {
			b = bytes.ToValidUTF8(line, []byte("\uFFFD"))
		}
		out.Write(b)
	}
	if unicodeLines || several {
		return out.String(), mixed
	}
	return out.String(), name
}

func digitByte(c byte) bool { return c >= '0' && c <= '9' }

// certain is the encoding of a line that can be of one alone; "" where both make
// sense of it.
func certain(line []byte) string {
	thai, han := thaiSense(line), hanSense(line)
	switch {
	case han > 0.9 && thai < 0.75:
		return gb18030
	case thai > 0.9 && han < 0.5:
		return thai874
	}
	return ""
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// guess says in which encoding bytes are that are not UTF-8. Thai text keeps
// its marks behind consonants; Chinese text has nearly all of its signs among
// the 3,755 common ones, whose first byte is B0 to D7 (GB 2312, level 1).
func guess(data []byte) string {
	thai, han := thaiSense(data), hanSense(data)
	switch {
	case han > 0.9:
		return gb18030
	case thai > 0.9:
		return thai874
	case han > 0.5:
		return gb18030
	case thai > 0.6:
		return thai874
	}
	return latin1252
}

// thaiSense is the share of high bytes that stand where Thai has them.
func thaiSense(data []byte) float64 {
	good, all := 0, 0
	before := byte(0)
	for _, c := range data {
		if c >= 0x80 {
			all++
			mark := c == 0xD1 || c >= 0xD4 && c <= 0xDA || c >= 0xE7 && c <= 0xEE
			letter := c >= 0xA1 && c <= 0xD0 || c == 0xD2 || c == 0xD3 || c >= 0xDF && c <= 0xE6 || c >= 0xEF && c <= 0xFB
			consonantOrMark := before >= 0xA1 && before <= 0xCE || before == 0xD1 || before >= 0xD4 && before <= 0xDA || before >= 0xE7 && before <= 0xEC
			if letter || mark && consonantOrMark {
				good++
			}
		}
		before = c
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}

// hanSense is the share of two-byte signs that are common ones; bytes that are
// no sign count against it.
func hanSense(data []byte) float64 {
	good, all := 0, 0
	for i := 0; i < len(data); i++ {
		c := data[i]
		if c < 0x80 {
			continue
		}
		all++
		switch {
		case i+3 < len(data) && c >= 0x81 && digitByte(data[i+1]) && data[i+2] >= 0x81 && digitByte(data[i+3]): // signs of four bytes
			good++
			i += 3
		case i+1 < len(data) && c >= 0xB0 && c <= 0xD7 && data[i+1] >= 0xA1, // common signs
			i+1 < len(data) && c >= 0xA1 && c <= 0xA3 && data[i+1] >= 0xA1: // punctuation, wide letters
			good++
			i++
		case i+1 < len(data) && c >= 0x81 && c <= 0xFE && data[i+1] >= 0x40:
			i++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}
