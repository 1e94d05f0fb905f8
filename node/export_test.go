package node

import (
	"testing"
	"time"
)

// Dir is the node's data folder.
func (n *Node) Dir() string { return n.cfg.Dir }

// AskLeaseFor bounds how long a verb waits for the lease of a process that may be dead.
func AskLeaseFor(t *testing.T, d time.Duration) {
	was := takeOver
	takeOver = d
	t.Cleanup(func() { takeOver = was })
}
