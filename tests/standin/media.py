"""The media of texts that came in: asked for with the account's word, answered by a redirect to a store without one."""

from dataclasses import dataclass, field

STORE = "/__media/"
"""Where the picture itself is; on this machine the store has the carrier's own port."""


@dataclass
class Media:
    """One picture at the carrier. `statuses` are answered first, one each time; 0 is silence. `leads` is another place
    that the redirect leads to."""

    content: bytes
    type: str = "image/jpeg"
    statuses: list[int] = field(default_factory=list)
    leads: str = ""
    asked: int = 0
    handed: int = 0
    word_given_away: bool = False
    removed: bool = False

    def answer(self, verb: str, path: str) -> tuple[int, bytes]:
        """What the API says, and where the redirect leads."""
        self.asked += 1
        if self.statuses:
            return self.statuses.pop(0), b""
        if self.removed:
            return 404, b""
        if verb == "DELETE":
            self.removed = True
            return 204, b""
        return 307, (self.leads or f"{STORE}{path}").encode()

    def hand_out(self, lower: bytes) -> bytes:
        """The picture, to anybody; who brings the account's word here has given it away."""
        self.handed += 1
        self.word_given_away = self.word_given_away or b"authorization:" in lower
        return self.content
