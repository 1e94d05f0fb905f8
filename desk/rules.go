package desk

import (
	"lanna"
	"lanna/statement"
)

// alertClaims returns the claims that raise the alert of a new record of the
// kind with these claims: severity, rule, reasons, and the first clock. now is
// when the record opens.
func (w *work) alertClaims(kind lanna.RecordKind, claims []statement.Claim) []statement.Claim {
	return nil
}

// settle closes the alert of a record that another act dealt with, such as a
// capture that was confirmed. Without an open alert it does nothing.
func (w *work) settle(st *statement.State, outcome string) error { return nil }
