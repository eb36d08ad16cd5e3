package exlog

import (
	"cmp"
	"slices"
	"strconv"

	"hybridsim/relay"
)

// ApplicationFields are the columns of the event log's export, named as Get-WinEvent names the properties of an event.
// Its level and category are not part of the records and have no column.
var ApplicationFields = []string{"TimeCreated", "LogName", "ProviderName", "Id", "MachineName", "Message"}

// Application is the application event log of a server as CSV: the events that documentation names, such as 12014 of
// KB2989382.
func Application(events []relay.ApplicationEvent) Text {
	var s scribe
	rows := [][]string{slices.Clone(ApplicationFields)}
	for _, e := range events {
		log := cmp.Or(e.Log, "Application")
		rows = append(rows, []string{stamp(e.Time), log, e.Source, strconv.Itoa(e.ID), e.Server, e.Text})
	}
	return Text{s.lines(rows...)}
}
