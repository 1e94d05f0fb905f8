package postgres

import (
	"context"
	"net"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// deadAfter is after how long without an answer from the other machine a link
// counts as cut, whether something was sent or not.
const deadAfter = 8 * time.Second

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 3 * time.Second, Interval: 2 * time.Second, Count: 3}}
	if network != "unix" {
		d.Control = func(_, _ string, c syscall.RawConn) (err error) {
			bad := c.Control(func(fd uintptr) {
				err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(deadAfter.Milliseconds()))
			})
			if bad != nil {
				return bad
			}
			return err
		}
	}
	return d.DialContext(ctx, network, address)
}
