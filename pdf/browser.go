package pdf

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// A browser is one Chromium that is spoken to over two pipes: JSON messages,
// each ended by a zero byte (Chrome DevTools Protocol, --remote-debugging-pipe).
type browser struct {
	cmd     *exec.Cmd
	to      io.WriteCloser
	from    *bufio.Reader
	out     *os.File
	session string
	last    int
}

type args map[string]any

// start starts the program. It is handed nothing of this process's surroundings
// but where programs lie: the passphrase of a node may stand among them.
func start(ctx context.Context, path, dir string, sandbox bool) (*browser, error) {
	in, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	from, out, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, in.Close(), to.Close())
	}
	list := append([]string{"--user-data-dir=" + dir}, flags...)
	if !sandbox {
		list = append([]string{"--no-sandbox"}, list...)
	}
	cmd := exec.CommandContext(ctx, path, list...)
	cmd.ExtraFiles = []*os.File{in, out} // descriptors 3 and 4
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_CACHE_HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8"}
	cmd.WaitDelay = 5 * time.Second
	alone(cmd)
	err = cmd.Start()
	err = errors.Join(err, in.Close(), out.Close())
	if err != nil {
		return nil, errors.Join(err, to.Close(), from.Close())
	}
	b := &browser{cmd: cmd, to: to, from: bufio.NewReaderSize(from, 1<<16), out: from}
	context.AfterFunc(ctx, func() { from.Close() }) // a read would wait for children that hold the other end
	return b, nil
}

// stop ends the program and all that it started.
func (b *browser) stop() {
	b.to.Close()
	if b.cmd.Cancel != nil {
		b.cmd.Cancel()
	}
	b.cmd.Wait()
	b.out.Close()
}

// call asks for one thing and waits for the answer. What the browser tells in
// between is passed over.
func (b *browser) call(method string, a args, into any) error {
	b.last++
	text, err := json.Marshal(map[string]any{"id": b.last, "method": method, "params": a, "sessionId": b.session})
	if b.session == "" {
		text, err = json.Marshal(map[string]any{"id": b.last, "method": method, "params": a})
	}
	if err != nil {
		return err
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		return err
	}
	for {
		line, err := b.from.ReadBytes(0)
		if err != nil {
			return fmt.Errorf("%s: the browser ended: %w", method, err)
		}
		var answer struct {
			ID     int             `json:"id"`
			Result json.RawMessage `json:"result"`
			Error  *struct {
				Code int `json:"code"`
			} `json:"error"`
		}
		if err := json.Unmarshal(line[:len(line)-1], &answer); err != nil {
			return fmt.Errorf("%s: the browser's answer: %w", method, err)
		}
		switch {
		case answer.ID != b.last:
			continue
		case answer.Error != nil:
			return fmt.Errorf("%s: the browser refuses: %d", method, answer.Error.Code)
		case into == nil:
			return nil
		}
		return json.Unmarshal(answer.Result, into)
	}
}
