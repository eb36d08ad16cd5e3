package relay

// ArcConfig is whom a tenant trusts to seal what they found before they changed a message (Set-ArcConfig; P8.14).
type ArcConfig struct {
	ArcTrustedSealers []string // d= of their seals
	Kept              Kept
}

// OrganizationConfig is the organization's configuration, as far as mail depends on it (Set-OrganizationConfig).
type OrganizationConfig struct {
	// RejectDirectSend refuses mail in the name of an accepted domain that comes from outside by no connector (S3.3 [D]
	// JPDS).
	RejectDirectSend bool // cloud
	// PublicFoldersEnabled says whether mail for a public folder stays in the service (P6.20); empty: Local.
	PublicFoldersEnabled PublicFoldersEnabled
	Kept                 Kept
}
