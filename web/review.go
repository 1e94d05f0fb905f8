package web

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/extract"
	"lanna/extract/reading"
)

type reviewPage struct {
	Shell
	ID, Label, Once  string
	At               lanna.Millis
	Clock            clock
	Source           template.HTML
	Done, MayConfirm bool
	Reading          bool   // the reading process has it; the page comes again
	NeedsText        bool   // a person has to type what the picture says
	Transcript       string // what the person typed
	WhyText          string
	Picture          *picturePart
	Messages         []textLine
	Found            int // notices, without what is printed once for all
	Notices          []noticePart
	Doubts           []fieldPart
	Warnings         []template.HTML
	Markings         []string
	Addable          []navOption
	Became           []becameLine
	Reliabilities    []string
	Credibilities    []string
	Sent             sentForm // nil: as proposed
}

// A becameLine is a record that was made of a notice, and who its person may be.
type becameLine struct {
	relatedLine
	Look *lookPart
}

type navOption struct{ Value, Name string }

// A picturePart is the picture with numbered boxes over what was read. Box and
// field share number, line style and colour, and link to each other.
type picturePart struct {
	URL   string
	Short string // beginning and end of the SHA-256 of the picture as it came
	W, H  int
	Boxes []boxPart
}

type boxPart struct {
	Key, Label, Class      string
	Boxes                  []reading.Box
	PinX, PinY, PinW, PinH int
	TextX, TextY, TextSize int
}

type textLine struct{ Text, Lang string }

type noticePart struct {
	No      string // "1"; in the names of the form's fields
	Class   string // notice-1 to notice-3, which repeat
	Lang    string
	Title   template.HTML
	Sent    string
	Fields  []fieldPart
	Reposts []navOption
	Minor   bool
	Shared  bool // contacts printed once for all: nothing to keep or drop
}

type fieldPart struct {
	Key, Class, Label, Value, Written, Lang string
	Percent                                 string
	Looked                                  lanna.Property // candidates depend on it; empty: they do not
	Names                                   bool           // a name or an alias
	Look                                    *lookPart      // who it may be, under this field
	Reason                                  template.HTML
	Doubt                                   bool
	Options                                 []navOption // of a value that is a code
	Boxes                                   []reading.Box
	CropBox                                 string
	CropW, CropH                            int
}

// readAgain is after how many seconds the page of a picture that is being read
// comes again where there is no script.
const readAgain = 2

// addable are the properties that an officer may add to a notice or a record.
var addable = []lanna.Property{lanna.Name, lanna.Alias, lanna.Amount, lanna.TipAmount, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar,
	lanna.IDLao, lanna.Passport, lanna.IDOther, lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet, lanna.URL, lanna.Compound, lanna.Place,
	lanna.LastPlace, lanna.Threat, lanna.Accusation, lanna.Poster, lanna.Contact, lanna.BirthDate, lanna.Age, lanna.Sex, lanna.Nationality,
	lanna.MarkOnBody, lanna.Vehicle, lanna.Health, lanna.LastMessage, lanna.Ransom, lanna.Date}

func (v *visit) addable() []navOption {
	out := make([]navOption, len(addable))
	for i, p := range addable {
		out[i] = navOption{string(p), propertyName(v.lang, p)}
	}
	return out
}

// reviewPage shows a capture: the picture, what was read, and what it would
// become.
func (s *Server) reviewPage(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	c, err := s.desk.Proposals(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	return v.showReview(why, c, nil, "")
}

// showReview shows a capture with the candidates of its notices; sent is what
// was typed so far, transcript what a person read in the picture.
func (v *visit) showReview(why desk.Why, c *desk.CaptureView, sent sentForm, transcript string) error {
	p := v.review(c)
	p.Sent, p.Transcript = sent, transcript
	p.NeedsText = p.NeedsText && transcript == ""
	if err := v.reviewLooks(&p, why, c); err != nil {
		return err
	}
	return v.render("review", p)
}

func (v *visit) review(c *desk.CaptureView) reviewPage {
	id := c.Record.String()
	p := reviewPage{Shell: v.shell("review.title", "capture", "id", c.Label), ID: id, Label: c.Label, Once: "confirm-" + id,
		At: c.Received, Clock: newClock(v.lang, lanna.MillisOf(v.now), c.Received, c.Due), Done: c.State == desk.CaptureConfirmed || c.State == desk.CaptureDropped,
		MayConfirm: c.May["capture.confirm"], Reading: c.State == desk.CaptureReading, NeedsText: c.State == desk.CaptureTranscription || c.State == desk.CaptureProposed && len(c.Notices) == 0, Markings: []string{desk.MarkLife, desk.MarkHere, desk.MarkSource},
		Addable: v.addable(), Reliabilities: reliabilities, Credibilities: credibilities}
	if c.SourceURL != "" {
		p.Source = said(c.SourceURL, "")
	}
	if p.NeedsText && c.Queued != "" {
		p.WhyText = v.lang.First("queued."+c.Queued, "queued")
	}
	if p.Reading {
		p.Refresh = readAgain
	}
	v.proposals(&p, c)
	for _, w := range c.Warnings {
		p.Warnings = append(p.Warnings, reasonWords(v.lang, w))
	}
	for _, l := range c.Confirmed {
		p.Became = append(p.Became, becameLine{relatedLine: relatedLine{Href: l.Record.String(), Label: l.Label, Title: titleWords(v.lang, l.Title)}})
	}
	p.addScript(v.s, "capture.js")
	return p
}

func (v *visit) proposals(p *reviewPage, c *desk.CaptureView) {
	if c.Picture != (lanna.Digest{}) {
		p.Picture = &picturePart{URL: pictureURL(c.Record, c.Picture), Short: shortDigest(c.SHA256), W: c.Width, H: c.Height}
	}
	for _, line := range strings.Split(c.Text.Text, "\n") {
		if strings.TrimSpace(line) != "" {
			p.Messages = append(p.Messages, textLine{line, langOr(c.Text.Lang, line)})
		}
	}
	p.Found = len(c.Notices)
	if len(p.Messages) == 0 { // what was read, for a person to mend
		for _, l := range c.Lines {
			p.Messages = append(p.Messages, textLine{l.Text, langOr(l.Lang, l.Text)})
		}
	}
	for i := range c.Notices {
		p.Notices = append(p.Notices, v.notice(p, &c.Notices[i], c))
	}
	if len(c.Contacts) > 0 {
		n := noticePart{No: "k", Shared: true, Class: "notice-1", Lang: v.lang.Code, Title: escaped(v.lang.Text("review.contacts"))}
		for i := range c.Contacts {
			n.Fields = append(n.Fields, v.field(p, &c.Contacts[i], n.Class, c))
		}
		p.Notices = append(p.Notices, n)
	}
	if p.Picture != nil {
		placePins(p.Picture, c.Lines)
	}
}

func (v *visit) notice(p *reviewPage, n *desk.ProposedNotice, c *desk.CaptureView) noticePart {
	part := noticePart{No: strconv.Itoa(n.Number), Class: "notice-" + strconv.Itoa((n.Number-1)%3+1), Lang: v.lang.Code, Minor: n.Minor}
	title := desk.Title{Code: "notice"}
	for _, f := range n.Fields {
		w := desk.Words{Text: f.Value, Lang: langOr(f.Lang, f.Value)}
		switch f.Property {
		case lanna.Name:
			title.Names = append(title.Names, w)
		case lanna.Alias:
			title.Aliases = append(title.Aliases, w)
		}
		part.Fields = append(part.Fields, v.field(p, &f, part.Class, c))
	}
	part.Title = titleWords(v.lang, title)
	part.Sent = strings.TrimSpace(n.Posted + " " + n.Poster)
	for _, r := range n.Reposts {
		part.Reposts = append(part.Reposts, navOption{r.Record.String(), v.lang.Text("review.repost-of", "id", r.Label, "amount", amountWords(r.Amount), "day", dayOf(v.lang, r.When.Time().In(v.zone())))})
	}
	return part
}

func (v *visit) field(p *reviewPage, f *desk.ProposedField, class string, c *desk.CaptureView) fieldPart {
	part := fieldPart{Key: f.ID, Class: class, Label: propertyName(v.lang, f.Property), Value: f.Value, Written: f.Written, Lang: langOr(f.Lang, f.Value),
		Percent: strconv.Itoa(int(math.Floor(f.Confidence * 100))), Reason: reasonWords(v.lang, f.Reason), Doubt: f.Check, Boxes: f.Boxes}
	if slices.Contains(lookedFor, f.Property) {
		part.Looked, part.Names = f.Property, f.Property == lanna.Name || f.Property == lanna.Alias
	}
	if len(f.Boxes) > 0 && p.Picture != nil {
		part.CropBox, part.CropW, part.CropH = cropAround(f.Boxes, c.Width, c.Height)
		p.Picture.Boxes = append(p.Picture.Boxes, boxPart{Key: f.ID, Label: part.Label, Class: class, Boxes: f.Boxes})
	}
	part.Options = v.options(f.Property, f.Value)
	if part.Doubt {
		p.Doubts = append(p.Doubts, part)
	}
	return part
}

// codes are the values that an officer may choose where a property is a code.
var codes = map[lanna.Property][]string{
	lanna.ThreatCode: extract.ThreatCodes,
	lanna.Accusation: {"ran-away", "theft", "debt", "fraud", "informer", "traitor", "contract", "violence"},
	lanna.Sex:        {"f", "m", "x"},
	lanna.Status:     {"trapped", "out-of-contact", "fled", "moved", "in-care", "home", "safe", "died", "unknown"},
}

// options lists the codes of a property in words; none where the value is not
// one of them, so that a word of the picture is never lost in a list.
func (v *visit) options(p lanna.Property, value string) []navOption {
	if value != "" && !slices.Contains(codes[p], value) {
		return nil
	}
	var out []navOption
	for _, code := range codes[p] {
		out = append(out, navOption{code, v.lang.Text(coded[p] + code)})
	}
	return out
}

// cropAround is the piece of the picture around boxes, with some air, as a
// viewBox, and how large it is shown: enlarged, at most 330 by 64 pixels.
func cropAround(boxes []reading.Box, width, height int) (viewBox string, w, h int) {
	return cropWithin(boxes, width, height, 330, 64)
}

// cropWithin is cropAround for another size on the page.
func cropWithin(boxes []reading.Box, width, height int, maxW, maxH float64) (viewBox string, w, h int) {
	x0, y0, x1, y1 := boxes[0].X, boxes[0].Y, boxes[0].Right(), boxes[0].Bottom()
	for _, b := range boxes[1:] {
		x0, y0, x1, y1 = min(x0, b.X), min(y0, b.Y), max(x1, b.Right()), max(y1, b.Bottom())
	}
	air := max(6, (y1-y0)/2)
	x0, y0 = max(0, x0-2*air), max(0, y0-air/2)
	x1, y1 = min(width, x1+2*air), min(height, y1+air/2)
	scale := min(maxW/float64(max(1, x1-x0)), maxH/float64(max(1, y1-y0)), 2)
	return fmt.Sprintf("%d %d %d %d", x0, y0, x1-x0, y1-y0), int(float64(x1-x0) * scale), int(float64(y1-y0) * scale)
}

func shortDigest(s string) string {
	if len(s) < 16 {
		return s
	}
	return s[:4] + " " + s[4:8] + " … " + s[len(s)-4:]
}

func langOr(lang, text string) string {
	if lang != "" {
		return lang
	}
	return scriptLang(text)
}

// confirm sends what the person made of the proposals to the desk.
func (s *Server) confirm(v *visit, why desk.Why) error {
	id, err := v.record()
	if err != nil {
		return err
	}
	c, err := s.desk.Proposals(v.Context(), v.actor, why, id)
	if err != nil {
		return err
	}
	form := desk.Confirmation{Marking: v.FormValue("marking"), Key: v.FormValue("once"), Transcript: v.text("transcript")}
	if form.Transcript != "" {
		proposeAnew(c, form.Transcript)
	}
	if v.FormValue("look") != "" { // who the persons may be, before anything is saved
		v.typed(c)
		return v.showReview(why, c, sentForm(v.PostForm), form.Transcript)
	}
	for i := range c.Notices {
		n := v.confirmedNotice(&c.Notices[i], c.Contacts)
		if form.Transcript != "" { // the desk has not proposed these: each is added
			n.Number = 0
			for j := range n.Fields {
				n.Fields[j].ID = ""
			}
		}
		form.Notices = append(form.Notices, n)
	}
	made, err := s.desk.Confirm(v.Context(), v.actor, why, id, form)
	if err != nil {
		return err
	}
	return v.done("/capture/"+id.String(), "review.saved", "n", strconv.Itoa(len(made)))
}

func (v *visit) confirmedNotice(n *desk.ProposedNotice, contacts []desk.ProposedField) desk.ConfirmedNotice {
	no := strconv.Itoa(n.Number)
	out := desk.ConfirmedNotice{Number: n.Number, Keep: v.FormValue("keep-"+no) != "drop"}
	if repost, err := lanna.ParseRecordID(v.FormValue("repost-" + no)); err == nil {
		out.RepostOf = repost
	}
	for _, f := range slices.Concat(n.Fields, contacts) {
		out.Fields = append(out.Fields, v.confirmedField(&f))
	}
	if value := v.text("add-value-" + no); value != "" {
		out.Fields = append(out.Fields, desk.ConfirmedField{Property: lanna.Property(v.FormValue("add-property-" + no)), Value: tidy(lanna.Property(v.FormValue("add-property-"+no)), value), Lang: v.writtenIn(value), Compared: true})
	}
	return out
}

// confirmedField takes a value as it stands in the form; an emptied one is
// dropped.
func (v *visit) confirmedField(f *desk.ProposedField) desk.ConfirmedField {
	value := tidy(f.Property, v.text("v-"+f.ID))
	out := desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: value, Lang: f.Lang, Compared: v.FormValue("seen-"+f.ID) != "", Drop: value == ""}
	if value != f.Value {
		out.Lang = langOr(scriptLang(value), f.Lang)
	}
	return out
}
