// Package health judges whether a node is well, from numbers that others have
// measured. The administrator's page, the metrics and lanna doctor ask here, so
// that they never disagree. It looks nothing up.
package health

import (
	"strconv"
	"time"
)

// A State is how grave a finding is.
type State int

// The states, the gravest last.
const (
	OK   State = iota
	Note       // worth knowing
	Bad        // something will be lost, or nobody reached
)

// A Finding is what one check says. Code names the words that say it, in every
// language; N is the number in them.
type Finding struct {
	Check string
	State State
	Code  string
	N     string
	Mend  string // command that mends it
	Stops bool   // nobody should be sent to the node while it is so
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// Thresholds.
const (
	LeastFree  = 10 << 30            // bytes: about two weeks of 5,000 tips a day with a picture each
	BackupLate = 2 * 24 * time.Hour  // one a day is usual
	BackupOver = 30 * 24 * time.Hour // what was erased since can still be read in one so old
	CertEarly  = 30 * 24 * time.Hour // when a certificate ought to be made anew
	QueueLate  = time.Hour           // how long what waits for partners may wait
	Jump       = 30 * time.Second    // how far a clock may be corrected at once
	ClockOff   = 5 * time.Minute     // by how much partners' signed times may differ; a one-time code is good for less
	Stale      = 15 * time.Second    // without a beat the clocks of the alerts stand: an alert that nobody escalates is worse than a node out of service
)

// Disk judges the free bytes of the data folder's disk.
func Disk(free int64) Finding {
	f := Finding{Check: "disk", Code: "disk-ok", N: number(free >> 30), Mend: "df -h"}
	if free < LeastFree {
		f.State, f.Code = Bad, "disk-low"
	}
	return f
}

// Backup judges when the last backup was made; zero is never.
func Backup(made, now time.Time) Finding {
	f := Finding{Check: "backup", Code: "backup-ok", N: number(int64(now.Sub(made) / time.Hour)), Mend: "lanna backup --as LOGIN"}
	switch {
	case made.IsZero() || made.UnixMilli() == 0:
		f.State, f.Code, f.Mend = Note, "backup-never", "lanna backup --to DIR --recipient KEY --as LOGIN"
	case now.Sub(made) > BackupLate:
		f.State, f.Code, f.N = Bad, "backup-late", number(int64(now.Sub(made)/(24*time.Hour)))
	}
	return f
}

// Certificate judges when the pages' certificate ends; zero is that this node has
// none of its own.
func Certificate(until, now time.Time) Finding {
	f := Finding{Check: "certificate", Code: "cert-ok", N: until.Format(time.DateOnly), Mend: "lanna install --host NAME; systemctl restart lanna"}
	switch {
	case until.IsZero():
		f.Code, f.N, f.Mend = "cert-none", "", ""
	case !until.After(now):
		f.State, f.Code = Bad, "cert-over"
	case until.Sub(now) < CertEarly:
		f.State, f.Code = Note, "cert-soon"
	}
	return f
}

// Waking judges whether anybody can be woken away from the screen.
func Waking(set bool) Finding {
	if set {
		return Finding{Check: "waking", Code: "waking-ok"}
	}
	return Finding{Check: "waking", State: Bad, Code: "waking-unset", Mend: "lanna serve --waking FILE (docs/run/waking.md)"}
}

// Shifts judges how many shifts of the next seven days have nobody, and whether
// one of them begins within a day.
func Shifts(empty int, soon bool) Finding {
	f := Finding{Check: "rota", Code: "rota-ok", N: number(int64(empty)), Mend: "/rota"}
	switch {
	case soon:
		f.State, f.Code = Bad, "rota-empty"
	case empty > 0:
		f.State, f.Code = Note, "rota-empty"
	}
	return f
}

// Queue judges how many messages wait for partners, and since when the oldest
// of what was sealed does.
func Queue(waiting int64, since, now time.Time) Finding {
	f := Finding{Check: "outbox", Code: "outbox-ok", N: number(waiting), Mend: "lanna sync status --as LOGIN"}
	if waiting > 0 && !since.IsZero() && now.Sub(since) > QueueLate {
		f.State, f.Code = Note, "outbox-late"
	}
	return f
}

// Reader judges whether pictures are read.
func Reader(set bool) Finding {
	if set {
		return Finding{Check: "reader", Code: "reader-ok"}
	}
	return Finding{Check: "reader", State: Note, Code: "reader-missing", Mend: "lanna doctor"}
}

// Clock judges the greatest jump of the machine's clock since the node began:
// wall time against time that was counted.
func Clock(jump time.Duration) Finding {
	f := Finding{Check: "clock", Code: "clock-ok", N: number(int64(jump.Abs() / time.Second)), Mend: "timedatectl set-ntp true"}
	if jump.Abs() > Jump {
		f.State, f.Code = Bad, "clock-jumped"
	}
	return f
}

// Beat judges how long ago the clocks of the alerts ran, in the process that runs
// them. It stops a node from being asked.
func Beat(ago time.Duration) Finding {
	f := Finding{Check: "clocks", Code: "beat-ok", N: number(int64(ago / time.Second)), Mend: "systemctl restart lanna"}
	if ago > Stale {
		f.State, f.Code, f.Stops = Bad, "beat-stopped", true
	}
	return f
}

// Database judges whether the database answers. It stops a node from being asked.
func Database(answers bool) Finding {
	if answers {
		return Finding{Check: "database", Code: "database-ok"}
	}
	return Finding{Check: "database", State: Bad, Code: "database-away", Mend: "lanna doctor", Stops: true}
}

// SetBack judges whether the machine's clock shows less than what this node signed
// last; zero is never.
func SetBack(said, now time.Time) Finding {
	f := Finding{Check: "clock", Code: "clock-forward", Mend: "timedatectl set-ntp true"}
	if back := said.Sub(now); !said.IsZero() && back > ClockOff {
		f.State, f.Code, f.N = Bad, "clock-back", number(int64(back/time.Minute))
	}
	return f
}

// Partners judges by how much, at least, the clock differs from those of the
// partners that were heard; positive is ahead. Where most of them agree that it
// does, it is this one that is wrong; else it is theirs.
func Partners(offs []time.Duration) Finding {
	f := Finding{Check: "clock", Code: "clock-agrees", N: number(int64(len(offs))), Mend: "timedatectl set-ntp true"}
	ahead, behind, least := 0, 0, time.Duration(0)
	for _, off := range offs {
		switch {
		case off > ClockOff:
			ahead++
		case off < -ClockOff:
			behind++
		default:
			continue
		}
		if least == 0 || off.Abs() < least {
			least = off.Abs()
		}
	}
	switch {
	case ahead*2 > len(offs):
		f.State, f.Code, f.N = Bad, "clock-ahead", number(int64(least/time.Minute))
	case behind*2 > len(offs):
		f.State, f.Code, f.N = Bad, "clock-behind", number(int64(least/time.Minute))
	case ahead+behind > 0:
		f.State, f.Code, f.N, f.Mend = Note, "clock-partner", number(int64(ahead+behind)), "lanna sync status --as LOGIN"
	}
	return f
}

// Synchronised judges what the system says of its clock; where it says nothing,
// nothing is wrong.
func Synchronised(synchronised, known bool) Finding {
	if !known || synchronised {
		return Finding{Check: "clock", Code: "clock-kept"}
	}
	return Finding{Check: "clock", State: Note, Code: "clock-unkept", Mend: "timedatectl set-ntp true"}
}

// Stopping returns what of a list is a reason to send nobody to the node, in a word;
// "": nothing.
func Stopping(list []Finding) string {
	for _, f := range list {
		if f.Stops {
			return f.Check
		}
	}
	return ""
}
