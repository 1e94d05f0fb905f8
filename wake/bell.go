package wake

import (
	"context"
	"os/exec"

	"lanna/desk"
)

// A BellSetting names the program that rings in the duty room.
type BellSetting struct {
	Program string `json:"program"` // absolute path
}

// A Bell runs a program of this machine. No shell reads the arguments.
type Bell struct{ program string }

// Wake runs the program with the label, the severity, "drill" or "alert", and
// the message's id, and an environment of nothing but PATH. It has to end
// within the desk's limit.
func (b Bell) Wake(ctx context.Context, m desk.WakeMessage) error {
	kind := "alert"
	if m.Drill {
		kind = "drill"
	}
	c := exec.CommandContext(ctx, b.program, m.Label, string(m.Severity), kind, m.ID)
	c.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin"}
	switch err := c.Run(); {
	case ctx.Err() != nil:
		return failed("wake-timeout")
	case c.Process == nil && err != nil:
		return refused("wake-program") // there is none, or it may not be run
	case err != nil:
		return failed("wake-program")
	}
	return nil
}
