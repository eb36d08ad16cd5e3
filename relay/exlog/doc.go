// Package exlog writes what happened in the words and layouts of Exchange's own evidence: protocol logs, message
// tracking and connectivity logs, and message trace with its reports. It decides nothing and knows no files: it renders
// to a writer that it is given, under names as Exchange uses them.
//
//  1. A world hands over what it recorded: [Session]s, [Connection]s, [relay.Event]s and [relay.ApplicationEvent]s.
//  2. [ReceiveLogs], [SendLogs], [TrackingLogs] and [ConnectivityLogs] sort them into [File]s: one for each service and
//     hour, or day, in the folders of the product's version.
//  3. [File.Render] writes one: the # lines, then rows of comma-separated values.
//  4. In the cloud an administrator sees no logs but message trace: [MessageTrace], [MessageTraceDetail] and the
//     reports.
//
// Times are those of the records, which come from a virtual clock. What the records do not hold stays an empty field.
package exlog
