package index

import (
	"encoding/binary"
	"errors"

	"lanna"
	"lanna/match"
)

// A card is what the index keeps of a person: enough to score without asking
// anybody else.
//
// record id | size of what follows (4) | size of spellings (2) | spellings, each
// behind its length (1) | sex | births | nationalities | identifiers | places | photos | names; lists
// begin with their length, texts with theirs, as unsigned varints.

var errCard = errors.New("index: card is cut short")

const cardHead = len(lanna.RecordID{}) + 6

// appendCard writes a card; spelled are the spellings of its names.
func appendCard(b []byte, id lanna.RecordID, f *match.Facts, spelled [][]byte) []byte {
	start := len(b)
	b = append(b, id[:]...)
	b = append(b, 0, 0, 0, 0, 0, 0)
	b = appendSpellings(b, spelled)
	binary.LittleEndian.PutUint16(b[start+cardHead-2:], uint16(len(b)-start-cardHead))
	b = appendFacts(b, f)
	binary.LittleEndian.PutUint32(b[start+cardHead-6:], uint32(len(b)-start-cardHead))
	return b
}

// appendSpellings writes spellings, each behind its length.
func appendSpellings(b []byte, spelled [][]byte) []byte {
	for _, s := range spelled[:min(len(spelled), mostSpellings)] {
		b = append(b, byte(len(s)))
		b = append(b, s...)
	}
	return b
}

// eachSpelling calls f with spellings that stand behind their lengths.
func eachSpelling(spelled []byte, f func(text []byte)) {
	for len(spelled) > 0 {
		end := min(1+int(spelled[0]), len(spelled))
		f(spelled[1:end])
		spelled = spelled[end:]
	}
}

// cardSize is the size of a card by its head.
func cardSize(head []byte) int { return cardHead + int(binary.LittleEndian.Uint32(head[cardHead-6:])) }

// cardSpellings are the spellings of a card, each behind its length.
func cardSpellings(card []byte) []byte {
	if len(card) < cardHead {
		return nil
	}
	n := cardHead + int(binary.LittleEndian.Uint16(card[cardHead-2:]))
	if n > len(card) {
		return nil
	}
	return card[cardHead:n]
}

// cardSex is f, m or x; 0 where it is not known.
func cardSex(card []byte) byte {
	if n := cardHead + len(cardSpellings(card)); n < len(card) {
		return card[n]
	}
	return 0
}

func sexOf(f *match.Facts) byte {
	if len(f.Sex) == 1 {
		return f.Sex[0]
	}
	return 0
}

func appendFacts(b []byte, f *match.Facts) []byte {
	b = append(b, sexOf(f))
	b = binary.AppendUvarint(b, uint64(len(f.Births)))
	for _, d := range f.Births {
		flags := 0
		if d.Buddhist {
			flags |= 1
		}
		if d.FromAge {
			flags |= 2
		}
		b = binary.AppendUvarint(b, uint64(birthCode(d))<<2|uint64(flags))
	}
	b = appendTexts(b, f.Nationalities)
	b = appendTexts(b, f.Identifiers)
	b = appendTexts(b, f.Places)
	b = binary.AppendUvarint(b, uint64(len(f.Photos)))
	for _, h := range f.Photos {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	return appendTexts(b, f.Names)
}

func appendTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return b
}

// birthCode puts a date into 18 bits that sort by time; 0 is unknown.
func birthCode(b match.Birth) uint32 {
	if b.Year < firstYear || b.Year >= firstYear+511 {
		return 0
	}
	return uint32(b.Year-firstYear+1)<<9 | uint32(b.Month)<<5 | uint32(b.Day)
}

const firstYear = 1850

func birthOf(code uint32) match.Birth {
	if code == 0 {
		return match.Birth{}
	}
	return match.Birth{Year: int(code>>9) - 1 + firstYear, Month: int(code >> 5 & 15), Day: int(code & 31)}
}

// yearStart is the least code of a date in the year.
func yearStart(year int) uint32 { return uint32(max(year-firstYear+1, 0)) << 9 }

type cardReader struct {
	b   []byte
	bad bool
}

func (r *cardReader) take(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *cardReader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count is the length of a list whose entries take at least one byte.
func (r *cardReader) count() int {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *cardReader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]string, 0, n)
	for range n {
		out = append(out, string(r.take(r.count())))
	}
	return out
}

func cardRecord(b []byte) (id lanna.RecordID) {
	copy(id[:], b)
	return id
}

// parseCard reads a card; what follows it is left alone.
func parseCard(b []byte) (lanna.RecordID, match.Facts, error) {
	r := cardReader{b: b}
	f := match.Facts{}
	head := r.take(cardHead)
	id := cardRecord(head)
	if len(head) == cardHead {
		r.take(int(binary.LittleEndian.Uint16(head[cardHead-2:])))
	}
	if sex := r.take(1); len(sex) == 1 && sex[0] != 0 {
		f.Sex = string(sex)
	}
	for range r.count() {
		code := r.number()
		d := birthOf(uint32(code >> 2))
		d.Buddhist, d.FromAge = code&1 != 0, code&2 != 0
		f.Births = append(f.Births, d)
	}
	f.Nationalities, f.Identifiers, f.Places = r.texts(), r.texts(), r.texts()
	for range r.count() {
		if h := r.take(8); len(h) == 8 {
			f.Photos = append(f.Photos, binary.LittleEndian.Uint64(h))
		}
	}
	f.Names = r.texts()
	if r.bad {
		return id, match.Facts{}, errCard
	}
	return id, f, nil
}
