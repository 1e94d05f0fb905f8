//go:build !unix

package node

// giveBack has nothing to give where files have no owner.
func giveBack(string) error { return nil }
