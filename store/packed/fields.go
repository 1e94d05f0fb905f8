package packed

import "encoding/binary"

// Fields takes numbers and bytes off a packed list.
type Fields struct {
	Rest []byte
	Bad  bool // it ended too early
}

// Take takes n bytes off; at least one, a zero, where there are too few.
func (u *Fields) Take(n int) []byte {
	if n < 0 || n > len(u.Rest) {
		u.Bad, u.Rest = true, nil
		return make([]byte, 1)
	}
	v := u.Rest[:n]
	u.Rest = u.Rest[n:]
	return v
}

// TakeAll is Take, and where there is too little, n zeros.
// Take takes n bytes off; at least one, a zero, where there are too few.
func (u *Fields) TakeAll(n int) []byte {
	if v := u.Take(n); !u.Bad {
		return v
	}
	return make([]byte, n)
}

// Uvarint takes a number that is not negative.
func (u *Fields) Uvarint() uint64 {
	v, n := binary.Uvarint(u.Rest)
	if n <= 0 {
		u.Bad, u.Rest = true, nil
		return 0
	}
	u.Rest = u.Rest[n:]
	return v
}

// Varint takes a number.
func (u *Fields) Varint() int64 {
	v, n := binary.Varint(u.Rest)
	if n <= 0 {
		u.Bad, u.Rest = true, nil
		return 0
	}
	u.Rest = u.Rest[n:]
	return v
}
