//go:build !amd64

package match

// byLanes is whether whole rows of places are reckoned at once.
var byLanes = false

func stepLanes(in, out *int32, nodes *node, count int, drop *[32][32]int32, p *[2]profile, deep *[2][16]lanes, most int32) uint32 {
	panic("match: no lanes on this processor")
}

func stepWide(in, out *int32, nodes *node, count int, drop *[32][32]int32, p *[2]profile, deep *[2][16]lanes, most int32) uint64 {
	panic("match: no lanes on this processor")
}
