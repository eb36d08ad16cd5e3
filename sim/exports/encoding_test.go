package exports

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

const ownersConnector = "Name          : Büro 😀\r\nSenderDomains : {smtp:*;1}\r\nComment       : für Köln\r\n"

// utf16Bytes encodes a text.
func utf16Bytes(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestEncodings(t *testing.T) {
	const want = `Get InboundConnector cloud :1
  Name = Büro 😀
  SenderDomains = [smtp:*;1]
  Comment = für Köln
`
	windows := strings.NewReplacer("ü", "\xfc", "ö", "\xf6", " 😀", " \x80").Replace(ownersConnector)
	for _, tt := range []struct{ name, content, want string }{
		{"UTF-8", ownersConnector, want},
		{"UTF-8 with a byte order mark", "\xEF\xBB\xBF" + ownersConnector, want},
		{"UTF-16 in little endian, as PowerShell redirects to files", "\xFF\xFE" + utf16Bytes(ownersConnector, binary.LittleEndian), want},
		{"UTF-16 in big endian", "\xFE\xFF" + utf16Bytes(ownersConnector, binary.BigEndian), want},
		{"UTF-16 in little endian without a mark", utf16Bytes(ownersConnector, binary.LittleEndian), want},
		{"UTF-16 in big endian without a mark", utf16Bytes(ownersConnector, binary.BigEndian), want},
		{"UTF-16 that is cut off in a character", "\xFF\xFE" + utf16Bytes(ownersConnector, binary.LittleEndian) + "x", want + "notice :0 the file ends within a character\n"},
		{"UTF-16 with half a pair", "\xFF\xFE" + utf16Bytes(ownersConnector, binary.LittleEndian) + "\x00\xD8\x0A\x00", strings.Replace(want, "Köln", "Köln \uFFFD", 1) + "notice :0 the file holds characters that are not UTF-16\n"},
		{"UTF-8 that is cut off in a character", ownersConnector + "\xC3", want + "notice :0 the file ends within a character\n"},
		{"Windows-1252", windows, strings.Replace(want, "😀", "€", 1) + "notice :0 the file is not UTF-8; it is read as Windows-1252\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, show(readText(t, "x", tt.content))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestADeclaredEncodingDoesNotMatterOnceTheFileIsText(t *testing.T) {
	text := `<?xml version="1.0" encoding="utf-16"?>` + objs(`<Obj RefId="0"><MS><S N="SenderDomains">smtp:*;1</S></MS></Obj>`)
	for _, content := range []string{text, "\xFF\xFE" + utf16Bytes(text, binary.LittleEndian)} {
		if e := readText(t, "x", content); len(e.Objects) != 1 || len(e.Notices) > 0 {
			t.Errorf("got:\n%s", show(e))
		}
	}
}

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"nothing", " \r\n", "it is empty"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x01", "it is not text"},
		{"another XML", "<?xml version='1.0'?>\n<!-- x --><Configuration Version='1'/>", "it is XML, but its root <Configuration> is neither Export-Clixml's <Objs> nor the wizard's <invoke>"},
		{"Format-Table", "Name     Enabled\r\n----     -------\r\nInternet True\r\n", "it is printed by Format-Table, which cuts values off; export with Export-Clixml, or print with Format-List"},
		{"CSV", "\"Name\",\"Enabled\",\"Bindings\"\r\n\"a\",\"True\",\"0.0.0.0:25\"\r\n", "CSV is not read, because it does not tell lists from texts; export with Export-Clixml, or print with Format-List"},
		{"a certificate", "-----BEGIN CERTIFICATE-----\nAA==\n", "it is a certificate file; connectors name theirs, and Get-ExchangeCertificate shows them"},
		{"a base", "Title: x\nClock: 2026-03-02T08:00:00Z\n\nonprem> New-Mailbox bob\n", "it is a story or a base already; run and check take it as it is"},
		{"a message", "Received: from x\r\nSubject: y\r\n", "it is a message"},
		{"prose with a colon", "Dear all\nNote: the connector is broken.\nThanks\n", "none of the formats that can be read is recognised in it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := readText(t, "SendConnector.txt", tt.content)
			if diff := cmp.Diff([]Input{{Name: "SendConnector.txt", Ignored: tt.want}}, e.Inputs); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatAFilesNameSuggests(t *testing.T) {
	for _, tt := range []struct {
		name string
		want hint
	}{
		{"Cloud_AcceptedDomain.txt", hint{"AcceptedDomain", true, "cloud"}},
		{"OnPrem_RemoteDomain.txt", hint{"RemoteDomain", true, "onprem"}},
		{"20261120_OnPrem_Recipient.txt", hint{"", false, "onprem"}},
		{"EXOInConBkp.xml", hint{"InboundConnector", false, "cloud"}},
		{"EXOOutConBkp.xml", hint{"OutboundConnector", false, "cloud"}},
		{"OnPremSendConBkp.xml", hint{"SendConnector", false, "onprem"}},
		{"OnPremRcptConBkp.xml", hint{"ReceiveConnector", false, "onprem"}},
		{"bundle.zip/tenant/AcceptedDomain.xml", hint{"AcceptedDomain", true, "cloud"}},
		{`C:\exports\on-premises\remotedomain.txt`, hint{"RemoteDomain", true, "onprem"}},
		{"Get-RemoteMailbox.json", hint{"RemoteMailbox", false, ""}},
		{"clouds.txt", hint{"", false, ""}},
	} {
		if diff := cmp.Diff(tt.want, hintOf(tt.name), cmp.AllowUnexported(hint{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
