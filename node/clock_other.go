//go:build !linux

package node

// ClockSynchronised is not asked for on this system.
func ClockSynchronised() (synchronised, known bool) { return false, false }
