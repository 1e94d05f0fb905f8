package federate

import "lanna"

// What a hostile partner can do and a proper one does not.

// Forge seals bytes that nobody checked.
func Forge(lane Lane, from, to lanna.WriterID, key SealingKey, signed []byte) (Message, error) {
	return seal(HPKE, lane, from, to, key, pack(signed))
}

// ForgePadded seals padded bytes that pack did not make.
func ForgePadded(lane Lane, from, to lanna.WriterID, key SealingKey, padded []byte) (Message, error) {
	return seal(HPKE, lane, from, to, key, padded)
}

// ContentBytes are the bytes that are signed.
func (c *Content) ContentBytes() []byte { return c.bytes() }

// The parsers, for fuzzing.
var (
	ParseContent = parseContent
	ParseItems   = parseItems
	Pack         = pack
	Unpack       = unpack
	IsStep       = isStep
	KeyIDOf      = keyID
	AppendItem   = appendItem
)
