package fingerprint

// told are the facts that are not looked for in evidence: a test of another room holds them, or ours are otherwise and
// docs/FIDELITY.md says why. Kinds behind [Traces] are files of a server and words on the wire.
var told = []Fact{
	{"V1.2", Mail, "all", "The tail of a Network-Message-Id is the upper 48 bits of the tick count", "", "TestRealIdsDecode", nil},
	{"V1.3", Mail, "all", "It is made within a second of the arrival", "", "TestANetworkMessageIDTellsWhenItArrived", nil},
	{"V1.6", Mail, "all", "Ids of databases, mailboxes and tenants are ordinary GUIDs", "", "TestTrackingTellsOfDatabasesMailboxesAndTheForest", nil},
	{"V1.14", Mail, "the service", "The day code in a Message-ID", "", "TestTheServicesMessageIDNamesItsDay", nil},
	{"V1.15", Mail, "2010 to 2019", "Message-ID: 32 digits at the sender's domain, at the server in 2013, 40 in 2010", "", "TestMessageIDsFollowTheProduct", nil},
	{"V1.17", Mail, "the service", "Fields of which nobody outside knows what is in them", "Of the service's fields", "", nil},
	{"V1.20", Mail, "2016", "The header of a message in the queue, with its latencies", "Fields of a message in the queue", "", nil},
	{"V1.21", Mail, "all", "An exported message begins with X-Sender and X-Receiver", "No message is exported", "", nil},
	{"V1.23", Mail, "the service", "Opaque fields and signatures", "There is no DKIM or ARC signature", "", nil},
	{"V2.1", Mail, "all", "from, by, with, how TLS was spoken, id, via, time", "", "TestReceived", nil},
	{"V2.5", Mail, "all", "The hop of a client that submits by SMTP is one long line, behind MIME-Version", "", "TestTheHopOfAClientThatLoggedOn", nil},
	{"V2.8", Mail, "2010 to 2019", "The builds of security updates, by date", "A server's build is the one", "", nil},
	{"V2.9", Mail, "the service", "Names of front doors until 2023, outside and inside", "", "TestTheServicesHostsHaveTheNamesOfTheirTime", nil},
	{"V2.11", Mail, "the service", "Names of the hosts for access", "", "TestTheServicesHostsHaveTheNamesOfTheirTime", nil},
	{"V2.12", Mail, "the service", "How it greets others: obe, and CU from the middle of 2025", "", "TestTheServicesHostsHaveTheNamesOfTheirTime", nil},
	{"V2.14", Mail, "2010 to 2019", "Two hops on one server from 2013 on, one in 2010", "", "TestWhoStampsAReceivedField", nil},
	{"V2.16", Mail, "all", "X-CrossPremisesHeadersFilteredBySendConnector", "", "TestDemote", nil},
	{"V2.17", Mail, "all", "Most hops take less than a second, some take seconds", "Received fields of one way", "", nil},

	{"V5.4", Reports, "all", "Original-Recipient where the sender gave one, not from the service", "", "TestReadReversesCompose", nil},
	{"V5.4", Reports, "the service", "X-Display-Name of recipients unknown to it too", "", "TestTheServiceNamesRecipientsThatItDoesNotKnow", nil},
	{"V5.7", Reports, "the service", "Who has to act, by code", "", "TestTextByGeneration", nil},
	{"V5.8", Reports, "the service", "Labels of each year; two hops of a mailbox's mail", "", "TestTextByGeneration", nil},
	{"V5.9", Reports, "2016, the service", "An expiry names itself, then the last attempt", "", "TestDetailsOfAnExpiry", nil},
	{"V5.10", Reports, "2013", "The text of a delay", "", "TestTextByGeneration", nil},
	{"V5.13", Reports, "all", "Another system's refusal stands in a wrapper", "", "TestAnotherSystemsReportIsShownInExchangesWords", nil},
	{"V5.14", Reports, "all", "What a pasted report has been through is undone", "", "TestReadsDamagedReports", nil},
	{"V5.15", Reports, "all", "Reports in French, Italian and Dutch, as far as their labels are known", "", "TestReportsInOtherLanguages", nil},

	{"V1.8", Receive, "all", "The service's sessions count from days ago, others from weeks", "", "TestSessionsCountFromTheStartOfTheProcess", nil},
	{"V3.4", Receive, "all", "The row of a handshake", "", "TestReceiveLogToTheByte", nil},
	{"V3.10", Receive, "all", "The reply to content: host, size and speed by product and year", "", "TestProtocolRepliesSayWhatTheDocumentationPrints", nil},
	{"V3.11", Receive, "2013", "A front end that refused closes without 221", "", "TestRefusalsAreHeldBack", nil},

	{"V1.11", Track, "all", "InternalId is the same in the reply, in tracking and as RecordId", "", "TestNoTwoServersNumberMessagesAlike", nil},
	{"V1.12", Track, "all", "Generations grow", "GUIDs of databases and mailboxes", "", nil},
	{"V4.7", Track, "2016 and later", "FAIL names the report about it in Reference, and tells of latencies", "", "TestAFailureNamesItsReportAndTellsOfLatencies", nil},
	{"V4.8", Track, "2016 and later", "The properties of Get-MessageTrackingLog", "", "TestViews", nil},
	{"V4.9", Track, "all", "What agents drop, and the replies in it", "", "TestWhatAgentsDidIsTracked", nil},
	{"V4.10", Track, "all", "Rows of TRANSFER, DSN, DEFER and SEND", "Whole rows of TRANSFER", "", nil},
	{"V4.16", Track, "all", "Rows of the connectivity log", "Whole rows of TRANSFER", "", nil},
	{"V4.17", Track, "all", "LastError of a queue", "", "TestDeferralLayouts", nil},

	{"V4.11", Traces, "the service", "Columns of the extended report; latencies of three servers", "", "TestTheExtendedReportTellsOfThreeServers", nil},
	{"V4.12", Traces, "the service", "The summary report", "", "TestReports", nil},
	{"V4.13", Traces, "the service", "Properties of a trace, of the old cmdlet too", "", "TestViews", nil},
	{"V4.13", Traces, "the service", "The client's address of a mailbox's mail", "A mailbox's mail has no client's address", "", nil},
	{"V4.14", Traces, "the service", "Data of a detail", "", "TestDetailsTellOfTLSAndHaveData", nil},
	{"V4.15", Traces, "the service", "The texts of details", "", "TestDetailsTellOfTLSAndHaveData", nil},

	{"V6.1 to V6.6", Events, "2010 to 2019", "Numbers, sources and texts of events", "", "TestApplicationEvents", nil},

	{"V7.1", Wire, "the service", "The banner: UTC, the day without a zero, a session from 2024 on", "", "TestTheFrontDoorSpeaksAsInItsTime", nil},
	{"V7.2", Wire, "the service", "What EHLO lists", "", "TestTheFrontDoorSpeaksAsInItsTime", nil},
	{"V7.3", Wire, "the service", "A refusal is signed with the host's name inside", "", "TestTheServicesHostsHaveTheNamesOfTheirTime", nil},
}
