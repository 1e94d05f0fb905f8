package desk

import (
	"encoding/json"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

// A requestList reads lists of requests for one reader.
type requestList struct {
	d         *Desk
	r         store.Reader
	l         *lens
	audiences []handling.Audience
	desks     []string // of one who sees what these desks were asked and nothing else; else nil
}

// let finds what the reader may list. One whose role sees a record only when
// its desk was asked is let to those requests, and is shown no other number.
func (l *requestList) let(by Actor, purpose lanna.Purpose) (err error) {
	if l.audiences, err = l.d.audiences(l.r, requestView, by, purpose); err != nil || len(l.audiences) > 0 {
		return err
	}
	all, err := l.r.Audiences(requestView)
	if err != nil {
		return err
	}
	reader := l.d.reader(by)
	reader.Asked = []string{by.Desk}
	for _, g := range by.Grants {
		reader.Asked = append(reader.Asked, g.Desk)
	}
	reader.Asked = slices.DeleteFunc(reader.Asked, func(desk string) bool { return desk == "" })
	for _, a := range all {
		if a.Allows(reader, purpose) {
			l.audiences, l.desks = append(l.audiences, a), reader.Asked
		}
	}
	return nil
}

func (l *requestList) lines(q RequestQuery) ([]RequestLine, error) {
	if len(l.audiences) == 0 {
		return nil, nil
	}
	sides := []string{sideIn, sideOut}
	if q.Side != "" {
		sides = []string{q.Side}
	}
	ask := store.ListQuery{View: requestView, Name: "open", Values: sides, Audiences: l.audiences, Limit: q.Limit}
	if q.Done {
		ask.Name, ask.Descending = "done", true
	}
	if l.desks != nil {
		if ask.Name, ask.Values = "desk-"+ask.Name, l.desks; q.Side == sideOut {
			return nil, nil // a desk asks no other agency
		}
	}
	items, err := l.r.List(ask)
	if err != nil {
		return nil, err
	}
	var out []RequestLine
	for _, item := range items {
		line, known, err := l.line(item)
		if err != nil {
			return nil, err
		}
		if known {
			out = append(out, line)
		}
	}
	return out, nil
}

// line shows a row to the reader; false where the reader may not know of it.
func (l *requestList) line(item store.Item) (RequestLine, bool, error) {
	var row requestRow
	if err := json.Unmarshal(item.Body, &row); err != nil {
		return RequestLine{}, false, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: item.ID.String(), Err: err}
	}
	line := RequestLine{Record: item.ID, Out: row.Out, Asker: row.Asker, Opened: row.Opened, Ended: row.Ended, State: row.State}
	known := l.l.each(row.Cells, row.Markings, line.take)
	if line.State == RequestDrafted && row.Out {
		line.State = RequestAccepted // what a partner drafts is not sent; this can only be an older node's word
	}
	line.Overdue = !over(line.State) && line.Due != 0 && line.Due < l.d.Now()
	slices.Sort(line.Answers)
	line.Answers = slices.Compact(line.Answers)
	return line, known, nil
}

func (r *RequestLine) take(c cell) {
	switch c.Property {
	case lanna.Label:
		r.Label = c.Value
	case lanna.RequestKind:
		r.Kind = c.Value
	case lanna.RequestTo:
		r.To = c.Value
	case lanna.RequestText:
		r.Text = Words{c.Value, c.Lang}
	case lanna.RequestDue:
		r.Due = moment(c.Value)
	case lanna.RequestAnswer:
		r.Answers = append(r.Answers, c.Value)
	case lanna.RequestRefusal:
		r.Refusal = c.Value
	case lanna.Name:
		r.Who = Words{c.Value, c.Lang}
	case lanna.Alias:
		if r.Who.Text == "" {
			r.Who = Words{c.Value, c.Lang}
		}
	case lanna.Asked:
		r.Desks = append(r.Desks, c.Value)
	}
}

// headline counts what waits, and how long verifications took: the median of
// the newest ones, because one that lay for a month says little of the others.
func (l *requestList) headline(page *RequestPage) (err error) {
	if l.desks != nil {
		waits, err := l.lines(RequestQuery{Limit: newestDone})
		page.In = int64(len(waits))
		return err
	}
	if page.In, err = l.r.Count(requestView, "open", sideIn, l.audiences); err != nil {
		return err
	}
	if page.Out, err = l.r.Count(requestView, "open", sideOut, l.audiences); err != nil {
		return err
	}
	done, err := l.lines(RequestQuery{Side: sideOut, Done: true, Limit: newestDone})
	var hours []float64
	for _, line := range done {
		if line.Kind == AskVerification && line.State == RequestAnswered {
			hours = append(hours, float64(line.Ended-line.Opened)/3_600_000)
		}
	}
	page.Hours, page.Checked = median(hours), len(hours)
	return err
}

// median returns the middle value, or the mean of the two in the middle; 0 of none.
func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	m := len(list) / 2
	if len(list)%2 == 1 {
		return list[m]
	}
	return (list[m-1] + list[m]) / 2
}
