package desk

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/list"
)

// A ListedRow is a row of a list as it was checked. Checked rows lie in a blob,
// one a line behind its signs, so that a page reads those that it shows and
// nothing else.
type ListedRow struct {
	list.Person
	Raw      []string       `json:"raw,omitempty"` // as it came, of rows that are kept apart
	ID       lanna.RecordID `json:"id"`            // the record that it becomes
	Who      lanna.RecordID `json:"who"`           // its person's
	Joins    bool           `json:"joins,omitempty"`
	Pairs    []ListPair     `json:"pairs,omitempty"`    // who else it may be
	Presumes bool           `json:"presumes,omitempty"` // something in it indicates trafficking
	Suspects bool           `json:"suspects,omitempty"` // it calls the person wanted, or a leader
	Locked   bool           `json:"locked,omitempty"`   // both, or it meets a presumed victim
	Minor    string         `json:"minor,omitempty"`    // MinorYes, MinorPossible
}

// A ListPair is another row, or a person of the register, that may be the same.
type ListPair struct {
	Row    int            `json:"row,omitempty"`
	Record lanna.RecordID `json:"record,omitzero"` // the person
	Score  float64        `json:"score"`
	Number bool           `json:"number,omitempty"` // they have a document's number in common
}

// name is how a decision names the other side.
func (p *ListPair) name() string {
	if p.Row > 0 {
		return strconv.Itoa(p.Row)
	}
	return p.Record.String()
}

// Parts of a list that a page shows.
const (
	ListAll     = "all"
	ListFaulty  = "faulty"   // kept apart, with reasons
	ListDoubts  = "doubtful" // taken over, something is doubtful
	ListDoubles = "doubles"  // stands in the list twice
	ListKnown   = "known"    // may be somebody in the register
	ListSure    = "sure"     // has a document's number in common with another row or person
	ListLocked  = "locked"   // suspicion meets a presumed victim
	ListMinors  = "minors"
	ListFears   = "fears" // fears to be returned, or was not asked
)

// ListParts lists all parts.
var ListParts = []string{ListAll, ListFaulty, ListDoubts, ListDoubles, ListKnown, ListSure, ListLocked, ListMinors, ListFears}

// partSigns are the signs of parts in front of a row's line.
var partSigns = map[string]byte{ListAll: '.', ListFaulty: 'F', ListDoubts: 'D', ListDoubles: 'T', ListKnown: 'K', ListSure: 'S', ListLocked: 'L', ListMinors: 'M', ListFears: 'A'}

func (r *ListedRow) parts() []string {
	out := []string{ListAll}
	add := func(part string, is bool) {
		if is {
			out = append(out, part)
		}
	}
	add(ListFaulty, len(r.Faults) > 0)
	if len(r.Faults) > 0 {
		return out
	}
	rows, people, sure := false, false, false
	for i := range r.Pairs {
		sure = sure || r.Pairs[i].Number
		rows = rows || r.Pairs[i].Row > 0
		people = people || r.Pairs[i].Row == 0
	}
	fear := r.First(lanna.FearOfReturn)
	add(ListDoubts, r.Doubtful())
	add(ListDoubles, rows)
	add(ListKnown, people)
	add(ListSure, sure)
	add(ListLocked, r.Locked)
	add(ListMinors, r.Minor != "")
	add(ListFears, fear == "yes" || fear == "unknown")
	return out
}

// A ListTally counts the rows of a list.
type ListTally struct {
	Rows  int            `json:"rows"`
	Parts map[string]int `json:"parts"`           // rows in each part
	Codes map[string]int `json:"codes"`           // cells by what is doubtful or wrong
	Roles map[string]int `json:"roles,omitempty"` // rows by what the list calls the person
	Done  map[string]int `json:"done,omitempty"`  // rows by what became of them
}

func newTally() ListTally {
	return ListTally{Parts: map[string]int{}, Codes: map[string]int{}, Roles: map[string]int{}}
}

func (t *ListTally) add(r *ListedRow) {
	t.Rows++
	for _, part := range r.parts() {
		t.Parts[part]++
	}
	for _, f := range r.Faults {
		t.Codes[f.Code]++
	}
	for _, v := range append(r.Values, r.Dropped...) {
		for _, n := range v.Notes {
			t.Codes[n.Code]++
		}
	}
	if r.Role == list.RoleLeader || r.Role == list.RoleWanted || r.Role == list.RoleVictim {
		t.Roles[r.Role]++
	}
	if r.First(lanna.Nationality) == list.Stateless {
		t.Roles["stateless"]++
	}
}

// keepRows seals checked rows into a blob.
func (d *Desk) keepRows(rows []ListedRow) (blob.Ref, error) {
	w, err := d.cfg.Blobs.Create()
	if err != nil {
		return blob.Ref{}, notKept(err)
	}
	defer w.Discard()
	out := bufio.NewWriterSize(w, 64<<10)
	for i := range rows {
		var signs []byte
		for _, part := range rows[i].parts() {
			signs = append(signs, partSigns[part])
		}
		b, err := json.Marshal(&rows[i])
		if err != nil {
			return blob.Ref{}, &lanna.Error{Kind: lanna.Internal, Code: "list-row", Err: err}
		}
		out.Write(append(append(signs, '\t'), b...)) //nolint:errcheck // kept by the writer, and told by Flush
		out.WriteByte('\n')                          //nolint:errcheck
	}
	if err := out.Flush(); err != nil {
		return blob.Ref{}, notKept(err)
	}
	ref, err := w.Keep("application/x-ndjson")
	if err != nil {
		return ref, notKept(err)
	}
	return ref, nil
}

// errRead ends a reading of rows early.
var errRead = io.EOF

// eachRow calls f with the checked rows of a part in their order, until f
// returns an error; errRead ends it without one.
func (d *Desk) eachRow(ctx context.Context, ref blob.Ref, part string, f func(r *ListedRow) error) error {
	from, err := d.cfg.Blobs.Open(ref)
	if err != nil {
		return notKept(err)
	}
	defer from.Close()
	in := bufio.NewReaderSize(from, 256<<10)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return notKept(err)
		}
		signs, body, _ := strings.Cut(line, "\t")
		if strings.IndexByte(signs, partSigns[part]) < 0 {
			continue
		}
		var r ListedRow
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return &lanna.Error{Kind: lanna.Integrity, Code: "list-row", Err: err}
		}
		if err := f(&r); err == errRead {
			return nil
		} else if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
