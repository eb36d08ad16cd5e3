"""Prints what Python's email package finds in delivery reports: one JSON object a line for each file named."""
import email
import email.policy
import json
import sys


def value(group, name):
    """A field of the form "type;value" without its type."""
    return (group.get(name) or "").partition(";")[2].strip()


for name in sys.argv[1:]:
    with open(name, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.compat32)
    found = {"type": message.get_content_type(), "defects": [], "parts": [], "recipients": []}
    for part in message.walk():
        found["parts"].append(part.get_content_type())
        found["defects"] += [type(d).__name__ for d in part.defects]
        if part.get_content_type() == "text/plain" and "text" not in found:
            raw = part.get_payload(decode=True)
            found["text"] = raw.decode(part.get_content_charset() or "us-ascii")
        if part.get_content_type() != "message/delivery-status" or "reporting" in found:
            continue
        groups = [g for g in part.get_payload() if g.keys()]
        found["reporting"] = value(groups[0], "Reporting-MTA")
        for group in groups[1:]:
            found["recipients"].append({
                "address": value(group, "Final-Recipient"),
                "action": group.get("Action") or "",
                "status": group.get("Status") or "",
                "diagnostic": value(group, "Diagnostic-Code"),
                "remote": value(group, "Remote-MTA"),
            })
    print(json.dumps(found))
