package relay

// OrganizationConfig is the organization's configuration, as far as mail depends on it (Set-OrganizationConfig).
type OrganizationConfig struct {
	// RejectDirectSend refuses mail in the name of an accepted domain that comes from outside by no connector (S3.3 [D]
	// JPDS).
	RejectDirectSend bool // cloud
	Kept             Kept
}
