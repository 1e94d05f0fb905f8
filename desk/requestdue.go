package desk

import (
	"time"

	"lanna"
)

// dueFor is when an answer is due: what the party's card says for the kind of
// request, or else the kind's own time. A limit of a day or more counts the
// party's working days; a shorter one is for emergencies and counts every hour.
func dueFor(to Party, kind string, now lanna.Millis, usual time.Duration) lanna.Millis {
	limit := time.Duration(to.Limits[kind]) * time.Minute
	switch {
	case limit <= 0:
		return now + millis(usual)
	case limit < 24*time.Hour:
		return now + millis(limit)
	}
	return lanna.MillisOf(to.Calendar.after(now.Time(), limit))
}
