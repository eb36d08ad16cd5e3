package fingerprint

// Facts is what is said of real files, by kind.
var Facts = append(looked, told...)

// looked are the facts that are looked for in evidence.
var looked = []Fact{
	{"V1.1", Mail, "all", "Network-Message-Id: third group from 4, a time in the last, not after the message came", "", "", networkIDs},
	{"V1.4", Mail, "the service", "The filtering correlation id is the Network-Message-Id", "", "", correlation},
	{"V1.13", Mail, "the service", "Message-ID of a mailbox's mail: host, 20 random digits, the mailbox's two, day code", "", "", cloudIDs},
	{"V2.2", Mail, "all", "A mapi hop names one server twice, by link-local address, the second with a scope; its build is padded", "", "", mapiHops},
	{"V2.4", Mail, "all", "Received is folded at blanks, greedily at 78 characters, each line behind one blank", "", "", folds},
	{"V2.6", Mail, "2010 to 2019", "2010 and 2013 write (TLS), later ones version and suite", "", "", tlsPhrases},
	{"V2.7", Mail, "the service", "The build is that of the month", "", "", cloudBuilds},
	{"V2.10", Mail, "the service, from 2024", "The front door is called SITExEPF and eight digits", "", "", frontDoors},
	{"V2.13", Mail, "the service", "Behind the mapi hop stands one by SMTP to another server", "", "", twoServers},
	{"V2.15", Mail, "the service", "Behind the front door stand client access and a mailbox server; 1.3 is spoken to front ends alone", "", "", doorToMailbox},

	{"V1.16", Reports, "all", "Message-ID is an ordinary GUID of version 4 at the generating server", "", "", reportIDs},
	{"V1.19", Reports, "2013 and later, the service", "X-MS-Exchange-Message-Is-Ndr has no blank behind its colon", "", "",
		when(`(?m)^X-MS-Exchange-Message-Is-Ndr`, in(`(?m)^X-MS-Exchange-Message-Is-Ndr: `, false))},
	{"V1.19", Reports, "the service", "AuthMechanism is 05", "", "",
		when(`(?m)^X-MS-Exchange-Organization-AuthMechanism: `, in(`(?m)^X-MS-Exchange-Organization-AuthMechanism: 05`, true))},
	{"V5.1", Reports, "all", "Received-From-MTA is there, for a mailbox's mail too", "", "", in(`(?m)^Received-From-MTA: dns;\S`, true)},
	{"V5.2", Reports, "all", "The reporting server and the host of the Message-ID are one", "", "", oneReporter},
	{"V5.3", Reports, "all", "Arrival-Date is told in UTC", "", "", in(`(?m)^Arrival-Date: .* \+0000\r?$`, true)},
	{"V5.5", Reports, "all", "A failed report returns the original, or its header where that was asked", "", "",
		when(`(?m)^Action: failed`, in(`(?m)^Content-Type: (message/rfc822|text/rfc822-headers)`, true))},
	{"V5.6", Reports, "all", "Columns of the text are filled with blanks: there is no tab", "", "", noTabs},
	{"V5.11", Reports, "2013, the service", "HTML ends with a soft line break behind its last tag", "", "",
		when(`(?s)Content-Type: text/html.*Reporting-MTA: dns;\S+\.outlook\.com`, in(`</html>=\r\n`, true))},
	{"V5.12", Reports, "the service", "The bar of the rich form has three cells of 180 pixels, and is red for whoever has to act", "", "",
		when(`>How to Fix It<`, in(`<td width=3D"180" height=3D"6" style=3D"background-color:#c00000">`, true))},
	{"V5.6", Reports, "the service", "Things to try stand behind two blanks, a star and three blanks", "", "", when(`\r\nHow to Fix It\r\n`, in(`\r\n  \*   `, true))},
	{"V5.11", Reports, "2010 to 2019", "HTML of the plain form begins with html, Head and body in two lines", "", "",
		when(`face=3D"Arial"`, in(`<html>\r\n<Head></head><body>\r\n<p><b>`, true))},

	{"V1.7", Receive, "all", "A session id is the tick count of a time before the row", "", "", sessions},
	{"V3.1", Receive, "all", "Rights are named AcceptRoutingHeaders, never AcceptHeadersRouting", "", "", rightNames},
	{"V3.3", Receive, "all", "An EHLO reply is one row a line until 2019, one row for all from 2022 where the server is 2016 or later", "", "", ehloRows},
	{"V3.5", Receive, "all", "A certificate is a row for each property until 2019, one row for all from 2022 where the server is 2016 or later", "", "", certificateRows},
	{"V3.7", Receive, "all", "After MAIL FROM stands session, time and number of the message, receiving message", "", "", receivingMessage},
	{"V3.8", Receive, "front ends of 2016 and later", "Before the content's 250 stands the row of the proxy destination", "", "", proxyRow},
	{"V3.8", Receive, "all", "A refused recipient is answered five seconds behind a row of Tarpit", "", "", tarpitRows},
	{"V3.2", Receive, "2016 and later", "A front end's log has no row of permissions", "", "", noRights},
	{"V3.6", Receive, "2016 and later, from 2022", "The client's certificate is told of behind its EHLO inside TLS", "", "", capabilityRows},
	{"V3.12", Receive, "2010, 2013", "The clock steps by 1/64 s", "", "", grid},
	{"V3.13", Receive, "all", "#Version is 14.0.0.0 or 15.0.0.0", "", "", version(`^1[45]\.0\.0\.0$`)},

	{"V1.7", Send, "all", "A session id is the tick count of a time before the row", "", "", sessions},
	{"V3.9", Send, "all", "Before MAIL FROM stands sending message with RecordId", "", "", beforeMail},
	{"V3.9", Send, "all", "A session begins with attempting to connect, or with its rights before that", "", "", begins},
	{"V3.13", Send, "all", "#Version is 14.0.0.0 or 15.0.0.0", "", "", version(`^1[45]\.0\.0\.0$`)},

	{"V1.1", Track, "2013 and later", "network-message-id has the form of V1.1", "", "", trackedIDs},
	{"V1.5", Track, "2016 and later", "log-id decodes to the time of its row", "", "", logIDs},
	{"V1.10", Track, "all", "internal-message-id is a generation and a number in it", "", "", internalIDs},
	{"V4.1", Track, "all", "#Version is the padded build", "", "", version(`^\d\d\.\d\d\.\d{4}\.\d{3}$`)},
	{"V4.2", Track, "2013 and later", "RECEIVE of a mailbox's mail names database, mailbox and client in source-context", "", "",
		filled("STOREDRIVER", "RECEIVE", "source-context")},
	{"V4.3", Track, "all", "RECEIVE of SMTP has the session in source-context", "", "", filled("SMTP", "RECEIVE", "source-context")},
	{"V4.4", Track, "all", "RESOLVE has in source-context where it came from", "", "", filled("ROUTING", "RESOLVE", "source-context")},
}
