package web

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"lanna"
	"lanna/web/locale"
)

// Times are written with digits 0 to 9 in every language, in local time and
// UTC; only names of days and months are words.

func timeElement(m lanna.Millis, text string) template.HTML {
	return template.HTML(`<time datetime="` + m.Time().Format(time.RFC3339) + `">` + template.HTMLEscapeString(text) + `</time>`)
}

// shortTime is "14:41 · 07:41 UTC".
func shortTime(zone *time.Location, m lanna.Millis) string {
	utc := m.Time().Format("15:04 UTC")
	local := m.Time().In(zone)
	if _, offset := local.Zone(); offset == 0 {
		return utc
	}
	return local.Format("15:04") + " · " + utc
}

// longTime is "12 Mar 14:41 · 07:41 UTC".
func longTime(lang *locale.Language, zone *time.Location, m lanna.Millis) string {
	return dayOf(lang, m.Time().In(zone)) + " " + shortTime(zone, m)
}

// dueTime is shortTime with the day in front if that is not today.
func dueTime(lang *locale.Language, zone *time.Location, now, m lanna.Millis) string {
	local, today := m.Time().In(zone), now.Time().In(zone)
	if local.YearDay() == today.YearDay() && local.Year() == today.Year() {
		return shortTime(zone, m)
	}
	if gap := local.Sub(today); gap > 0 && gap < 6*24*time.Hour {
		return lang.Text("weekday."+strconv.Itoa(int(local.Weekday()))) + " " + shortTime(zone, m)
	}
	return longTime(lang, zone, m)
}

func dayOf(lang *locale.Language, t time.Time) string {
	return lang.Text("date.day", "d", strconv.Itoa(t.Day()), "month", lang.Text("month."+strconv.Itoa(int(t.Month()))), "y", strconv.Itoa(t.Year()))
}

// dateElement writes a day, 2026-03-12, with its year: deadlines and reviews may lie
// in another one. What is no day stays as it is.
func dateElement(lang *locale.Language, day string) template.HTML {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return template.HTML(template.HTMLEscapeString(day))
	}
	words := lang.Text("date.full", "d", strconv.Itoa(t.Day()), "month", lang.Text("month."+strconv.Itoa(int(t.Month()))), "y", strconv.Itoa(t.Year()))
	return template.HTML(`<time datetime="` + day + `">` + template.HTMLEscapeString(words) + `</time>`)
}

// A clock counts to a deadline in server time. It is written by the server and
// counted on by script, from the server's time that the page carries.
type clock struct {
	Due   lanna.Millis
	Words string // "8 min left", "6 min over"
	Run   string // "8 min 41 s"
	Over  bool
	Used  int // of Total, seconds
	Total int
}

func newClock(lang *locale.Language, now, start, due lanna.Millis) clock {
	left := due.Time().Sub(now.Time())
	c := clock{Due: due, Over: left < 0, Total: int((due - start) / 1000), Used: int((now - start) / 1000)}
	c.Used = max(0, min(c.Used, c.Total))
	c.Words, c.Run = clockWords(lang, left), runningWords(lang, left)
	return c
}

// clockWords says how much is left, or by how much it is over. web/ts/clock.ts
// does the same from the same strings.
func clockWords(lang *locale.Language, left time.Duration) string {
	key := "clock.left."
	if left < 0 {
		key, left = "clock.over.", -left
	}
	minutes := int(left.Minutes())
	switch {
	case minutes < 60:
		return lang.Text(key+"m", "m", strconv.Itoa(minutes))
	case minutes < 24*60:
		return lang.Text(key+"h", "h", strconv.Itoa(minutes/60), "m", fmt.Sprintf("%02d", minutes%60))
	}
	return lang.Text(key+"d", "d", strconv.Itoa(minutes/(24*60)))
}

func runningWords(lang *locale.Language, left time.Duration) string {
	if left < 0 || left >= time.Hour {
		return clockWords(lang, left)
	}
	seconds := int(left.Seconds())
	return lang.Text("clock.run", "m", strconv.Itoa(seconds/60), "s", fmt.Sprintf("%02d", seconds%60))
}

// grouped writes a whole number with commas between thousands, in every
// language alike: 600,000.
func grouped(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return s
		}
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
