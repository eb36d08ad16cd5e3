package cmdlet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseTimeSpan reads hh:mm:ss or d.hh:mm:ss.
func parseTimeSpan(s string) (time.Duration, bool) {
	var days uint64
	if before, after, ok := strings.Cut(s, "."); ok {
		n, err := strconv.ParseUint(before, 10, 16)
		if err != nil {
			return 0, false
		}
		days, s = n, after
	}
	total := time.Duration(days) * 24 * time.Hour
	parts := strings.Split(s, ":")
	if len(parts) != 3 {
		return 0, false
	}
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		limit := uint64(60)
		if unit == time.Hour {
			limit = 24
		}
		n, err := strconv.ParseUint(parts[i], 10, 8)
		if err != nil || n >= limit {
			return 0, false
		}
		total += time.Duration(n) * unit
	}
	return total, true
}

// FormatTimeSpan prints a time span as Exchange does, hh:mm:ss or d.hh:mm:ss, which cmdlets read too.
func FormatTimeSpan(d time.Duration) string {
	clock := fmt.Sprintf("%02d:%02d:%02d", int(d.Hours())%24, int(d.Minutes())%60, int(d.Seconds())%60)
	if days := int(d / (24 * time.Hour)); days > 0 {
		return fmt.Sprintf("%d.%s", days, clock)
	}
	return clock
}
