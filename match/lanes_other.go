//go:build !amd64

package match

// byLanes is whether whole rows of places are reckoned at once.
var byLanes = false

func stepLanes(in, out *[laneCount]int32, nodes *node, count int, drop *[32][32]int32, p *profile, deep *[16]lanes, most int32) uint32 {
	panic("match: no lanes on this processor")
}
