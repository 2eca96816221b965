"""What the carrier does with the answer to a text it delivered: it sends the messages in it; no product code here."""

import base64
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from tests.standin.callbacks import post
from tests.standin.signing import CITY_NUMBER


def obey(carrier_url: str, account: str, token: str, answer: bytes, *, to: str, sender: str = CITY_NUMBER) -> int:
    """Send every `<Message>` of this TwiML to the phone that had texted; how many there were."""
    said = ET.fromstring(answer).findall("Message") if answer.strip() else []
    basic = base64.b64encode(f"{account}:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    for each in said:
        form = {
            "To": to, "From": sender, "Body": each.findtext("Body") or each.text or "",
            "StatusCallback": each.get("statusCallback", ""),
        }  # fmt: skip
        url = f"{carrier_url}/2010-04-01/Accounts/{account}/Messages.json"
        status, _ = post(url, urlencode(form).encode(), headers)
        assert status == 201, status
    return len(said)
