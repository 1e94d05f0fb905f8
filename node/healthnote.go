package node

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/health"
)

// healthFile is the list of findings in the data folder, for lanna doctor, which has
// no passphrase and asks nobody.
const healthFile = "health.json"

// noteEvery is how often the findings are written, and looked at for the log.
const noteEvery = time.Minute

// A HealthNote is what a node that is served last found about itself. It holds
// codes and numbers, and nothing of any person.
type HealthNote struct {
	At       lanna.Millis     `json:"at"`
	Findings []health.Finding `json:"findings"`
}

// ReadHealthNote reads the note of a data folder. One older than three minutes is of
// a node that is not served any more.
func ReadHealthNote(dir string) (HealthNote, error) {
	var n HealthNote
	b, err := os.ReadFile(filepath.Join(dir, healthFile))
	if err == nil {
		err = json.Unmarshal(b, &n)
	}
	return n, err
}

// Fresh reports whether a node wrote the note a moment ago. A clock that was set
// meanwhile makes it old, and the next minute new.
func (h HealthNote) Fresh(now time.Time) bool {
	age := now.Sub(h.At.Time())
	return age.Abs() < 3*noteEvery
}

// watchHealth writes what is found, at the start and each minute, and logs what
// became bad: an administrator who reads nothing but the log hears of a wrong clock
// there.
func (n *Node) watchHealth(ctx context.Context) {
	bad := map[string]bool{}
	look := func() {
		if s, err := n.Desk.NodeState(ctx); err == nil {
			n.tellHealth(s, bad)
		}
	}
	look()
	each(ctx, noteEvery, look)
}

func (n *Node) tellHealth(s desk.NodeState, bad map[string]bool) {
	list := n.findings(s)
	for _, f := range list {
		key := f.Check + " " + f.Code
		if f.State == health.Bad && !bad[key] {
			n.cfg.Log.Warn("warning", "check", f.Check, "code", f.Code, "n", f.N, "mend", f.Mend)
		}
	}
	clear(bad)
	for _, f := range list {
		bad[f.Check+" "+f.Code] = f.State == health.Bad
	}
	b, err := json.Marshal(HealthNote{lanna.MillisOf(n.cfg.Clock.Now()), list})
	if err == nil {
		err = replaceFile(filepath.Join(n.cfg.Dir, healthFile), append(b, '\n'))
	}
	if err != nil {
		n.cfg.Log.Warn("findings not written", "err", err)
	}
}
