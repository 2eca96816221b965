"""Whether a text asks the city to stop texting, in plain words: the table of rules and its reading; it stops nobody."""

import re
from collections.abc import Collection
from enum import StrEnum

from bot.engine.vocabulary import STOP_WORDS, fold


class Leaving(StrEnum):
    """It leaves at once; it may want to, so ask once, in both languages (47 CFR 64.1200(a)(12)); it does not leave."""

    AT_ONCE = "at_once"
    UNSURE = "unsure"
    NOT = "not"


PIECES = {
    "STOP": "|".join(" ".join(STOP_WORDS.values()).split()).replace("_", " ")
    + r"|stop( it| this| that| all)+|(text|reply) stop|quit it|i quit|(opt|unsubscribe) me( out)?|opting out|unsub"
    r"|uns\w{0,4}cri\w*|cancle|par[ae]nle|parele|paren|can[sc]el(en?|ar?)|termin(en?|a)|deten(gan?|erse)"
    r"|des(us|in|ubs)cri\w+|[bv]a[sj]t?a|yano|de baja|dejen|(borr|elimin|[qk]u?it)[ae]n?me"
    r"|no (me |nos )?molest(en?|es|ar)( mas)?",
    "PAD": "please|pl[sz]|plis|now|ok|okay|hey|hi|hello|thanks|thx|thank you|sir|maam|already|just|right|asap|yes|yeah"
    "|omg|god|dude|bro|man|lol|i said|i mean it|the (fuck|hell)|fucking|fuck off|damn|shit|anymore|no thanks"
    "|(im )?not interested|no me interesa|no gracias|gracias|por ?favor|porfa|xfa|ya|si|ahora|hola|oigan?|wey"
    "|(les )?dije|senor(a|ita)?|(who|quien) (is|es) (this|you)"
    "|((this is|you have|the|its|numero|persona) )?(WRONG|equivocad[oa])",
    "WRONG": "wrong (number|person|guy|phone|numero)",
    "MSG": r"te?xts?|text messages?|msgs?|messages?|mensa[jg]\w*|sms|spam|textos?|notif\w+|alert\w*|su[bs]+cri\w*on",
    "FEW": "the|your|ur|my|all|these|those|this|any|more|of|to|from|with|get|getting|receiv(e|ing)|send|sending|me|us"
    "|los|las|la|el|a|mi|sus|tus|mis|estos|mas|de|con|mandando(me)?|mandar|enviar|recibir|ya|tantos|pinches|fucking",
    "OURS": r"FEW (\w+ )?MSG( (from|de) (you|u|this number|(the|your) city|la ciudad|ustedes|usted))?"
    r"( (every|each|a|per|all the|cada|al|todos los|todo el) \w+)?( END| (that )?(you|u)| que (me )?(mand|envi)\w+)",
    "TEXTING": "te?xting|messaging|msging|contacting|calling|bothering|harassing|spamming|blowing up|writing",
    "DONT": "(do not|dont)( ever)?",
    "KEEP": "vuelvan? a|sigan?|anden?|esten?",
    "WRITE": "((mand|envi|texte|contact|molest)(en?|es|ar|ando)|escri[bv](an?|as|ir|iendo))",
    "ERASE": "(borr|elimin|[qk]u?it|saqu|sac|baj)(en|ar|[ae])",
    "NUMBER": "((cell )?phone|(phone )?number|contact|numero|telefono|celular)(?! de caso)",
    "LIST": "lists?|lista|sistema|system|database|grupo|group|thing|esto",
}
"""What the capitals in a rule stand for; FEW is any number of such words, END the end but for polite or angry ones.

OURS are the city's own texts: nobody else's are spoken of behind them.
"""

STRUCK_OUT = r"""
    (bus|truck|pit|full|rest|non|way) stops? | stop (signs?|lights?|by|bars?|lines?)
    (stop )?text\w* (and|while) driv\w*
    (dont|do not|wont|cant|doesnt|didnt|never|not)( want)?( to)? (stop|quit|end|leave|cancel|remove|unsubscribe)( \w+)?
    (did|have|has|had|if) (you|they|i|it|he|she|we) (stop|quit|cancel|end)\w*( \w+)?
    (they|you|people|guys|city|office|staff|workers|inspectors) (dont|do not|never) (text|call|message|contact|send)
    (he|she|him|her|us|me|neighbors?|landlord|boss|ex|cops) (needs?|has|should|must|to)( to)? (stop|quit|leave)( \w+)?
    no (me )?(dej[ae]n?|par[ae]n?|borren?|quiten?|saquen?|eliminen?|cancelen?)(me)?( de)?( \w+)?
    que (mi|mis|el|la|los|las) \w+ (ya )?(dejen?|paren?) de( \w+)?
    (?!te?xts|messages|pl[sz]|plis|yes|thanks|always|guys)\w+s (dont|do not) (bother|harass|contact|call|text|message)
    (let|make|them|him|her|it) leave (me|us)
    (?!(you|u|guys|people|city) )\w+ (should|must|(needs?|have|has) to) leave (me|us)
"""
"""Harmless wherever it stands, and taken away before a rule is believed."""
ONLY_SOME = r"""
    (at|after|before|a las) (night|noon|\d+) | de noche | tan \w+ | (so|too) (early|late|often|much|many)
    (in|en) (english|spanish|ingles|espanol) | (they|them|people) (need to|have to|should|to) (stop|quit|leave)
"""
"""Not every text, or perhaps not ours: what would leave at once is asked about."""
RULES = {
    (Leaving.AT_ONCE, "whole"): "STOP( (PAD|STOP))*",
    (Leaving.AT_ONCE, "first"): r"""
        (stop|unsubscribe) (i|im|ive|you (are|have|got)|who(s| is| are) (this|you)|WRONG|dont|do not|this isnt)(?! \d)
        (stop|basta|alto|paren?) (ya )?no (quiero|me interesa)
    """,
    (Leaving.AT_ONCE, "anywhere"): r"""
        (stop|quit|cease) (PAD )?TEXTING( (me|us|this|these|my)| END) | i (want|would like) to (stop|opt out) END
        (stop|quit) sending( (me|us))?( stuff| things| this| these| im| END)
        (stop|quit|cease|discontinue|halt|suspend|turn off|end(?! of)|no more|unsubscribe|opt out|cancel\w*) FEW MSG
        unsubscribe( (me|us|this|from (this|these|your|all))| END) | opt (me out|out of (this|these)) | opt out END
        (take|get|keep|drop|remove) (me|us|(my|this) (NUMBER|name)) (off|out|from) ((\w+ ){0,3}(LIST|MSG)|this END)
        (want|be|remove) (off|from) FEW LIST | (take me|taken) off END | (remove|delete) (me|us)(?! from my)
        lose (my|this) number | (delete|erase|remove) (my|this) NUMBER | leave (me|us) (the \w+ )?alone END
        my NUMBER (removed|deleted|taken off) | (revoke|withdraw) (my )?(consent|permission)
        (do not|dont) (consent|have consent) | DONT (text|txt|message|contact|bother|harass) (me|us|this|again|anymore)
        DONT (contact|text) END | (DONT|never) (call|text|message|contact) (me|us|this NUMBER) (again|anymore|ever)
        (DONT|no longer) (send|want|wanna|need|wish) FEW MSG | DONT send (me )?anything
        (alto|basta|par(en?|ar|o)|parenle|no mas|detener|detengan|suspend\w+) FEW MSG | no me llam(en?|es) (mas|nunca)
        no (me|nos) (KEEP )?(escri[bv](an?s?|ir|iendo)|(texte|contact|molest)(en?|ar|ando)|jodan|chinguen)
        no (me |nos )?(KEEP )?WRITE(me)?( nada| FEW MSG|( mas)? END| mas de es[ot]\w*)
        dej[ae]n?(me|nos) (ya )?en paz END | stop (mand|envi|escrib)\w+me | retiro mi (consentimiento|permiso)
        (stop|(dej|par)(en?|es|a|ar)(me)?) (ya )?de (estar )?(WRITE|llamar|chingar|joder|recibir)(me| FEW MSG| END)
        ERASE (mi|este) NUMBER | ERASE mi nombre de (\w+ )?LIST | ERASE ?(me|nos) de (\w+ ){0,2}(LIST|MSG)
        (borr|elimin|[qk]u?it)[ae]n?me( de aqui)? END | ERASE de (la|su|tu|esta) lista
        (me d(oy|en?|an|ar)|d[ea]n?(me|nos)|dar(me|nos)?) de baja( de (\w+ )?(LIST|MSG)| END)
        no ([qk]u?ier\w|deseo|necesito|autorizo|me interesa) (recibir nada|recibir END|FEW MSG|que me (KEEP )?WRITE)
    """,
    (Leaving.UNSURE, "whole"): r"""
        para | fin | nomas | atop | no stop | enough | no more | im (done|out)( with this)?
        i want (out|to (quit|cancel|end)) | (cancel|end) (it|this|these|everything) | go away | get lost
        (fuck|screw) (off|you) | shut up | (is )?(this )?(is )?spam | ((im|i am) )?(not|no) interest(ed)?( in this)?
        (i )?(dont|do not|didnt) (want|need|ask for|like) (this|these|it( anymore)?|to participate)
        (you have )?(the )?WRONG | (i|yo) (dont|no longer|no|ya no) (live|vivo) (here|there|ahi|aqui)( anymore)?
        (esta |numero |persona |me )?equivoc(ad[oa]|aron)( de (numero|persona))? | ya estuvo | (ya )?no FEW MSG
        (ya )?no ([qk]u?iero( nada| this| participar)?|deseo participar|me interesa|estoy interesad[oa]|pedi esto)
        (ya )?me (quiero )?sal(go|ir)( de esto)? | quiero (salir(me)?|cancelar|terminar|parar) | cancelar todo
        no insistan | dejen?me | sa(qu[ae]n?|ca)me | (this|esto) (is|es) (harassment|acoso)
        ya estuvo bueno( (de|con) (FEW MSG|es[ot]\w*))?( no)? | (que|como) molestan( con (FEW MSG|es[ot]\w*))?
        ching(a|uen)( a)? (tu|su) \w+ | chinga
        (vayanse|vete) a (la (chin\w+|fregada|verga|mierda|goma|tiznada)|volar|chingar\w*( a (tu|su) \w+)?)
        ya me (tienen (hart|cansad)[oa]s?|cansaron|hartaron)( (de|con) (FEW MSG|es[ot]\w*|ustedes))?
    """,
    (Leaving.UNSURE, "anywhere"): r"""
        (too|so|how|muchos|demasiados|tantos) (many )?OURS | (you|u) text too much | text(s|ing)? me too much
        stop (\w+ ){0,6}(texts|messages|mensajes)
        (hate|tired of|sick of|enough with|lata( de| con)?|(hart|cansad)[oa]s?( de| con)?) OURS
        (these|your|all|the) MSG (are annoying|(need|have) to stop)
        (stop|quit) (TEXTING|(bugg|pester|annoy|email|bombard|stalk|wak|send|text|messag)ing me) | unsubscribe
        (more|anymore|you|u|me|please) stop END | stop the surveys | no mas encuestas
        (how|where) (?!(do|can) i )(\w+ ){0,3}(have|g[oe]t|found|find) (my|this) number( from)? END
        who (\w+ ){0,2}(has|have|got|gave|sold)( you| u)? (my|this) number( stop)? END
        why (are|do) (you|u) (keep )?(text|messag)\w* | why (am|do) i (keep )?get(ting)? (OURS|th(is|ese)( stuff)? END)
        report\w* (\w+ ){0,3}(as|como) spam | (ill|will|im|gonna|going to|^) ?block(ing)? (you|this number) END
        (l[aeo]s?|te) voy a bloquear | voy a bloquear(l[aeo]s?|te| este numero)? END
        (never|did not|didnt) sign(ed)? up( to get \w+)?( for (OURS|this|these|any of this))? END
        (no|nunca) me inscribi( (a|para|en) (OURS|esto))? END
        leave (me|us) (the \w+ )?alone | dej[ae]n?(me|nos) (ya )?en paz
        (dont|do not) (text|message|call|contact) (me|us) | no me (llamen|manden|envien)( FEW MSG| END)
        (quien|donde) (\w+ )?(dio|dieron|pas\w+|sac\w+|consigu\w+|obtuv\w+|tienen?|agarr\w+) mi (numero|telefono)(?! de)
        por que me (escrib\w+|(mand|envi|lleg)\w+ (esto|((est[oa]s|tant[oa]s|sus|mas) )*MSG))
        no [qk]u?iero nada END
    """,
}
"""What is looked for, by outcome and by where it must stand; the first that is found decides."""
PLACES = {"whole": "^(PAD )*({})( PAD)*$", "first": r"^(PAD )*({})(?!\w)", "anywhere": r"\b({})(?!\w)"}
_TYPOS = re.compile(
    r"\b(?:s t o p|tsop|sotp|stpo|[dwzx]top|s[rgyf]op|st[0ipkl9]p|sto[0ol]?|stp|stoop(?= texting)|s+t+op+"
    r"|pleasestop|stop(?:please|it))\b"
)
"""STOP with two letters swapped, a neighbour key, a letter too many or too few; "stoop" and "shop" are words."""
_STRETCHED = re.compile(r"([a-z])\1\1+")


def _compiled(place: str, rules: str) -> re.Pattern[str]:
    pieces = {**PIECES, "FEW ": f"(({PIECES['FEW']}) )*", " END": "( PAD)*$"}
    pattern = PLACES[place].format("|".join(re.split(r" \| |\n +", rules.strip())))
    while pattern != (longer := re.sub(r"FEW | END|[A-Z]{3,}", lambda found: f"({pieces[found[0]]})", pattern)):
        pattern = longer
    return re.compile(re.sub(r"\((?!\?)", "(?:", pattern))  # Groups that keep what they match are five times slower.


_STRIKE, _SOME = _compiled("anywhere", STRUCK_OUT), _compiled("anywhere", ONLY_SOME)
_RULES = [(outcome, _compiled(place, rules)) for (outcome, place), rules in RULES.items()]


def leaving_in(body: str, also: Collection[str] = frozenset()) -> Leaving:
    """What this text says about staying. `also`: the city's own folded stop words, each a whole text."""
    words = fold(body)
    if words in also:
        return Leaving.AT_ONCE
    words = _TYPOS.sub("stop", _STRETCHED.sub(r"\1", words))
    if _first_found(words) is Leaving.NOT:
        return Leaving.NOT
    outcome = _first_found(_STRIKE.sub(".", words))
    return Leaving.UNSURE if outcome is Leaving.AT_ONCE and _SOME.search(words) else outcome


def _first_found(words: str) -> Leaving:
    return next((outcome for outcome, rule in _RULES if rule.search(words)), Leaving.NOT)
