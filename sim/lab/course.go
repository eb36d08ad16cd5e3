package lab

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/suggest"
	"hybridsim/sim/userfile"
)

// Course is labs in an order.
type Course struct {
	Title string
	Units []Unit
	Vary  bool // each student gets a variant of his own
	Notes string
}

// Unit is a lab of a course.
type Unit struct {
	Group string        // its level
	Limit time.Duration // of wall-clock time; 0: none
	Lab   *Lab
}

// CourseFile is the name of the file that makes a folder a course.
const CourseFile = "course.txt"

// courseReader goes through a course's file.
type courseReader struct {
	files     fs.FS
	catalogue *story.Catalogue
	name      string // of the file, for errors
	course    *Course
	group     string
	limit     time.Duration
}

// ReadCourse reads the course in a folder: course.txt, and the labs that it names, which are files of the folder or
// stories of the catalogue. folder is how errors call it. The error is a [*mistake.Error] with its place.
func ReadCourse(folder string, files fs.FS, catalogue *story.Catalogue) (*Course, error) {
	r := &courseReader{files: files, catalogue: catalogue, name: path.Join(folder, CourseFile), course: &Course{}}
	content, err := userfile.ReadIn(files, CourseFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, mistake.New("hybridsim new --course FOLDER writes one",
			"%s is no course: it has no %s", folder, CourseFile)
	}
	if err != nil {
		return nil, err
	}
	text, err := decoded(r.name, content)
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := r.line(line); err != nil {
			return nil, mistake.In(err, r.name, i+1)
		}
	}
	if len(r.course.Units) == 0 {
		return nil, mistake.In(mistake.At(1, "the course has no lab", "write Lab: NAME, a line for each"), r.name, 1)
	}
	if notes, err := userfile.ReadIn(files, "notes.txt"); err == nil {
		r.course.Notes = string(notes)
	}
	return r.course, nil
}

// courseFields are the words with which the lines of a course begin.
var courseFields = []string{"Title", "Group", "Limit", "Vary", "Lab"}

func (r *courseReader) line(line string) (err error) {
	name, value, ok := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !ok || !slices.Contains(courseFields, name) {
		return mistake.At(1, fmt.Sprintf("%q is not a line of a course", name),
			cmp.Or(suggest.DidYouMean(name, courseFields), "a line begins with "+suggest.OrList(courseFields)+":"))
	}
	at := len(name) + 3
	switch {
	case value == "":
		return mistake.At(at-1, name+" has no value", "write it behind the colon")
	case name == "Title":
		r.course.Title = value
	case name == "Group":
		r.group, r.limit = value, 0
	case name == "Vary":
		if value != "yes" && value != "no" {
			return mistake.At(at, fmt.Sprintf("%q is neither yes nor no", value), "yes gives each student a variant")
		}
		r.course.Vary = value == "yes"
	case name == "Limit":
		if r.limit, err = time.ParseDuration(value); err != nil || r.limit <= 0 {
			return mistake.At(at, fmt.Sprintf("%q is not a time limit", value), "write Limit: 45m")
		}
	default:
		return r.lab(value, at)
	}
	return nil
}

// lab adds a lab by its name: NAME.txtar or a sheet NAME.txt of the folder, or a story of the catalogue.
func (r *courseReader) lab(name string, at int) error {
	if slices.ContainsFunc(r.course.Units, func(u Unit) bool { return u.Lab.Name == name }) {
		return mistake.At(at, fmt.Sprintf("the lab %s is in the course already", name), "leave one of them out")
	}
	if name != path.Base(name) {
		return mistake.At(at, fmt.Sprintf("%q is not the name of a lab", name),
			"write its name without folder and ending")
	}
	sheet, err := r.sheet(name)
	if err != nil {
		return err
	}
	s, err := r.story(cmp.Or(sheet.Story, name), at)
	if err != nil {
		return err
	}
	if sheet.File == "" && r.isOfCatalogue(s.Name) {
		if known, err := SheetOf(r.catalogue.Files, s.Name); err != nil {
			return err
		} else if known != nil {
			sheet = known
		}
	}
	l, err := New(s, sheet)
	if err != nil {
		return mistake.At(at, mistake.Message(err), "name a story of a fault")
	}
	l.Name = name
	r.course.Units = append(r.course.Units, Unit{cmp.Or(r.group, sheet.Level), r.limit, l})
	return nil
}

// sheet is the lab's sheet in the folder; an empty one if there is none.
func (r *courseReader) sheet(name string) (*Sheet, error) {
	content, err := userfile.ReadIn(r.files, name+".txt")
	if errors.Is(err, fs.ErrNotExist) {
		return &Sheet{}, nil
	}
	if err != nil {
		return nil, err
	}
	return ParseSheet(path.Join(path.Dir(r.name), name+".txt"), content)
}

func (r *courseReader) isOfCatalogue(name string) bool {
	return slices.Contains(r.catalogue.Names(), name)
}

// story finds a story in the folder, or else in the catalogue.
func (r *courseReader) story(name string, at int) (*story.Story, error) {
	content, err := userfile.ReadIn(r.files, name+".txtar")
	if errors.Is(err, fs.ErrNotExist) {
		if !r.isOfCatalogue(name) {
			return nil, mistake.At(at, fmt.Sprintf("there is no lab %q: neither a file %s.txtar nor a story of the "+
				"catalogue", name, name), suggest.DidYouMean(name, r.catalogue.Names()))
		}
		return r.catalogue.Story(name)
	}
	if err != nil {
		return nil, err
	}
	text, err := decoded(name+".txtar", content)
	if err != nil {
		return nil, err
	}
	file := path.Join(path.Dir(r.name), name+".txtar")
	return story.Parse(file, []byte(text), func(base string) (*story.Story, error) {
		if own, ok := strings.CutSuffix(base, ".txtar"); ok {
			return r.base(own)
		}
		return r.catalogue.Base(base)
	})
}

// base reads a base that is a file of the folder.
func (r *courseReader) base(name string) (*story.Story, error) {
	content, err := userfile.ReadIn(r.files, name+".txtar")
	if err != nil {
		return nil, mistake.New("put it into the course's folder", "there is no base %s.txtar", name)
	}
	return story.Parse(path.Join(path.Dir(r.name), name+".txtar"), content, func(string) (*story.Story, error) {
		return nil, errors.New("a base in a course stands on no other base")
	})
}
