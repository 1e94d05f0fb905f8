package desk

import (
	"context"
	"errors"

	"lanna"
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
	return nil, errors.ErrUnsupported
}
