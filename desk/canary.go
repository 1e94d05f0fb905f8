package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A canary is a person of the register whom nobody has any reason to look at. To
// every officer but the auditor it is a person as any other: it counts in lists,
// it is found by its name. It is of no alert, because an alert that is a lie
// costs the time of those who wait for a true one. What says that it is one
// stands on a record of its own, which the auditor alone is shown.

// canaryView lists the canaries.
const canaryView = "canary"

// canaryAct is the act under which a planted person appears to be recorded.
const canaryAct = "capture.confirm"

// A Canary is a planted record, and who touched it.
type Canary struct {
	Canary  lanna.RecordID  `json:"canary"` // what says that it is one
	Label   string          `json:"label"`  // Y-0001
	Record  lanna.RecordID  `json:"record"` // the person
	Person  string          `json:"person"` // the person's label; "" where it was erased
	By      lanna.OfficerID `json:"by"`     // who planted it
	Seems   lanna.OfficerID `json:"seems"`  // nobody's: under whom it seems to be recorded
	As      string          `json:"as"`     // the name of that nobody
	Time    lanna.Millis    `json:"time"`
	Touches []AuditEntry    `json:"touches"` // newest first
	Told    int64           `json:"-"`       // up to which place the auditors were woken
	Seen    int64           `json:"-"`       // up to which place an auditor has looked
}

// canaryOf is what a canary's record says, as JSON.
type canaryOf struct {
	Record lanna.RecordID  `json:"record"`
	Seems  lanna.OfficerID `json:"seems"`
	As     string          `json:"as"`
}

type canaryRow struct {
	canaryOf
	Label string          `json:"label"`
	By    lanna.OfficerID `json:"by"`
	Time  lanna.Millis    `json:"time"`
}

func foldCanary(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.CanaryRecord) {
		return store.Row{}, false
	}
	row := canaryRow{Label: st.Of(us, lanna.Label), By: st.History[0].Officer, Time: st.History[0].Time}
	if json.Unmarshal([]byte(st.Of(us, lanna.CanaryOf)), &row.canaryOf) != nil {
		return store.Row{}, false
	}
	body, err := json.Marshal(row)
	return store.Row{Body: body, Keys: []store.Key{{Name: "all", Order: int64(row.Time)}, {Name: "seems", Value: row.Seems.String()}}}, err == nil
}

// A Plant is what an auditor says of a person who does not exist.
type Plant struct {
	As     string  `json:"as"`             // by whom it seems to be recorded: a name that no officer has
	Case   string  `json:"case,omitempty"` // under which case
	Fields []Field `json:"fields"`         // name, and what a notice says of a person
}

// maxPlanted is how many fields a planted person has at most.
const maxPlanted = 20

func (p *Plant) check() error {
	p.As, p.Case = strings.TrimSpace(p.As), strings.TrimSpace(p.Case)
	named := false
	for i := range p.Fields {
		f := &p.Fields[i]
		f.Value = strings.TrimSpace(f.Value)
		if f.Value == "" || !slices.Contains(personal, f.Property) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "canary-malformed"}
		}
		named = named || f.Property == lanna.Name
	}
	if p.As == "" || len(p.As) > 200 || !named || len(p.Fields) > maxPlanted {
		return &lanna.Error{Kind: lanna.Invalid, Code: "canary-malformed"}
	}
	return nil
}

// PlantCanary plants a person. An officer's own name is Conflict "canary-name": no
// colleague is made to have said what nobody said. A number that somebody has is
// Conflict "canary-number".
func (d *Desk) PlantCanary(ctx context.Context, by Actor, why Why, p Plant) (lanna.RecordID, error) {
	if err := p.check(); err != nil {
		return lanna.RecordID{}, err
	}
	c := canaryOf{Record: lanna.NewRecordID(), Seems: lanna.NewRecordID(), As: p.As}
	err := d.do(ctx, by, why, "canary.plant", func(w *work) error {
		if err := w.unheard(&p); err != nil {
			return err
		}
		if err := w.plant(c, p); err != nil {
			return err
		}
		body, err := json.Marshal(c)
		if err != nil {
			return err
		}
		return w.openOwn(lanna.CanaryRecord, statement.New(lanna.CanaryOf, string(body)))
	})
	if err != nil {
		return lanna.RecordID{}, err
	}
	return c.Record, d.loadPlanted(ctx)
}

// unheard refuses a name of an officer and a number of a person.
func (w *work) unheard(p *Plant) error {
	list, err := officers(w.tx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(a Actor) bool { return strings.EqualFold(a.Name, p.As) }) {
		return &lanna.Error{Kind: lanna.Conflict, Code: "canary-name"}
	}
	all, err := w.tx.Audiences(recordView)
	if err != nil || len(all) == 0 {
		return err
	}
	for _, f := range p.Fields {
		key := keyOf(f.Property, f.Value)
		if key == "" || !slices.Contains(documents, f.Property) {
			continue
		}
		found, err := w.tx.List(store.ListQuery{View: recordView, Name: "id", Values: []string{key}, Audiences: all, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "canary-number"}
		}
	}
	return nil
}

// plant records the person as if an officer had confirmed it. That officer is
// nobody: the id stands in no account, and the canary's own record, which the
// auditor signs, says that it is the auditor's.
func (w *work) plant(c canaryOf, p Plant) error {
	by, act, why := w.by, w.act, w.why
	defer func() { w.by, w.act, w.why = by, act, why }()
	w.by, w.act, w.why = Actor{Officer: c.Seems}, canaryAct, Why{Purpose: lanna.Rescue, Case: p.Case}
	m, err := markingFor(MarkLife, w.by, w.now)
	if err != nil {
		return err
	}
	claims := []statement.Claim{statement.New(lanna.VictimStatus, Presumed), statement.New(lanna.Rule, rulePresume)}
	for _, f := range p.Fields {
		one := statement.New(f.Property, f.Value)
		one.Lang = f.Lang
		claims = append(claims, one)
	}
	if err := w.createAs(c.Record, lanna.PersonRecord, m, claims...); err != nil {
		return err
	}
	w.stays = append(w.stays, w.said[len(w.said)-1].st.ID) // touches at another node would go unseen
	return nil
}

// isPlanted reports whether a record is a canary. What leaves the node asks it:
// filters, releases, requests, figures.
func (d *Desk) isPlanted(id lanna.RecordID) bool {
	p := d.planted.Load()
	return p != nil && (*p)[id]
}

// loadPlanted reads which records are canaries.
func (d *Desk) loadPlanted(ctx context.Context) error {
	set := map[lanna.RecordID]bool{}
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := canaries(r)
		for i := range list {
			set[list[i].Record] = true
		}
		return err
	})
	if err == nil {
		d.planted.Store(&set)
	}
	return storeError(err)
}

// canaries lists all, newest first.
func canaries(r store.Reader) ([]Canary, error) {
	items, err := r.List(store.ListQuery{View: canaryView, Name: "all", Values: []string{""}, Audiences: everyone, Descending: true, Limit: 1000})
	var out []Canary
	for i := 0; err == nil && i < len(items); i++ {
		var c canaryRow
		if err = json.Unmarshal(items[i].Body, &c); err == nil {
			out = append(out, Canary{Canary: items[i].ID, Label: c.Label, Record: c.Record, By: c.By, Seems: c.Seems, As: c.As, Time: c.Time})
		}
	}
	return out, err
}

// nobodysName is the name under which a planted record seems to be said.
func (d *Desk) nobodysName(ctx context.Context, seems lanna.OfficerID) (name string) {
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		items, err := r.List(store.ListQuery{View: canaryView, Name: "seems", Values: []string{seems.String()}, Audiences: everyone, Limit: 1})
		if err != nil || len(items) == 0 {
			return err
		}
		var c canaryRow
		err = json.Unmarshal(items[0].Body, &c)
		name = c.As
		return err
	})
	if err != nil {
		d.cfg.Log.Error("name not read", "officer", seems.String(), "code", lanna.CodeOf(err))
	}
	return name
}

// inPassing are the acts that show a record among others without anybody having
// asked for it: no touch.
var inPassing = []string{"queue.list", "request.list", "record.due", "list.show", "shift.show", "audit.list"}

// maxTouches is how many touches of one canary are listed.
const maxTouches = 50

// touches are the entries of the log that touch a canary: whoever opened it,
// found it by a search, was refused, or said something on it.
func (a *auditReader) touches(c *Canary) ([]AuditEntry, error) {
	list, err := a.list(AuditQuery{Record: c.Record, Limit: maxTouches})
	if err != nil {
		return nil, err
	}
	var out []AuditEntry
	for i := range list {
		e, err := a.entry(&list[i])
		if err != nil {
			return nil, err
		}
		e.Index = list[i].Index
		if e.Officer != c.Seems && !slices.Contains(inPassing, e.Act) {
			out = append(out, e)
		}
	}
	return out, nil
}

// Canaries lists what was planted, with who touched it, and notes that an auditor
// has looked.
func (d *Desk) Canaries(ctx context.Context, by Actor, why Why) ([]Canary, error) {
	var out []Canary
	err := d.see(ctx, by, why, "canary.list", func(r store.Reader) (s sight, err error) {
		if out, err = canaries(r); err != nil {
			return s, err
		}
		a := &auditReader{d: d, r: r, l: d.lens(by, why), states: map[lanna.RecordID]*statement.State{}}
		for i := range out {
			if out[i].Touches, err = a.touches(&out[i]); err != nil {
				return s, err
			}
			link, err := d.labelOf(r, out[i].Record)
			if err != nil {
				return s, err
			}
			out[i].Person = link.Label
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		for k := range out[i].Touches {
			out[i].Touches[k].Name = d.OfficerName(ctx, out[i].Touches[k].Officer)
		}
	}
	return out, d.noteTouches(ctx, canarySeen, out)
}

// Settings that say up to which touch auditors were woken, and have looked.
const (
	canaryTold = "canary/told/"
	canarySeen = "canary/seen/"
)

// noteTouches notes the newest touch of each canary.
func (d *Desk) noteTouches(ctx context.Context, prefix string, list []Canary) error {
	return storeError(d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		for i := range list {
			if len(list[i].Touches) == 0 {
				continue
			}
			b, err := json.Marshal(list[i].Touches[0].Index)
			if err == nil {
				err = tx.SetMeta(prefix+list[i].Canary.String(), b)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// touchedSince lists the canaries that were touched after what a setting notes.
func (d *Desk) touchedSince(r store.Reader, prefix string) ([]Canary, error) {
	list, err := canaries(r)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	a := &auditReader{d: d, r: r, l: d.lens(byRule(ruleCanary), Why{Purpose: lanna.Prevention}), states: map[lanna.RecordID]*statement.State{}}
	var out []Canary
	for i := range list {
		c := &list[i]
		noted := int64(-1)
		b, err := r.Meta(prefix + c.Canary.String())
		if err = notThere(err); err != nil {
			return nil, err
		}
		if b != nil {
			if err := json.Unmarshal(b, &noted); err != nil {
				return nil, err
			}
		}
		if c.Touches, err = a.touches(c); err != nil {
			return nil, err
		}
		if len(c.Touches) > 0 && c.Touches[0].Index > noted {
			out = append(out, *c)
		}
	}
	return out, nil
}

// CanariesTouched is how many canaries were touched since an auditor looked; 0 for
// whoever is none.
func (d *Desk) CanariesTouched(ctx context.Context, by Actor) (n int, err error) {
	if !by.May("canary.list") {
		return 0, nil
	}
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := d.touchedSince(r, canarySeen)
		n = len(list)
		return err
	})
	return n, storeError(err)
}

// ruleCanary is the rule by which auditors are woken.
const ruleCanary = "canary.touched"

// canaryLook is how often canaries are looked at, and how soon a call that failed
// is made again.
const canaryLook = lanna.Millis(10 * time.Second / time.Millisecond)

// wakeAuditors tells auditors, each by all of their ways, that a canary was
// touched. The message says which by its label, and nobody's name. It is made
// again until one way of one auditor took it. Whoever touched notices nothing:
// it is found in the log afterwards, not in the reading.
func (d *Desk) wakeAuditors(ctx context.Context) error {
	now := d.Now()
	if d.canaryNext.Load() > int64(now) || !d.wakes.take(ruleCanary, ruleCanary) {
		return nil
	}
	d.canaryNext.Store(int64(now + canaryLook))
	var touched []Canary
	var calls []call
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		if touched, err = d.touchedSince(r, canaryTold); err != nil || len(touched) == 0 {
			return err
		}
		list, err := officers(r)
		if err == nil {
			err = reached(r, list)
		}
		for _, a := range list {
			if a.Has(lanna.Auditor) && !a.Disabled && len(a.Wake) > 0 {
				calls = append(calls, callsTo(a)...)
			}
		}
		return err
	})
	if err != nil || len(calls) == 0 {
		d.wakes.free(ruleCanary, ruleCanary)
		return storeError(err)
	}
	d.wakes.wg.Go(func() {
		defer d.wakes.free(ruleCanary, ruleCanary)
		if err := d.tellAuditors(ctx, touched, calls); err != nil {
			d.cfg.Log.Error("auditors not woken", "code", lanna.CodeOf(err))
		}
	})
	return nil
}

func (d *Desk) tellAuditors(ctx context.Context, touched []Canary, calls []call) (last error) {
	var told []Canary
	for i := range touched {
		c, reached := &touched[i], false
		for _, one := range calls {
			id := sha256.Sum256([]byte("lanna canary\n" + c.Canary.String() + "\n" + c.Touches[0].Statement.String() + "\n" + one.way.Via + "\n" + one.way.To))
			err := d.call(ctx, one, WakeMessage{ID: hex.EncodeToString(id[:8]), Record: c.Canary, Label: c.Label, Severity: lanna.High, Canary: true,
				Exercise: d.cfg.Exercise, Time: d.Now()})
			if err == nil {
				reached = true
			} else {
				last = err
			}
		}
		if reached {
			told = append(told, *c)
		}
	}
	if err := d.noteTouches(context.WithoutCancel(ctx), canaryTold, told); err != nil {
		return err
	}
	return last
}

// ofAuditor reports whether a record is for auditors alone.
func ofAuditor(st *statement.State) bool {
	return st.Of(st.Self, lanna.KindOfRecord) == string(lanna.CanaryRecord)
}
