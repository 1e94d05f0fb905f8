package desk

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// officerView keeps accounts, so that rights are known without a fold.
const officerView = "officer"

// everyone is the audience of lists that no page shows as they are.
var everyone = []handling.Audience{""}

type officerRow struct {
	Login        string              `json:"login"`
	Name         string              `json:"name"`
	Roles        []string            `json:"roles"` // in the form of lanna.RoleAt
	Compartments []lanna.Compartment `json:"compartments,omitempty"`
	Desk         string              `json:"desk,omitempty"`
	Lang         string              `json:"lang,omitempty"`
	Disabled     bool                `json:"disabled,omitempty"`
	Sessions     int                 `json:"sessions,omitempty"`
	Invited      lanna.Millis        `json:"invited,omitempty"`
	Subject      string              `json:"subject,omitempty"`
	Ask          *Ask                `json:"ask,omitempty"`
	Wake         []Way               `json:"wake,omitempty"`
	More         *MoreAsk            `json:"more,omitempty"`
	Agreed       []Agreed            `json:"agreed,omitempty"`
	WasAdmin     bool                `json:"was_admin,omitempty"` // is, or ever was, an administrator
}

func foldOfficer(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.OfficerRecord) {
		return store.Row{}, false
	}
	o := officerRow{Login: st.Of(us, lanna.OfficerLogin), Name: st.Of(us, lanna.OfficerName), Desk: st.Of(us, lanna.DeskOf),
		Lang: st.Of(us, lanna.LanguageOf), Disabled: st.Of(us, lanna.Disabled) != ""}
	o.Roles = values(st, us, lanna.RoleOf)
	for _, v := range values(st, us, lanna.LetInto) {
		o.Compartments = append(o.Compartments, lanna.Compartment(v))
	}
	o.Sessions, _ = strconv.Atoi(st.Of(us, lanna.SessionsOf)) // none was said: 0
	o.Invited, o.Subject, o.Ask, o.WasAdmin = moment(st.Of(us, lanna.Invited)), st.Of(us, lanna.SubjectOf), askOf(st, us), everAdministrator(st, us)
	o.Wake = waysIn(st.Of(us, lanna.WakeWays))
	keys := []store.Key{{Name: "all"}, {Name: "login", Value: o.Login}}
	if o.More, o.Agreed = moreOf(st, us); o.More != nil {
		keys = append(keys, store.Key{Name: "more"})
	}
	if o.Subject != "" {
		keys = append(keys, store.Key{Name: "subject", Value: o.Subject})
	}
	body, err := json.Marshal(o)
	return store.Row{Body: body, Keys: keys}, err == nil
}

// everAdministrator looks at what was taken away since as well.
func everAdministrator(st *statement.State, us lanna.AgencyID) bool {
	return slices.ContainsFunc(st.Facts, func(f statement.Fact) bool {
		return f.Agency == us && !f.Unproven && f.Property == lanna.RoleOf && lanna.ParseRoleAt(f.Value).Role == lanna.Administrator
	})
}

func askOf(st *statement.State, us lanna.AgencyID) *Ask {
	for _, f := range st.Live(lanna.AskedTwo) {
		var a Ask
		if f.Agency == us && json.Unmarshal([]byte(f.Value), &a) == nil {
			a.ID = f.Digest
			return &a
		}
	}
	return nil
}

// values returns the agency's live values of a property, sorted, each once.
func values(st *statement.State, agency lanna.AgencyID, p lanna.Property) []string {
	var out []string
	for _, f := range st.Live(p) {
		if f.Agency == agency {
			out = append(out, f.Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func actorOf(id lanna.OfficerID, body []byte) (Actor, error) {
	var o officerRow
	if err := json.Unmarshal(body, &o); err != nil {
		return Actor{}, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: id.String(), Err: err}
	}
	a := Actor{Officer: id, Login: o.Login, Name: o.Name, Compartments: o.Compartments, Desk: o.Desk, Lang: o.Lang, Disabled: o.Disabled,
		Sessions: o.Sessions, Invited: o.Invited, Subject: o.Subject, Ask: o.Ask, Wake: o.Wake, more: o.More, agreed: o.Agreed, wasAdmin: o.WasAdmin}
	for _, s := range o.Roles {
		g := lanna.ParseRoleAt(s)
		g.Desk = cmp.Or(g.Desk, o.Desk)
		a.Grants = append(a.Grants, g)
		if !a.Has(g.Role) {
			a.Roles = append(a.Roles, g.Role)
		}
	}
	return a, nil
}

func officerIn(r store.Reader, id lanna.OfficerID) (Actor, error) {
	row, err := r.Row(officerView, id)
	if err != nil {
		return Actor{}, err
	}
	return actorOf(id, row.Body)
}

func officerByLogin(r store.Reader, login string) (lanna.OfficerID, bool, error) {
	list, err := r.List(store.ListQuery{View: officerView, Name: "login", Values: []string{login}, Audiences: everyone, Limit: 1})
	if err != nil || len(list) == 0 {
		return lanna.OfficerID{}, false, err
	}
	return list[0].ID, true, nil
}

// officers lists all accounts in the order of their logins.
func officers(r store.Reader) ([]Actor, error) {
	var out []Actor
	q := store.ListQuery{View: officerView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1000}
	for {
		list, err := r.List(q)
		if err != nil {
			return nil, err
		}
		for _, item := range list {
			a, err := actorOf(item.ID, item.Body)
			if err != nil {
				return nil, err
			}
			out = append(out, a)
		}
		if len(list) < q.Limit {
			break
		}
		last := list[len(list)-1]
		q.After = store.Cursor{Order: last.Order, ID: last.ID, Set: true}
	}
	slices.SortFunc(out, func(a, b Actor) int { return strings.Compare(a.Login, b.Login) })
	return out, nil
}

// loginIn returns the officer of a login, or nobody.
func loginIn(r store.Reader, login string) (Actor, error) {
	list, err := r.List(store.ListQuery{View: officerView, Name: "login", Values: []string{login}, Audiences: everyone, Limit: 1})
	if err != nil || len(list) == 0 {
		return Actor{}, err
	}
	return actorOf(list[0].ID, list[0].Body)
}
