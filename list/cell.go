package list

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"lanna"
	"lanna/extract/ids"
	"lanna/names"
)

// A Value is what one cell says.
type Value struct {
	Property lanna.Property `json:"p"`
	Value    string         `json:"v"`
	Lang     string         `json:"l,omitempty"`
	Written  string         `json:"w,omitempty"` // where it differs from what was made of it
	Column   int            `json:"c"`
	Notes    []Note         `json:"n,omitempty"` // what is doubtful or was changed
}

// Codes of notes on a cell. Those of reasons to keep a row apart are in check.go.
const (
	NoteChecksum   = "checksum-fails"  // of an ID, a card
	NoteMasked     = "masked"          // signs are hidden
	NoteEither     = "date-either"     // day and month could change places; only the year is taken over
	NoteByColumn   = "date-by-column"  // day or month first, as the rest of the column shows
	NoteSwapped    = "date-swapped"    // day and month changed places; the ID number tells
	NoteBuddhist   = "buddhist-year"   // was in the Buddhist era
	NoteShortYear  = "year-two-digits" // the century is a guess
	NoteSerial     = "excel-day"       // was Excel's number of a day
	NoteBirthID    = "birth-not-as-id" // differs from the one in the ID number
	NoteSexID      = "sex-not-as-id"
	NoteAge        = "age-not-as-birth"
	NoteZawgyi     = "zawgyi" // kept as it was written
	NotePhone      = "phone-unlikely"
	NoteWord       = "word-unknown" // of a closed list; not taken over
	NoteMerged     = "merged"       // taken over from the cell that it was merged with
	NoteFormula    = "formula"      // as the sender's program last reckoned it
	NoteReplaced   = "signs-lost"   // signs that no encoding explains
	NoteDirection  = "direction"    // signs that turn the direction of writing were taken out
	NoteNRC        = "nrc-township" // the township's letters are not known
	NoteNumberLost = "number-lost-digits"
)

// A reading is one cell under way.
type reading struct {
	field  Field
	order  string // of dates in the column
	proved string // order that the column proves
	region string // whose habits phones and dates follow
	mark   string
	column int
	late   bool // days of Excel count from 1904 on

	text  string
	notes []Note
	why   string // reason to keep the row apart
}

func (c *reading) note(code string, args ...string) { c.notes = append(c.notes, Note{code, args}) }

// read reads a cell into values; c.why is set where it cannot.
func (c *reading) read(cell string) []Value {
	c.text = c.clean(cell)
	if c.text == "" || stopped(c.text) {
		return nil
	}
	switch c.mark {
	case "formula":
		c.note(NoteFormula)
	case "error": // the sender's program could not reckon it
		c.why = "cell-error"
		return nil
	}
	if c.mark == "merged" {
		c.note(NoteMerged)
	}
	if names.Zawgyi(c.text) {
		c.note(NoteZawgyi)
	}
	property, value := c.field, c.text
	switch c.field {
	case lanna.Name, lanna.Alias:
		c.name()
	case lanna.BirthDate, lanna.Date, Issued, Review:
		value = c.date()
	case lanna.Age:
		value = c.age()
	case AnyID, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.Passport, lanna.IDLao, lanna.IDOther:
		property, value = c.id()
	case lanna.Phone:
		return c.phones(cell)
	case lanna.Sex:
		value = c.word(sexWords)
	case lanna.FearOfReturn:
		if value = c.word(yesWords); value == "" {
			value = "unknown" // an answer that nobody understands is no "no"
		}
	case lanna.MinorFlag:
		if value = c.word(yesWords); value != "yes" {
			value = map[string]string{"unknown": "possible"}[value]
		}
	case lanna.Status:
		value = c.word(statusWords)
	case Role:
		value = c.role()
	case lanna.Nationality:
		value = c.nation()
	case lanna.Amount, lanna.Ransom: // sums are written in too many ways: the words are kept
		property = lanna.Narrative
	}
	if c.why != "" || value == "" {
		return nil
	}
	return []Value{c.value(property, value, cell)}
}

func (c *reading) value(p lanna.Property, value, written string) Value {
	v := Value{Property: p, Value: value, Column: c.column, Notes: c.notes, Lang: langOf(value)}
	if written = strings.TrimSpace(written); written != value {
		v.Written = written
	}
	return v
}

// clean takes out what no cell means: controls, signs that turn the direction of
// writing, blanks at the ends.
func (c *reading) clean(s string) string {
	if strings.ContainsRune(s, utf8.RuneError) {
		c.note(NoteReplaced)
	}
	turned := false
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F:
			turned = true
			return -1
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	if turned {
		c.note(NoteDirection)
	}
	return strings.Join(strings.Fields(strings.TrimPrefix(s, "'")), " ")
}

// stopped: what forms hold in place of nothing.
func stopped(s string) bool {
	switch strings.ToLower(s) {
	case "-", "--", "---", "/", "n/a", "na", "null", "nil", "none", "无", "／", "—", "xx", "xxx", ".":
		return true
	}
	return false
}

func (c *reading) name() {
	if len([]rune(c.text)) > names.MaxRunes {
		c.why = "name-too-long"
		return
	}
	if n := names.Parse(c.text); n.Empty() {
		c.why = "name-no-letters"
	}
}

func (c *reading) date() string {
	order := c.order
	if order == "" && (c.proved == "dmy" || c.proved == "mdy") {
		order = c.proved
	}
	d := ParseDate(c.text, order)
	if d.Why != "" {
		c.why = d.Why
		return ""
	}
	if order != "" && c.order == "" && ParseDate(c.text, "").Either {
		c.note(NoteByColumn, order)
	}
	if d.Either {
		c.note(NoteEither)
		d.Month, d.Day = 0, 0
	}
	if d.Buddhist {
		c.note(NoteBuddhist)
	}
	if d.Short {
		c.note(NoteShortYear)
	}
	if d.Serial > 0 {
		c.note(NoteSerial)
		d = d.since(c.late)
	}
	return d.ISO()
}

var firstNumber = regexp.MustCompile(`\d{1,3}`)

func (c *reading) age() string {
	s := firstNumber.FindString(names.FoldDigits(c.text))
	if n, err := strconv.Atoi(s); err != nil || n > 120 {
		c.why = "age-impossible"
		return ""
	}
	return s
}

var (
	nrcForm    = regexp.MustCompile(`^(\d{1,2})/([\p{L}\p{M}]{3,24})[(（]([\p{L}\p{M}]{1,12})[)）](\d{5,6})$`)
	passForm   = regexp.MustCompile(`^[A-Z0-9]{5,12}$`)
	scientific = regexp.MustCompile(`(?i)^\d(\.\d+)?e\+?\d{1,2}$`)
)

// id reads a document's number. Which kind it is, its form tells where the
// column does not.
func (c *reading) id() (lanna.Property, string) {
	v := plainNumber(c.text)
	if scientific.MatchString(strings.TrimSpace(c.text)) {
		c.why = NoteNumberLost // a spreadsheet kept 15 digits of it, and made zeros of the rest
		return "", ""
	}
	if r, ok := ids.ParseResident(v); ok && (c.field == AnyID || c.field == lanna.IDResident || c.field == lanna.IDOther) {
		c.noteWhy(r.Why())
		return lanna.IDResident, r.Number
	}
	if form, valid := ids.ThaiID(v); form && (c.field == AnyID || c.field == lanna.IDThai || c.field == lanna.IDOther) {
		if !valid {
			c.note(NoteChecksum)
		}
		return lanna.IDThai, v
	}
	if m := nrcForm.FindStringSubmatch(strings.ToUpper(strings.Join(strings.Fields(names.FoldDigits(c.text)), ""))); m != nil {
		return lanna.IDMyanmar, c.nrc(m)
	}
	switch c.field {
	case lanna.IDResident, lanna.IDThai:
		c.why = "id-form"
		if len(v) != 18 && len(v) != 15 && c.field == lanna.IDResident || len(v) != 13 && c.field == lanna.IDThai {
			c.why = "id-length"
		}
		return "", ""
	case lanna.IDMyanmar:
		c.why = "id-form"
		return "", ""
	case lanna.Passport:
		if p := strings.TrimPrefix(v, "NO"); passForm.MatchString(p) {
			return lanna.Passport, p
		}
		c.why = "id-form"
		return "", ""
	case AnyID:
		if passForm.MatchString(v) && strings.IndexFunc(v, unicode.IsLetter) == 0 && len(v) >= 7 && len(v) <= 10 {
			return lanna.Passport, v
		}
		return lanna.IDOther, c.text
	}
	return c.field, c.text
}

func (c *reading) noteWhy(why string) {
	switch why {
	case ids.WhyChecksum:
		c.note(NoteChecksum)
	case ids.WhyMasked:
		c.note(NoteMasked)
	}
}

func (c *reading) nrc(m []string) string {
	n := ids.NRC{State: m[1], Letters: m[2], Class: ids.NRCClass(m[3]), Number: m[4], Candidates: ids.Townships(m[1], m[2])}
	if len(n.Candidates) == 0 || n.Class == "" {
		c.note(NoteNRC)
		return m[1] + "/" + m[2] + "(" + m[3] + ")" + m[4]
	}
	return n.String()
}

// phones reads one or several numbers in a cell.
func (c *reading) phones(cell string) []Value {
	if scientific.MatchString(strings.TrimSpace(c.text)) {
		c.why = NoteNumberLost
		return nil
	}
	var out []Value
	for _, part := range strings.FieldsFunc(c.text, func(r rune) bool { return strings.ContainsRune("/,;、，；", r) }) {
		notes := c.notes
		number, ok := c.phone(part)
		if number == "" {
			continue
		}
		if !ok {
			c.note(NotePhone)
		}
		out = append(out, c.value(lanna.Phone, number, part))
		c.notes = notes
		if len(out) == 5 {
			break
		}
	}
	if len(out) == 0 {
		c.why = "phone-form"
	}
	return out
}

// phone is the number in E.164, and whether its country's plan has it.
func (c *reading) phone(s string) (string, bool) {
	v := plainNumber(s)
	digits := strings.TrimLeft(v, "+")
	if !allDigits(digits) || len(digits) < 6 || len(digits) > 16 {
		return "", false
	}
	if strings.HasPrefix(v, "00") {
		v = "+" + v[2:]
	}
	regions := []string{c.region, habit(v)}
	if v[0] == '+' || regions[0] == regions[1] {
		regions = regions[:1]
	}
	for _, region := range regions {
		if region == "" && v[0] != '+' {
			continue
		}
		n, err := phonenumbers.Parse(v, region)
		if err == nil && phonenumbers.IsValidNumber(n) {
			return phonenumbers.Format(n, phonenumbers.E164), true
		}
	}
	return v, false
}

// habit is the region that writes numbers of such a form without a country code.
func habit(v string) string {
	switch {
	case len(v) == 11 && v[0] == '1' && v[1] >= '3':
		return "CN"
	case strings.HasPrefix(v, "020") || strings.HasPrefix(v, "030"):
		return "LA"
	case len(v) == 10 && v[0] == '0' && strings.IndexByte("689", v[1]) >= 0:
		return "TH"
	case strings.HasPrefix(v, "09"):
		return "MM"
	}
	return ""
}

func (c *reading) word(list func() map[string]string) string {
	w, ok := wordOf(list, c.text)
	if !ok {
		c.note(NoteWord)
	}
	return w
}

// role keeps a word that is in no list as it is: it is no word of suspicion then.
func (c *reading) role() string {
	if w, ok := wordOf(roleWords, c.text); ok {
		return w
	}
	for _, part := range strings.FieldsFunc(c.text, func(r rune) bool { return strings.ContainsRune("/,;、，； ", r) }) {
		if w, ok := wordOf(roleWords, part); ok && (w == RoleLeader || w == RoleWanted) {
			return w
		}
	}
	c.note(NoteWord)
	return c.text
}

func (c *reading) nation() string {
	code, ok := nationOf(c.text)
	if !ok {
		c.note(NoteWord)
	}
	return code
}

// langOf is the language of a script that one of the five has alone.
func langOf(s string) string {
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			return "zh"
		case r >= 0x0E00 && r < 0x0E80:
			return "th"
		case r >= 0x0E80 && r < 0x0F00:
			return "lo"
		case r >= 0x1000 && r < 0x10A0:
			return "my"
		}
	}
	return ""
}
