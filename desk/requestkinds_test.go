package desk

import (
	"testing"
	"time"

	"lanna"
)

func TestAnswersAreChoicesThatDoNotDenyEachOther(t *testing.T) {
	for _, tt := range []struct {
		kind  string
		codes []string
		want  string
	}{
		{AskVerification, []string{"registered-here", "out-of-contact", "on-persuasion-list", "victim-status-unknown"}, ""},
		{AskVerification, []string{"out-of-contact", "at-home"}, "answers-contradict"},
		{AskVerification, []string{"granted"}, "answer-unknown"},
		{AskVerification, nil, "answer-empty"},
		{AskLeave, []string{"granted", "not-granted"}, "answers-contradict"},
	} {
		err := checkAnswers(tt.kind, tt.codes)
		if got := lanna.CodeOf(err); err != nil && got != tt.want || err == nil && tt.want != "" {
			t.Errorf("%s %v: %v, want %q", tt.kind, tt.codes, err, tt.want)
		}
	}
}

func TestDueTimesStepOverWeekendsAndHolidays(t *testing.T) {
	thai := Calendar{Weekend: []time.Weekday{time.Saturday, time.Sunday}, Holidays: []string{"2026-04-13"}, Zone: time.FixedZone("+07", 7*3600)}
	at := func(s string) time.Time {
		m, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, tt := range []struct {
		name     string
		calendar Calendar
		from     string
		d        time.Duration
		want     string
	}{
		{"no calendar counts every hour", Calendar{}, "2026-04-11T10:00:00Z", 4 * time.Hour, "2026-04-11T14:00:00Z"},
		{"within a working day", thai, "2026-04-10T09:00:00+07:00", 4 * time.Hour, "2026-04-10T13:00:00+07:00"},
		{"over a weekend and a holiday", thai, "2026-04-10T22:00:00+07:00", 4 * time.Hour, "2026-04-14T02:00:00+07:00"},
		{"asked on a Sunday", thai, "2026-04-12T12:00:00+07:00", 24 * time.Hour, "2026-04-15T00:00:00+07:00"},
		{"no day works", Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}, "2026-01-01T00:00:00Z", time.Hour, "2036-01-09T00:00:00Z"},
	} {
		if got := tt.calendar.after(at(tt.from), tt.d); !got.Equal(at(tt.want)) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestACountyIsThatOfTheYearOfBirth(t *testing.T) {
	if got := countyDesks("350582199001010011"); len(got) != 1 || got[0] != "350582" {
		t.Errorf("晋江市: %v", got)
	}
	if got := countyDesks("350525198001010019"); len(got) == 0 || got[0] != "350525" { // 永春县, or whatever the code was then: the number's own comes first
		t.Errorf("%v", got)
	}
	for _, none := range []string{"", "35", "35****199001010011"} {
		if got := countyDesks(none); got != nil {
			t.Errorf("%q names %v", none, got)
		}
	}
}
