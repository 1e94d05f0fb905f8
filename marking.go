package lanna

import "strings"

// A Purpose is why somebody reads or is sent something. It is chosen once for
// a case and holds for 30 minutes.
type Purpose string

// The purposes.
const (
	Rescue        Purpose = "rescue"
	Investigation Purpose = "investigation"
	Prosecution   Purpose = "prosecution"
	Prevention    Purpose = "prevention"
	Statistics    Purpose = "statistics"
)

// Purposes lists all purposes in the order in which pages show them.
var Purposes = []Purpose{Rescue, Investigation, Prosecution, Prevention, Statistics}

// Valid reports whether p is one of Purposes.
func (p Purpose) Valid() bool {
	for _, q := range Purposes {
		if p == q {
			return true
		}
	}
	return false
}

// A Compartment is a group of readers apart from the roles: its claims are
// seen only by officers who were let into it.
type Compartment string

// The compartments.
const (
	VictimSupport    Compartment = "victim-support"
	SourceProtection Compartment = "source-protection"
	Child            Compartment = "child"
)

// A HandlingCode restricts what a holder may do (the codes of Europol's SIENA;
// they combine).
type HandlingCode string

// The handling codes.
const (
	H0 HandlingCode = "H0" // only to prevent and fight crime
	H1 HandlingCode = "H1" // not in proceedings without the originator's leave
	H2 HandlingCode = "H2" // not passed on without the originator's leave
	H3 HandlingCode = "H3" // a restriction in words, in Marking.Words
)

// A Severity orders alerts.
type Severity string

// The severities.
const (
	Life    Severity = "life"    // threat to life
	High    Severity = "high"    // hours matter
	Routine Severity = "routine" // days matter
)

// Severities lists all severities, the gravest first.
var Severities = []Severity{Life, High, Routine}

// A Role is what an officer does, and so what the officer may command and
// see. Roles are granted by statements; what a role may do is data (package
// desk).
type Role string

// The roles of a node's people.
const (
	DutyOfficer   Role = "duty-officer"
	ShiftLeader   Role = "shift-leader"
	NationalDesk  Role = "national-desk"
	CountyPolice  Role = "county-police"
	PointLeader   Role = "point-leader"
	Victims       Role = "victim-support"
	LegalDesk     Role = "legal-desk"
	Analyst       Role = "analyst"
	Auditor       Role = "auditor"
	Liaison       Role = "liaison"
	Administrator Role = "administrator"
)

// Compartments lists all compartments.
var Compartments = []Compartment{VictimSupport, SourceProtection, Child}

// A RoleAt is a role that an officer holds at a desk. Its text form is the role,
// and behind an @ the desk where it is not the officer's own: duty-officer@centre.
type RoleAt struct {
	Role Role
	Desk string // "": the officer's own desk
}

func (g RoleAt) String() string {
	if g.Desk == "" {
		return string(g.Role)
	}
	return string(g.Role) + "@" + g.Desk
}

// ParseRoleAt reads what String writes. It does not ask whether the role is one
// of Roles.
func ParseRoleAt(s string) RoleAt {
	role, desk, _ := strings.Cut(s, "@")
	return RoleAt{Role(role), desk}
}

// Roles lists all roles.
var Roles = []Role{DutyOfficer, ShiftLeader, NationalDesk, CountyPolice, PointLeader, Victims, LegalDesk, Analyst, Auditor, Liaison, Administrator}
