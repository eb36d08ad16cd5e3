package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"hybridsim/relay"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/house"
	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	story, data string
	capture     string // a file; empty: nothing is captured
	keep        string // how much evidence
	speed       float64
	closed      bool
	ports       int // the first of five; 0: each has its own

	cloud          string   // where doors listen, HOST:PORT, or off
	onprem, client []string // the same, of servers: SERVER=HOST:PORT
	doors          edge.Options
	windows        house.Windows

	console    consoleMode
	history    string // a file; empty: the history ends with the session
	lab        bool
	instructor bool
	seed       uint64
}

// consoleMode is the value of --console.
type consoleMode string

const (
	consoleAuto consoleMode = "auto"
	consoleOn   consoleMode = "on"
	consoleOff  consoleMode = "off"
)

// off is what the flag of a listener says when it is not wanted.
const off = "off"

func (o *serveOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.story, "story", "", "begin in the faulty state of this story")
	f.StringVar(&o.data, "data", "", "keep everything in this folder, over restarts and crashes")
	f.StringVar(&o.keep, "keep", live.DefaultBound,
		"how much evidence stays: 1000 messages, 24h or 7d, 128MB of memory, or all; what is older is forgotten, "+
			"mail that waits never")
	f.StringVar(&o.capture, "capture", "",
		"write what passes on the network into this file as it passes: a packet capture that Wireshark reads, "+
			"inside TLS too (docs/capture.md)")
	f.Float64Var(&o.speed, "speed", 1, "how many times as fast as the wall clock; 60 makes an hour a minute")
	f.StringVar(&o.cloud, "cloud", "127.0.0.1:2525", "where the cloud's front door listens, or off")
	f.StringArrayVar(&o.onprem, "onprem", []string{"127.0.0.1:2526"},
		"where port 25 of the first on-premises server listens, or off; SERVER=HOST:PORT for another, "+
			"or a balancer")
	f.StringArrayVar(&o.client, "client", []string{"127.0.0.1:2587"},
		"where port 587 of the first on-premises server listens, for AUTH LOGIN, or off; SERVER=HOST:PORT for "+
			"another, or a balancer")
	f.IntVar(&o.ports, "ports", 0,
		"five ports one after the other from this one, for --cloud, --onprem, --client, --dns and --http")
	f.BoolVar(&o.closed, "closed", false, "open nothing, neither ports nor files: for lines that are piped in")
	o.edgeFlags(f)
	w := &o.windows
	f.StringVar(&w.DNS, "dns", "127.0.0.1:5353", "where the world's DNS answers by UDP and TCP, or off")
	f.StringVar(&w.HTTP, "http", "127.0.0.1:8025", "where mailboxes, logs and events are served over HTTP, or off")
	f.StringVar(&w.CA, "ca", "hybridsim-ca.pem", "file for the certificates of the world's authorities; empty for none")
	f.StringVar(&w.Maildir, "maildir", "", "folder for a maildir of each mailbox")
	f.StringVar((*string)(&o.console), "console", string(consoleAuto),
		"on, off or auto: type at the world; auto is when standard input is a terminal, or lines are piped in")
	f.StringVar(&o.history, "history", "", "keep what is typed at a terminal in this file, for the next time")
	f.BoolVar(&o.lab, "lab", false,
		"make an exercise of the story: hide its cause and cure, give hints, grade what is changed "+
			"(docs/labs.md); without --story one is drawn")
	f.BoolVar(&o.instructor, "instructor", false, "with --lab: hide nothing")
	f.Uint64Var(&o.seed, "seed", 0, "with --lab and no --story: draw the story that belongs to this number")
}

func (o *serveOptions) edgeFlags(f *pflag.FlagSet) {
	d := &o.doors
	f.StringArrayVar(&d.Sources, "source", nil,
		"who a client is: 40.92.0.5=127.92.0.5 for one from that loopback address, "+
			"40.92.0.5=127.0.0.1:2601 for all at a door of their own; @cloud, @onprem:587 or @HOST behind the "+
			"address says where the door leads")
	f.StringVar(&d.Default, "default-source", edge.OnTheInternet,
		"who a client from 127.0.0.1 is: somewhere on the Internet")
	f.StringArrayVar(&d.Bridges, "bridge", nil,
		"a real server as a host of the network: gateway.contoso.com=127.0.0.1:2600, "+
			"or NAME@ADDRESS[,DOMAIN...]=127.0.0.1:2600 for a new host")
	f.StringArrayVar(&d.Proxies, "proxy-protocol", nil,
		"a door for proxies, which say who their clients are: onprem=127.0.0.1:2610")
	f.StringArrayVar(&d.XCLIENT, "xclient", nil,
		"a door at which clients may say who they are with XCLIENT: onprem=127.0.0.1:2620")
	f.StringArrayVar(&d.Trust, "trust", nil,
		"an address or network, beside loopback, that may send PROXY headers and XCLIENT")
	f.StringVar(&d.Certificates, "bridge-certificates", "",
		"write a certificate for each bridged host, by the simulated public authority, "+
			"and its key to this folder, for the real server to show")
	f.StringVar(&d.File, "sources", "", "write the doors and sources to this file, as JSON")
}

// opening are the flags that open something, which --closed says not to do.
var opening = []string{"ports", "cloud", "onprem", "client", "dns", "http", "ca", "maildir", "source", "sources",
	"bridge",
	"bridge-certificates",
	"proxy-protocol", "xclient", "trust", "default-source"}

// nothing are the values by which a flag opens nothing.
var nothing = []string{"", "0", off, "[]", "[" + off + "]"}

// fastest is the most that --speed may be: a day in less than a tenth of a second.
const fastest = 1e6

// check looks for flags that make no sense, or none together.
func (o *serveOptions) check(f *pflag.FlagSet) error {
	switch {
	case !(o.speed > 0): // NaN is not
		return mistake.New("1 is the wall clock's, 60 makes an hour a minute", "--speed %g: time runs forward",
			o.speed)
	case o.speed > fastest:
		return mistake.New(`a line "wait 3h" at the console passes at once`, "--speed %g: the most is %.0f", o.speed,
			fastest)
	case !o.lab && (o.instructor || o.seed != 0):
		return mistake.New("add --lab", "--instructor and --seed belong to --lab")
	case o.ports < 0 || o.ports > 65531:
		return mistake.New("write --ports 3000 for 3000 to 3004", "--ports %d: there are no such five", o.ports)
	case o.closed:
		var meant []string
		for _, name := range opening {
			if flag := f.Lookup(name); flag.Changed && !slices.Contains(nothing, flag.Value.String()) {
				meant = append(meant, "--"+name)
			}
		}
		if len(meant) > 0 {
			return mistake.New("leave --closed out, and close what is not wanted with --cloud off, --onprem off, "+
				"--client off, --dns off, --http off and --ca ''",
				"--closed opens nothing, yet %s says what to open", strings.Join(meant, ", "))
		}
	}
	if o.ports > 0 {
		o.inARow(f)
	}
	return oneOf("console", string(o.console), string(consoleAuto), string(consoleOn), string(consoleOff))
}

// inARow gives those listeners ports in a row for which none was named.
func (o *serveOptions) inARow(f *pflag.FlagSet) {
	for i, name := range []string{"cloud", "onprem", "client", "dns", "http"} {
		if f.Changed(name) {
			continue
		}
		at := fmt.Sprintf("127.0.0.1:%d", o.ports+i)
		switch name {
		case "cloud":
			o.cloud = at
		case "onprem":
			o.onprem = []string{at}
		case "client":
			o.client = []string{at}
		case "dns":
			o.windows.DNS = at
		case "http":
			o.windows.HTTP = at
		}
	}
}

// openings are the doors and windows that are wanted.
func (o *serveOptions) openings() (edge.Options, house.Windows, error) {
	if o.closed {
		return edge.Options{}, house.Windows{}, nil
	}
	doors, windows := o.doors, o.windows
	add := func(option string, side relay.Side, port uint16, values ...string) error {
		for _, v := range values {
			server, at, named := strings.Cut(v, "=")
			if !named {
				server, at = "", v
			}
			switch {
			case at == off && !named:
			case named && (server == "" || side == relay.Cloud):
				return &edge.Wrong{Option: option, Value: v, Err: errors.New("want HOST:PORT"),
					Hint: "127.0.0.1:0 is a port that is free"}
			default:
				doors.Doors = append(doors.Doors, edge.Declared{Option: option, Side: side, Server: server,
					Port: port, At: at})
			}
		}
		return nil
	}
	err := errors.Join(add("cloud", relay.Cloud, 25, o.cloud), add("onprem", relay.OnPremises, 25, o.onprem...),
		add("client", relay.OnPremises, 587, o.client...))
	for _, listener := range []*string{&windows.DNS, &windows.HTTP} {
		if *listener == off {
			*listener = ""
		}
	}
	return doors, windows, err
}

// outputs are the files that are written.
func (o *serveOptions) outputs() []userfile.Output {
	files := []userfile.Output{{Flag: "--history", Name: o.history}, {Flag: "--capture", Name: o.capture}}
	if !o.closed {
		files = append(files, userfile.Output{Flag: "--ca", Name: o.windows.CA},
			userfile.Output{Flag: "--sources", Name: o.doors.File})
	}
	return files
}

// flagError shows a mistake in an option as one in the flag of its name.
func flagError(err error) error {
	var w *edge.Wrong
	if !errors.As(err, &w) {
		return err
	}
	if w.Another != "" {
		return mistake.New(fmt.Sprintf("choose another with --%s %s", w.Option, w.Another), "%w", w.Err)
	}
	return fmt.Errorf("--%w", w)
}
