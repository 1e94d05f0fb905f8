package desk

import (
	"context"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

// Filters of the queue.
const (
	FilterOpen    = ""        // all that is not closed
	FilterLife    = "life"    // threat to life
	FilterUnowned = "unowned" // nobody has it yet
	FilterMine    = "mine"
	FilterHour    = "hour"   // due within the hour, to the next ten minutes
	FilterOver    = "over"   // a clock ran out at least once
	FilterClosed  = "closed" // newest first
)

// Filters lists all filters in the order in which pages show them.
var Filters = []string{FilterOpen, FilterLife, FilterUnowned, FilterMine, FilterHour, FilterOver, FilterClosed}

// alertKinds are the kinds of record that have alerts, in the order in which
// pages show them.
var alertKinds = []lanna.RecordKind{lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.CaptureRecord}

// QueueQuery asks for a page of the queue. Filter and Kind exclude each other.
type QueueQuery struct {
	Filter string
	Kind   lanna.RecordKind
	After  *Mark
	Limit  int // at most 200; 0 means 50
}

// A Mark is a place in a list of alerts: the next page begins after it.
type Mark struct {
	Order  int64          `json:"o"`
	Record lanna.RecordID `json:"r"`
}

// A Queue is a page of the queue: the gravest first, then the nearest deadline.
type Queue struct {
	Now    lanna.Millis
	Counts map[string]int64           // by filter; FilterOpen counts all that is open
	Kinds  map[lanna.RecordKind]int64 // open alerts by kind; kinds without any are absent
	Alerts []Alert
	Next   *Mark // nil where this is the last page
	Newest int64 // number of the newest event: Desk.Events resumes after it
}

// Queue lists alerts that the actor may see. The log names all records of the
// page in one leaf.
func (d *Desk) Queue(ctx context.Context, by Actor, why Why, q QueueQuery) (*Queue, error) {
	list, ok := listOf(q, by, d.Now())
	if !ok {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "filter-unknown"}
	}
	page := &Queue{Now: d.Now(), Newest: d.newest()}
	err := d.see(ctx, by, why, "queue.list", func(r store.Reader) (s sight, err error) {
		audiences, err := d.audiences(r, alertView, by, why.Purpose)
		if err != nil {
			return s, err
		}
		if err := page.count(r, by, audiences); err != nil {
			return s, err
		}
		list.Audiences = audiences
		page.Alerts, page.Next, err = d.alerts(r, d.lens(by, why), list)
		for i := range page.Alerts {
			s.records = append(s.records, page.Alerts[i].Record)
		}
		return s, err
	})
	if err != nil {
		return nil, err
	}
	d.nameOwners(ctx, page.Alerts)
	return page, nil
}

// listOf returns the list that a filter or a kind stands for.
func listOf(q QueueQuery, by Actor, now lanna.Millis) (store.ListQuery, bool) {
	limit := q.Limit
	if limit <= 0 {
		limit = 50
	}
	out := store.ListQuery{View: alertView, Limit: min(limit, 200)}
	if q.After != nil {
		out.After = store.Cursor{Order: q.After.Order, ID: q.After.Record, Set: true}
	}
	if q.Kind != "" {
		out.Name, out.Values = "kind", []string{string(q.Kind)}
		return out, q.Filter == ""
	}
	out.Name, out.Values = keysOf(q.Filter, by, now)
	out.Descending = q.Filter == FilterClosed
	return out, out.Name != ""
}

// keysOf returns the keys of a filter's list; a count is the sum over them.
func keysOf(filter string, by Actor, now lanna.Millis) (name string, values []string) {
	switch filter {
	case FilterOpen:
		return "open", []string{""}
	case FilterMine:
		return "owner", []string{by.Officer.String()}
	case FilterHour:
		return "slot", slotsWithin(now)
	case FilterLife, FilterUnowned, FilterOver, FilterClosed:
		return filter, []string{""}
	}
	return "", nil
}

func (p *Queue) count(r store.Reader, by Actor, audiences []handling.Audience) error {
	p.Counts, p.Kinds = map[string]int64{}, map[lanna.RecordKind]int64{}
	for _, filter := range Filters {
		name, values := keysOf(filter, by, p.Now)
		for _, v := range values {
			n, err := r.Count(alertView, name, v, audiences)
			if err != nil {
				return err
			}
			p.Counts[filter] += n
		}
	}
	for _, kind := range alertKinds {
		n, err := r.Count(alertView, "kind", string(kind), audiences)
		if err != nil {
			return err
		}
		if n > 0 {
			p.Kinds[kind] = n
		}
	}
	return nil
}

// alerts reads a page off a list, and where the next one begins.
func (d *Desk) alerts(r store.Reader, l *lens, q store.ListQuery) ([]Alert, *Mark, error) {
	q.Limit++
	items, err := r.List(q)
	if err != nil {
		return nil, nil, err
	}
	var next *Mark
	if len(items) == q.Limit {
		items = items[:q.Limit-1]
		last := items[len(items)-1]
		next = &Mark{Order: last.Order, Record: last.ID}
	}
	out := make([]Alert, 0, len(items))
	for _, item := range items {
		a, known, err := l.alert(item.ID, item.Body)
		if err != nil {
			return nil, nil, err
		}
		if known {
			out = append(out, a)
		}
	}
	return out, next, nil
}

func (d *Desk) nameOwners(ctx context.Context, list []Alert) {
	for i := range list {
		list[i].OwnerName = d.OfficerName(ctx, list[i].Owner)
	}
}
