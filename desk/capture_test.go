package desk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/store"
)

// One picture, two bounties. The number's checksum is wrong by one: EXERCISE.
const (
	bountyAlan = "EXERCISE 悬赏60万 外号阿蓝 姓名：禾七 女24岁\n身份证号 539901200202144428\n从银鹭园B栋跑出 抓回园区"
	bountyLao  = "EXERCISE 悬赏30万 抓 外号老库 姓名：邓一舟\n要活的"
)

func capture(t *testing.T, w *desktest.World, picture []byte) lanna.RecordID {
	t.Helper()
	id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Data: picture, FileName: "EXERCISE.png"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func proposals(t *testing.T, w *desktest.World, id lanna.RecordID) *desk.CaptureView {
	t.Helper()
	v, err := w.Proposals(t.Context(), w.Duty, desktest.Rescue, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// keepAll confirms everything that is proposed.
func keepAll(v *desk.CaptureView) desk.Confirmation {
	c := desk.Confirmation{Marking: desk.MarkLife}
	for _, n := range v.Notices {
		cn := desk.ConfirmedNotice{Number: n.Number, Keep: true}
		for _, f := range n.Fields {
			cn.Fields = append(cn.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		c.Notices = append(c.Notices, cn)
	}
	return c
}

func confirm(t *testing.T, w *desktest.World, id lanna.RecordID) []lanna.RecordID {
	t.Helper()
	ids, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, id, keepAll(proposals(t, w, id)))
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func record(t *testing.T, w *desktest.World, id lanna.RecordID) *desk.RecordView {
	t.Helper()
	v, err := w.Record(t.Context(), w.Duty, desktest.Rescue, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// values returns the live values of a property on a record's page.
func values(v *desk.RecordView, p lanna.Property) []string {
	var out []string
	for _, row := range v.Rows {
		for _, cell := range row.Cells {
			for _, f := range cell {
				if row.Property == p && f.Live {
					out = append(out, f.Value)
				}
			}
		}
	}
	return out
}

func fact(t *testing.T, v *desk.RecordView, p lanna.Property) desk.Fact {
	t.Helper()
	for _, row := range v.Rows {
		for _, cell := range row.Cells {
			for _, f := range cell {
				if row.Property == p && f.Live {
					return f
				}
			}
		}
	}
	t.Fatalf("no live %s on the page", p)
	return desk.Fact{}
}

func wantError(t *testing.T, err error, kind lanna.ErrorKind, code string) {
	t.Helper()
	if err == nil || lanna.KindOf(err) != kind || lanna.CodeOf(err) != code {
		t.Errorf("error is %v, want %s", err, code)
	}
}

func TestScreenshotBecomesAlerts(t *testing.T) {
	reader := &desktest.Reader{}
	w := desktest.New(t, desktest.Options{Reader: reader})
	id := capture(t, w, desktest.Picture(bountyAlan, bountyLao))
	v := proposals(t, w, id)
	if v.State != desk.CaptureProposed || len(v.Notices) != 2 || v.Width != 1080 {
		t.Fatalf("capture is %q with %d notices, %d wide", v.State, len(v.Notices), v.Width)
	}
	ids := confirm(t, w, id)
	if len(ids) != 2 {
		t.Fatalf("%d records of 2 notices", len(ids))
	}
	q, err := w.Queue(t.Context(), w.Duty, desktest.Rescue, desk.QueueQuery{Filter: desk.FilterLife})
	if err != nil || len(q.Alerts) != 2 {
		t.Fatalf("%d alerts in the queue, %v", len(q.Alerts), err)
	}
	r := record(t, w, ids[0])
	if got := values(r, lanna.Amount); !slices.Equal(got, []string{"600000 CNY"}) {
		t.Errorf("reward is %v", got)
	}
	if len(r.Crops) != 1 || len(fact(t, r, lanna.Amount).From) != 1 {
		t.Errorf("%d crops, reward from %v", len(r.Crops), fact(t, r, lanna.Amount).From)
	}
	if f := fact(t, r, lanna.IDResident); f.Check != "checksum-fails" {
		t.Errorf("number's check is %q, want checksum-fails", f.Check)
	}
	if r.Person == nil || r.Capture == nil || r.Capture.Record != id {
		t.Fatalf("person %v, capture %v", r.Person, r.Capture)
	}
	p := record(t, w, r.Person.Record)
	if !p.Presumed || !p.Locked || len(p.Related) == 0 {
		t.Errorf("person is presumed %v, locked %v, %d related", p.Presumed, p.Locked, len(p.Related))
	}
	if v = proposals(t, w, id); v.State != desk.CaptureConfirmed || len(v.Confirmed) != 2 {
		t.Errorf("capture is %q with %d records", v.State, len(v.Confirmed))
	}
	if _, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, id, keepAll(v)); lanna.CodeOf(err) != "confirmed-already" {
		t.Errorf("confirmed again: %v", err)
	}
}

// A crop shows its own notice: no box of another's.
func TestCropIsOfItsOwnNotice(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	ids := confirm(t, w, capture(t, w, desktest.Picture(bountyAlan, bountyLao)))
	a, b := record(t, w, ids[0]).Crops[0], record(t, w, ids[1]).Crops[0]
	for _, x := range a.Boxes {
		for _, y := range b.Boxes {
			if x.Rectangle().Overlaps(y.Rectangle()) {
				t.Errorf("box %v of the first notice overlaps box %v of the second", x, y)
			}
		}
	}
	data, kind, err := w.Picture(t.Context(), w.Duty, desktest.Rescue, a.Record, a.Claim)
	must(t, err)
	defer data.Close()
	if crop, err := io.ReadAll(data); err != nil || kind != "image/png" || len(crop) == 0 {
		t.Errorf("crop: %d bytes of %q, %v", len(crop), kind, err)
	}
}

func TestSameFormTwiceIsOneCapture(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	in := desk.Intake{Data: desktest.Picture(bountyAlan), Key: "form-1"}
	first, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, in)
	if err != nil || again != first {
		t.Errorf("second time %v, %v; first %v", again, err, first)
	}
	c := keepAll(proposals(t, w, first))
	c.Key = "form-2"
	a, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, first, c)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, first, c)
	if err != nil || !slices.Equal(a, b) {
		t.Errorf("confirmed twice: %v and %v, %v", a, b, err)
	}
	other, err := w.Capture(t.Context(), w.Second, desktest.Rescue, in)
	if err != nil || other == first {
		t.Errorf("another officer's form with the same key: %v, %v", other, err)
	}
}

func TestPictureThatCannotBeReadIsKept(t *testing.T) {
	tests := []struct {
		name   string
		reader desk.PictureReader
		data   []byte
		reason string
	}{
		{"no reading process", nil, desktest.Picture(bountyAlan), desk.QueuedMissing},
		{"crashed", &desktest.Reader{Fail: func([]byte) error { return errors.New("EXERCISE crash") }}, desktest.Picture(bountyAlan), desk.QueuedFailed},
		{"too slow", &desktest.Reader{Fail: func([]byte) error { return context.DeadlineExceeded }}, desktest.Picture(bountyAlan), desk.QueuedTimeout},
		{"not a picture", &desktest.Reader{}, []byte("%PDF-1.7 EXERCISE"), "picture-format"},
		{"nothing to read", &desktest.Reader{}, desktest.Picture(), desk.QueuedNoText},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := desktest.New(t, desktest.Options{Reader: test.reader})
			id := capture(t, w, test.data)
			v := proposals(t, w, id)
			if v.State != desk.CaptureTranscription || v.Queued != test.reason || v.SHA256 == "" {
				t.Fatalf("capture is %q, queued %q, hash %q", v.State, v.Queued, v.SHA256)
			}
			list, err := w.Captures(t.Context(), w.Duty, desktest.Rescue, desk.CaptureTranscription)
			if err != nil || len(list) != 1 {
				t.Fatalf("%d in the queue for transcription, %v", len(list), err)
			}
			if err := w.Transcribe(t.Context(), w.Duty, desktest.Rescue, id, bountyAlan); err != nil {
				t.Fatal(err)
			}
			if ids := confirm(t, w, id); len(ids) != 1 {
				t.Errorf("%d records of the transcript", len(ids))
			}
		})
	}
}

// A crash between keeping and reading is healed when the node starts again.
func TestUnreadCapturesAreReadAtStart(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := capture(t, w, desktest.Picture(bountyAlan))
	w.Config.Reader = &desktest.Reader{}
	w.Restart(t)
	if err := w.ResumeReading(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Restart(t) // waits for what runs
	if v := proposals(t, w, id); v.State != desk.CaptureProposed && v.State != desk.CaptureTranscription {
		t.Errorf("capture is %q", v.State)
	}
}

func TestFieldThatNeedsEyes(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	id := capture(t, w, desktest.Picture(bountyAlan))
	v := proposals(t, w, id)
	c := keepAll(v)
	needs := 0
	for i, f := range v.Notices[0].Fields {
		c.Notices[0].Fields[i].Compared = false
		if f.Check {
			needs++
		}
	}
	if needs == 0 {
		t.Fatal("no field of the exercise needs eyes")
	}
	_, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, id, c)
	wantError(t, err, lanna.Invalid, "not-compared")
	if n := len(record(t, w, id).History); n != 2 {
		t.Errorf("%d statements on the capture after a refused confirmation, want 2", n)
	}
}

func TestReportByPhone(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Channel: desk.ChannelPhone, Report: &desk.Report{Kind: lanna.FamilyRecord,
		Fields: []desk.Field{{Property: lanna.Name, Value: "EXERCISE 禾七", Lang: "zh"}, {Property: lanna.Age, Value: "17"}, {Property: lanna.Relation, Value: "aunt", Lang: "en"}}}})
	if err != nil {
		t.Fatal(err)
	}
	v := proposals(t, w, id)
	if v.State != desk.CaptureConfirmed || len(v.Confirmed) != 1 || v.Confirmed[0].Kind != lanna.FamilyRecord {
		t.Fatalf("capture is %q, records %v", v.State, v.Confirmed)
	}
	r := record(t, w, v.Confirmed[0].Record)
	if !r.Minor || r.Person == nil || r.Alert == nil {
		t.Errorf("minor %v, person %v, alert %v", r.Minor, r.Person, r.Alert)
	}
}

// Whether it is safe to call stands on the person, and whoever has the alert
// reads it first. A later caller may not loosen it.
func TestACallerSaysWhetherContactIsSafe(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	call := func(safety string) (notice lanna.RecordID, err error) {
		id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{
			{Property: lanna.Name, Value: "EXERCISE 禾七", Lang: "zh"}, {Property: lanna.Passport, Value: "CHN:E00000001"}, {Property: lanna.ContactSafety, Value: safety}}}})
		if err != nil {
			return id, err
		}
		return proposals(t, w, id).Confirmed[0].Record, nil
	}
	first, err := call(desk.DoNotContact)
	must(t, err)
	later, err := call(desk.FreeContact)
	must(t, err)
	for _, notice := range []lanna.RecordID{first, later} {
		person := record(t, w, notice).Person.Record
		if v := record(t, w, person); v.Safety == nil || v.Safety.Value != desk.DoNotContact {
			t.Errorf("the person's safety is %+v", v.Safety)
		}
		if a := look(t, w, w.Duty, notice); a.Facts[0].Property != lanna.ContactSafety || a.Facts[0].Value != desk.DoNotContact {
			t.Errorf("the alert begins with %s %q", a.Facts[0].Property, a.Facts[0].Value)
		}
	}
	_, err = call(desk.SafeWindow)
	wantError(t, err, lanna.Invalid, "safety-unknown")
}

// The words on a notice of a list are its own and the list's, and never name the
// others of the list.
func TestTheWordsOfOneInAListNameNobodyElse(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Channel: desk.ChannelText,
		Text: "EXERCISE 悬赏名单，抓到一个给一个的钱：\n1.卢云鑫 20万\n2.尹飞 15万\n3.邓飞 10万"})
	must(t, err)
	names := []string{"卢云鑫", "尹飞", "邓飞"}
	c := desk.Confirmation{Marking: desk.MarkLife}
	for _, n := range proposals(t, w, id).Notices {
		kept := desk.ConfirmedNotice{Number: n.Number, Keep: true}
		for _, f := range n.Fields {
			kept.Fields = append(kept.Fields, desk.ConfirmedField{ID: f.ID, Value: f.Value, Compared: true})
		}
		c.Notices = append(c.Notices, kept)
	}
	made, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, id, c)
	must(t, err)
	if len(made) != len(names) {
		t.Fatalf("%d notices, want %d", len(made), len(names))
	}
	for i, notice := range made {
		words := strings.Join(values(record(t, w, notice), lanna.Narrative), "\n")
		for k, name := range names {
			if strings.Contains(words, name) != (i == k) {
				t.Errorf("the words on %s are %q", names[i], words)
			}
		}
	}
}

func TestTextThatIsOff(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	_, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Channel: desk.ChannelText, Text: strings.Repeat("悬赏", 5_000_000)})
	wantError(t, err, lanna.Exhausted, "text-too-large")
	_, err = w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Channel: desk.ChannelText, Text: " \n"})
	wantError(t, err, lanna.Invalid, "text-empty")
	_, err = w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Channel: desk.ChannelPicture})
	wantError(t, err, lanna.Invalid, "picture-empty")

	id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Channel: desk.ChannelText, Text: bountyLao + "\xff\xfe"})
	if err != nil {
		t.Fatal(err)
	}
	v := proposals(t, w, id)
	if len(v.Notices) != 1 || v.SHA256 == "" || !slices.ContainsFunc(v.Warnings, func(r desk.Reason) bool { return r.Code == "invalid-utf8" }) {
		t.Errorf("%d notices, original kept %v, warnings %v", len(v.Notices), v.SHA256 != "", v.Warnings)
	}
}

// A picture that cannot be kept is not recorded at all, and the error says so.
func TestAFullDiskLeavesNothingHalfDone(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	must(t, os.RemoveAll(filepath.Join(w.Dir, "blobs")))
	must(t, os.WriteFile(filepath.Join(w.Dir, "blobs"), nil, 0o600))
	_, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Data: desktest.Picture(bountyAlan), Key: "form"})
	wantError(t, err, lanna.Unavailable, "blob-not-kept")
	list, err := w.Captures(t.Context(), w.Duty, desktest.Rescue, "")
	if err != nil || len(list) != 0 {
		t.Errorf("%d captures, %v", len(list), err)
	}
	must(t, os.Remove(filepath.Join(w.Dir, "blobs")))
	if _, err = w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Data: desktest.Picture(bountyAlan), Key: "form"}); err != nil {
		t.Errorf("once there is room again: %v", err)
	}
}

// fullWhile is a store on a disk that can be full.
type fullWhile struct {
	store.Store
	full atomic.Bool
}

func (s *fullWhile) Update(ctx context.Context, f func(tx store.Tx) error) error {
	if s.full.Load() {
		return fmt.Errorf("test: %w", store.ErrFull)
	}
	return s.Store.Update(ctx, f)
}

// The disk is full when a picture was read: the picture is read again by itself
// once there is room.
func TestAReadingThatCouldNotBeKeptIsMadeAgain(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	disk := &fullWhile{Store: w.Store}
	r := &desktest.Reader{}
	r.Fail = func([]byte) error { disk.full.Store(r.Reads.Load() < 2); return nil }
	w.Config.Store, w.Config.Reader = disk, r
	w.Restart(t)
	id, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Data: desktest.Picture(bountyAlan), Key: "form"})
	must(t, err)
	disk.full.Store(false)
	if v := proposals(t, w, id); v.State != desk.CaptureReading {
		t.Fatalf("the disk was full, and the capture is %q", v.State)
	}
	w.Clock.Add(31 * time.Second)
	if _, err := w.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	for proposals(t, w, id).State == desk.CaptureReading && t.Context().Err() == nil {
		runtime.Gosched() // the reading goes on beside
	}
	if v := proposals(t, w, id); v.State != desk.CaptureProposed {
		t.Errorf("capture is %q", v.State)
	}
	if n := r.Reads.Load(); n != 2 {
		t.Errorf("read %d times, want 2", n)
	}
}

// Where nothing was read, a person types what the picture says and fills in
// the fields.
func TestAPictureIsTranscribedByHand(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := capture(t, w, desktest.Picture(bountyAlan))
	ids, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, id, desk.Confirmation{Transcript: bountyAlan, Notices: []desk.ConfirmedNotice{{Keep: true,
		Fields: []desk.ConfirmedField{{Property: lanna.Name, Value: "禾七", Lang: "zh"}, {Property: lanna.Amount, Value: "600000 CNY"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	r := record(t, w, ids[0])
	if got := values(r, lanna.Narrative); len(got) != 1 || got[0] != bountyAlan || r.Alert == nil || r.Alert.Severity != lanna.Life {
		t.Errorf("words %q, alert %+v", got, r.Alert)
	}
	if v := proposals(t, w, id); v.Text.Text != bountyAlan {
		t.Errorf("the capture's transcript is %q", v.Text.Text)
	}
}
