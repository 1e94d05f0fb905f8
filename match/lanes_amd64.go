package match

import "golang.org/x/sys/cpu"

// byLanes is whether whole rows of places are reckoned at once.
var byLanes = cpu.X86.HasAVX2

// stepLanes takes a row of sixteen places through all forms of a unit, which has
// at least one node, and lowers out to what comes of it. It gives two bits for each
// place that costs less than most.
//
//go:noescape
func stepLanes(in, out *int32, nodes *node, count int, drop *[32][32]int32, p *[2]profile, deep *[2][16]lanes, most int32) uint32

// stepWide does the same to a row of thirty-two places.
//
//go:noescape
func stepWide(in, out *int32, nodes *node, count int, drop *[32][32]int32, p *[2]profile, deep *[2][16]lanes, most int32) uint64
