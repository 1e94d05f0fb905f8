package desk

import (
	"lanna"
)

// A Card is what another node says of itself, as far as the desk needs it.
// Whoever parses it (Config.ParseCard) has checked that its writer signed it.
type Card struct {
	Agency       lanna.AgencyID
	Writer       lanna.WriterID
	Role         string            // national, centre, point, observer
	Names        map[string]string // by language
	Certificates [][]byte          // that lead from the agency's root to the writer
	Rules        []string          // ids of the standing rules that the party has signed
	Made         lanna.Millis      // of two cards the later one counts
	Fingerprint  string            // what two officers compare by voice or on paper
	Limits       map[string]int    // minutes to answer, by kind of request
	Calendar     Calendar
}

// Roles of parties.
const (
	RoleNational = "national"
	RoleCentre   = "centre"
	RolePoint    = "point"
	RoleObserver = "observer"
)

func (d *Desk) parseCard(b []byte) (*Card, error) {
	if d.cfg.ParseCard == nil {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "exchange-off"}
	}
	c, err := d.cfg.ParseCard(b)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "card", Err: err}
	}
	return c, nil
}
