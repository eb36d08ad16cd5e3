// Package mailflow shows how a program of somebody else uses hybridsim: docs/go.md explains it.
package mailflow

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/check"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/vnet"
)

// catalogue is what hybridsim brings along: stories and bases by name.
var catalogue = &story.Catalogue{Files: scenarios.Files}

// One story in a test: each claim that does not hold is a failure, with the decisions that led there.
func TestAStoryHolds(t *testing.T) {
	s, err := catalogue.Story("kb2510049-domain-not-shared")
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Run()
	if err != nil {
		t.Fatal(err)
	}
	report.Test(t)
}

// A whole configuration in a test: each flow that is not as in a healthy hybrid is a failure.
func TestEveryFlowArrives(t *testing.T) {
	base, err := catalogue.Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	report, err := check.Check(check.Read(base), check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	report.Test(t)
}

// world makes the world of a base. Lines are typed at it as at the console.
func world(base string) (*sim.World, *script.Console) {
	s, err := catalogue.Base(base)
	if err != nil {
		panic(err)
	}
	w, err := s.World()
	if err != nil {
		panic(err)
	}
	return w, s.ConsoleAt(w)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// One message through a base, and where it ended.
func Example_oneMessage() {
	base := must(catalogue.Base("hybrid-2013"))
	sent := must(check.Send(check.Read(base), check.Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}}))
	defer sent.World.Close()
	for _, end := range sent.Ends {
		fmt.Println(end.Recipient, "at", end.Where+":", end.Outcome.Kind)
	}
	// Output:
	// bob@contoso.com at onprem: delivered Internal
}

// Virtual time: a day of retries takes an instant, and everything that happened is there to be looked at.
func Example_virtualTime() {
	w, console := world("hybrid-2013")
	defer w.Close()
	must(console.Do("net> block cloud -> onprem:25 drop"))
	must(console.Do("alice@contoso.com> send to bob@contoso.com"))
	begin := w.Clock.Now()
	if err := w.Wait(50 * time.Hour); err != nil {
		panic(err)
	}
	deferred := 0
	for _, e := range w.Events() {
		if e.ID == "DEFER" {
			deferred++
		}
	}
	fmt.Println(w.Clock.Now().Sub(begin), "later:", deferred > 10, len(w.MailAt("alice@contoso.com", nil)), "report")
	// Output:
	// 50h0m0s later: true 1 report
}

// An own gateway between the sides: whatever connects to its port 25 is answered by this program. It takes the message
// over and passes it on as its own, without the headers that only Exchange writes.
func Example_ownGateway() {
	w, console := world("hybrid-2013")
	defer w.Close()
	for _, line := range []string{
		"net> host gateway.contoso.com 203.0.113.30",
		"cloud> Get-OutboundConnector | Set-OutboundConnector -SmartHosts gateway.contoso.com -TlsSettings $null",
	} {
		must(console.Do(line))
	}
	gateway := w.Host("gateway.contoso.com")
	err := gateway.Bridge(&vnet.Forward{
		Open: func() (net.Conn, error) { ours, _ := net.Pipe(); return ours, nil }, // nothing else has to be reached
		Handle: func(client, _ net.Conn) {
			takeMail(client, func(from string, to []string, content []byte) {
				gateway.SendBy("mail.contoso.com", from, to, withoutExchange(content))
			})
		},
	})
	if err != nil {
		panic(err)
	}
	must(console.Do("alice@contoso.com> send to bob@contoso.com"))
	if err := w.Settle(); err != nil {
		panic(err)
	}
	for _, m := range w.MailAt("bob@contoso.com", nil) {
		fmt.Println("AuthAs", m.Header.Get("X-MS-Exchange-Organization-AuthAs"))
	}
	// Output:
	// AuthAs Anonymous
}

// takeMail answers an SMTP client, and hands over each message.
func takeMail(client net.Conn, take func(from string, to []string, content []byte)) {
	c := textproto.NewConn(client)
	answer := func(text string) { _ = c.PrintfLine("%s", text) }
	answer("220 gateway.contoso.com ESMTP")
	var from string
	var to []string
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, argument, _ := strings.Cut(line, ":")
		address, _, _ := strings.Cut(strings.TrimPrefix(argument, "<"), ">")
		switch verb = strings.ToUpper(verb); {
		case verb == "MAIL FROM":
			from, to = address, nil
			answer("250 2.1.0 OK")
		case verb == "RCPT TO":
			to = append(to, address)
			answer("250 2.1.5 OK")
		case verb == "DATA":
			answer("354 Go on")
			content, err := c.ReadDotBytes()
			if err != nil {
				return
			}
			take(from, to, content)
			answer("250 2.0.0 Taken over")
		case verb == "QUIT":
			answer("221 2.0.0 Bye")
			return
		default:
			answer("250 gateway.contoso.com")
		}
	}
}

// withoutExchange is a message without the fields that a filter of another maker does not keep.
func withoutExchange(content []byte) []byte {
	var kept bytes.Buffer
	lines, header, dropped := bufio.NewReader(bytes.NewReader(content)), true, false
	for {
		line, err := lines.ReadString('\n')
		if header && line != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			dropped = strings.HasPrefix(line, "X-MS-Exchange-")
			header = strings.TrimSpace(line) != ""
		}
		if !dropped || !header {
			kept.WriteString(line)
		}
		if err == io.EOF {
			return kept.Bytes()
		}
	}
}
