package list

import (
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"lanna"
	"lanna/extract/ids"
)

// Kinds of list.
const (
	Handover = "handover" // people whom one party hands over to another
	Wanted   = "wanted"   // people for whom there is a warrant
	Family   = "family"   // people whom their families report
	Released = "released" // people who came out of a compound
	Missing  = "missing"  // people out of contact
)

// Kinds lists all kinds.
var Kinds = []string{Handover, Wanted, Family, Released, Missing}

// A Plan says how to read the cells.
type Plan struct {
	Kind    string
	Mapping Mapping
	Region  string    // ISO 3166-1 alpha-2: whose habits phones follow where nothing else tells
	Today   time.Time // no birth is after it
}

// A Person is one row as it was read.
type Person struct {
	Number  int      `json:"n"` // of the row in the file
	Values  []Value  `json:"v,omitempty"`
	Dropped []Value  `json:"d,omitempty"` // cells that are not taken over, and why
	Role    string   `json:"r,omitempty"` // what the list calls the person
	Faults  []Fault  `json:"f,omitempty"` // why the row is kept apart; none: it is good
	Raw     []string `json:"-"`
}

// A Fault is why a cell, or with Column -1 the row, cannot be taken over.
type Fault struct {
	Column int    `json:"c"`
	Code   string `json:"k"`
}

// First returns the first value of a property, or "".
func (p *Person) First(property lanna.Property) string {
	for _, v := range p.Values {
		if v.Property == property {
			return v.Value
		}
	}
	return ""
}

// Claims are the values by property.
func (p *Person) Claims() map[lanna.Property][]string {
	out := map[lanna.Property][]string{}
	for _, v := range p.Values {
		out[v.Property] = append(out[v.Property], v.Value)
	}
	return out
}

// Doubtful reports whether anything in the row was doubtful.
func (p *Person) Doubtful() bool {
	return len(p.Dropped) > 0 || slices.ContainsFunc(p.Values, func(v Value) bool {
		return slices.ContainsFunc(v.Notes, func(n Note) bool { return !harmless(n.Code) })
	})
}

// harmless notes tell of a change that is certain.
func harmless(code string) bool {
	return code == NoteSerial || code == NoteByColumn || code == NoteMerged
}

// Check reads every cell of the table, on all cores.
func Check(t *Table, plan Plan) []Person {
	proved := make([]string, len(t.Header))
	for i, c := range plan.Mapping {
		if dateField(c.Field) {
			proved[i] = orderOf(t.column(i))
		}
	}
	out := make([]Person, len(t.Rows))
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w * len(out) / workers; i < (w+1)*len(out)/workers; i++ {
				out[i] = t.check(&t.Rows[i], &plan, proved)
			}
		})
	}
	wg.Wait()
	return out
}

func dateField(f Field) bool {
	return slices.Contains([]Field{lanna.BirthDate, lanna.Date, Issued, Review}, f)
}

func (t *Table) column(i int) []string {
	out := make([]string, 0, len(t.Rows))
	for r := range t.Rows {
		if c := t.Rows[r].Cells; i < len(c) && c[i] != "" {
			out = append(out, c[i])
		}
	}
	return out
}

func (t *Table) check(r *Row, plan *Plan, proved []string) Person {
	p := Person{Number: r.Number, Raw: r.Cells}
	if r.Fault != "" {
		p.Faults = []Fault{{-1, r.Fault}}
		return p
	}
	region := plan.regionOf(r)
	for i, column := range plan.Mapping {
		if column.Field == "" || column.Field == Ignore || column.Field == Serial || i >= len(r.Cells) {
			continue
		}
		c := reading{field: column.Field, order: column.Order, proved: proved[i], region: region, mark: r.mark(i), column: i, late: t.Since1904}
		values := c.read(r.Cells[i])
		switch {
		case c.why != "":
			p.Faults = append(p.Faults, Fault{i, c.why})
		case len(values) == 0 && len(c.notes) > 0:
			p.Dropped = append(p.Dropped, Value{Property: column.Field, Column: i, Written: c.text, Notes: c.notes})
		default:
			p.Values = append(p.Values, values...)
		}
	}
	p.Role = p.First(lanna.ListedAs)
	p.agree(plan)
	return p
}

// regionOf is the habit of a row: its nationality's, else the plan's.
func (p *Plan) regionOf(r *Row) string {
	for i, c := range p.Mapping {
		if c.Field == lanna.Nationality && i < len(r.Cells) {
			if code, ok := nationOf(r.Cells[i]); ok && len(code) == 2 {
				return code
			}
		}
	}
	return p.Region
}

// agree looks whether the row's cells agree with each other, and whether it
// names anybody.
func (p *Person) agree(plan *Plan) {
	p.birthAndID()
	p.lifetime(plan.Today)
	if len(p.Faults) > 0 {
		return
	}
	named := slices.ContainsFunc(p.Values, func(v Value) bool {
		return v.Property == lanna.Name || v.Property == lanna.Alias || idField(v.Property)
	})
	switch {
	case len(p.Values) == 0 && len(p.Dropped) == 0:
		p.fault("row-empty")
	case !named:
		p.fault("nobody-named")
	case plan.Kind == Wanted && p.First(lanna.Warrant) == "" && p.First(lanna.Offence) == "":
		p.fault("warrant-missing") // wanted by whom, and for what
	}
}

func (p *Person) fault(code string) { p.Faults = append(p.Faults, Fault{-1, code}) }

// birthAndID compares what a Chinese resident ID says with the row's birth date
// and sex. Where day and month changed places in the cell, the number decides.
func (p *Person) birthAndID() {
	number, ok := ids.ParseResident(p.First(lanna.IDResident))
	if !ok || number.Birth == "" {
		return
	}
	for i := range p.Values {
		v := &p.Values[i]
		switch {
		case v.Property == lanna.BirthDate:
			p.compareBirth(v, number.Birth)
		case v.Property == lanna.Sex && number.Sex != "" && v.Value != number.Sex && v.Value != "x":
			v.Notes = append(v.Notes, Note{Code: NoteSexID})
		}
	}
}

func (p *Person) compareBirth(v *Value, birth string) {
	either := slices.ContainsFunc(v.Notes, func(n Note) bool { return n.Code == NoteEither })
	said, known := ParseDate(v.written(), ""), ParseDate(birth, "")
	switch {
	case v.Value == birth || known.Day == 0:
	case either && said.Year == known.Year && (said.ISO() == birth || said.swapped().ISO() == birth):
		v.keepWritten(birth)
		v.Notes = slices.DeleteFunc(v.Notes, func(n Note) bool { return n.Code == NoteEither })
	case ParseDate(v.Value, "").swapped().ISO() == birth:
		v.keepWritten(birth)
		v.Notes = append(v.Notes, Note{Code: NoteSwapped})
	case len(v.Value) < len(birth) && birth[:len(v.Value)] == v.Value:
	default:
		v.Notes = append(v.Notes, Note{Code: NoteBirthID})
	}
}

func (v *Value) written() string {
	if v.Written != "" {
		return v.Written
	}
	return v.Value
}

func (v *Value) keepWritten(value string) {
	v.Written = v.written()
	if v.Value = value; v.Written == value {
		v.Written = ""
	}
}

// lifetime refuses births in the future and before living people, and notes an
// age that is not the birth's.
func (p *Person) lifetime(today time.Time) {
	birth := ParseDate(p.First(lanna.BirthDate), "")
	if birth.Year == 0 {
		return
	}
	column := slices.IndexFunc(p.Values, func(v Value) bool { return v.Property == lanna.BirthDate })
	switch day, err := time.Parse(time.DateOnly, p.Values[column].Value); {
	case birth.Year > today.Year() || err == nil && day.After(today):
		p.Faults = append(p.Faults, Fault{p.Values[column].Column, "birth-in-future"})
	case birth.Year < today.Year()-120:
		p.Faults = append(p.Faults, Fault{p.Values[column].Column, "birth-too-early"})
	}
	for i := range p.Values {
		if v := &p.Values[i]; v.Property == lanna.Age {
			if n, err := strconv.Atoi(v.Value); err == nil && (n > today.Year()-birth.Year+1 || n < today.Year()-birth.Year-2) {
				v.Notes = append(v.Notes, Note{Code: NoteAge})
			}
		}
	}
}
