package health_test

import (
	"testing"
	"time"

	"lanna/health"
)

func TestJudgements(t *testing.T) {
	now := time.Date(2026, 3, 12, 7, 32, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, tt := range []struct {
		f     health.Finding
		state health.State
		code  string
	}{
		{health.Disk(health.LeastFree), health.OK, "disk-ok"},
		{health.Disk(health.LeastFree - 1), health.Bad, "disk-low"},
		{health.Backup(time.Time{}, now), health.Note, "backup-never"},
		{health.Backup(time.UnixMilli(0), now), health.Note, "backup-never"},
		{health.Backup(now.Add(-2*day), now), health.OK, "backup-ok"},
		{health.Backup(now.Add(-2*day-1), now), health.Bad, "backup-late"},
		{health.Certificate(time.Time{}, now), health.OK, "cert-none"},
		{health.Certificate(now, now), health.Bad, "cert-over"},
		{health.Certificate(now.Add(30*day-1), now), health.Note, "cert-soon"},
		{health.Certificate(now.Add(30*day), now), health.OK, "cert-ok"},
		{health.Waking(false), health.Bad, "waking-unset"},
		{health.Waking(true), health.OK, "waking-ok"},
		{health.Shifts(0, false), health.OK, "rota-ok"},
		{health.Shifts(1, false), health.Note, "rota-empty"},
		{health.Shifts(1, true), health.Bad, "rota-empty"},
		{health.Queue(3, now.Add(-time.Hour), now), health.OK, "outbox-ok"},
		{health.Queue(3, now.Add(-time.Hour-1), now), health.Note, "outbox-late"},
		{health.Queue(0, now.Add(-9*time.Hour), now), health.OK, "outbox-ok"},
		{health.Reader(false), health.Note, "reader-missing"},
		{health.Clock(-health.Jump), health.OK, "clock-ok"},
		{health.Clock(-health.Jump - 1), health.Bad, "clock-jumped"},
		{health.Beat(health.Stale), health.OK, "beat-ok"},
		{health.Beat(health.Stale + 1), health.Bad, "beat-stopped"},
		{health.Database(false), health.Bad, "database-away"},
		{health.SetBack(time.Time{}, now), health.OK, "clock-forward"},
		{health.SetBack(now.Add(health.ClockOff), now), health.OK, "clock-forward"},
		{health.SetBack(now.Add(time.Hour), now), health.Bad, "clock-back"},
		{health.SetBack(now.Add(-day), now), health.OK, "clock-forward"},
		{health.Partners(nil), health.OK, "clock-agrees"},
		{health.Partners([]time.Duration{health.ClockOff, -health.ClockOff}), health.OK, "clock-agrees"},
		{health.Partners([]time.Duration{time.Hour}), health.Bad, "clock-ahead"},
		{health.Partners([]time.Duration{-time.Hour, -time.Hour, 0}), health.Bad, "clock-behind"},
		{health.Partners([]time.Duration{-time.Hour, 0, 0}), health.Note, "clock-partner"},
		{health.Partners([]time.Duration{time.Hour, -time.Hour}), health.Note, "clock-partner"},
		{health.Synchronised(false, true), health.Note, "clock-unkept"},
		{health.Synchronised(false, false), health.OK, "clock-kept"},
	} {
		if tt.f.State != tt.state || tt.f.Code != tt.code {
			t.Errorf("%s: %v %s, want %v %s", tt.f.Check, tt.f.State, tt.f.Code, tt.state, tt.code)
		}
		if tt.f.State != health.OK && tt.f.Mend == "" {
			t.Errorf("%s does not say what to do", tt.code)
		}
	}
}

func TestWhatStopsANode(t *testing.T) {
	well := []health.Finding{health.Disk(0), health.Beat(0), health.Database(true)}
	if got := health.Stopping(well); got != "" {
		t.Errorf("%s stops a node that answers", got)
	}
	if got := health.Stopping(append(well, health.Beat(time.Hour))); got != "clocks" {
		t.Errorf("%q stops one whose clocks stand", got)
	}
}
