package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// Whatever comes in, is confirmed, corrected and erased: making the views anew
// gives the same bytes, and the whole log holds.
func TestRecordsAreAPureFold(t *testing.T) {
	checks(t, 12)
	rapid.Check(t, func(rt *rapid.T) {
		w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
		c := &clerk{w: w, t: rt}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			c.act(context.Background())
		}
		before := w.Dump(t)
		must(t, w.Rebuild(t.Context(), nil))
		if after := w.Dump(t); after != before {
			rt.Fatalf("the views differ after a rebuild: %s", firstDifference(before, after))
		}
		rep, err := w.VerifyLog(t.Context(), w.Auditor, desktest.Rescue)
		if err != nil || rep.Finding != nil {
			rt.Fatalf("the log does not hold: %v, %v", rep.Finding, err)
		}
	})
}

// A clerk draws what people do with captures and records. Refusals are part of it.
type clerk struct {
	w        *desktest.World
	t        *rapid.T
	captures []lanna.RecordID
	records  []lanna.RecordID
}

func (c *clerk) act(ctx context.Context) {
	w, t := c.w, c.t
	w.Clock.Add(time.Duration(rapid.Int64Range(-5, 60).Draw(t, "minutes")) * time.Minute)
	by := rapid.SampledFrom([]desk.Actor{w.Duty, w.Leader, w.Analyst, w.Victims, w.County}).Draw(t, "officer")
	acts := []string{"picture", "text", "phone"}
	if len(c.captures) > 0 {
		acts = append(acts, "confirm", "confirm", "confirm", "drop")
	}
	if len(c.records) > 0 {
		acts = append(acts, "correct", "add", "note", "suspect", "screen", "safety", "erase", "search")
	}
	act := rapid.SampledFrom(acts).Draw(t, "act")
	err := c.do(ctx, by, act)
	if lanna.KindOf(err) == lanna.Internal && err != nil {
		t.Fatalf("%s: %v", act, err)
	}
}

func (c *clerk) do(ctx context.Context, by desk.Actor, act string) error {
	why := desktest.Because("EXERCISE")
	switch act {
	case "picture", "text", "phone":
		return c.intake(ctx, by, act)
	case "confirm", "drop":
		return c.finish(ctx, by, act)
	case "search":
		_, err := c.w.Search(ctx, by, why, desk.SearchQuery{Text: rapid.SampledFrom(someNames).Draw(c.t, "words")})
		return err
	}
	id := rapid.SampledFrom(c.records).Draw(c.t, "record")
	switch act {
	case "add":
		return c.w.AddFact(ctx, by, why, id, lanna.BirthDate, desk.Words{Text: fmt.Sprintf("%d-03", rapid.IntRange(1990, 2015).Draw(c.t, "year"))}, lanna.Grade{})
	case "note":
		return c.w.AddNote(ctx, by, why, id, desk.Words{Text: "EXERCISE note", Lang: "en"})
	case "suspect":
		return c.w.Suspect(ctx, by, why, id, desk.Words{Text: "EXERCISE"})
	case "screen":
		return c.w.Screen(ctx, by, why, id, rapid.SampledFrom([]string{desk.Presumed, desk.ScreenedNot, desk.ScreenedVictim}).Draw(c.t, "result"))
	case "safety":
		return c.w.SetSafety(ctx, by, why, id, desk.DoNotContact, desk.Words{Text: "EXERCISE"})
	}
	st, err := c.w.StateForTest(ctx, id)
	if err != nil || len(st.Facts) == 0 {
		return err
	}
	f := st.Facts[rapid.IntRange(0, len(st.Facts)-1).Draw(c.t, "fact")]
	if act == "erase" {
		return c.w.Erase(ctx, c.w.Leader, c.w.Signs(c.w.Admin), why, id, []lanna.Digest{f.Digest})
	}
	return c.w.Correct(ctx, by, why, id, f.Digest, desk.Words{Text: rapid.SampledFrom(append(someNames, "")).Draw(c.t, "value")}, lanna.Grade{})
}

var someNames = []string{"禾七", "阿蓝", "老库", "邓一舟", "EXERCISE"}

func (c *clerk) intake(ctx context.Context, by desk.Actor, how string) error {
	var in desk.Intake
	text := fmt.Sprintf("EXERCISE 悬赏%d万 外号%s 姓名：%s 女24岁\n身份证号 539901200202144428 抓回园区",
		rapid.IntRange(3, 60).Draw(c.t, "reward"), rapid.SampledFrom(someNames).Draw(c.t, "alias"), rapid.SampledFrom(someNames).Draw(c.t, "name"))
	switch how {
	case "picture":
		in.Data = desktest.Picture(text, bountyLao)
	case "text":
		in.Text = text
	case "phone":
		in.Report = &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{{Property: lanna.Name, Value: rapid.SampledFrom(someNames).Draw(c.t, "name")}}}
	}
	in.Marking = rapid.SampledFrom([]string{desk.MarkLife, desk.MarkHere, desk.MarkSource}).Draw(c.t, "marking")
	id, err := c.w.Capture(ctx, by, desktest.Rescue, in)
	if err == nil {
		c.captures = append(c.captures, id)
	}
	return err
}

func (c *clerk) finish(ctx context.Context, by desk.Actor, act string) error {
	id := rapid.SampledFrom(c.captures).Draw(c.t, "capture")
	if act == "drop" {
		return c.w.DropCapture(ctx, by, desktest.Rescue, id)
	}
	v, err := c.w.Proposals(ctx, by, desktest.Rescue, id)
	if err != nil {
		return err
	}
	k := keepAll(v)
	k.Marking = rapid.SampledFrom([]string{"", desk.MarkLife, desk.MarkSource}).Draw(c.t, "choice")
	ids, err := c.w.Confirm(ctx, by, desktest.Rescue, id, k)
	for _, id := range ids {
		c.records = append(c.records, id)
		if st, bad := c.w.StateForTest(ctx, id); bad == nil {
			for _, f := range st.Live(lanna.PersonOf) {
				if person, bad := lanna.ParseRecordID(f.Value); bad == nil {
					c.records = append(c.records, person)
				}
			}
		}
	}
	return err
}
