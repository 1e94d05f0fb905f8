package tuned

import "encoding/binary"

// componentLSTM is the number of the network among the components of tesseract's
// data (tessdatamanager.h).
const componentLSTM = 17

// network is where the network lies in a file of tesseract's data: a count of
// components, their offsets (-1: not there), and the components, one behind the
// other.
func network(data []byte) (from, to int, err error) {
	le := binary.LittleEndian
	if len(data) < 4 {
		return 0, 0, ErrNetwork
	}
	n := int(le.Uint32(data))
	if n <= componentLSTM || n > 100 || len(data) < 4+8*n {
		return 0, 0, ErrNetwork
	}
	at := func(i int) int { return int(int64(le.Uint64(data[4+8*i:]))) }
	from, to = at(componentLSTM), len(data)
	for i := componentLSTM + 1; i < n; i++ {
		if at(i) > 0 {
			to = at(i)
			break
		}
	}
	if from < 4+8*n || to < from || to > len(data) {
		return 0, 0, ErrNetwork
	}
	return from, to, nil
}
