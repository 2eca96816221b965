"""The composition root: builds the product from its settings, and holds the tables of what it can do."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property, lru_cache
from inspect import Parameter, signature
from pathlib import Path

from bot import whole_person
from bot.broadcasts import counting, launch
from bot.broadcasts.city import city_of
from bot.broadcasts.gate import holds_back
from bot.broadcasts.rules import City
from bot.concerns import effects as concern_effects
from bot.concerns import queries as concern_queries
from bot.concerns import work as concerns
from bot.concerns.numbers import Numbers
from bot.concerns.rules import MOST_OFFERED
from bot.concerns.service import Judge
from bot.conversations import store as conversations
from bot.conversations.danger import dangers_in, no_dangers
from bot.conversations.desk import Desk
from bot.conversations.pins import Pins
from bot.conversations.results import WAKE
from bot.conversations.turns import UNHANDLED, take_kept
from bot.conversations.wake import wake
from bot.db.engine import Database
from bot.directory import effects as directory_effects
from bot.directory import queries as directory_queries
from bot.directory.rules import MOST_OFFERED as SERVICES_OFFERED
from bot.engine.inputs import Found
from bot.flowfiles.city import Sender
from bot.flowfiles.library import Library, load
from bot.flowfiles.own_words import own_words
from bot.flowfiles.quiet import quiet_hours
from bot.flowfiles.subject import Finds
from bot.lib.clock import Clock, system_clock
from bot.lib.fetch import DEADLINE_SECONDS, Fetch, exceptions
from bot.lib.ids import chance, random_digits
from bot.lib.kept import Kept
from bot.lib.limits import Pace
from bot.lib.mail import Mailer
from bot.lib.oidc import Provider
from bot.lib.vault import Vault
from bot.messaging import daily, receipts, retention
from bot.messaging import effects as messaging_effects
from bot.messaging.carrier import Carrier
from bot.messaging.delivery import sending
from bot.messaging.gate import Policy
from bot.messaging.outgoing import REST, SEND
from bot.messaging.pacing import Paced, rates_of, rest
from bot.messaging.simulated import SimulatedCarrier, shifted_clock
from bot.open311 import work as open311
from bot.open311.sending import Office
from bot.outbox import numbering
from bot.outbox.queue import Nudger
from bot.outbox.relay import Done, Outcome, Performer, RetryAt, each
from bot.people import effects as people_effects
from bot.people.store import have_left
from bot.photos import service as photos
from bot.photos.files import PhotoFiles
from bot.photos.opening import files_of, store_of
from bot.places import queries as place_queries
from bot.places.drawing import Picture
from bot.places.pictures import picture_for
from bot.releases.live import Live
from bot.settings import Settings
from bot.staff.letters import send_letter
from bot.staff.service import LETTER
from bot.surveys import work as surveys
from bot.surveys.closing import Closures
from bot.webhooks import service as webhooks
from bot.webhooks.deliver import Deliveries
from bot.webhooks.reactions import fan_out

EFFECTS: Mapping[str, Callable[..., None]] = {
    "leave": people_effects.leave,
    "come_back": people_effects.come_back,
    "set_language": people_effects.set_language,
    "text_less": people_effects.text_less,
    "pause": people_effects.pause,
    "turn_off": people_effects.turn_off,
    "text_as_ever": people_effects.text_as_ever,
    "hand_off": messaging_effects.hand_off,
    "open_concern": concern_effects.open_concern,
    "follow_concern": concern_effects.follow_concern,
    "give_verdict": concern_effects.give_verdict,
    "say_fixed": concern_effects.say_fixed,
    "note_gap": directory_effects.note_gap,
}
"""What a flow may do: the verb of `do:` to the function that runs in the turn's transaction."""

_SAID = ("outcome", "department", "by", "reason", "agency")
"""What a flow may say of the last thing that was done with a concern."""

QUERIES: Mapping[str, Finds] = {
    "place": Finds(
        frozenset({"text", "before?", "beside?", "instead?", "near?", "chosen?"}),
        frozenset({"status", "place", "block", "area", "kind", "relative", "point", "spot"}),
        options=3,
    ),
    "concern_kinds": Finds(
        frozenset({"text"}), frozenset({"words", "codes", "told", "thanks", "earlier"}), options=MOST_OFFERED
    ),
    "concern_status": Finds(
        frozenset({"reference"}),
        frozenset({"found", "typo", "missing", "reference", "status", "kind", "opened_on", *_SAID}),
        options=0,
    ),
    "concern_news": Finds(
        frozenset({"of"}),
        frozenset({"reference", "kind", "status", "outcome", "again", "department", "agency", "reason", "by", "other"}),
        options=0,
    ),
    "concern_alike": Finds(
        frozenset({"spot", "place", "kind", "words"}),
        frozenset({"neighbors", "of", "reference", "kind"}),
        options=0,
    ),
    "service": Finds(
        frozenset({"text?", "instead?", "chosen?", "kind?"}),
        frozenset({"found", "asked", "title", "answer", "ours", "next_step"}),
        options=SERVICES_OFFERED,
    ),
}
"""What a flow may ask: the verb of `find:` to what it takes and brings; `queries_for` answers them."""

PERSONAL = frozenset({"concern_alike"})
"""The queries that are told who asks, and when: nobody is asked whether their own report is a neighbor's."""

REACTIONS: Mapping[str, numbering.Reaction] = {"webhooks": fan_out}
"""Who follows what has happened: the name of their place in the events to what they do."""

SEND_THREADS, PHOTO_THREADS = 16, 16
POST_THREADS, SUBSCRIPTIONS_AT_ONCE = 32, 8
"""Of a worker: posts to other systems at a time, and the systems they go to."""


def effect_arguments() -> dict[str, frozenset[str]]:
    """The arguments that each effect takes, for the flow check; one that may be left out ends in "?"."""
    return {
        verb: frozenset(
            name if each.default is Parameter.empty else f"{name}?"
            for name, each in signature(effect).parameters.items()
            if each.kind is Parameter.KEYWORD_ONLY
        )
        for verb, effect in EFFECTS.items()
    }


def queries_for(library: Library, categories: Path | None = None) -> dict[str, Callable[..., Found]]:
    """The verb of `find:` to the function that answers it within the turn's transaction.

    `categories` are the city's own weights, read when the first concern comes; without them those that ship guess.
    """
    model = concern_queries.weights_of(categories)
    phrases = concern_queries.phrases_of(library)
    directory = directory_queries.directory_of(library)
    gazetteer = place_queries.gazetteer_for(library.places, library.lexicon)
    return {
        "place": lambda tx, **given: place_queries.place(gazetteer, **given),
        "concern_kinds": lambda tx, *, text: concern_queries.concern_kinds(library, phrases, model(), text=text),
        "service": lambda tx, **asked: directory_queries.service(directory, **asked),
        "concern_alike": lambda tx, **given: concern_queries.concern_alike(tx, library, phrases, **given),
        "concern_news": lambda tx, *, of: concern_queries.concern_news(tx, library, of=of),
        "concern_status": lambda tx, *, reference: concern_queries.concern_status(tx, library, reference=reference),
    }


@dataclass(frozen=True)
class Bot:
    """The product, built: everything that a process needs, each part made when it is first asked for."""

    settings: Settings
    db: Database
    vault: Vault
    live: Live[Desk]
    clock: Clock
    """The city's time, which the simulator may move on."""
    real_clock: Clock
    """The time of day: what staff sign in by, whose phones know no other."""
    closures: Closures
    """Which surveys take answers now."""

    @property
    def desk(self) -> Desk:
        """What a turn works with now; it changes when a release is published, so a turn asks for it once."""
        return self.closures.desk(self.live.current(), self.clock)

    @property
    def library(self) -> Library:
        """What the city says now, surveys that take no answers included."""
        return self.closures.library(self.live.current().library, self.clock)

    @cached_property
    def nudger(self) -> Nudger | None:
        """Wakes the workers; None without Redis, then the clock does the work itself."""
        return Nudger(self.settings.redis_url) if self.settings.redis_url else None

    @cached_property
    def carrier(self) -> Carrier:
        """Twilio, or the simulator when no account is set; only workers ask for it."""
        if self.settings.is_simulated:
            return SimulatedCarrier(
                self.db, self.vault, self.clock, token=self.carrier_token,
                public=self.settings.public_base, local=f"http://127.0.0.1:{self.settings.port}",
            )  # fmt: skip
        from bot.messaging.twilio import TwilioCarrier  # A second of import that the web process never pays.

        return TwilioCarrier(
            self.settings.twilio_account_sid, self.settings.twilio_auth_token, api_url=self.settings.twilio_api_url,
            messaging_service=self.settings.twilio_messaging_service_sid, sender=self.settings.twilio_from,
            status_url=f"{self.settings.public_base}/twilio/status",
        )  # fmt: skip

    @cached_property
    def provider(self) -> Provider | None:
        """The city's single sign-on; None where none is set."""
        settings = self.settings
        if not settings.has_single_sign_on:
            return None
        return Provider(
            settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret,
            f"{settings.public_base}/console/single-sign-on/return",
        )  # fmt: skip

    @property
    def carrier_token(self) -> str:
        """What the carrier's requests are signed with; the simulator's own secret when it is the carrier."""
        return self.settings.twilio_auth_token or self.vault.signing_secret("simulated carrier")

    @cached_property
    def performers(self) -> Mapping[str, Performer]:
        """How each kind of outbox item is done."""
        settings = self.settings
        told = concerns.later(
            self.db, lambda: self.desk, lambda: self.library, lambda: self._judges.of(self.library)
        )  # fmt: skip
        sent_on = {kind: open311.offering(self.db, self.other_office, told[kind]) for kind in concerns.SENT_ON}
        later = {
            **told, **sent_on,
            **open311.later(self.db, self.other_office, lambda: concerns.city_of(self.library)),
            **whole_person.later(self.db, self.vault, lambda: self.library, self.clock),
            **surveys.later(self.db, lambda: self.library),
        }  # fmt: skip
        return {
            SEND: sending(
                self.carrier, self.vault,
                lambda: policy_of(self),
                wait_for=timedelta(seconds=settings.reconcile_seconds), threads=ThreadPoolExecutor(SEND_THREADS),
                clock=self.clock, paced=self.paced, have_left=self._have_left,
            ),
            REST: each(lambda subject, now: rest(self.paced, subject, now), self.clock),
            receipts.RECONCILE: each(
                lambda subject, now: receipts.perform(self.db, self.carrier, subject, now), self.clock
            ),
            retention.RETAIN: each(
                lambda subject, now: retention.perform(self.db, subject, self.clock), self.clock
            ),
            daily.COUNT: each(lambda _, now: daily.perform(self.db, self.library.city.time_zone, now), self.clock),
            WAKE: each(lambda subject, now: wake(self.db, self.desk, subject, now=now), self.clock),
            UNHANDLED: each(lambda subject, now: _take_kept(self.db, self.desk, subject, now), self.clock),
            **{kind: each(perform, self.clock) for kind, perform in later.items()},
            **photos.performers(
                cache(lambda: store_of(self.db, self.vault, settings)), self.clock, ThreadPoolExecutor(PHOTO_THREADS)
            ),
            **{kind: self._letters(purpose) for purpose, kind in LETTER.items()},
            numbering.NUMBER: each(lambda _, now: number_events(self.db, now), self.clock),
            **self._deliveries.performers(self._mailer.send, ThreadPoolExecutor(SUBSCRIPTIONS_AT_ONCE)),
            webhooks.REPLAY: each(lambda subject, now: webhooks.replay_some(self.db, subject, now), self.clock),
            **launch.performers(self.db, lambda: broadcast_city(self), self.clock),
            **counting.performers(self.db, lambda: broadcast_city(self), self.clock),
        }  # fmt: skip

    @cached_property
    def _judges(self) -> Kept[Library, Judge]:
        """What tells how likely each category is, made anew with each release."""
        weights = concern_queries.weights_of(self.settings.categories_path)
        return Kept(lambda library: concern_queries.judge_of(library, weights), _file_of)

    @cached_property
    def _pictures(self) -> Kept[Library, Picture]:
        return Kept(picture_for, _file_of)

    @property
    def picture(self) -> Picture:
        """The map of the city as its files have it now."""
        return self._pictures.of(self.library)

    def other_office(self) -> Office:
        """The city's other Open311 system, as the library names it now."""
        library, key = self.library, self.settings.open311_api_key
        to = library.city.open311.sends_to
        return Office(to, library, self.desk.queries["place"], key, self._fetch, self.clock)

    @cached_property
    def _fetch(self) -> Fetch:
        """A call that outlasts the lease would be made twice, so it ends well before."""
        return Fetch(excepted=self.excepted_hosts, deadline=min(DEADLINE_SECONDS, self.settings.lease_seconds / 3))

    def _have_left(self, contact_ids: Collection[str]) -> set[str]:
        with self.db.read() as tx:
            return have_left(tx, contact_ids)

    def _letters(self, purpose: str) -> Performer:
        base = self.settings.public_base
        return each(
            lambda subject, now: send_letter(self.db, self._mailer, base, purpose, subject, now=now), self.clock
        )  # fmt: skip

    @property
    def _mailer(self) -> Mailer:
        return Mailer(self.settings.mail_server, self.settings.mail_from, shows=not self.settings.is_production)

    @cached_property
    def _deliveries(self) -> Deliveries:
        """Posts events to other systems."""
        threads = ThreadPoolExecutor(POST_THREADS)
        return Deliveries(self.db, self.vault, self._fetch, self.clock, threads, chance, self.lease_for)

    @cached_property
    def photo_files(self) -> PhotoFiles:
        """Where the photos of residents are."""
        return files_of(self.settings, self.vault)

    @property
    def excepted_hosts(self) -> frozenset[str]:
        """The hosts of the operator's own network that events may be posted to."""
        return exceptions(self.settings.webhook_allowed_hosts)

    def paced(self) -> Paced | None:
        """The pace of the senders as city.yaml has them now; None where none is kept."""
        city = self.library.city
        return self._paced(city.senders, tuple(city.daily_caps.items())) if self.settings.pace_is_kept else None

    @cached_property
    def _paced(self) -> Callable[[tuple[Sender, ...], tuple[tuple[str, int], ...]], Paced]:
        """Made anew only when a release changes the senders: a pace remembers what it has granted."""
        settings, service = self.settings, self.settings.twilio_messaging_service_sid

        def made(senders: tuple[Sender, ...], caps: tuple[tuple[str, int], ...]) -> Paced:
            rates = rates_of(senders, dict(caps), service)
            return Paced(Pace(settings.redis_url, rates, workers_expected=settings.workers_expected), service)

        return lru_cache(maxsize=1)(made)

    @property
    def lease_for(self) -> timedelta:
        """How long a worker may hold an item before another takes it up."""
        return timedelta(seconds=self.settings.lease_seconds)


def _file_of(library: Library) -> object:
    """What is another object in another release, whatever else is replaced in a library."""
    return library.city


def _take_kept(db: Database, desk: Desk, subject: str, now: datetime) -> Outcome:
    take_kept(db, desk, subject, now=now)
    return Done()


def policy_of(bot: Bot) -> Policy:
    """What the send gate goes by now."""
    return Policy(quiet_hours(bot.library), bot.library.city.most_texts_a_month, holds_back)


def broadcast_city(bot: Bot) -> City:
    """The city as its broadcasts see it now."""
    return city_of(bot.library, quiet_hours(bot.library))


def number_events(db: Database, now: datetime) -> Outcome:
    """Number what has happened and let everybody who follows it react."""
    handed = [numbering.number(db), *(numbering.follow(db, name, react, now) for name, react in REACTIONS.items())]
    return RetryAt(now, "there is more") if numbering.BATCH in handed else Done()


def build(settings: Settings, *, clock: Clock = system_clock, library: Library | None = None) -> Bot:
    """The product for these settings and a migrated database; FlowErrors when what the city says cannot be used.

    It says what was published last; while nothing was, `library`, or the files of FLOWS_PATH.
    """
    db, vault, pins = Database(settings.database_url), Vault(settings.secret_key), Pins()

    def desk_of(says: Library) -> Desk:
        return Desk(
            says, vault, pins, EFFECTS, queries_for(says, settings.categories_path), own_words(says),
            dangers_in=dangers_in if says.safety else no_dangers, answers_at_once=not settings.is_simulated,
            doubt_after=timedelta(seconds=settings.reconcile_seconds), personal=PERSONAL,
            new_number=Numbers(db, random_digits).new,
        )  # fmt: skip

    live = Live(db, desk_of, lambda: library or load(settings.flows_path, settings.translations_path))
    told = shifted_clock(db, clock) if settings.simulator_is_open else clock
    with db.begin() as tx:
        conversations.keep_versions(tx, list(live.current().library.flows.current.values()), clock())
    return Bot(settings, db, vault, live, told, clock, Closures(db))
