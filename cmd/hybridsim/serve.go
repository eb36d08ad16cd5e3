package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/story"
)

// server is a world on real sockets while it runs.
type server struct {
	story  *story.Story // what the world began as: a base, or a story in its faulty state
	engine *live.Engine
	out    io.Writer
	data   data

	speed                 float64
	cloud, onprem, client string // where the doors listen, HOST:PORT, or off
	closed                bool   // none of them, nor any window
	edge                  edge
	windows               windows

	teaching
	console *console.Console // what people type goes through it, wherever it comes from
	desk    *desk            // of this process's terminal or standard input; nil: there is none
}

func serveCommand() *cobra.Command {
	s := &server{}
	var name string
	cmd := &cobra.Command{
		Use:   "serve [BASE|STORY|FILE]",
		Short: "Let a hybrid run on real sockets, for real clients and servers",
		Long: "Lets a healthy hybrid, or with --story a faulty one, run in wall-clock time and opens its SMTP ports on loopback.\n" +
			"Mail travels between the sides; none of it leaves this machine. It runs until it is interrupted.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			s.out, s.data.warn = cmd.OutOrStdout(), cmd.ErrOrStderr()
			if s.closed {
				s.cloud, s.onprem, s.client = off, off, off
				s.windows = windows{dns: off, http: off}
			}
			if err := s.data.open(); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.data.close()) }()
			if err := s.choose(args, name); err != nil {
				return err
			}
			if err := s.teach(len(args) == 1); err != nil {
				return err
			}
			stop, cancel := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer cancel()
			return s.withConsole(stop, cmd.InOrStdin())
		},
	}
	cmd.Flags().StringVar(&name, "story", "", "begin in the faulty state of this story")
	cmd.Flags().StringVar(&s.data.dir, "data", "", "keep everything in this folder, over restarts and crashes")
	cmd.Flags().Float64Var(&s.speed, "speed", 1, "how many times as fast as the wall clock; 60 makes an hour a minute")
	cmd.Flags().StringVar(&s.cloud, "cloud", "127.0.0.1:2525", "where the cloud's front door listens, or off")
	cmd.Flags().StringVar(&s.onprem, "onprem", "127.0.0.1:2526", "where the on-premises server's port 25 listens, or off")
	cmd.Flags().StringVar(&s.client, "client", "127.0.0.1:2587", "where the on-premises server's port 587 listens, for AUTH LOGIN, or off")
	s.edge.flags(cmd.Flags())
	s.windows.flags(cmd.Flags())
	s.teaching.flags(cmd.Flags())
	cmd.Flags().BoolVar(&s.closed, "closed", false, "open nothing, neither ports nor files: for lines that are piped in")
	return cmd
}

// defaultBase is what is served when nothing is named.
const defaultBase = "hybrid-2019"

// choose finds the base or story to begin with.
func (s *server) choose(args []string, name string) (err error) {
	if s.speed <= 0 {
		return fmt.Errorf("--speed %g: time runs forward\n    hint: 1 is the wall clock's, 60 makes an hour a minute", s.speed)
	}
	c := &story.Catalogue{Files: scenarios.Files}
	switch {
	case name == "" && len(args) == 0 && s.data.held != nil:
		s.lab = s.data.held.Origin.Lab
		s.story, err = s.data.story()
		return err
	case name == "" && len(args) == 0:
		s.story, err = c.Base(defaultBase)
	case name == "":
		s.story, err = findBase(args[0])
	default:
		var all []*story.Story
		if all, err = loadStories([]string{name}); err != nil {
			return err
		}
		if s.story = all[0]; len(all) > 1 {
			return fmt.Errorf("--story %s: there are %d stories\n    hint: name one", name, len(all))
		}
		if len(args) == 1 && s.story.Base.Name != args[0] {
			return fmt.Errorf("the story %s starts from %s, not from %s\n    hint: leave the base out", s.story.Name, s.story.Base.Name, args[0])
		}
	}
	if err == nil && s.data.held != nil {
		err = s.data.suits(s.story, s.lab)
	}
	return err
}

// world builds the world so that its clock stands at the wall clock once its set-up is done, which may take virtual time.
// It also returns when it was as the story has it.
func (s *server) world() (w *sim.World, began time.Time, err error) {
	if s.data.held != nil {
		return s.data.world(s.story, s.faulty)
	}
	start := time.Now()
	for took := time.Duration(0); ; {
		s.story.Headers.Clock = start.Add(-took)
		if w, err = s.faulty(); err != nil {
			return nil, time.Time{}, err
		}
		if ahead := w.Clock.Now().Sub(s.story.Headers.Clock); ahead > took {
			w.Close()
			took = ahead
			continue
		}
		return w, w.Clock.Now(), s.data.create(s.story, s.lab, w)
	}
}

// grace is how long connected clients may take to finish when the server is told to stop.
const grace = 5 * time.Second

// run serves until the context ends.
func (s *server) run(stop context.Context) error {
	w, began, err := s.world()
	if err != nil {
		return err
	}
	seen := 0
	if s.data.held != nil {
		seen = len(w.Events())
	}
	if err := s.edge.prepare(w); err != nil { // while the world stands still: its mail may be for a bridged host
		w.Close()
		return err
	}
	s.engine = live.Start(w, s.speed)
	defer s.windows.close()
	kept := s.data.start(s.engine.Now)
	defer s.engine.Stop(grace)
	if err := s.open(); err != nil {
		return err
	}
	if err := s.openWindows(); err != nil {
		return err
	}
	s.tellClients()
	s.printf("%s", kept)
	s.data.remember(s.console, s.engine)
	told, err := s.attach(w, began)
	if err != nil {
		return err
	}
	seen = max(seen, told)
	for {
		events := s.engine.Events(seen, stop.Done())
		if events == nil {
			return nil
		}
		seen += len(events)
		s.tell(events)
	}
}

func (s *server) printf(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }

// open opens the doors and tells where they are.
func (s *server) open() error {
	cloud, onprem := s.engine.World.Side(relay.Cloud), s.engine.World.Side(relay.OnPremises)
	server := onprem.Organization().FirstServer().In(relay.RoleFrontDoor)
	doors := []struct {
		flag, at, side, name, more string
		host                       *sim.Side
		port                       uint16
	}{
		{"cloud", s.cloud, "cloud", "EOP front door", cloud.FrontDoorName(), cloud, 25},
		{"onprem", s.onprem, "onprem", server.Name + " port 25", server.Fqdn, onprem, 25},
		{"client", s.client, "onprem", server.Name + " port 587", "AUTH LOGIN", onprem, 587},
	}
	for _, d := range doors {
		if d.at == off {
			continue
		}
		door := &live.Door{Name: d.name, To: netip.AddrPortFrom(d.host.Ingress()[0], d.port), From: s.edge.clients.From}
		if err := s.openDoor(d.flag, "", d.at, d.side, "client address", d.more, door); err != nil {
			return err
		}
	}
	return s.openEdge()
}
