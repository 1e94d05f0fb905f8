package list

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"lanna"
	"lanna/names"
)

// A Field is what a column can hold: a property of a person, or one of the
// words below.
type Field = lanna.Property

// Fields that are no property by themselves.
const (
	AnyID  Field = "id" // a document's number, whose kind its form tells
	Role   Field = lanna.ListedAs
	Serial Field = "serial" // number of the row in the sender's own list
	Issued Field = lanna.IssuedOn
	Review Field = lanna.ValidUntil
	Ignore Field = "-" // not taken over
)

// Fields lists all that a column can be mapped to, in the order of a form.
var Fields = []Field{
	lanna.Name, lanna.Alias, lanna.Sex, lanna.BirthDate, lanna.Age, lanna.Nationality, AnyID, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar,
	lanna.IDLao, lanna.Passport, lanna.IDOther, lanna.Phone, lanna.Handle, lanna.MarkOnBody, Role, lanna.Offence, lanna.Warrant, lanna.Authority,
	Issued, Review, lanna.Danger, lanna.Amount, lanna.FearOfReturn, lanna.MinorFlag, lanna.Health, lanna.Restraint, lanna.Belongings, lanna.Referral,
	lanna.SureIdentity, lanna.Interpreter, lanna.Destination, lanna.HeldBy, lanna.Compound, lanna.Place, lanna.LastPlace, lanna.Route, lanna.LastMessage,
	lanna.Date, lanna.Relation, lanna.Contact, lanna.Ransom, lanna.Status, lanna.Narrative, Serial, Ignore,
}

// columns.tsv: a field, then the names under which lists of the region have it.
// Names were written for this project from the words of docs and forms in each
// language; it is data, and grows with the lists that come.
//
//go:embed columns.tsv
var columnTable string

var columnNames = sync.OnceValue(func() map[string]Field {
	m := map[string]Field{}
	for line := range strings.Lines(columnTable) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(cells) < 2 {
			continue
		}
		for _, name := range cells[1:] {
			m[plainHead(name)] = Field(cells[0])
		}
	}
	return m
})

// plainHead is a heading without what lists put around it: case, blanks, signs,
// what stands in brackets.
func plainHead(s string) string {
	s = norm.NFKC.String(s)
	if i := strings.IndexAny(s, "(（[【"); i > 0 {
		s = s[:i]
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, names.Simplified(s))
}

// fieldNamed is the field that a heading names; "" where none is known. Of a
// heading of two lines or two languages any part may be known.
func fieldNamed(head string) Field {
	if len(head) > 200 {
		return ""
	}
	m := columnNames()
	if f := m[plainHead(head)]; f != "" {
		return f
	}
	parts := strings.FieldsFunc(head, func(r rune) bool { return strings.ContainsRune("/\n|(（)）[]【】·:：", r) })
	for _, p := range parts {
		if f := m[plainHead(p)]; f != "" {
			return f
		}
	}
	words := strings.Fields(head)
	for n := len(words) - 1; n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			if f := m[plainHead(strings.Join(words[i:i+n], " "))]; f != "" {
				return f
			}
		}
	}
	return ""
}

// Sources of a proposal.
const (
	ByName     = "name"
	ByContent  = "content"
	Remembered = "remembered"
	ByOfficer  = "officer"
)

// A Column is what one column is taken for.
type Column struct {
	Field Field  `json:"field"`           // "" where nobody knows yet; such a column is not taken over
	Why   string `json:"why,omitempty"`   // name, content, remembered, officer
	Order string `json:"order,omitempty"` // of dates: dmy, mdy, ymd; "" lets the column decide
	Sure  int    `json:"sure,omitempty"`  // by content: percent of the values that fit
}

// A Mapping is one Column for each column of the table.
type Mapping []Column

// Has reports whether a column is taken for the field.
func (m Mapping) Has(f Field) bool {
	return slices.ContainsFunc(m, func(c Column) bool { return c.Field == f })
}

// Propose says what each column holds. What a sender's list held before, under
// the same heading, goes first; then the heading's name; then the values. A
// heading whose values are clearly something else gives way to them.
func Propose(t *Table, before map[string]Column) Mapping {
	m := make(Mapping, len(t.Header))
	for i, head := range t.Header {
		if c, ok := before[plainHead(head)]; ok && head != "" {
			m[i] = Column{Field: c.Field, Order: c.Order, Why: Remembered}
			continue
		}
		m[i] = t.propose(i, head)
	}
	m.single(t)
	return m
}

func (t *Table) propose(i int, head string) Column {
	named := fieldNamed(head)
	found, share := t.content(i)
	switch {
	case named != "" && (named != AnyID || found == "" || !idField(found)):
		if contradicts(named, found) && share >= 80 {
			return Column{Field: found, Why: ByContent, Sure: share}
		}
		return Column{Field: named, Why: ByName}
	case named == AnyID && share >= 95: // all of one kind
		return Column{Field: found, Why: ByContent, Sure: share}
	case named == AnyID:
		return Column{Field: AnyID, Why: ByName}
	case found != "" && share >= 70:
		return Column{Field: found, Why: ByContent, Sure: share}
	}
	return Column{}
}

// contradicts: a column that is named so cannot hold such values.
func contradicts(named, found Field) bool {
	strict := []Field{lanna.BirthDate, lanna.Phone, lanna.Sex, lanna.IDResident, lanna.IDThai, lanna.Nationality}
	return found != "" && found != named && slices.Contains(strict, named) && slices.Contains(strict, found)
}

func idField(f Field) bool {
	return slices.Contains([]Field{lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, AnyID}, f)
}

// single leaves a field of one value to the first column that has it: the others
// were found by content alone, as a date of detention beside a date of birth.
func (m Mapping) single(t *Table) {
	taken := map[Field]int{}
	for i, c := range m {
		if j, ok := taken[c.Field]; ok && !c.Field.Multiple() && c.Field != "" && c.Field != Ignore {
			drop := i
			if m[j].Why == ByContent && c.Why != ByContent {
				drop, taken[c.Field] = j, i
			}
			m[drop] = Column{}
			continue
		}
		taken[c.Field] = i
	}
	// A name that no heading tells is the column of most letters.
	if !m.Has(lanna.Name) {
		if i := t.likeNames(m); i >= 0 {
			m[i] = Column{Field: lanna.Name, Why: ByContent}
		}
	}
}

// Memory is a mapping by headings, as it is remembered of a sender.
func (m Mapping) Memory(t *Table) map[string]Column {
	out := map[string]Column{}
	for i, c := range m {
		if head := plainHead(t.Header[i]); head != "" && c.Field != "" {
			out[head] = Column{Field: c.Field, Order: c.Order}
		}
	}
	return out
}

func foldDigits(s string) string { return names.FoldDigits(s) }

// Remap changes a mapping where columns are named by their headings: fields, and
// the order of dates. A heading that is not there is Invalid "list-heading".
func Remap(header []string, m Mapping, fields map[string]Field, orders map[string]string) (Mapping, error) {
	out := slices.Clone(m)
	at := func(heading string) (int, error) {
		for i, h := range header {
			if h == heading || plainHead(h) == plainHead(heading) {
				return i, nil
			}
		}
		return 0, &lanna.Error{Kind: lanna.Invalid, Code: "list-heading"}
	}
	for heading, f := range fields {
		i, err := at(heading)
		if err != nil {
			return nil, err
		}
		out[i] = Column{Field: f, Why: ByOfficer}
	}
	for heading, order := range orders {
		i, err := at(heading)
		if err != nil {
			return nil, err
		}
		out[i].Order = order
	}
	return out, nil
}
