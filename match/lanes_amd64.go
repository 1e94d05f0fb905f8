package match

import "golang.org/x/sys/cpu"

// byLanes is whether whole rows of places are reckoned at once.
var byLanes = cpu.X86.HasAVX2

// stepLanes takes a row of places through all forms of a unit, which has at least
// one node, and lowers out to what comes of it. It gives two bits for each place
// that costs less than most.
//
//go:noescape
func stepLanes(in, out *[laneCount]int32, nodes *node, count int, drop *[32][32]int32, p *profile, deep *[16]lanes, most int32) uint32
