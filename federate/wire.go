package federate

import (
	"encoding/binary"

	"lanna"
	"lanna/wire"
)

// refused makes the error of something that is not taken in; the code is what
// the auditor sees beside it in quarantine.
func refused(code, why string) error {
	return lanna.Errorf(lanna.Invalid, code, "%s", why)
}

// fields are read off a message.
type fields struct{ wire.Fields }

func (r *fields) digest() (d lanna.Digest) {
	copy(d[:], r.Take(len(d)))
	return d
}

// lane reads a lane and refuses one that there is not.
func (r *fields) lane() Lane {
	l := Lane(r.Uint8())
	if l > Bulk {
		r.Bad = true
	}
	return l
}

func numberBytes(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
