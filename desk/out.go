package desk

import (
	"context"
	"errors"
	"strings"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A sight is what a view showed: the records, and the words searched for. It
// becomes one leaf of the log.
type sight struct {
	records []lanna.RecordID
	words   string
	rows    *rowsShown // of a list, before there are records of them
	noticed string     // the rule by which an auditor is shown it
}

// see is the one door out. It checks that the actor may look, runs f on one
// snapshot, counts the persons (limit.go), and puts what was shown on the log
// before anything is returned: a view that cannot be logged is not shown. On an
// error whatever f made has to be dropped.
func (d *Desk) see(ctx context.Context, by Actor, why Why, act string, f func(r store.Reader) (sight, error)) error {
	if err := d.admit(ctx, by, why, act); err != nil {
		return err
	}
	var s sight
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		if s, err = f(r); err == nil {
			err = d.reads.count(d, r, by, &s)
		}
		if err == nil {
			var far bool
			if far, err = d.far(r, by, why, act, &s); far {
				s.noticed = RuleFar
			}
		}
		return err
	})
	if lanna.CodeOf(err) == overLimit {
		return errors.Join(err, d.refuse(ctx, by, why, act, overLimit))
	}
	if err != nil {
		return d.missed(ctx, by, why, act, storeError(err))
	}
	return d.trace(ctx, lanna.Read, by, why, act, "ok", s)
}

// refuse puts a refusal on the log.
func (d *Desk) refuse(ctx context.Context, by Actor, why Why, act, code string, records ...lanna.RecordID) error {
	return d.trace(ctx, lanna.Refuse, by, why, act, code, sight{records: records})
}

// trace puts a read, a refusal or a sign-in on the log. It is a statement on
// the officer's own record, without signature: the checkpoint signs it.
func (d *Desk) trace(ctx context.Context, kind lanna.StatementKind, by Actor, why Why, act, outcome string, s sight) error {
	w := &work{d: d, by: by, why: why, act: act, now: d.Now()}
	st, err := w.traced(kind, outcome, s)
	if err != nil {
		return err
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		err := d.keep(tx, st)
		if err != nil {
			d.log.Reset()
		}
		return err
	})
	if err != nil {
		d.log.Reset()
	}
	return storeError(err)
}

// trace is Desk.trace within a work that does something beside it.
func (w *work) trace(kind lanna.StatementKind, outcome string, s sight) error {
	st, err := w.traced(kind, outcome, s)
	if err == nil {
		w.said = append(w.said, saidNow{st: st})
	}
	return err
}

func (w *work) traced(kind lanna.StatementKind, outcome string, s sight) (*statement.Statement, error) {
	claims := append(w.reasons(), statement.New(lanna.Outcome, outcome))
	if len(s.records) > 0 {
		claims = append(claims, statement.New(lanna.Fields, joinIDs(s.records)))
	}
	if s.noticed != "" {
		claims = append(claims, statement.New(lanna.Noticed, s.noticed))
	}
	if s.rows != nil {
		claims = append(claims, statement.New(lanna.RowsRead, s.rows.String()))
	}
	if s.words != "" {
		claims = append(claims, statement.New(lanna.Words, s.words))
	}
	return w.d.cfg.Signer.Sign(statement.Draft{Kind: kind, Record: w.by.Officer, Officer: w.by.Officer, Time: w.now, Claims: claims})
}

func joinIDs(ids []lanna.RecordID) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(id.String())
	}
	return b.String()
}

// missed puts it on the log that somebody asked for what is not there or not
// theirs, which are the same to them, and returns the error.
func (d *Desk) missed(ctx context.Context, by Actor, why Why, act string, err error) error {
	e, ok := errors.AsType[*lanna.Error](err)
	if !ok || e.Kind != lanna.NotFound || by.rule != "" {
		return err
	}
	var ids []lanna.RecordID
	if id, bad := lanna.ParseRecordID(e.ID); bad == nil {
		ids = append(ids, id)
	}
	return errors.Join(err, d.refuse(ctx, by, why, act, e.Code, ids...))
}
