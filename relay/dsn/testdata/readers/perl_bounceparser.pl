# Prints what Mail::DeliveryStatus::BounceParser finds in delivery reports: one JSON object a line for each file named.
use strict;
use warnings;
use JSON::PP;
use Mail::DeliveryStatus::BounceParser;

my $json = JSON::PP->new->canonical->latin1;
for my $name (@ARGV) {
    open my $file, '<:raw', $name or die "$name: $!";
    my $content = do { local $/; <$file> };
    $content =~ s/\r\n/\n/g;
    my $bounce = Mail::DeliveryStatus::BounceParser->new($content, { report_non_bounces => 1, prefer_final_recipient => 1 });
    my @recipients = map {
        my $report = $_;
        my %field = map { (my $v = $report->get($_)) =~ s/^[\w-]+;\s*//; $_ => $v } qw(reporting-mta remote-mta);
        {
            address => $report->get('email'),
            status => $report->get('status'),
            code => $report->get('smtp_code'),
            diagnostic => $report->get('reason'),
            class => $report->get('std_reason'),
            reporting => $field{'reporting-mta'},
            remote => $field{'remote-mta'},
        }
    } $bounce->reports;
    print $json->encode({ bounce => $bounce->is_bounce ? 1 : 0, type => $bounce->{type} // '', recipients => \@recipients }), "\n";
}
