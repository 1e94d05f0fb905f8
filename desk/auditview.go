package desk

import (
	"context"
	"errors"
	"strings"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
)

// auditView holds one row for each statement of this node's writer.
const auditView = "audit"

// AuditQuery asks for entries of the log, newest first.
type AuditQuery struct {
	Officer lanna.OfficerID       // only what this officer did
	Record  lanna.RecordID        // only what touched or showed this record
	Kinds   []lanna.StatementKind // none: all; together with Officer or Record not used
	Before  int64                 // entries with a smaller index; 0 starts at the newest
	Limit   int                   // at most 200; 0 means 50
}

// An AuditPage is a piece of the log.
type AuditPage struct {
	Entries []AuditEntry
	Next    int64 // AuditQuery.Before of the next page; 0 where this is the last
	Size    int64 // leaves in the log
	Signed  int64 // leaves that the newest checkpoint signs
}

// An AuditEntry is one leaf: who did or read what, when and why.
type AuditEntry struct {
	Index     int64 // place in the log
	Kind      lanna.StatementKind
	Time      lanna.Millis
	Officer   lanna.OfficerID
	Name      string // of the officer
	Act       string
	Outcome   string
	Purpose   lanna.Purpose
	Case      string
	Reason    string
	Rule      string
	Records   []Link
	Words     string // searched for
	Statement lanna.Digest
}

// LogReport is the result of checking a log.
type LogReport = audit.Report

// auditRow is the row of a statement of this node's writer in the audit view.
// It holds the statement's id alone: what an entry says is read from the
// statement, so that an erasure needs to look nowhere else.
func auditRow(st *statement.Statement, leaf int64) store.Row {
	row := store.Row{View: auditView, Body: st.ID[:]}
	copy(row.ID[:], st.ID[:])
	key := func(name, value string) {
		row.Keys = append(row.Keys, store.Key{Name: name, Value: value, Order: leaf})
	}
	key("kind", st.Header.Kind.String())
	if !st.Header.Officer.IsZero() {
		key("officer", st.Header.Officer.String())
	}
	if st.Header.Record != st.Header.Officer {
		key("record", st.Header.Record.String())
	}
	for id := range strings.FieldsSeq(st.Value(lanna.Fields)) {
		if id != st.Header.Record.String() {
			key("record", id)
		}
	}
	return row
}

// Audit lists the log. That it was read is itself an entry.
func (d *Desk) Audit(ctx context.Context, by Actor, why Why, q AuditQuery) (*AuditPage, error) {
	return nil, errors.ErrUnsupported
}

// VerifyLog checks the whole log of this node's writer.
func (d *Desk) VerifyLog(ctx context.Context, by Actor, why Why) (LogReport, error) {
	return LogReport{}, errors.ErrUnsupported
}

// SignCheckpoint signs the head of the log if it grew since the last one.
func (d *Desk) SignCheckpoint(ctx context.Context) error {
	return errors.ErrUnsupported
}
