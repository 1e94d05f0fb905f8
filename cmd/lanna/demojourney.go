package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/node"
)

// Those who act in journey 1.
var (
	thaiDuty   = actor{"th", "duty1"}
	thaiDesk   = actor{"th", "desk1"}
	centreDuty = actor{"centre", "duty1"}
	centreDesk = actor{"centre", "desk1"}
	chinaDesk  = actor{"cn", "desk1"}
	myanmar    = actor{"mm", "duty1"}
	laos       = actor{"la", "duty1"}
	point      = actor{"point", "point1"}
)

// journey1 is 4-domain's first journey, with what follows it in issue 4.
var journey1 = []scene{
	{"a screenshot is taken in at Thailand's desk", (*play).takeIn},
	{"the alert stands at the centre and at the point", (*play).alertsStand},
	{"Thailand's desk releases name and number", (*play).releaseName},
	{"the centre asks for three checks", (*play).askThree},
	{"China's desk passes tasks to the counties", (*play).passDown},
	{"the counties answer", (*play).countiesAnswer},
	{"the answers stand beside each other", (*play).beside},
	{"a release is recalled", (*play).recall},
	{"the point's link is cut", (*play).cut},
	{"the point catches up", (*play).catchUp},
	{"every receipt is in", (*play).everyReceipt},
}

func short(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

func (pl *play) args(id lanna.RecordID) node.RecordArgs { return node.RecordArgs{ID: id.String()} }

// takeIn takes in the screenshot that nobody has seen yet. The officer compares
// it with what is proposed, and adds which compound the chat group belongs to.
func (pl *play) takeIn() error {
	i := slices.IndexFunc(pl.set.Notices, func(n exercise.Notice) bool {
		return strings.HasPrefix(filepath.Base(n.Picture), exercise.PlayPicture)
	})
	if i < 0 {
		return errors.New("the exercise lacks the screenshot")
	}
	pl.notice = pl.set.Notices[i]
	s := shot{pl.notice.Picture, []exercise.Notice{pl.notice}}
	data, err := os.ReadFile(filepath.Join(pl.d.c.Dir, "exercise", s.file))
	if err != nil {
		return err
	}
	in := desk.Intake{Channel: desk.ChannelPicture, FileName: filepath.Base(s.file), Data: data, SourceURL: "https://chat.example.invalid/" + pl.notice.ID,
		Poster: pl.notice.Poster, Posted: pl.notice.PostedAt.UTC().Format(time.RFC3339)}
	taken, err := ask[node.Done](pl, thaiDuty, "intake", in)
	if err != nil {
		return err
	}
	view, err := pl.readPicture(taken.Record, s)
	if err != nil {
		return err
	}
	c := confirmation(view, s.notices)
	pl.confirmed = time.Now()
	c.Notices[0].Fields = append(c.Notices[0].Fields, desk.ConfirmedField{Property: lanna.Compound, Value: exercise.PlayCompound, Lang: "zh", Compared: true})
	made, err := ask[node.Confirmed](pl, thaiDuty, "capture.confirm", node.ConfirmArgs{ID: taken.Record.String(), Confirmation: c})
	if err != nil {
		return err
	}
	pl.record = made.Records[0]
	pl.tell("th", "duty1", "/alerts/"+pl.record.String(), "Thailand takes in a screenshot: a reward of CNY 500,000 for somebody who fled a compound. The officer compares what was read with the picture, and confirms.")
	return nil
}

// readPicture waits until the picture was read; where nothing can read it, the
// officer types what it says.
func (pl *play) readPicture(id lanna.RecordID, s shot) (view *desk.CaptureView, err error) {
	_, err = pl.until("the picture, read", func() (bool, error) {
		v, err := ask[desk.CaptureView](pl, thaiDuty, "capture.show", pl.args(id))
		if err == nil && v.State == desk.CaptureTranscription {
			return false, pl.do(thaiDuty, "capture.transcribe", node.TranscribeArgs{ID: id.String(), Text: transcript(s)})
		}
		view = &v
		return v.State == desk.CaptureProposed, err
	})
	return view, err
}

// neverByItself must not have left Thailand without a person's decision.
var neverByItself = []lanna.Property{lanna.Name, lanna.IDResident, lanna.Phone, lanna.Place, lanna.LastPlace, lanna.Poster, lanna.Threat}

// alertsStand waits for the alert at the centre and the point, and looks that
// nothing came along that may not leave by itself.
func (pl *play) alertsStand() error {
	pl.posted = append(pl.posted, posting{"th", pl.record})
	if _, err := pl.inQueue(centreDuty, pl.record); err != nil {
		return err
	}
	centre := time.Since(pl.confirmed)
	if _, err := pl.inQueue(point, pl.record); err != nil {
		return err
	}
	for _, p := range neverByItself {
		if shown, err := pl.shows(centreDuty, pl.record, p); err != nil || shown {
			return errors.Join(err, fmt.Errorf("%s left Thailand by itself", p))
		}
	}
	for _, who := range []actor{centreDuty, point} {
		if err := pl.do(who, "alert.ack", pl.args(pl.record)); err != nil {
			return err
		}
	}
	pl.tell("centre", "duty1", "/queue", "By the standing rule that all have signed, the threat to life stands in the centre's queue, seen %s after the officer confirmed: reward, kind of threat, compound. No name, no number, no place where the person hides.", short(centre))
	pl.tell("point", "point1", "/queue", "It stands at the joint operation point to which the compound is assigned. Both acknowledge it.")
	return nil
}

// releaseName is a person's decision, claim by claim.
func (pl *play) releaseName() error {
	said := node.FactArgs{RecordArgs: pl.args(pl.record), Property: lanna.Status, Value: desk.Words{Text: "fled"}}
	if err := pl.do(thaiDuty, "record.add", said); err != nil {
		return err
	}
	if err := pl.release(thaiDesk, pl.record, []string{"centre", "cn"}, lanna.Name, lanna.IDResident, lanna.Status); err != nil {
		return err
	}
	pl.tell("th", "desk1", "/records/"+pl.record.String()+"/release", "Thailand's national desk releases name, number and its own word (%q) to the centre and to China, and sees the receipts: stored.", "fled")
	return nil
}

// askThree asks China about the person of the screenshot, whom Thailand has
// named to China itself, and about two whom the centre knows by name and number.
func (pl *play) askThree() error {
	for _, check := range pl.set.Checks {
		q := node.QuestionArgs{To: pl.code("cn"), Kind: desk.AskVerification, Text: desk.Words{Text: check.Question, Lang: "zh"}, Basis: "EXERCISE MoU art. 6"}
		if check.Name == pl.notice.Names[0] {
			q.About = pl.record.String()
		} else {
			id, err := pl.find(check.Name)
			if err != nil {
				return err
			}
			q.About, q.Subjects = id.String(), []lanna.Property{lanna.Name, lanna.IDResident}
		}
		sent, err := ask[node.Sent](pl, centreDesk, "request.send", q)
		if err != nil {
			return err
		}
		pl.requests = append(pl.requests, asking{check, sent.Record})
		pl.posted = append(pl.posted, posting{"centre", sent.Record}, posting{"cn", sent.Record})
	}
	took, err := pl.until("the requests at China's desk", func() (bool, error) {
		page, err := ask[node.RequestList](pl, chinaDesk, "request.list", desk.RequestQuery{Side: "in"})
		return !slices.ContainsFunc(pl.requests, func(a asking) bool { return !lists(page.Lines, a.id) }), err
	})
	if err != nil {
		return err
	}
	pl.tell("centre", "desk1", "/requests", "The centre asks China for three checks at the place of household registration. They lie on China's desk after %s.", short(took))
	return nil
}

func lists(lines []desk.RequestLine, id lanna.RecordID) bool {
	return slices.ContainsFunc(lines, func(l desk.RequestLine) bool { return l.Record == id })
}

// find finds the centre's own notice on somebody.
func (pl *play) find(name string) (lanna.RecordID, error) {
	found, err := ask[desk.SearchResult](pl, centreDesk, "record.search", desk.SearchQuery{Text: name, Kind: lanna.BountyRecord})
	if err != nil {
		return lanna.RecordID{}, err
	}
	if len(found.Hits) == 0 {
		return lanna.RecordID{}, errors.New("the centre does not find its own notice")
	}
	return found.Hits[len(found.Hits)-1].Record, nil // the oldest
}

// inTask is all that a county may learn of whom it is asked about.
var inTask = []lanna.Property{lanna.Name, lanna.Alias, lanna.BirthDate, lanna.IDResident}

func county(a asking) actor {
	for _, p := range exercise.Parties() {
		for _, o := range p.Officers {
			if o.Desk == a.County {
				return actor{p.Name, o.Login}
			}
		}
	}
	return actor{}
}

// passDown accepts each request for the county that the number names.
func (pl *play) passDown() error {
	for _, a := range pl.requests {
		if err := pl.do(chinaDesk, "request.accept", node.RequestArgs{RecordArgs: pl.args(a.id)}); err != nil {
			return err
		}
		v, err := ask[node.RequestShown](pl, county(a), "request.show", pl.args(a.id))
		if err != nil {
			return err
		}
		if len(v.Subjects) == 0 {
			return fmt.Errorf("county %s is not told whom it is asked about", a.County)
		}
		for _, f := range v.Subjects {
			if !slices.Contains(inTask, f.Property) {
				return fmt.Errorf("county %s learns the %s", a.County, f.Property)
			}
		}
	}
	first := county(pl.requests[0])
	pl.tell(first.node, first.login, "/requests/"+pl.requests[0].id.String(), "China's national desk passes a task to the county that each number names: name, number, question. Never where the person hides.")
	return nil
}

// replies are the counties' answers, from the fixed choices, by check.
var replies = map[string]struct {
	codes []string
	note  string
}{
	"P01": {[]string{"out-of-contact", "on-persuasion-list", "victim-status-unknown"}, "EXERCISE 失联三年，在劝返名单上，受害人身份未明"},
	"P02": {[]string{"being-verified", "namesake"}, "EXERCISE 同名另有其人，继续核实"},
	"P03": {[]string{"being-verified", "family-fears-retaliation"}, "EXERCISE 家属担心报复，勿电话联系，勿着警服上门"},
}

// countiesAnswer has each county choose, and the national desk send it.
func (pl *play) countiesAnswer() error {
	for _, a := range pl.requests {
		reply := replies[a.ID]
		draft := node.RequestArgs{RecordArgs: pl.args(a.id), Codes: reply.codes, Note: desk.Words{Text: reply.note, Lang: "zh"}}
		if err := pl.do(county(a), "request.draft", draft); err != nil {
			return err
		}
		if err := pl.do(chinaDesk, "request.answer", node.RequestArgs{RecordArgs: pl.args(a.id)}); err != nil {
			return err
		}
	}
	took, err := pl.until("three answers at the centre", func() (bool, error) {
		for _, a := range pl.requests {
			v, err := ask[node.RequestShown](pl, centreDesk, "request.show", pl.args(a.id))
			if err != nil || v.State != desk.RequestAnswered || len(v.Given) != len(replies[a.ID].codes) {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	pl.tell("centre", "desk1", "/requests/"+pl.requests[0].id.String(), "The counties answer from fixed choices, China's desk sends it on, and the centre has three answers after %s. One of them: out of contact, on the persuasion list, victim status unknown.", short(took))
	return nil
}

// beside has China say its own word on the record, and waits until the centre
// shows both agencies' words.
func (pl *play) beside() error {
	said := node.FactArgs{RecordArgs: pl.args(pl.record), Property: lanna.Status, Value: desk.Words{Text: "out-of-contact"}}
	if err := pl.do(chinaDesk, "record.add", said); err != nil {
		return err
	}
	if err := pl.release(chinaDesk, pl.record, []string{"centre"}, lanna.Status); err != nil {
		return err
	}
	_, err := pl.until("two agencies' words beside each other", func() (bool, error) {
		v, err := ask[desk.RecordView](pl, centreDesk, "record.show", pl.args(pl.record))
		return slices.ContainsFunc(v.Rows, func(r desk.FactRow) bool { return r.Property == lanna.Status && r.Differ }), err
	})
	if err != nil {
		return err
	}
	pl.tell("centre", "desk1", "/records/"+pl.record.String(), "On the record, Thailand's word (fled) stands beside China's (out of contact), each with its date. Neither is overwritten.")
	return nil
}

// recall takes back what was released of a report by phone, and waits for every
// holder's answer.
func (pl *play) recall() error {
	i := slices.IndexFunc(pl.set.Families, func(f exercise.FamilyReport) bool { return f.Language == "th" })
	if i < 0 {
		return errors.New("the exercise lacks a family's report")
	}
	report := familyReport(&pl.set.Families[i])
	taken, err := ask[node.Done](pl, thaiDuty, "intake", desk.Intake{Report: report})
	if err != nil {
		return err
	}
	view, err := ask[desk.CaptureView](pl, thaiDuty, "capture.show", pl.args(taken.Record))
	if err != nil || len(view.Confirmed) == 0 {
		return errors.Join(err, errors.New("the report became no record"))
	}
	pl.family = view.Confirmed[0].Record
	if err := pl.release(thaiDesk, pl.family, []string{"centre", "mm", "la"}, lanna.Name, lanna.Sex, lanna.BirthDate, lanna.Nationality); err != nil {
		return err
	}
	for _, who := range []actor{centreDuty, myanmar, laos} {
		if shown, err := pl.shows(who, pl.family, lanna.Name); err != nil || !shown {
			return errors.Join(err, fmt.Errorf("%s has no name", who.node))
		}
	}
	pl.tell("th", "desk1", "/records/"+pl.family.String()+"/release", "A family reports by phone. Thailand lets the centre, Myanmar and Laos know the name. Then the family calls again: she is home.")
	if err := pl.do(thaiDesk, "record.recall", node.RecallArgs{RecordArgs: pl.args(pl.family)}); err != nil {
		return err
	}
	took, err := pl.until("every holder's answer to the recall", func() (bool, error) { return pl.answered(thaiDesk, pl.family, "recalled", true) })
	if err != nil {
		return err
	}
	for _, who := range []actor{centreDuty, myanmar, laos} {
		if shown, err := pl.shows(who, pl.family, lanna.Name); shown {
			return errors.Join(err, fmt.Errorf("%s still shows the name", who.node))
		}
	}
	pl.tell("th", "desk1", "/records/"+pl.family.String()+"/release", "The release is recalled. Each of the three has removed it and answered within %s.", short(took))
	return nil
}

// cut cuts the point's line. It works on.
func (pl *play) cut() error {
	for _, w := range pl.d.wires {
		w.set(true)
	}
	_, err := pl.until("the point, without a link", func() (bool, error) {
		s, err := ask[node.Sync](pl, point, "sync.status", struct{}{})
		return !slices.ContainsFunc(s.Links, func(l node.Link) bool { return l.Up }), err
	})
	if err != nil {
		return err
	}
	report := &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: "EXERCISE အောင်", Lang: "my"}, {Property: lanna.Amount, Value: "300000 CNY"}, {Property: lanna.Compound, Value: exercise.PlayCompound, Lang: "zh"},
		{Property: lanna.LastPlace, Value: "EXERCISE ချောင်းဘေးတဲ", Lang: "my"}}}
	taken, err := ask[node.Done](pl, point, "intake", desk.Intake{Report: report})
	if err != nil {
		return err
	}
	view, err := ask[desk.CaptureView](pl, point, "capture.show", pl.args(taken.Record))
	if err != nil || len(view.Confirmed) == 0 {
		return errors.Join(err, errors.New("the report became no record"))
	}
	pl.offline = view.Confirmed[0].Record
	if _, err = pl.inQueue(point, pl.offline); err != nil {
		return err
	}
	waits, err := pl.waits("point")
	if err != nil || waits == 0 {
		return errors.Join(err, errors.New("nothing waits in the point's outbox"))
	}
	page, err := ask[desk.Queue](pl, centreDuty, "alert.list", desk.QueueQuery{Limit: 200})
	if err != nil || slices.ContainsFunc(page.Alerts, func(a desk.Alert) bool { return a.Record == pl.offline }) {
		return errors.Join(err, errors.New("the centre knows what the point cannot have sent"))
	}
	pl.tell("point", "point1", "/alerts/"+pl.offline.String(), "The point's link is cut. Somebody tells of another bounty; the alert stands in the point's own queue at once, and %d messages wait in its outbox. The centre knows nothing of it.", waits)
	return nil
}

// waits is how many messages wait for others at a node.
func (pl *play) waits(name string) (int64, error) {
	login := "desk1"
	s, err := ask[node.Sync](pl, actor{name, login}, "sync.status", struct{}{})
	sum := int64(0)
	for i := range s.Parties {
		sum += s.Parties[i].Waits()
	}
	return sum, err
}

// catchUp mends the line.
func (pl *play) catchUp() error {
	pl.posted = append(pl.posted, posting{"point", pl.offline})
	for _, w := range pl.d.wires {
		w.set(false)
	}
	centre, err := pl.inQueue(centreDuty, pl.offline)
	if err != nil {
		return err
	}
	_, err = pl.until("the point's record at its national desk, whole", func() (bool, error) { return pl.shows(myanmar, pl.offline, lanna.LastPlace) })
	if err != nil {
		return err
	}
	_, err = pl.until("the point's outbox, empty", func() (bool, error) { n, err := pl.waits("point"); return n == 0, err })
	if err != nil {
		return err
	}
	pl.tell("centre", "duty1", "/queue", "The link is back. The point's alert stands in the centre's queue after %s, and the whole record at Myanmar's national desk, which is of the same agency. The point's outbox is empty.", short(centre))
	return nil
}

// everyReceipt waits until nothing waits and everything released was answered.
func (pl *play) everyReceipt() error {
	took, err := pl.until("every receipt", func() (bool, error) {
		for _, r := range pl.posted {
			if ok, err := pl.answered(actor{r.node, "desk1"}, r.record, "stored", false); err != nil || !ok {
				return false, err
			}
		}
		for _, n := range pl.d.nodes {
			if waits, err := pl.waits(n.Name); err != nil || waits > 0 {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	pl.tell("centre", "desk1", "/requests?done=1", "Every receipt is in, and no outbox holds anything (after %s). Journey 1 is over.", short(took))
	return nil
}
