package desk

import (
	"context"
	"slices"
	"time"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// Dates of review. A marking carries one; on that day somebody renews what it
// holds for, with a reason, or erases it.

// longestRenewal is how far ahead a date of review may be set.
const longestRenewal = 366 * 24 * time.Hour

// A DueRecord is a record of which something is due for review.
type DueRecord struct {
	Link   Link
	Review string // the earliest date on it, ISO 8601
}

// maxDue is how many records one page of the list shows.
const maxDue = 200

// Due lists what is due for review today or was before, the oldest date first.
// An officer whose roles read no records, as an administrator's, sees label and
// kind alone.
func (d *Desk) Due(ctx context.Context, by Actor, why Why) ([]DueRecord, error) {
	var out []DueRecord
	err := d.see(ctx, by, why, "record.due", func(r store.Reader) (s sight, err error) {
		audiences, err := d.audiences(r, recordView, by, why.Purpose)
		if err != nil || len(audiences) == 0 {
			return s, err
		}
		items, err := r.List(store.ListQuery{View: recordView, Name: "review", Values: []string{""}, Audiences: audiences,
			Before: dayNumber(dayOf(d.Now())) + 1, Limit: maxDue})
		if err != nil {
			return s, err
		}
		l := d.lens(by, why)
		for _, item := range items {
			link, known, err := l.link(store.Row{View: recordView, ID: item.ID, Body: item.Body})
			if err != nil {
				return s, err
			}
			if !known {
				continue
			}
			if !by.May("record.show") {
				link.Title = Title{Code: link.Title.Code}
			}
			out = append(out, DueRecord{link, dayName(item.Order)})
			s.records = append(s.records, item.ID)
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Renew sets the date of review of all that the agency says on a record and
// that is due before it to the day until, at most a year ahead. Nothing else of
// a marking changes.
func (d *Desk) Renew(ctx context.Context, by Actor, why Why, record lanna.RecordID, until string) error {
	day, err := time.Parse(time.DateOnly, until)
	if now := d.Now().Time(); err != nil || !day.After(now) || day.Sub(now) > longestRenewal {
		return &lanna.Error{Kind: lanna.Invalid, Code: "review-date"}
	}
	return d.do(ctx, by, why, "record.renew", func(w *work) error {
		st, err := w.open(record)
		if err != nil {
			return err
		}
		return w.renew(st, until)
	})
}

// renew sets the date of review of what is due before the day.
func (w *work) renew(st *statement.State, until string) error {
	var facts []*statement.Fact
	for i := range st.Facts {
		f := &st.Facts[i]
		if review := heldBy(f.Markings).review; f.Agency == w.d.Agency() && review != "" && review < until {
			facts = append(facts, f)
		}
	}
	if len(facts) == 0 {
		return &lanna.Error{Kind: lanna.Conflict, Code: "review-later", ID: st.Record.String()}
	}
	return w.remark(st, facts, func(_ *statement.Fact, m handling.Marking) handling.Marking {
		m.Review = until
		return m
	})
}

// due reports whether a fact's day of review has come.
func due(f *statement.Fact, now lanna.Millis) bool {
	review := heldBy(f.Markings).review
	return review != "" && review <= dayOf(now)
}

// DueClaims returns those claims on a record that are due and may be erased
// without the record; none and true where the whole record is due.
func (d *Desk) DueClaims(ctx context.Context, by Actor, why Why, record lanna.RecordID) (claims []lanna.Digest, whole bool, err error) {
	if err := d.admit(ctx, by, why, "record.due"); err != nil {
		return nil, false, err
	}
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		st, err := d.shownState(r, by, why, record)
		if err != nil {
			return err
		}
		for i := range st.Facts {
			f := &st.Facts[i]
			switch {
			case f.Agency != d.Agency() || !due(f, d.Now()) || slices.Contains(ofAct, f.Property):
			case f.Property == lanna.KindOfRecord:
				whole = true
			case !slices.Contains(withTheRecord, f.Property):
				claims = append(claims, f.Digest)
			}
		}
		return nil
	})
	if whole {
		claims = nil
	}
	return claims, whole, storeError(err)
}

func dayOf(m lanna.Millis) string { return m.Time().Format(time.DateOnly) }

// dayNumber orders days: days since 1970, UTC.
func dayNumber(date string) int64 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0 // what is no date is due at once
	}
	return t.Unix() / 86400
}

func dayName(n int64) string { return time.Unix(n*86400, 0).UTC().Format(time.DateOnly) }
