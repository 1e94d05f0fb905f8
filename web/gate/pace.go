package gate

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"
)

// A paced answer, and the body that it answers, have to move: after Grace at least
// Pace bytes a second on average, and something within each Grace. So a picture on
// the poorest link comes whole, and one who sends a byte now and then does not hold
// a connection for longer than the whole body is worth.
type paced struct {
	http.ResponseWriter
	to    *http.ResponseController
	g     *Gate
	began time.Time
	read  int64
	slow  bool
}

func (g *Gate) pace(w http.ResponseWriter) *paced {
	return &paced{ResponseWriter: w, to: http.NewResponseController(w), g: g, began: g.now()}
}

// Unwrap lets the pages flush and set deadlines.
func (p *paced) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// Write gives each piece the time that its length is worth.
func (p *paced) Write(b []byte) (int, error) {
	_ = p.to.SetWriteDeadline(p.g.now().Add(p.worth(int64(len(b))))) // not every carrier has deadlines: tests without a connection
	return p.ResponseWriter.Write(b)
}

// worth is how long so many bytes may take.
func (p *paced) worth(n int64) time.Duration {
	return p.g.limits.Grace + time.Duration(n)*time.Second/time.Duration(p.g.limits.Pace)
}

// until is when the next byte of the body has to be there.
func (p *paced) until() time.Time {
	moving, whole := p.g.now().Add(p.g.limits.Grace), p.began.Add(p.worth(p.read))
	if whole.Before(moving) {
		return whole
	}
	return moving
}

type pacedBody struct {
	io.ReadCloser
	p *paced
}

func (b *pacedBody) Read(to []byte) (int, error) {
	until := b.p.until()
	_ = b.p.to.SetReadDeadline(until)
	n, err := b.ReadCloser.Read(to)
	b.p.read += int64(n)
	switch {
	case err == nil:
	case err == io.EOF:
		_ = b.p.to.SetReadDeadline(time.Time{}) // the next request has its own
	case !b.p.slow && !b.p.g.now().Before(until):
		b.p.slow = true
		b.p.g.refused[ByPace].Add(1)
	}
	return n, err
}

func body(b []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(b)) }

// refusals say it in each language of the pages: who is refused here has not been
// let in to where languages are chosen.
var refusals = map[int]string{
	http.StatusTooManyRequests:       "Too many requests from this address. Try again in a moment.\n此地址的请求过多，请稍后再试。\nมีคำขอจากที่อยู่นี้มากเกินไป โปรดลองอีกครั้งในอีกสักครู่\nဤလိပ်စာမှ တောင်းဆိုမှု များလွန်းသည်။ ခဏနေမှ ထပ်စမ်းပါ။\nມີຄຳຂໍຈາກທີ່ຢູ່ນີ້ຫຼາຍເກີນໄປ. ລອງອີກໃນບຶດໜຶ່ງ.\n",
	http.StatusServiceUnavailable:    "The node is busy. Try again in a moment.\n节点繁忙，请稍后再试。\nโหนดไม่ว่าง โปรดลองอีกครั้งในอีกสักครู่\nနုဒ် အလုပ်များနေသည်။ ခဏနေမှ ထပ်စမ်းပါ။\nໂນດບໍ່ວ່າງ. ລອງອີກໃນບຶດໜຶ່ງ.\n",
	http.StatusRequestEntityTooLarge: "Too large.\n文件过大。\nใหญ่เกินไป\nကြီးလွန်းသည်။\nໃຫຍ່ເກີນໄປ.\n",
	http.StatusRequestTimeout:        "It came too slowly.\n传输过慢。\nส่งมาช้าเกินไป\nနှေးလွန်းသည်။\nສົ່ງມາຊ້າເກີນໄປ.\n",
}

func refusal(w http.ResponseWriter, code, wait int) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if wait > 0 {
		h.Set("Retry-After", strconv.Itoa(wait))
	}
	w.WriteHeader(code)
	_, _ = io.WriteString(w, refusals[code]) // who asked may be gone
}
