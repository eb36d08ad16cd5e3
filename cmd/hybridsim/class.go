package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"hybridsim/courses"
	"hybridsim/scenarios"
	"hybridsim/sim/exports"
	"hybridsim/sim/lab"
	"hybridsim/sim/live/class"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
	"hybridsim/sim/userfile"
)

// classOptions are the flags of class.
type classOptions struct {
	data, students, listen, url, cert, key string
	idle                                   time.Duration
}

func classCommand() *cobra.Command {
	o := classOptions{}
	cmd := &cobra.Command{
		Use:   "class COURSE",
		Short: "Give a course to a class: a browser and a world for each student",
		Long: "Serves a course over HTTP: each student gets a world for each lab, the instructor sees all of them.\n" +
			"COURSE is a folder with course.txt (hybridsim new --course FOLDER), or one that ships: " +
			strings.Join(courseNames(), ", ") + ".",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return mistake.New("write hybridsim class "+courseNames()[0], "class takes one course, not %d",
					len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			stop, cancel := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer cancel()
			return o.give(stop, args[0], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.data, "data", "", "keep the class in this folder, over restarts; without it all is gone at the end")
	f.StringVar(&o.students, "students", "", "file with the students' names, one a line")
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "where the class listens; another address than loopback has "+
		"to be named")
	f.StringVar(&o.url, "url", "", "by which people reach the class, for links: https://class.example.org behind a "+
		"reverse proxy")
	f.StringVar(&o.cert, "tls-cert", "", "file with the certificate (PEM), for HTTPS")
	f.StringVar(&o.key, "tls-key", "", "file with the certificate's key (PEM)")
	f.DurationVar(&o.idle, "idle", 0, "after which a world that nobody looks at sleeps; 15m unless told otherwise")
	return cmd
}

// courseNames are the courses that ship.
func courseNames() (names []string) {
	entries, _ := fs.ReadDir(courses.Files, ".")
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// findCourse reads a course: a folder, or one that ships.
func findCourse(name string) (*lab.Course, error) {
	catalogue := &story.Catalogue{Files: scenarios.Files}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return lab.ReadCourse(name, os.DirFS(name), catalogue)
	case err == nil:
		return nil, mistake.New("name the folder that it is in", "%s is a file, and a course is a folder", name)
	case !suggest.Has(courseNames(), name):
		hint := suggest.DidYouMean(name, courseNames())
		return nil, mistake.New(hint+"; hybridsim new --course FOLDER writes one", "there is no course %q", name)
	}
	files, err := fs.Sub(courses.Files, name)
	if err != nil {
		return nil, err
	}
	return lab.ReadCourse(path.Join("courses", name), files, catalogue)
}

// give serves the class until the context ends.
func (o *classOptions) give(stop context.Context, name string, out, warn io.Writer) (err error) {
	if (o.cert == "") != (o.key == "") {
		return mistake.New("give both, or neither", "--tls-cert and --tls-key belong together")
	}
	course, err := findCourse(name)
	if err != nil {
		return err
	}
	at, err := edge.ListenAddress("listen", o.listen)
	if err != nil {
		return flagError(err)
	}
	listener, err := edge.Listen(at, maxClassConnections)
	if err != nil {
		return mistake.New("choose another with --listen 127.0.0.1:PORT", "%w", err)
	}
	defer listener.Close()
	c, err := o.open(course, listener.Addr().String(), warn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	defer boundGarbage()()
	if edge.Reachable(at) {
		fmt.Fprintf(warn, "warning: other machines can reach %s%s\n", at, map[bool]string{true: ".",
			false: ", and nothing is encrypted: --tls-cert and --tls-key, or a reverse proxy, keep links and cookies " +
				"to those whose they are."}[o.cert != "" || strings.HasPrefix(o.url, "https:")])
		c.Allow(at)
	}
	if err := o.tell(out, course, c); err != nil {
		return err
	}
	return o.serve(stop, listener, c)
}

// maxClassConnections is how many browsers may be connected; several connections make a browser.
const maxClassConnections = 2048

// open opens the class that is reached at an address.
func (o *classOptions) open(course *lab.Course, at string, warn io.Writer) (*class.Class, error) {
	var names []string
	if o.students != "" {
		content, err := userfile.Read(o.students)
		if err != nil {
			return nil, err
		}
		text, _, ok := exports.DecodeText(string(content))
		if !ok {
			return nil, mistake.New("write the names into a text file, one a line", "%s is not text", o.students)
		}
		names = class.Names(text)
	}
	base := strings.TrimSuffix(o.url, "/")
	if base == "" {
		base = map[bool]string{true: "https", false: "http"}[o.cert != ""] + "://" + at
	} else if u, err := url.Parse(base); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, mistake.New("write it as https://class.example.org", "--url %q is not where a class could be",
			o.url)
	}
	return class.Open(class.Options{Course: course, Folder: o.data, Students: names, URL: base, Version: buildVersion(),
		Idle: o.idle, Warn: func(text string) { fmt.Fprintln(warn, text) }})
}

// tell says where the class is, and how one gets in.
func (o *classOptions) tell(out io.Writer, course *lab.Course, c *class.Class) error {
	fmt.Fprintf(out, "course  %s, %d labs\n", course.Title, len(course.Units))
	fmt.Fprintf(out, "teach   %s\n        the instructor's link; as long as this runs\n", c.Teach())
	fmt.Fprintf(out, "key     %s\n        signs the grades: hybridsim verify-grade --key KEY FILE\n", c.Key())
	if o.data == "" {
		fmt.Fprintln(out, "data    nothing is kept: all is gone when this ends. --data FOLDER keeps it.")
	} else {
		fmt.Fprintf(out, "data    everything is kept in %s\n", o.data)
	}
	links, err := c.Join()
	for _, l := range links {
		fmt.Fprintf(out, "join    %-20s %s\n", l.Student, l.URL)
	}
	return err
}

// serve answers until the context ends.
func (o *classOptions) serve(stop context.Context, listener net.Listener, c *class.Class) error {
	server := &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	if o.cert != "" {
		pair, err := tls.LoadX509KeyPair(o.cert, o.key)
		if err != nil {
			return mistake.New("name files in PEM, a certificate and its key", "--tls-cert and --tls-key: %w", err)
		}
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-stop.Done():
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
	<-ended
	return nil
}
