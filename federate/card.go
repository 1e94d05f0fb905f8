package federate

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"lanna"
	"lanna/statement"
)

// A PartyRole is what a party is in the federation.
type PartyRole string

// The roles of parties.
const (
	National PartyRole = "national"
	Centre   PartyRole = "centre"
	Point    PartyRole = "point"
	Observer PartyRole = "observer" // is told what is released to it and releases nothing
)

// MaxCard is the largest card, in bytes.
const MaxCard = 64 << 10

const cardDomain = "lanna/card/v1\n"

// A Card is what a party says of itself. Its writer signs it; the certificates
// lead from the writer to the agency's root, whose fingerprint a person
// compares once. The order of the fields is the order of the signed bytes.
type Card struct {
	Agency       lanna.AgencyID    `json:"agency"`
	Root         lanna.Digest      `json:"root"` // the root's public key
	Writer       lanna.WriterID    `json:"writer"`
	Role         PartyRole         `json:"role"`
	Code         string            `json:"code"`  // short, for lists: TH
	Names        map[string]string `json:"names"` // by language: zh, en, th, my, lo
	Issued       lanna.Millis      `json:"issued"`
	Certificates [][]byte          `json:"certificates"` // those that certify the writer, and those that end or revoke others of the agency
	Keys         []SealingKey      `json:"keys"`
	Addresses    []Address         `json:"addresses"`        // in order of preference
	Limits       map[string]int    `json:"limits,omitempty"` // minutes to answer, by kind of request
	Calendar     Calendar          `json:"calendar"`
	Bases        []Basis           `json:"bases,omitempty"`  // legal bases that its requests may name
	Places       []string          `json:"places,omitempty"` // assigned to this point
	More         map[string]string `json:"more,omitempty"`   // for later versions; kept and signed
	signed       []byte            // the bytes with their signature
}

// An Address is where a carrier reaches the party.
type Address struct {
	Carrier string `json:"carrier"`
	At      string `json:"at"`
}

// A Calendar tells which days do not count towards the party's time limits.
type Calendar struct {
	Zone     string         `json:"zone,omitempty"`     // IANA time zone; empty: UTC
	Weekend  []time.Weekday `json:"weekend,omitempty"`  // 0 is Sunday
	Holidays []string       `json:"holidays,omitempty"` // ISO 8601 dates
}

// A Basis is a legal basis.
type Basis struct {
	Code  string            `json:"code"`
	Names map[string]string `json:"names"` // by language
}

// NewCard checks and signs a card with the writer's key. Agency and Writer are
// those of the signer.
func NewCard(c Card, signer *statement.Signer) (*Card, error) {
	c.Agency, c.Writer = signer.Agency, signer.Writer()
	body, err := json.Marshal(&c)
	if err != nil {
		return nil, refused("card-malformed", "it has no JSON form")
	}
	b := append([]byte(cardDomain), body...)
	b = append(b, '\n')
	b = append(b, base64.StdEncoding.EncodeToString(statement.Sign(signer.Key(), b))...)
	return ParseCard(append(b, '\n'))
}

// ParseCard reads a card's bytes and verifies signature and certificates.
// Whether the agency is the one that it says to be is for a person to compare.
func ParseCard(b []byte) (*Card, error) {
	lines := bytes.SplitAfter(b, []byte("\n"))
	if len(b) > MaxCard || len(lines) != 4 || string(lines[0]) != cardDomain || len(lines[3]) != 0 {
		return nil, refused("card-malformed", "it is not three lines of version 1")
	}
	c := &Card{signed: bytes.Clone(b)}
	body := bytes.TrimSuffix(lines[1], []byte("\n"))
	if err := json.Unmarshal(body, c); err != nil {
		return nil, refused("card-malformed", "the second line is not JSON of a card")
	}
	if again, err := json.Marshal(c); err != nil || !bytes.Equal(again, body) {
		return nil, refused("card-malformed", "the second line is not in canonical form")
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(string(bytes.TrimSuffix(lines[2], []byte("\n"))))
	if err != nil || !statement.Verified(c.Writer[:], b[:len(lines[0])+len(lines[1])], sig) {
		return nil, refused("card-unsigned", "its writer did not sign it")
	}
	return c, c.check()
}

// cardWriter reads whose card it is, of one that this node issued itself.
func cardWriter(b []byte) lanna.WriterID {
	var c struct{ Writer lanna.WriterID }
	if lines := bytes.SplitN(b, []byte("\n"), 3); len(lines) == 3 {
		_ = json.Unmarshal(lines[1], &c) // what cannot be read is nobody's
	}
	return c.Writer
}

// Bytes returns the card as it was signed: three lines of text.
func (c *Card) Bytes() []byte { return bytes.Clone(c.signed) }

// Roster returns the standing of the agency's writers as the card's
// certificates have it.
func (c *Card) Roster() (*statement.Roster, error) {
	certs := make([]*statement.Certificate, len(c.Certificates))
	for i, b := range c.Certificates {
		cert, err := statement.ParseCertificate(b)
		if err != nil || cert.Root != c.Root {
			return nil, refused("card-certificate", "a certificate is not signed by the card's root")
		}
		certs[i] = cert
	}
	return statement.NewRoster(certs...), nil
}

func (c *Card) check() error {
	if c.Agency != statement.AgencyOf(c.Root[:]) {
		return refused("card-agency", "the agency is not that of the root")
	}
	roster, err := c.Roster()
	if err != nil {
		return err
	}
	if roster.Writer(c.Writer).Standing != statement.Active {
		return refused("card-writer", "the root does not certify the writer")
	}
	if !c.plain() {
		return refused("card-malformed", "a field is empty, too long or not as the specification has it")
	}
	return nil
}

// plain reports whether the fields that carry no proof are within their limits.
func (c *Card) plain() bool {
	known := slices.Contains([]PartyRole{National, Centre, Point, Observer}, c.Role)
	ok := known && short(c.Code, 16) && c.Names["en"] != "" && c.Issued > 0 &&
		len(c.Certificates) <= 64 && len(c.Keys) <= 8 && len(c.Addresses) <= 16 && len(c.Bases) <= 256 && len(c.Places) <= 256
	for language, name := range c.Names {
		ok = ok && short(language, 16) && short(name, 200)
	}
	for _, k := range c.Keys {
		ok = ok && len(k.Public) == publicSize && k.ID == keyID(k.Public) && k.From < k.Until
	}
	for _, a := range c.Addresses {
		ok = ok && short(a.Carrier, 16) && short(a.At, 300)
	}
	for _, minutes := range c.Limits {
		ok = ok && minutes > 0
	}
	return ok && c.Calendar.ok()
}

func short(s string, most int) bool { return s != "" && len(s) <= most && utf8.ValidString(s) }

func (c Calendar) ok() bool {
	_, err := time.LoadLocation(c.Zone)
	ok := err == nil && len(c.Weekend) < 7 && len(c.Holidays) <= 512
	for _, d := range c.Weekend {
		ok = ok && d >= time.Sunday && d <= time.Saturday
	}
	for _, h := range c.Holidays {
		_, err := time.Parse(time.DateOnly, h)
		ok = ok && err == nil
	}
	return ok
}

// Newer reports whether the card may take the place of the old one without a
// person's comparing: it is of the same root, for the same node or for the one
// that follows it, and was issued later.
func (c *Card) Newer(old *Card) bool {
	if c.Agency != old.Agency || c.Root != old.Root || c.Role != old.Role || c.Issued <= old.Issued {
		return false
	}
	if c.Writer == old.Writer {
		return true
	}
	roster, err := c.Roster()
	return err == nil && roster.Writer(old.Writer).Standing >= statement.Ended
}

// SealTo returns the key to which an envelope is sealed now: of those that are
// valid the newest, but none that the party says to have lost. A key that begins
// later is taken where there is no other: the party has it already, and its
// clock is ahead of ours.
func (c *Card) SealTo(now lanna.Millis, lost KeyID) (SealingKey, error) {
	var best SealingKey
	for _, k := range c.Keys {
		if now < k.Until && k.ID != lost && (best.Public == nil || k.better(best, now)) {
			best = k
		}
	}
	if best.Public == nil {
		return best, &lanna.Error{Kind: lanna.Unavailable, Code: "sealing-key-missing", ID: c.Writer.String(), Err: ErrNoKey}
	}
	return best, nil
}

// better reports whether an envelope is rather sealed to k than to o.
func (k SealingKey) better(o SealingKey, now lanna.Millis) bool {
	if begun := k.From <= now; begun != (o.From <= now) {
		return begun
	}
	if k.From > now {
		return k.From < o.From
	}
	return k.From > o.From
}
