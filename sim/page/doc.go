// Package page renders played stories as one HTML page that needs nothing else: no request, no script, no font. It
// shows the topology, the way of each message as a sequence diagram, each decision with its losing candidates, reports
// as a mail client shows them, and what the cure changed. It decides nothing; it draws a [story.Report].
package page
