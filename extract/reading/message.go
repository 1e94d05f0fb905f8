package reading

// Request asks the reading process for any of four things of one picture. The
// picture is the body of the frame; it is decoded once for all of them.
type Request struct {
	// Read asks for the lines, colours and the perceptual hash.
	Read bool `json:"read,omitempty"`
	// Reencode asks for the whole picture as PNG, upright, without metadata.
	Reencode bool `json:"reencode,omitempty"`
	// Crops asks for a PNG of each box, in order.
	Crops []Box `json:"crops,omitempty"`
	// Redraw asks for a white page of the picture's size on which only these
	// boxes are kept: what is released of a picture that names others too.
	Redraw []Box `json:"redraw,omitempty"`
}

// Answer is what comes back.
type Answer struct {
	// Code is empty where all went well, else why the picture was refused.
	Code Code `json:"code,omitempty"`
	// Reading is there where Request.Read was set.
	Reading *Reading `json:"reading,omitempty"`
	// Parts describes the body: first the whole picture, then the crops, then
	// the redrawn page, those of them that were asked for.
	Parts []Part `json:"parts,omitempty"`
}

// Part is one encoded picture in the body of an answer.
type Part struct {
	Kind   PartKind `json:"kind"`
	Width  int      `json:"width"`
	Height int      `json:"height"`
	Size   int      `json:"size"` // bytes
}

// PartKind says what a part shows.
type PartKind string

// The kinds of parts.
const (
	PartWhole   PartKind = "whole"
	PartCrop    PartKind = "crop"
	PartRedrawn PartKind = "redrawn"
)

// Code says why a picture was refused. Codes are stable: pages translate them.
type Code string

// The codes.
const (
	// CodeEmpty: no bytes.
	CodeEmpty Code = "picture-empty"
	// CodeUnknownFormat: the bytes begin like none of PNG, JPEG and WebP,
	// whatever the file is called.
	CodeUnknownFormat Code = "picture-format"
	// CodeDamaged: begins like a picture, but is cut short or does not decode.
	CodeDamaged Code = "picture-damaged"
	// CodeTooLarge: more pixels than MaxPixels, a side longer than MaxSide, or
	// more memory than decoding may take.
	CodeTooLarge Code = "picture-too-large"
	// CodeBadBox: a box of the request lies outside the picture.
	CodeBadBox Code = "box-outside"
	// CodeNoModels: the models or the library are not there; nothing is read.
	CodeNoModels Code = "no-models"
	// CodeFailed: reading failed for a reason that lies in the program.
	CodeFailed Code = "failed"
)

// Limits of a picture that is decoded.
const (
	MaxPixels = 40_000_000
	MaxSide   = 40_000
)
