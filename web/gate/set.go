package gate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Set changes one limit by its name: a whole number (connections, bytes, requests), or
// a time as in "30s". A limit of nothing would let nobody in, and is an error.
func (l *Limits) Set(name, value string) error {
	for _, one := range l.settings() {
		if one.name != name {
			continue
		}
		if !one.read(value) {
			return fmt.Errorf("%s=%s is no limit", name, value)
		}
		return nil
	}
	return fmt.Errorf("there is no limit %q; there are %s", name, strings.Join(Names(), ", "))
}

// Names lists the limits that can be set.
func Names() (names []string) {
	for _, one := range new(Limits).settings() {
		names = append(names, one.name)
	}
	slices.Sort(names)
	return names
}

// A setting reads one limit; false where the value is none.
type setting struct {
	name string
	read func(value string) bool
}

func (l *Limits) settings() []setting {
	return []setting{
		{"connections", count(&l.Connections)}, {"per-address", count(&l.PerAddress)}, {"reserve", count(&l.Reserve)},
		{"working", count(&l.Working)}, {"uploads", count(&l.Uploads)}, {"streams", count(&l.Streams)}, {"line", period(&l.Line)},
		{"small-body", count(&l.SmallBody)}, {"body", count(&l.Body)}, {"header", period(&l.Header)}, {"headers", count(&l.Headers)},
		{"pace", count(&l.Pace)}, {"grace", period(&l.Grace)}, {"burst", count(&l.Burst)}, {"rate", rate(&l.Rate)},
	}
}

// mostOf keeps numbers far from where sums of them overflow.
const mostOf = 1 << 30

func count[N int | int64](to *N) func(string) bool {
	return func(value string) bool {
		n, err := strconv.ParseInt(value, 10, 64)
		*to = N(n)
		return err == nil && n > 0 && n <= mostOf
	}
}

func period(to *time.Duration) func(string) bool {
	return func(value string) (ok bool) {
		var err error
		*to, err = time.ParseDuration(value)
		return err == nil && *to > 0 && *to <= 24*time.Hour
	}
}

func rate(to *float64) func(string) bool {
	return func(value string) bool {
		var err error
		*to, err = strconv.ParseFloat(value, 64)
		return err == nil && *to > 0 && *to <= mostOf
	}
}
