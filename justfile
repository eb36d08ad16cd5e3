# Each recipe is one plain command that can be typed by hand just as well.

staticcheck := "honnef.co/go/tools/cmd/staticcheck@v0.8.2"

# show the recipes
default:
    @{{just_executable()}} --list

# play the story catalogue
run *ARGS:
    go run ./cmd/hybridsim run {{ARGS}}

# a hybrid on real sockets
serve *ARGS:
    go run ./cmd/hybridsim serve {{ARGS}}

# the README's test command
test:
    go test ./...

# archives for six systems, with checksums, licences and bills of materials, into dist/
dist *ARGS:
    go run ./deploy/dist {{ARGS}}

# build what dist makes for all six systems, twice, and compare; minutes
reproduce:
    go test ./deploy/dist -run CleanMachine -count 1 -v -timeout 30m -everytarget

# the container of deploy/Containerfile, from what dist made
container TAG="hybridsim":
    buildah build --tag {{TAG}} --file deploy/Containerfile dist

# diagnose every fault of every base from its symptom, and print how often it is found; minutes
selftest:
    go test ./sim/diagnose -run 'TestSelf|TestAStory|TestEachWord|TestOpenInput' -v -count 1 -timeout 60m -selftest

# measure which faults of the catalogue no observation tells apart, and write docs/faults.md; minutes
faults:
    go test ./sim/mutate -run TestFaultsThatNothingTellsApart -count 1 -timeout 30m -whole
    go test ./sim/fault -run TestThePageOfFaults -update

# all that CI checks
check:
    bash .ci/run

# static analysis, at the version CI uses
lint:
    go run {{staticcheck}} ./...

# all tests with the race detector, in random order
race:
    go test -race -shuffle=on ./...

# rewrite the golden lines in stories; never a claim
update:
    go run ./cmd/hybridsim run --update

# rewrite the generated reference page
reference:
    go test ./sim/story -run TestReferencePage -update

# rewrite docs/coverage.md
coverage:
    go test ./cmd/hybridsim -run TestCoveragePage -update

# rewrite docs/fingerprint.md: what gives a file of Exchange's away, and whether ours have it
fingerprint:
    go test ./cmd/hybridsim -run TestTheFingerprintPage -update

# draw the terminals of README.md again
pictures:
    go test ./cmd/hybridsim -run TestThePictures -update

# rewrite the OpenAPI document and the schema of JSON documents
schema:
    go test ./sim/live/web ./cmd/hybridsim -run 'TheOpenAPIDocument|TheSchema' -update

# kill a serving world 200 times at random moments, and count what was acknowledged and is lost; minutes
kill *ARGS:
    go test ./cmd/hybridsim -run Killed -count 1 -v -timeout 20m -kills 200 {{ARGS}}

# ten minutes of steady load on a serving world: what it takes of memory, and how long a view of the logs; then floods
soak *ARGS:
    go test ./cmd/hybridsim -run 'SteadyLoad|Floods' -count 1 -v -timeout 30m -soak 10m {{ARGS}}

# a hundred students at a class for five minutes: how long a line takes, and the memory; needs two quiet cores
load *ARGS:
    go test ./sim/live/class -run Load -count 1 -v -timeout 30m -load 5m -students 100 {{ARGS}}

# a message a second for a week of the world's time: whether what is remembered stays within its bound; ten minutes
week *ARGS:
    go test ./cmd/hybridsim -run AWeekOfMail -count 1 -v -timeout 60m -week 604800 -weekkeep 128MB {{ARGS}}

# type every fix that check shows over all stories' faulty states, pairs of mistakes and, where they are, Adatum's breaks
mend *ARGS:
    go test ./sim/check -run 'FixShownMends|FixOfAdatumMends' -count 1 -timeout 60m -mend {{ARGS}}

# fuzz every target for some seconds
fuzz-all SECONDS="10":
    bash .ci/fuzz {{SECONDS}}

# fuzz one target for a minute: just fuzz ./sim/story FuzzParse
fuzz PACKAGE TARGET:
    go test {{PACKAGE}} -run '^$' -fuzz '^{{TARGET}}$' -fuzztime 60s -fuzzminimizetime 10x

# the benchmarks whose ratios docs/PERFORMANCE.md reports
bench:
    go test ./relay/smtpio ./sim ./sim/check ./sim/exports ./sim/live/... -run '^$' -bench . -benchtime 1s
