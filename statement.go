package lanna

// A StatementKind is the structure of a statement: what its names list means
// and whether its writer signs it. What the statement is about (a bounty, an
// acknowledgement, a search) is in its claims, where it can be withheld and
// erased. Numbers are part of the format (docs/spec/statement.md).
type StatementKind uint8

// The kinds.
const (
	Say     StatementKind = 1 // claims on a record; names are claims of the same agency that these replace
	Mark    StatementKind = 2 // the marking in its claims holds for the named claims
	Erase   StatementKind = 3 // the named claims are removed, for ever
	Release StatementKind = 4 // the named claims were released to the one partner in its claims, under the marking in its claims
	Grant   StatementKind = 5 // a role, shift or certificate for the officer whose record it is; names as for Say
	Receipt StatementKind = 6 // a holder answers for what it was sent; names are ids of release and recall statements
	Recall  StatementKind = 7 // the named claims are taken back from the partner that the statement is sent to, for ever

	Read    StatementKind = 16 // an officer read records; unsigned, held by the log alone
	Refuse  StatementKind = 17 // an officer was refused; unsigned
	Session StatementKind = 18 // sign-in, sign-out, failed sign-in; unsigned
)

// Signed reports whether a statement of this kind carries its writer's
// signature. The others never leave the agency and are proven by the signed
// checkpoints of the log.
func (k StatementKind) Signed() bool { return k >= Say && k <= Recall }

// Known reports whether this version of the program knows the kind. A
// statement of an unknown kind is kept, shown as unknown and passed on.
func (k StatementKind) Known() bool { return k.Signed() || k >= Read && k <= Session }

func (k StatementKind) String() string {
	switch k {
	case Say:
		return "say"
	case Mark:
		return "mark"
	case Erase:
		return "erase"
	case Release:
		return "release"
	case Grant:
		return "grant"
	case Receipt:
		return "receipt"
	case Recall:
		return "recall"
	case Read:
		return "read"
	case Refuse:
		return "refuse"
	case Session:
		return "session"
	}
	return "unknown"
}

// A Grade is the Admiralty grade of a source and of what it says: reliability
// A to F and credibility 1 to 6 (NATO AJP-2.1; the MISP taxonomy
// admiralty-scale). The zero Grade is "not graded". It is shown in words.
type Grade struct {
	Reliability byte // 'A' completely reliable … 'E' unreliable, 'F' cannot be judged, 0 not graded
	Credibility byte // '1' confirmed by other sources … '5' improbable, '6' cannot be judged, 0 not graded
}

// Valid reports whether both letters are on the scale or absent.
func (g Grade) Valid() bool {
	r := g.Reliability == 0 || g.Reliability >= 'A' && g.Reliability <= 'F'
	c := g.Credibility == 0 || g.Credibility >= '1' && g.Credibility <= '6'
	return r && c
}

// String returns the two signs, as in "B2"; "-" stands for not graded.
func (g Grade) String() string {
	b := []byte{'-', '-'}
	if g.Reliability != 0 {
		b[0] = g.Reliability
	}
	if g.Credibility != 0 {
		b[1] = g.Credibility
	}
	return string(b)
}

// ParseGrade reads the form that String writes. Anything else is not graded.
func ParseGrade(s string) Grade {
	var g Grade
	if len(s) == 2 {
		if s[0] != '-' {
			g.Reliability = s[0]
		}
		if s[1] != '-' {
			g.Credibility = s[1]
		}
	}
	if !g.Valid() {
		return Grade{}
	}
	return g
}
