package desk

import (
	"context"
	"errors"
)

// Events tells of records that change, from event number after on: first what
// waits in the outbox, then what happens, each once and in order. Only events
// whose audience the actor may see are sent. An Event with Act "reload" says
// that what lies between is no longer kept: the page reads everything anew.
// The channel is closed when ctx ends or the officer is disabled.
func (d *Desk) Events(ctx context.Context, by Actor, why Why, after int64) (<-chan Event, error) {
	return nil, errors.ErrUnsupported
}
