package lab

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

// Record is a grade that lasts: who did what in which lab, and what came of it.
type Record struct {
	Schema  int       `json:"schema"`
	Course  string    `json:"course"`
	Lab     string    `json:"lab"`
	Version string    `json:"version"` // of hybridsim, and of the lab's text
	Student string    `json:"student"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Passed  bool      `json:"passed"`
	Hints   int       `json:"hints"`
	Lines   []string  `json:"lines"` // that changed something
	Reasons []string  `json:"reasons"`
	Broad   []string  `json:"broad,omitempty"`
}

// recordSchema is the version of the record's form.
const recordSchema = 1

// NewRecord is the record of a grade.
func NewRecord(course, student, version string, l *Lab, start, end time.Time, g *Grade) Record {
	text := sha256.Sum256([]byte(l.Story.Text()))
	r := Record{Schema: recordSchema, Course: course, Lab: l.Name, Student: student,
		Version: version + " " + hex.EncodeToString(text[:6]), Start: start.UTC().Truncate(time.Second),
		End: end.UTC().Truncate(time.Second), Passed: g.Passed, Hints: g.Hints, Lines: g.Changes,
		Reasons: g.Reasons(), Broad: g.Broad}
	if r.Reasons == nil {
		r.Reasons = []string{}
	}
	return r
}

// Key signs records.
type Key struct{ private ed25519.PrivateKey }

// OpenKey reads the key in a file, and makes one if there is no such file.
func OpenKey(name string) (*Key, error) {
	content, err := userfile.Read(name)
	if errors.Is(err, fs.ErrNotExist) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		text := base64.StdEncoding.EncodeToString(private.Seed()) + "\n"
		return &Key{private}, userfile.Write(name, []byte(text), 0o600)
	}
	if err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(content)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, mistake.New("put it back as it was, or remove it for a new key; grades signed by the old one "+
			"are then signed by another", "%s does not hold a key", name)
	}
	return &Key{ed25519.NewKeyFromSeed(seed)}, nil
}

// Public is the key's public half, by which its signatures are known.
func (k *Key) Public() string {
	return base64.StdEncoding.EncodeToString(k.private.Public().(ed25519.PublicKey))
}

// signed is a record with its signature, as it stands in a file.
type signed struct {
	Record    json.RawMessage `json:"record"`
	Key       string          `json:"key"`
	Signature string          `json:"signature"`
}

// signedWords stand before what is signed, so that no other text can be taken for a record.
const signedWords = "hybridsim grade\n"

// Sign writes a record with its signature. What is signed is the record as compact JSON.
func (k *Key) Sign(r Record) ([]byte, error) {
	record, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	signature := ed25519.Sign(k.private, append([]byte(signedWords), record...))
	text, err := json.MarshalIndent(signed{record, k.Public(), base64.StdEncoding.EncodeToString(signature)}, "", "  ")
	return append(text, '\n'), err
}

// Verified is a record whose signature is good, and by which key.
type Verified struct {
	Record
	Key string
}

// Verify reads records, one or a list of them, and verifies each signature; the error is about the first that is not
// good. Whose the key is, the caller has to know.
func Verify(name string, content []byte) ([]Verified, error) {
	var list []signed
	content = bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF")))
	read := error(nil)
	if bytes.HasPrefix(content, []byte("[")) {
		read = json.Unmarshal(content, &list)
	} else {
		list = make([]signed, 1)
		read = json.Unmarshal(content, &list[0])
	}
	if read != nil || len(list) == 0 || len(list[0].Record) == 0 {
		return nil, mistake.New("a grade is saved from the page of a class, as JSON", "%s is not a signed grade", name)
	}
	var all []Verified
	for i, s := range list {
		v, err := s.verify()
		if err != nil {
			return nil, mistake.New("ask for the grade again, from the server that gave it", "%s: grade %d: %w", name,
				i+1, err)
		}
		all = append(all, v)
	}
	return all, nil
}

func (s signed) verify() (Verified, error) {
	key, err := base64.StdEncoding.DecodeString(s.Key)
	signature, also := base64.StdEncoding.DecodeString(s.Signature)
	var record bytes.Buffer
	if err != nil || also != nil || len(key) != ed25519.PublicKeySize || json.Compact(&record, s.Record) != nil {
		return Verified{}, fmt.Errorf("it has no readable signature")
	}
	if !ed25519.Verify(key, append([]byte(signedWords), record.Bytes()...), signature) {
		return Verified{}, fmt.Errorf("the signature is not good: something was changed after it was signed")
	}
	v := Verified{Key: s.Key}
	return v, json.Unmarshal(record.Bytes(), &v.Record)
}
