package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
)

// What a browser keeps for the time when the node is away: a page without
// anybody's data, and under a key of the officer what is written meanwhile.
// web/ts/worker.ts and web/ts/outbox.ts are the other half.

func (s *Server) offlineRoutes() {
	s.mux.HandleFunc("GET /worker.js", s.worker)
	s.open("GET /offline", s.offlinePage)
	s.page("GET /device", s.device)
	s.page("POST /device/key", s.deviceKey)
}

// worker serves the service worker under a name that stays. The digest of the
// files that the shell needs stands in it, so that new ones make a new worker,
// which drops what the old one kept.
func (s *Server) worker(w http.ResponseWriter, _ *http.Request) {
	body := s.assets.worker
	if body == nil {
		http.Error(w, "not built", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", kindOf(".js"))
	w.Write(body) //nolint:errcheck // a browser that is gone asks again
}

type offlinePage struct {
	Shell
	capturePart
}

// offlinePage is what a browser shows while the node is away. It is the same
// for everybody but for language and colours.
func (s *Server) offlinePage(v *visit) error {
	v.actor, v.session = desk.Actor{}, openSession{}
	p := offlinePage{Shell: v.shell("offline.title", ""), capturePart: v.capturePart("")}
	p.Offline, p.Token, p.Here, p.Purposes = true, "", "/capture", lanna.Purposes
	p.Sheets = append(p.Sheets[:1:1], s.assets.URL("pages.css"))
	p.Device = s.assets.URL("offline.js")
	p.addScript(s, "capture.js")
	return v.render("offline", p)
}

// A deviceState is what a page's script is told of the session.
type deviceState struct {
	Officer string    `json:"officer"` // random id
	Token   string    `json:"token"`   // for the forms that waited
	Until   int64     `json:"for"`     // milliseconds that the session lives at most
	Capture bool      `json:"capture"`
	Why     *desk.Why `json:"why,omitempty"` // the purpose, while it holds
}

func (s *Server) device(v *visit) error {
	d := deviceState{Officer: v.actor.Officer.String(), Token: s.csrfToken(v.Request), Capture: v.actor.May("capture.add"),
		Until: max(0, v.session.since.Add(sessionMost).Sub(v.now).Milliseconds())}
	if c, ok := v.chosen(); ok {
		d.Why = &c.Why
	}
	return v.json(d)
}

// deviceKey hands out the key for what this device keeps.
func (s *Server) deviceKey(v *visit) error {
	salt, err := base64.RawURLEncoding.DecodeString(v.FormValue("salt"))
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "salt-malformed"}
	}
	key, err := s.desk.DeviceKey(v.Context(), v.actor, salt)
	if err != nil {
		return err
	}
	return v.json(map[string]string{"key": base64.RawURLEncoding.EncodeToString(key)})
}

func (v *visit) json(data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	_, err = v.w.Write(raw)
	return err
}

// capturePart is what the forms of Capture need, here and in /capture.
type capturePart struct {
	Once        string // the form's own id: sent twice, it is one capture; "": the browser draws one
	PhoneFields []phoneField
	PhoneKinds  []lanna.RecordKind
	Purposes    []lanna.Purpose // to choose from, where no session holds one
	Sent        sentForm        // what the phone form held
	Look        *lookPart       // who may be its person; nil where the officer may not look
}

func (v *visit) capturePart(once string) capturePart {
	p := capturePart{Once: once, PhoneKinds: phoneKinds}
	for _, f := range phoneFields {
		f.Looked = slices.Contains(lookedFor, f.Property)
		f.Name, f.Label, f.Options = string(f.Property), propertyName(v.lang, f.Property), v.options(f.Property, "")
		p.PhoneFields = append(p.PhoneFields, f)
	}
	return p
}

// A settlePage asks which of two values stands: what somebody wrote while the
// node was away, or what was said meanwhile.
type settlePage struct {
	Shell
	ID, Label, Name, Outbox string
	Mine                    Said
	Now                     *factPart // nil: withdrawn, or not for this officer
	Reason, GradeCode       string
	Token                   string
}

// settle shows a correction that came too late beside what stands now.
func (s *Server) settle(v *visit, why desk.Why, id lanna.RecordID, claim lanna.Digest, mine desk.Words) error {
	r, err := s.desk.Record(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	p := settlePage{Shell: v.shell("settle.title", "search"), ID: id.String(), Label: r.Label, Outbox: v.outbox(), Mine: Said{mine.Text, langOr(mine.Lang, mine.Text)},
		Reason: v.text("reason"), GradeCode: v.FormValue("grade")}
	if now := replacing(r, claim); now != nil {
		part := v.fact(*now, r, p.Shell.Token)
		p.Now, p.Name = &part, propertyName(v.lang, now.Property)
	}
	p.Token = p.Shell.Token
	v.w.WriteHeader(http.StatusConflict)
	return v.render("settle", p)
}

// replacing finds what stands now in the place of a claim.
func replacing(r *desk.RecordView, claim lanna.Digest) *desk.Fact {
	for _, row := range r.Rows {
		for _, cell := range row.Cells {
			for i := range cell {
				if stoodFor(&cell[i], claim) {
					return &cell[i]
				}
			}
		}
	}
	return nil
}

func stoodFor(f *desk.Fact, claim lanna.Digest) bool {
	for i := range f.Replaced {
		if f.Replaced[i].Claim == claim || stoodFor(&f.Replaced[i], claim) {
			return true
		}
	}
	return false
}

// outbox is the number under which the browser kept the form, "" for one that
// came straight.
func (v *visit) outbox() string {
	n, err := strconv.ParseUint(v.FormValue("outbox"), 10, 53)
	if err != nil {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// shellDigest changes whenever a file that pages load does.
func shellDigest(urls map[string]string) string {
	var names []string
	for _, url := range urls {
		names = append(names, url)
	}
	slices.Sort(names)
	return fingerprint([]byte(strings.Join(names, "\n")))
}
