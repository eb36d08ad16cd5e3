package fingerprint

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
)

// This file looks at the fields that Exchange adds to a message's own, and at their order.

// ofMailbox are the fields of a mailbox's mail of the service, in their order (V1.17).
var ofMailbox = strings.Fields(`From To Subject Date Message-ID MIME-Version X-MS-PublicTrafficType
	X-MS-TrafficTypeDiagnostic X-MS-Office365-Filtering-Correlation-Id X-MS-Exchange-SenderADCheck
	X-MS-Exchange-AntiSpam-Relay X-Microsoft-Antispam X-OriginatorOrg X-MS-Exchange-CrossTenant-Network-Message-Id
	X-MS-Exchange-CrossTenant-AuthSource X-MS-Exchange-CrossTenant-AuthAs
	X-MS-Exchange-CrossTenant-OriginalArrivalTime X-MS-Exchange-CrossTenant-FromEntityHeader
	X-MS-Exchange-CrossTenant-Id X-MS-Exchange-CrossTenant-MailboxType
	X-MS-Exchange-Transport-CrossTenantHeadersStamped`)

// ofReport are those of a report of the service in a mailbox of it (V1.19).
var ofReport = strings.Fields(`MIME-Version From To Date X-MS-Exchange-Organization-SCL X-MS-Exchange-Message-Is-Ndr
	Content-Language Message-ID In-Reply-To References Subject Auto-Submitted X-MS-PublicTrafficType
	X-MS-Exchange-Organization-AuthSource X-MS-Exchange-Organization-AuthAs X-MS-Exchange-Organization-AuthMechanism
	X-MS-Exchange-Organization-Network-Message-Id X-MS-TrafficTypeDiagnostic
	X-MS-Exchange-Organization-ExpirationStartTime X-MS-Exchange-Organization-ExpirationStartTimeReason
	X-MS-Exchange-Organization-ExpirationInterval X-MS-Exchange-Organization-ExpirationIntervalReason
	X-Microsoft-Antispam X-Forefront-Antispam-Report X-MS-Exchange-CrossTenant-Id
	X-MS-Exchange-Organization-MessageDirectionality X-MS-Exchange-Transport-EndToEndLatency
	X-MS-Exchange-Processed-By-BccFoldering`)

// since2019 marks a message of the years in which the service's fields were looked at.
const since2019 = "X-MS-PublicTrafficType"

// misplaced is the first field that stands before another which should stand before it; empty: none does.
func (f *file) misplaced(order []string) string {
	last := -1
	for _, field := range f.header {
		i := slices.IndexFunc(order, func(name string) bool { return strings.EqualFold(name, field.Name) })
		if i >= 0 && i < last {
			return field.Name
		}
		last = max(last, i)
	}
	return ""
}

// missing are those of some fields that are not there.
func (f *file) missing(names []string) (list []string) {
	for _, name := range names {
		if !f.header.Has(name) {
			list = append(list, name)
		}
	}
	return list
}

func mailboxFields(f *file, see see) {
	if f.header.IsReport() || !cloudID.MatchString(f.header.Get("Message-ID")) || !f.header.Has(since2019) {
		return
	}
	wrong := f.misplaced(ofMailbox)
	see(wrong == "", wrong)
	missing := f.missing([]string{"MIME-Version", "X-MS-TrafficTypeDiagnostic", "X-Microsoft-Antispam",
		"X-MS-Exchange-CrossTenant-Id"})
	see(len(missing) == 0, strings.Join(missing, ", ")+" missing")
}

func reportFields(f *file, see see) {
	if !f.cloud || !f.header.Has(since2019) || !f.header.Has("X-MS-Exchange-Message-Is-Ndr") ||
		strings.Contains(f.header.Get("X-MS-Exchange-CrossTenant-FromEntityHeader"), "OnPrem") {
		return
	}
	missing := f.missing(slices.DeleteFunc(slices.Clone(ofReport), func(name string) bool {
		return name == "In-Reply-To" || name == "References" // the original had no Message-ID
	}))
	wrong := f.misplaced(ofReport)
	see(wrong == "" && len(missing) == 0, wrong+" misplaced; missing: "+strings.Join(missing, ", "))
}

const exact = "02 Jan 2006 15:04:05.0000 (UTC)"

func arrivalTimes(f *file, see see) {
	for _, field := range f.header {
		if strings.HasSuffix(field.Name, "OriginalArrivalTime") {
			at, err := time.Parse(exact, field.Value)
			see(err == nil && at.Format(exact) == field.Value, field.Value)
		}
	}
}

var (
	oneHost  = regexp.MustCompile(`^[A-Z0-9]+:(EE_)?$`)
	twoHosts = regexp.MustCompile(`^[A-Z0-9]+:EE_(\|[A-Z0-9]+:EE_)?$`)
)

// traffic looks at the hosts that the service names, by the day.
func traffic(f *file, see see) {
	value := f.header.Get("X-MS-TrafficTypeDiagnostic")
	at, err := time.Parse(exact, f.header.Get("X-MS-Exchange-CrossTenant-OriginalArrivalTime"))
	if value == "" || err != nil {
		return
	}
	form := oneHost
	if at.After(time.Date(2022, time.September, 1, 0, 0, 0, 0, time.UTC)) {
		form = twoHosts
	}
	see(form.MatchString(value), value)
}

// organizationFields looks whether what servers add stands behind the message's own fields.
func organizationFields(f *file, see see) {
	own := slices.IndexFunc(f.header, func(h relay.Field) bool { return strings.EqualFold(h.Name, "From") })
	for i, field := range f.header {
		if strings.HasPrefix(field.Name, "X-MS-Exchange-Organization-Auth") {
			see(own < 0 || i > own, field.Name)
		}
	}
}
