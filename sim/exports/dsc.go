package exports

import (
	"regexp"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// resourceName is that of Microsoft365DSC's resources, EXOInboundConnector, or of ExchangeDsc's, xExchReceiveConnector
// and ExchReceiveConnector.
var (
	resourceName  = regexp.MustCompile(`^(EXO|x?Exch)([A-Z]\w*)$`)
	resourceBlock = regexp.MustCompile(
		`(?m)^[ \t]*(?:EXO|x?Exch)[A-Z]\w*[ \t]+(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*(?:\r?\n[ \t]*)?\{`)
)

func isDSC(head string) bool { return resourceBlock.MatchString(head) }

// aboutResource are the properties that say how a resource is applied and nothing about its object.
var aboutResource = []string{
	"Credential", "PsDscRunAsCredential", "GlobalAdminAccount", "DependsOn", "DomainController", "AllowServiceRestart",
	"ApplicationId", "TenantId", "ApplicationSecret", "CertificateThumbprint", "CertificatePath", "CertificatePassword",
	"ManagedIdentity", "AccessTokens", "ResourceName", "IsSingleInstance",
}

// readDSC reads the resources of a configuration: what Microsoft365DSC extracts from a tenant, or what ExchangeDsc is
// to make of a server. A resource with Ensure = "Absent" is an object that is not there.
func readDSC(s *source) error {
	s.resources(s.text, 1, 0)
	return nil
}

func (s *source) resources(text string, line, depth int) {
	if depth > maxDepth {
		s.notice(line, "blocks nest too deep here; what is in them is not read")
		return
	}
	l := &lexer{text: text, lines: line}
	var named []token // a resource whose block begins on the next line
	for tokens := l.statement(); tokens != nil; tokens = l.statement() {
		if depth == 0 {
			s.tell(l.pos)
		}
		if tokens[0].isBlock() && named != nil {
			tokens = append(named, tokens...)
		}
		named = nil
		m := resourceName.FindStringSubmatch(tokens[0].text)
		switch last := tokens[len(tokens)-1]; {
		case m != nil && last.isBlock():
			s.resource(m[1], m[2], last, tokens[0].line)
		case m != nil && len(tokens) == 2:
			named = tokens
		default:
			for _, t := range tokens {
				if t.isBlock() {
					s.resources(t.inside(), t.line, depth+1)
				}
			}
		}
	}
}

// resource reads one block.
func (s *source) resource(family, noun string, block token, line int) {
	o := &Object{Noun: noun, Verb: "Get", Side: relay.OnPremises, At: s.at(line)}
	if family == "EXO" {
		o.Side = relay.Cloud
	}
	l := &lexer{text: block.inside(), lines: block.line}
	for tokens := l.statement(); tokens != nil; tokens = l.statement() {
		name, value, ok := assignment(tokens)
		switch {
		case !ok:
			s.notice(tokens[0].line, "%q is not understood; a property is Name = value", clip(joinTokens(tokens)))
		case strings.EqualFold(name, "Ensure"):
			if v := literalValue(value); strings.EqualFold(v.Text, "Absent") {
				o.Verb = "Remove"
			}
		case !suggest.Has(aboutResource, name):
			o.Properties = append(o.Properties, Property{name, s.at(tokens[0].line), literalValue(value)})
		}
	}
	s.emit(o)
}

var propertyName = regexp.MustCompile(`^[A-Za-z]\w*$`)

// assignment reads Name = value, with or without blanks around the sign and quotes around the name.
func assignment(tokens []token) (name, value string, ok bool) {
	if len(tokens) == 3 && tokens[1].text == "=" {
		name, value, ok = tokens[0].text, tokens[2].text, true
	} else {
		name, value, ok = strings.Cut(joinTokens(tokens), "=")
	}
	name, value = strings.Trim(name, " \t'\""), strings.TrimSpace(value)
	return name, value, ok && value != "" && propertyName.MatchString(name)
}
