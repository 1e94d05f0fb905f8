package web

import (
	"lanna/desk"
)

// receiptNames are the receipts in the order in which they come.
var receiptNames = []string{desk.ReceiptStored, desk.ReceiptOpened, desk.ReceiptActed, desk.ReceiptRecalled, desk.ReceiptExpired}

// receiptLines is what was sent of a record and what its holders answered,
// newest first.
func (v *visit) receiptLines(list []desk.ReleaseRow) []receiptLine {
	var out []receiptLine
	for i := range list {
		r := &list[i]
		line := receiptLine{To: r.To.Name(v.lang.Code), At: r.Time}
		for _, name := range receiptNames {
			if at, ok := r.Receipts[name]; ok {
				line.Steps = append(line.Steps, receiptStep{v.lang.Text("receipt." + name), at})
			}
		}
		if r.Missing != "" {
			line.Missing = v.lang.Text("receipt.missing", "what", v.lang.Text("receipt."+r.Missing))
		}
		out = append(out, line)
	}
	return out
}
