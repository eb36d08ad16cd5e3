// Package kubernetes holds manifests, and decodes them by the types of Kubernetes itself. It is a module of its own, so that the
// product does not know them.
package kubernetes

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"hybridsim/sim/shard"
)

// TestTheJobIsOneOfKubernetes decodes the manifest strictly: a field that the API does not have is a mistake, and so is one twice.
func TestTheJobIsOneOfKubernetes(t *testing.T) {
	text, err := os.ReadFile("job.yaml")
	if err != nil {
		t.Fatal(err)
	}
	documents := bytes.Split(text, []byte("\n---\n"))
	if len(documents) != 2 {
		t.Fatalf("%d documents", len(documents))
	}
	var claim core.PersistentVolumeClaim
	if err := yaml.UnmarshalStrict(documents[0], &claim); err != nil {
		t.Fatal(err)
	}
	var job batch.Job
	if err := yaml.UnmarshalStrict(documents[1], &job); err != nil {
		t.Fatal(err)
	}
	pod := job.Spec.Template.Spec
	switch {
	case job.APIVersion != "batch/v1" || job.Kind != "Job" || claim.APIVersion != "v1" || claim.Kind != "PersistentVolumeClaim":
		t.Errorf("%s %s, %s %s", job.APIVersion, job.Kind, claim.APIVersion, claim.Kind)
	case job.Spec.CompletionMode == nil || *job.Spec.CompletionMode != batch.IndexedCompletion:
		t.Error("the Job is not Indexed: its pods do not know their number")
	case pod.RestartPolicy != core.RestartPolicyNever:
		t.Error("a pod failure policy needs restartPolicy Never")
	case job.Spec.PodFailurePolicy == nil || len(job.Spec.PodFailurePolicy.Rules) != 1:
		t.Error("a claim that fails is not to be tried again")
	}
	if unknown := bytes.Replace(documents[1], []byte("completions: 4"), []byte("completion: 4"), 1); yaml.UnmarshalStrict(unknown, &batch.Job{}) == nil {
		t.Error("a field that the API does not have is taken")
	}
	main := pod.Containers[0]
	if len(main.Env) != 1 || main.Env[0].Name != "SHARD" || main.Env[0].ValueFrom.FieldRef.FieldPath != "metadata.annotations['"+batch.JobCompletionIndexAnnotation+"']" {
		t.Errorf("the index of the pod is not told: %+v", main.Env)
	}
	seen := map[shard.Shard]bool{}
	for index := range int(*job.Spec.Completions) {
		args := strings.ReplaceAll(strings.Join(main.Args, " "), "$(SHARD)", strconv.Itoa(index))
		_, rest, ok := strings.Cut(args, "--shard ")
		share, _, _ := strings.Cut(rest, " ")
		s, err := shard.Parse(share)
		if !ok || err != nil || s.Of != int(*job.Spec.Completions) || seen[s] {
			t.Errorf("pod %d plays %q: %v", index, share, err)
		}
		seen[s] = true
	}
	for _, m := range main.VolumeMounts {
		found := false
		for _, v := range pod.Volumes {
			found = found || v.Name == m.Name
		}
		if !found {
			t.Errorf("there is no volume %s", m.Name)
		}
	}
	if got := pod.Volumes[1].PersistentVolumeClaim; got == nil || got.ClaimName != claim.Name {
		t.Errorf("the results go to %+v, and %s is claimed", got, claim.Name)
	}
}
