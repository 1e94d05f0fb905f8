package web

import (
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/extract"
	"lanna/extract/reading"
	"lanna/list"
	"lanna/web/locale"
)

// Every code that the desk can say has its word in the pages.
func TestCodesHaveWords(t *testing.T) {
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := c.Languages[0]
	want := func(key string) {
		t.Helper()
		if !l.Has(key) {
			t.Errorf("no words for %s", key)
		}
	}
	for _, act := range desk.Acts() {
		if !l.Has("act."+act) && !l.Has("did."+act) {
			t.Errorf("the log has no words for %s", act) // it would say "changed something"
		}
	}
	for _, r := range lanna.Roles {
		want("role." + string(r))
	}
	for _, p := range lanna.Purposes {
		want("purpose." + string(p))
		want("purpose." + string(p) + ".hint")
	}
	for _, s := range lanna.Severities {
		want("severity." + string(s))
		want("severity." + string(s) + ".means")
	}
	for _, o := range append(desk.Outcomes, desk.OutcomeHandled) {
		want("outcome." + o)
	}
	for _, code := range extract.ThreatCodes {
		want("threat." + code)
	}
	for _, rule := range desk.Rules {
		for _, step := range append(rule.Steps, rule.Watch...) {
			want("step." + step)
		}
		want("kinds." + string(rule.Kind))
		want("kind." + string(rule.Kind))
	}
	for _, code := range []string{extract.ReasonLabel, extract.ReasonContext, extract.ReasonForm, extract.ReasonChecksum, extract.ReasonBad, extract.ReasonNoSum,
		extract.ReasonCode, extract.ReasonAmount, extract.ReasonCurrency, extract.ReasonLatest, extract.ReasonGazetteer, extract.ReasonSuffix, extract.ReasonPhrase,
		extract.ReasonShared, extract.ReasonMisread, extract.WarnInvalidUTF8, extract.WarnZawgyi, extract.WarnBidi, extract.WarnHidden, extract.WarnNoText,
		extract.WarnUnread, extract.WarnManyMessages} {
		want("why." + code)
	}
	for _, p := range addable {
		want("property." + string(p))
	}
	for property, list := range codes {
		for _, code := range list {
			want(coded[property] + code)
		}
	}
	for _, kind := range list.Kinds {
		want("list.kind." + kind)
	}
	for _, part := range desk.ListParts {
		want("list.part." + part)
	}
	for _, f := range list.Fields {
		if f != list.Ignore {
			want("property." + string(f))
		}
	}
	for _, state := range []string{desk.ListUploaded, desk.ListChecked, desk.ListCommitting, desk.ListCommitted, desk.ListUndoing, desk.ListUndone, desk.ListDropped} {
		want("list.state." + state)
	}
	for _, what := range []string{desk.RowRecorded, desk.RowJoined, desk.RowLocked, desk.RowWaits, desk.RowFaulty, desk.RowSkipped} {
		want("list.done." + what)
	}
	for _, code := range []string{list.NoteChecksum, list.NoteMasked, list.NoteEither, list.NoteByColumn, list.NoteSwapped, list.NoteBuddhist, list.NoteShortYear, list.NoteSerial,
		list.NoteBirthID, list.NoteSexID, list.NoteAge, list.NoteZawgyi, list.NotePhone, list.NoteWord, list.NoteMerged, list.NoteFormula, list.NoteReplaced, list.NoteDirection,
		list.NoteNRC, list.NoteNumberLost} {
		want("list.code." + code)
	}
	for _, m := range []string{desk.MarkLife, desk.MarkHere, desk.MarkSource, desk.MarkSupport} {
		want("marking." + m)
	}
	for _, state := range []string{desk.CaptureReading, desk.CaptureProposed, desk.CaptureTranscription, desk.CaptureConfirmed, desk.CaptureDropped} {
		want("capture.state." + state)
	}
	for _, why := range []string{desk.QueuedMissing, desk.QueuedTimeout, desk.QueuedFailed, desk.QueuedNoText, desk.QueuedScript, desk.QueuedTooLong, "picture-lost",
		string(reading.CodeUnknownFormat), string(reading.CodeDamaged), string(reading.CodeTooLarge), string(reading.CodeNoModels)} {
		want("queued." + why)
	}
	for _, kind := range kindNames {
		want("error.head." + kind)
		want("error.kind." + kind)
		want("error.do." + kind)
	}
}

func TestAmountsKeepTheirDigits(t *testing.T) {
	for in, want := range map[string]string{
		"600000 CNY": "600,000 CNY", "50 CNY": "50 CNY", "1000 USDT": "1,000 USDT", "1234567.50 THB": "1,234,567.50 THB", "": "", "as written": "as written",
	} {
		if got := amountWords(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestClockWords(t *testing.T) {
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for left, want := range map[time.Duration]string{
		8*time.Minute + 41*time.Second: "8 min left", -6 * time.Minute: "6 min over", 125 * time.Minute: "2 h 05 left", 30 * time.Hour: "1 d left", 0: "0 min left", -25 * time.Hour: "1 d over",
	} {
		if got := clockWords(c.Languages[0], left); got != want {
			t.Errorf("%s: got %q, want %q", left, got, want)
		}
	}
	if got := runningWords(c.Languages[0], 521*time.Second); got != "8 min 41 s" {
		t.Errorf("got %q", got)
	}
}

func TestCutMarksTheHits(t *testing.T) {
	text := "EXERCISE 悬赏60万 外号阿蓝"
	pieces := cut(text, [][2]int{{9, 15}})
	if len(pieces) != 3 || pieces[1].Text != "悬赏" || !pieces[1].Hit || pieces[0].Text+pieces[1].Text+pieces[2].Text != text {
		t.Errorf("got %v", pieces)
	}
	for _, marks := range [][][2]int{{{-1, 4}}, {{5, 999}}, {{9, 3}}, {{9, 15}, {2, 4}}} {
		cut(text, marks) // never panics on marks that do not fit
	}
}

func TestLocalPathStaysHere(t *testing.T) {
	for in, want := range map[string]string{
		"/queue?view=life": "/queue?view=life", "": "/queue", "https://elsewhere.invalid": "/queue", "//elsewhere.invalid": "/queue", `/\elsewhere.invalid`: "/queue", "/a\nb": "/queue", "/\t/elsewhere.invalid": "/queue", "/\x7f/elsewhere.invalid": "/queue",
	} {
		if got := localPath(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
