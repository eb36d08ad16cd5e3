// Command dist makes what is handed to somebody: for each target an archive with a static program, its documents, shell
// completion, manual pages, the licences of what it is linked with and a bill of materials, and the checksums of all
// archives. The same commit gives the same bytes, wherever it is built. It is no part of the product.
//
//  1. source.go asks git what is built: commit, time, version.
//  2. build.go lets the go command build a program for each target, and reads from it which modules are in it.
//  3. licences.go finds the licence of each; a module without one that is known ends it all.
//  4. sbom.go writes them as a CycloneDX document.
//  5. archive.go packs files in order, all of the commit's time.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// targets are the systems that programs are made for.
var targets = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// product is what the program is called.
const product = "hybridsim"

func main() {
	out := flag.String("o", "dist", "folder for archives and checksums")
	only := flag.String("targets", strings.Join(targets, ","), "systems, as OS/ARCH, with commas")
	dirty := flag.Bool("dirty", false, "build although there are changes that are not committed")
	flag.Parse()
	if err := distribute(*out, strings.Split(*only, ","), *dirty); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// distribute makes the archives of some targets and the list of their checksums.
func distribute(out string, targets []string, dirty bool) error {
	s, err := readSource(dirty)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", product)
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(out, "container", "data"), 0o755); err != nil {
		return err
	}
	common, err := commonFiles(s, work)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, target := range targets {
		name, content, err := pack(s, target, work, out, common)
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(content), name)
		fmt.Printf("%-50s %8d bytes\n", name, len(content))
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// commonFiles are the files that every archive has: documents, and what the program writes about itself.
func commonFiles(s source, work string) (list []file, err error) {
	own := filepath.Join(work, "own")
	if err := s.build(runtime.GOOS+"/"+runtime.GOARCH, own); err != nil {
		return nil, err
	}
	for shell, name := range map[string]string{
		"bash": "hybridsim.bash", "zsh": "_hybridsim", "fish": "hybridsim.fish", "powershell": "hybridsim.ps1",
	} {
		script, err := output(own, "completion", shell)
		if err != nil {
			return nil, err
		}
		list = append(list, file{name: "completion/" + name, content: []byte(script)})
	}
	man := filepath.Join(work, "man1")
	if _, err := output(own, "man", man); err != nil {
		return nil, err
	}
	pages, err := tree(man, "man/man1")
	if err != nil {
		return nil, err
	}
	list = append(list, pages...)
	documents, err := tracked("docs")
	if err != nil {
		return nil, err
	}
	list = append(list, documents...)
	for _, name := range []string{"README.md", "CHANGELOG.md", "LICENSE"} {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, file{name: name, content: content})
	}
	return list, nil
}

// pack builds the program of a target and packs it with all that belongs to it. What a container needs of a program for
// Linux is laid out, too.
func pack(s source, target, work, out string, common []file) (name string, content []byte, err error) {
	system, arch, ok := strings.Cut(target, "/")
	if !ok {
		return "", nil, fmt.Errorf("a target is OS/ARCH, such as %s", targets[0])
	}
	program := filepath.Join(work, system+"-"+arch)
	if err := s.build(target, program); err != nil {
		return "", nil, err
	}
	binary, err := os.ReadFile(program)
	if err != nil {
		return "", nil, err
	}
	modules, err := readModules(program)
	if err != nil {
		return "", nil, err
	}
	licences, err := licenceFiles(modules)
	if err != nil {
		return "", nil, err
	}
	bill, err := s.bill(target, modules)
	if err != nil {
		return "", nil, err
	}
	executable := product
	if system == "windows" {
		executable += ".exe"
	}
	own := append(licences, file{name: "sbom.cdx.json", content: bill},
		file{name: executable, content: binary, executable: true})
	if system == "linux" {
		if err := lay(filepath.Join(out, "container", arch), own); err != nil {
			return "", nil, err
		}
	}
	files := append(append([]file{}, common...), own...)
	folder := strings.Join([]string{product, s.version, system, arch}, "-")
	if system == "windows" {
		content, err = zipped(folder, files, s.time)
		return folder + ".zip", content, err
	}
	content, err = tarred(folder, files, s.time)
	return folder + ".tar.gz", content, err
}
