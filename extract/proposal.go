package extract

import (
	"lanna"
	"lanna/extract/reading"
)

// A Reason says why something was proposed: a stable code that pages translate,
// with arguments.
type Reason struct {
	Code string            `json:"code"`
	Args map[string]string `json:"args,omitempty"`
}

// Codes of reasons.
const (
	ReasonLabel     = "label"            // a word announces it: args label
	ReasonContext   = "context"          // the words around it: args before
	ReasonForm      = "form"             // its own form alone
	ReasonChecksum  = "checksum-holds"   //
	ReasonBad       = "checksum-fails"   //
	ReasonNoSum     = "no-checksum"      // masked, old or without one
	ReasonCode      = "country-by-habit" // the dialling code is not printed: args code
	ReasonAmount    = "amount"           // args written, value, currency
	ReasonCurrency  = "currency-by-habit"
	ReasonLatest    = "latest-reward" // an earlier amount was raised: args earlier
	ReasonGazetteer = "gazetteer"     // args id
	ReasonSuffix    = "suffix"        // a place by its last sign: args suffix
	ReasonPhrase    = "phrase"        // threat or accusation: args code
	ReasonShared    = "shared"        // printed once for several
	ReasonList      = "list"          // rows of the same shape name somebody there
	ReasonMisread   = "misread-sign"  // letters read as digits were mended
)

// A Proposal is one claim that a person may confirm.
type Proposal struct {
	Property   lanna.Property    `json:"property"`
	Value      string            `json:"value"`
	Written    string            `json:"written"`
	Lang       string            `json:"lang,omitempty"`
	Span       Span              `json:"span"`
	Boxes      []reading.Box     `json:"boxes,omitempty"`
	Confidence float64           `json:"confidence"`
	Reason     Reason            `json:"reason"`
	Check      bool              `json:"check,omitempty"`
	Detail     map[string]string `json:"detail,omitempty"`
}

// A Notice is what was said about one person.
type Notice struct {
	Fields  []Proposal
	Speaker string // who posted it, as printed
	Sent    string
	First   Span // where it begins, for order and for the crop
}

// A Result is everything that was found in one document.
type Result struct {
	Notices  []Notice
	Contacts []Proposal // printed once for several notices
	Warnings []Warning
	Text     string // all messages, a blank line between them
}

// ThreatCodes are the codes of a proposed threat.
var ThreatCodes = []string{
	"bring-back", "alive-only", "dead-or-alive", "kill", "injury", "sell-on", "organ", "family-threat", "detain", "ransom",
}
