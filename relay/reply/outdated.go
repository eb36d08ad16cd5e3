package reply

import (
	"strconv"

	"hybridsim/relay"
)

// The texts about servers that are out of date end in a link whose wording is not known (T15.11).
var (
	serverThrottled = add(Condition{
		Name: "ServerThrottled", Phase: relay.PhaseData,
		Meaning: "The sending Exchange server is too old; the cloud slows its mail down.",
		Check:   updateServer,
		Wordings: []Wording{
			{By: service, Code: 450, Enhanced: "4.7.230", Text: "Connecting Exchange server version is out-of-date; connection to Exchange Online " +
				"throttled for {minutes} mins/hr. For more information see https://aka.ms/BlockUnsafeExchange. {stamp}", Source: "[D] TES; the link and the stamp [I]"},
		},
		Heard: []Pattern{{"4.7.230", ""}, {"4.7.230", "server version is out-of-date"}},
	})
	serverOutOfDate = add(Condition{
		Name: "ServerOutOfDate", Phase: relay.PhaseData,
		Meaning: "The sending Exchange server is too old for the cloud to talk to.",
		Check:   updateServer,
		Wordings: []Wording{
			{By: service, Code: 550, Enhanced: "5.7.230", Text: "Connecting Exchange server version is out-of-date; connection to Exchange Online " +
				"blocked for {minutes} mins/hr. For more information see https://aka.ms/BlockUnsafeExchange. {stamp}", Source: "[D] TES, [O] QA:2110876; the link and the stamp [I]"},
		},
		Heard: []Pattern{{"5.7.230", ""}, {"5.7.230", "server version is out-of-date"}},
	})
)

// ServerThrottled defers mail of a server that is out of date, for so many minutes of each hour (T15.11).
func ServerThrottled(era relay.Era, minutes int, stamp Stamp) relay.Reply {
	return serverThrottled.by(relay.ExchangeOnline, era, with{"minutes": strconv.Itoa(minutes), "stamp": stamp.in(era)})
}

// ServerOutOfDate refuses mail of a server that is out of date, for so many minutes of each hour (T15.11).
func ServerOutOfDate(era relay.Era, minutes int, stamp Stamp) relay.Reply {
	return serverOutOfDate.by(relay.ExchangeOnline, era, with{"minutes": strconv.Itoa(minutes), "stamp": stamp.in(era)})
}

// SlowsDown reports whether a reply puts off whatever a server sends, and not the message that it answers (T15.18).
func SlowsDown(r relay.Reply) bool {
	return r.Code() == serverThrottled.Wordings[0].Code && r.Enhanced() == serverThrottled.Wordings[0].Enhanced
}
