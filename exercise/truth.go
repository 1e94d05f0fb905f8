// Package exercise invents what the node is tried with: pictures of bounties
// in five languages with their ground truth, and the rows of the exercise
// (notices, family reports, lures, compounds, officers, shifts). Everything
// follows from a seed. Nobody in it exists: resident IDs have a checksum that
// is wrong by one, numbers come from ranges that no person is given, domains
// end in .invalid, and every picture says EXERCISE.
package exercise

import (
	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

// A Truth is what is to be found in one picture: the intake JSON, and how the
// picture was made. It never lies beside the picture's own rows.
type Truth struct {
	Version  int              `json:"version"`
	File     string           `json:"file"`
	SHA256   string           `json:"sha256"`
	Text     string           `json:"text"`
	Contacts wording.Contacts `json:"contacts"`
	Notices  []wording.Notice `json:"notices"`
	Warnings []string         `json:"warnings"`

	Language  string      `json:"language"`
	Theme     string      `json:"theme"`
	Scale     float64     `json:"scale"`
	Font      string      `json:"font"`
	Layout    string      `json:"layout"`
	Quality   int         `json:"quality"` // of JPEG; 0 for PNG
	Wordings  []string    `json:"wording"` // template ids
	Split     string      `json:"split"`   // held as soon as one of its wordings is, else dev
	Watermark string      `json:"watermark"`
	Lines     []draw.Line `json:"lines"` // as broken and drawn, in reading order
}

// A Picture is a file as a person would send it.
type Picture struct {
	Truth
	Bytes []byte
}
