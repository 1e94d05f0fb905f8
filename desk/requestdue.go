package desk

import (
	"time"

	"lanna"
	"lanna/federate"
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
	return lanna.MillisOf(officesOf(to.Calendar).after(now.Time(), limit))
}

// officesOf reads the calendar of a card. A time zone that this machine does not
// know counts as UTC.
func officesOf(c federate.Calendar) Calendar {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		zone = time.UTC
	}
	return Calendar{Weekend: c.Weekend, Holidays: c.Holidays, Zone: zone}
}
