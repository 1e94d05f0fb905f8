package ocr

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// process is one running reading process.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	exited chan struct{} // closed when the process was waited for
}

// start starts a process with pipes and an environment that holds no secret.
func start(command func() (*exec.Cmd, error)) (*process, error) {
	cmd, err := command()
	if err != nil {
		return nil, ErrNoReader
	}
	cmd.Env = append(cmd.Env, plainEnvironment()...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that what it starts dies with it
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, ErrNoReader
	}
	out, inner, err := os.Pipe()
	if err != nil {
		return nil, ErrNoReader
	}
	cmd.Stdout = inner
	err = cmd.Start()
	inner.Close()
	if err != nil {
		out.Close()
		in.Close()
		return nil, ErrNoReader
	}
	p := &process{cmd: cmd, in: in, out: out, exited: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the state is read from cmd.ProcessState
		close(p.exited)
	}()
	return p, nil
}

// plainEnvironment is the little of the environment that the programs need;
// the rest may hold a passphrase.
func plainEnvironment() []string {
	env := []string{"LC_ALL=C.UTF-8"}
	for _, name := range []string{"PATH", "TESSDATA_PREFIX"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// kill ends the process and all it started, and reports whether it had already
// ended by itself, in order.
func (p *process) kill() (rested bool) {
	select {
	case <-p.exited:
	default:
		p.in.Close()
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	}
	p.out.Close()
	<-p.exited
	return p.cmd.ProcessState.Success()
}

// exchange sends a request and reads its answer. begun says that a part of the
// answer came. When the context ends first, the pipes are left to kill.
func (p *process) exchange(ctx context.Context, t talk) (r Result, begun bool, err error) {
	type outcome struct {
		result Result
		begun  bool
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		r, begun, err := t.with(p)
		done <- outcome{r, begun, err}
	}()
	select {
	case o := <-done:
		return o.result, o.begun, p.explain(o.err)
	case <-ctx.Done():
		p.kill()
		<-done
		return Result{}, true, context.Cause(ctx)
	}
}

// exitTooSlow is the status of a reading process that gave up on a picture.
const exitTooSlow = 3

// explain waits for a process that died and tells slow from crashed.
func (p *process) explain(err error) error {
	if !errors.Is(err, ErrCrashed) {
		return err
	}
	select {
	case <-p.exited:
	default:
		// One that is just ending keeps its own status; one that only closed its
		// output must not keep us waiting.
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.exited
	}
	if p.cmd.ProcessState.ExitCode() == exitTooSlow {
		return ErrTimeout
	}
	return err
}

// Locate finds the reading process: LANNA_READ if it is set, else lanna-read
// beside the running program.
func Locate() (string, error) {
	path := os.Getenv("LANNA_READ")
	if path == "" {
		self, err := os.Executable()
		if err != nil {
			return "", ErrNoReader
		}
		path = filepath.Join(filepath.Dir(self), "lanna-read")
	}
	if info, err := os.Stat(path); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
		return "", ErrNoReader
	}
	return path, nil
}

func located() (*exec.Cmd, error) {
	path, err := Locate()
	if err != nil {
		return nil, err
	}
	return exec.Command(path), nil
}
