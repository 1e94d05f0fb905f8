package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanna/health"
	"lanna/node"
)

// checks are made in this order: first what stops a node, then what it can do
// without.
var checks = []struct {
	name string
	look func(p *program, data string) finding
}{
	{"data folder", checkFolder},
	{"disk", checkDisk},
	{"pictures", checkBlobs},
	{"backup", checkBackup},
	{"node", checkNode},
	{"clock", checkClock},
	{"reader", checkReader},
	{"tesseract", checkTesseract},
	{"pages", checkPages},
	{"fonts", checkFonts},
	{"exercise", checkExercise},
	{"browser", checkBrowser},
	{"service", checkService},
	{"certificate", checkCertificate},
}

func ok(format string, args ...any) finding {
	return finding{State: "ok", Says: fmt.Sprintf(format, args...)}
}

// note is worth knowing and stops nothing.
func note(mend, format string, args ...any) finding {
	return finding{State: "note", Says: fmt.Sprintf(format, args...), Mend: mend}
}

func lacks(mend, format string, args ...any) finding {
	return finding{State: "missing", Says: fmt.Sprintf(format, args...), Mend: mend}
}

func checkFolder(_ *program, data string) finding {
	info, err := os.Stat(data)
	switch {
	case os.IsNotExist(err):
		return ok("%s is not there yet; lanna node init makes it", data)
	case err != nil:
		return lacks("", "%v", err)
	case !info.IsDir():
		return lacks("lanna doctor --data DIR", "%s is not a folder", data)
	case info.Mode().Perm()&0o077 != 0:
		return lacks("chmod 700 "+data, "%s can be opened by other users of this machine", data)
	}
	probe, err := os.CreateTemp(data, ".doctor-*")
	if err != nil {
		return lacks("chown -R $(id -un) "+data, "nothing can be written to %s", data)
	}
	probe.Close()
	os.Remove(probe.Name())
	if other := foreign(data); other != "" {
		return lacks("chown -R --reference="+data+" "+data, "%s belongs to another user than the folder", other)
	}
	return ok("%s is there and private", data)
}

func checkDisk(_ *program, data string) finding {
	free, err := freeBytes(nearest(data))
	if err != nil {
		return lacks("df -h "+data, "free space is not known: %v", err)
	}
	if health.Disk(free).State != health.OK {
		return lacks("df -h "+data, "%d MB free, and two weeks of pictures take %d MB", free>>20, int64(health.LeastFree)>>20)
	}
	return ok("%d GB free", free>>30)
}

// nearest is the folder itself or the first one above it that exists.
func nearest(folder string) string {
	for !exists(folder) && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
	}
	return folder
}

// released is before any build of this program: a clock that shows less is wrong.
var released = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// clockSays is what a node that is served finds of its clock, in words.
var clockSays = map[string]string{
	"clock-ahead":   "it is at least %s minutes ahead of the times that most partners sign",
	"clock-behind":  "it is at least %s minutes behind the times that most partners sign",
	"clock-back":    "it was set back: this node signed something %s minutes later than it showed at the start",
	"clock-jumped":  "it jumped by %s s since the node began",
	"clock-partner": "the clocks of %s partners are wrong",
}

// checkNode repeats what a node that is served found of itself and no other check
// looks at, by the same rules as the administrator's page.
func checkNode(p *program, data string) finding {
	h, err := node.ReadHealthNote(data)
	if err != nil || !h.Fresh(p.now()) {
		return ok("not served now")
	}
	for _, f := range h.Findings {
		if !slices.Contains([]string{"clock", "disk", "backup", "certificate", "reader"}, f.Check) && f.State == health.Bad {
			return lacks(f.Mend, "%s (%s); see /admin", f.Check, f.Code)
		}
	}
	for _, f := range h.Findings {
		if f.Check == "outbox" && f.State != health.OK {
			return note(f.Mend, "%s messages wait for partners for more than an hour", f.N)
		}
	}
	return ok("served, and finds nothing bad about itself")
}

func checkClock(p *program, data string) finding {
	const mend = "timedatectl set-ntp true"
	now := p.now()
	if now.Before(released) {
		return lacks(mend, "the machine says %s, which is past", now.UTC().Format(time.RFC3339))
	}
	if h, err := node.ReadHealthNote(data); err == nil && h.Fresh(now) {
		for _, f := range h.Findings {
			if says, bad := clockSays[f.Code]; bad {
				return lacks(f.Mend, "%s; %s", now.UTC().Format(time.RFC3339), fmt.Sprintf(says, f.N))
			}
		}
	}
	if health.Synchronised(node.ClockSynchronised()).State != health.OK {
		return note(mend, "%s; the system does not keep it in step with a time server, and deadlines are counted in it", now.UTC().Format(time.RFC3339))
	}
	return ok("%s", now.UTC().Format(time.RFC3339))
}

// eyeLanguages are read by tesseract, by its names for them.
var eyeLanguages = []string{"tha", "mya", "lao"}

func checkTesseract(p *program, _ string) finding {
	out, err := output(p.ctx, "tesseract", "--list-langs")
	if err != nil {
		return lacks(apt("tesseract-ocr", "tesseract-ocr-tha", "tesseract-ocr-mya", "tesseract-ocr-lao"),
			"the program is not there; Thai, Burmese and Lao in pictures must be typed by a person")
	}
	installed := strings.Fields(out)
	var missing []string
	for _, language := range eyeLanguages {
		if !slices.Contains(installed, language) {
			missing = append(missing, "tesseract-ocr-"+language)
		}
	}
	if len(missing) > 0 {
		return lacks(apt(missing...), "languages are missing")
	}
	return ok("reads Thai, Burmese and Lao")
}

// fontsFor says which Debian package brings letters for a language, by
// fontconfig's name for the language.
var fontsFor = []struct{ language, says, pkg string }{
	{"zh-cn", "Chinese", "fonts-noto-cjk"},
	{"th", "Thai", "fonts-noto-core"},
	{"my", "Burmese", "fonts-noto-core"},
	{"lo", "Lao", "fonts-noto-core"},
}

func checkFonts(p *program, _ string) finding {
	var without, packages []string
	for _, f := range fontsFor {
		out, err := output(p.ctx, "fc-list", ":lang="+f.language, "file")
		if err != nil {
			return lacks(apt("fontconfig", "fonts-noto-cjk", "fonts-noto-core"), "fc-list is not there, so fonts cannot be looked up")
		}
		if strings.TrimSpace(out) == "" {
			without = append(without, f.says)
			packages = append(packages, f.pkg)
		}
	}
	if len(without) > 0 {
		slices.Sort(packages)
		return lacks(apt(slices.Compact(packages)...), "no font for %s", strings.Join(without, ", "))
	}
	return ok("Chinese, Thai, Burmese and Lao can be drawn and printed")
}

// output runs a program for a few seconds at most.
func output(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).Output()
	return string(out), err
}

func apt(packages ...string) string {
	return "apt-get install --no-install-recommends " + strings.Join(packages, " ")
}
