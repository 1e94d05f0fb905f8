package web

import (
	"crypto/rand"
	"html/template"
	"io"
	"net/http"
	"strings"
	"unicode"

	"lanna"
	"lanna/desk"
)

func (s *Server) captureRoutes() {
	s.forPurpose("GET /capture", s.showCapture)
	s.uploadFor("POST /capture/picture", s.capturePicture)
	s.forPurpose("POST /capture/text", s.captureText)
	s.forPurpose("POST /capture/phone", s.capturePhone)
	s.forPurpose("POST /capture/look", s.look)
	s.forPurpose("GET /capture/waiting", s.waitingPage)
	s.forPurpose("GET /capture/{id}", s.reviewPage)
	s.forPurpose("POST /capture/{id}", s.confirm)
	s.forPurpose("POST /capture/{id}/drop", s.dropCapture)
	s.forPurpose("POST /capture/{id}/transcribe", s.transcribe)
	s.forPurpose("GET /pictures/{id}/{claim}", s.picture)
}

type capturePage struct {
	Shell
	capturePart
	Waiting int
	Recent  []captureLine
}

type phoneField struct {
	Property       lanna.Property
	Name, Label    string
	Long, Required bool
	Options        []navOption
	Form, Like     string // what the value must look like, and an example
	Looked         bool   // candidates depend on it
}

// How a browser checks what the desk will ask for.
const (
	dateForm   = `[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?`
	amountForm = `[0-9,]{1,19}([.][0-9]{1,8})? ?[A-Za-z]{3,5}`
)

// phoneFields are what an officer at the phone writes down, in the order of
// the forms of the domain (trapped person; bounty).
var phoneFields = []phoneField{
	{Property: lanna.Name}, {Property: lanna.Alias}, {Property: lanna.Sex}, {Property: lanna.BirthDate, Form: dateForm, Like: "1999-04-12"},
	{Property: lanna.Nationality, Form: "[A-Za-z]{2}", Like: "CN"},
	{Property: lanna.IDResident}, {Property: lanna.Compound}, {Property: lanna.LastPlace}, {Property: lanna.LastMessage},
	{Property: lanna.Amount, Form: amountForm, Like: "200000 CNY"}, {Property: lanna.Ransom, Form: amountForm, Like: "50000 THB"}, {Property: lanna.ThreatCode}, {Property: lanna.Health},
	{Property: lanna.Relation}, {Property: lanna.Contact},
	{Property: lanna.Narrative, Long: true, Required: true},
}

var phoneKinds = []lanna.RecordKind{lanna.FamilyRecord, lanna.BountyRecord, lanna.LureRecord, lanna.TipRecord}

type captureLine struct {
	ID, Label, StateWords string
	At                    lanna.Millis
}

func (s *Server) showCapture(v *visit, why desk.Why) error {
	p, err := v.capturePage(why)
	if err != nil {
		return err
	}
	return v.render("capture", p)
}

func (v *visit) capturePage(why desk.Why) (*capturePage, error) {
	s := v.s
	p := &capturePage{Shell: v.shell("capture.title", "capture"), capturePart: v.capturePart(rand.Text())}
	if v.mayLook() {
		p.Look = &lookPart{No: phoneLook, Do: "/capture/look"}
	}
	list, err := s.desk.Captures(v.Context(), v.actor, why, "")
	if err != nil {
		return nil, err
	}
	for i, c := range list {
		if c.State == desk.CaptureTranscription {
			p.Waiting++
		}
		if i < 12 {
			p.Recent = append(p.Recent, captureLine{ID: c.Record.String(), Label: c.Label, StateWords: v.lang.Text("capture.state." + c.State), At: c.When})
		}
	}
	p.addScript(s, "capture.js")
	return p, nil
}

func (s *Server) capturePicture(v *visit, why desk.Why) error {
	if v.sent == nil || v.sent.file == nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "picture-missing"}
	}
	name := v.sent.file.FileName()
	upload, err := s.desk.Receive(v.Context(), v.actor, why, v.sent.file)
	if err != nil {
		return formError(err, "too-big")
	}
	defer s.desk.Discard(upload)
	if err := v.nextFields(); err != nil {
		return err
	}
	return v.capture(why, desk.Intake{Channel: "picture", FileName: name, Upload: upload})
}

func (s *Server) captureText(v *visit, why desk.Why) error {
	return v.capture(why, desk.Intake{Channel: "text", Text: v.FormValue("text")})
}

func (s *Server) capturePhone(v *visit, why desk.Why) error {
	report := &desk.Report{Kind: lanna.RecordKind(v.FormValue("kind"))}
	for _, f := range phoneFields {
		if value := tidy(f.Property, v.text(string(f.Property))); value != "" {
			report.Fields = append(report.Fields, desk.Field{Property: f.Property, Value: value, Lang: v.writtenIn(value)})
		}
	}
	safety := desk.DoNotContact
	if v.FormValue("safe-contact") == "yes" {
		safety = desk.FreeContact
	}
	report.Fields = append(report.Fields, desk.Field{Property: lanna.ContactSafety, Value: safety})
	id, err := v.take(why, desk.Intake{Channel: "phone", Report: report})
	if err != nil {
		return err
	}
	c, err := s.desk.Proposals(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	if len(c.Confirmed) == 0 {
		return v.redirect("/capture/" + id.String())
	}
	return v.done("/records/"+c.Confirmed[0].Record.String(), "capture.phone.saved")
}

// tidy brings what was typed into the form of its property: 200,000 thb is
// 200000 THB. What it does not know it leaves alone; the desk checks.
func tidy(p lanna.Property, value string) string {
	switch p {
	case lanna.Nationality:
		return strings.ToUpper(value)
	case lanna.Amount, lanna.TipAmount, lanna.Ransom:
		value = strings.ToUpper(strings.ReplaceAll(value, ",", ""))
		if i := strings.IndexFunc(value, unicode.IsLetter); i > 0 {
			value = strings.TrimSpace(value[:i]) + " " + value[i:]
		}
	}
	return value
}

// take hands what came in to the desk, under the form's own id.
func (v *visit) take(why desk.Why, in desk.Intake) (lanna.RecordID, error) {
	in.Key = v.FormValue("once")
	in.SourceURL = v.text("source")
	return v.s.desk.Capture(v.Context(), v.actor, why, in)
}

func (v *visit) capture(why desk.Why, in desk.Intake) error {
	id, err := v.take(why, in)
	if err != nil {
		return err
	}
	return v.redirect("/capture/" + id.String())
}

func (s *Server) dropCapture(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	if err := s.desk.DropCapture(v.Context(), v.actor, because(why, v.text("reason")), id); err != nil {
		return err
	}
	return v.done("/capture", "capture.dropped")
}

type waitingPage struct {
	Shell
	Items []waitingItem
}

type waitingItem struct {
	ID, Label, URL string
	Why            string
	At             lanna.Millis
}

// waitingPage is the transcription queue: pictures that a person has to read.
func (s *Server) waitingPage(v *visit, why desk.Why) error {
	list, err := s.desk.Captures(v.Context(), v.actor, why, desk.CaptureTranscription)
	if err != nil {
		return err
	}
	p := waitingPage{Shell: v.shell("transcribe.title", "capture")}
	for _, c := range list {
		p.Items = append(p.Items, waitingItem{ID: c.Record.String(), Label: c.Label, URL: "/capture/" + c.Record.String(),
			Why: v.lang.First("queued."+c.Why, "queued"), At: c.When})
	}
	return v.render("transcribe", p)
}

// picture sends a safe picture or a crop that a page names. The reading
// process has encoded it anew, so nothing in it is a stranger's bytes.
func (s *Server) picture(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	claim, err := lanna.ParseDigest(v.PathValue("claim"))
	if err != nil {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	data, kind, err := s.desk.Picture(v.Context(), v.actor, why, id, claim)
	if err != nil {
		return err
	}
	defer data.Close()
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "inline")
	// The page that shows a picture may name it several times; beyond that no
	// browser keeps it.
	h.Set("Cache-Control", "private, max-age=60")
	v.w.WriteHeader(http.StatusOK)
	if _, err := io.Copy(v.w, data); err != nil {
		panic(http.ErrAbortHandler) // half a picture must not look whole
	}
	return nil
}

func pictureURL(record lanna.RecordID, claim lanna.Digest) string {
	return "/pictures/" + record.String() + "/" + claim.String()
}

// writtenIn guesses the language of what was typed by its letters, so that it
// is shown with the right font and read by the right voice. Latin letters are
// taken for the language of the page where that is written in them.
func (v *visit) writtenIn(text string) string {
	if lang := scriptLang(text); lang != "" {
		return lang
	}
	if v.lang.Code == "en" {
		return "en"
	}
	return ""
}

func scriptLang(text string) string {
	for _, r := range text {
		switch {
		case r >= 0x0E00 && r <= 0x0E7F:
			return "th"
		case r >= 0x0E80 && r <= 0x0EFF:
			return "lo"
		case r >= 0x1000 && r <= 0x109F, r >= 0xA9E0 && r <= 0xA9FF, r >= 0xAA60 && r <= 0xAA7F:
			return "my"
		case r >= 0x3400 && r <= 0x9FFF, r >= 0x20000 && r <= 0x3FFFF:
			return "zh"
		}
	}
	return ""
}

func escaped(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }
