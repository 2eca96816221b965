"""What people text in English when somebody is in danger, class by class; data only, the notation is in notation.py."""

from bot.safety.notation import Group


def _marks(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FIRE = """
    house/place/building is/was? up in flames; fire department please/now/needed; need/send the? fire department/firefighters/firemen;
    <place> is/are/was? on fire; <place> on fire; man/woman/person/kid/child/someone/somebody/baby/he/she is? on fire; on fire $;
    fire at/in/on/near/behind/by/next/inside/under/outside/across; there is/was/are a?/some? big? fire; there is a big/huge/small fire;
    a/big/huge/small/house/car/kitchen/brush/grass/building/apartment/garage/roof/tree fire started/starting/spreading/burning/outside;
    big/huge/house/car/kitchen/brush/grass/building/apartment/garage/roof/forest fire; wildfire; wildfires; wild fire;
    fire started/starting/spreading/burning/help; fire is spreading/close/coming/getting/moving/out/near; help .. fire; my .. on fire;
    caught fire; caught on fire; catching fire; set/setting/sets .. on fire; set/sets/setting .. fire to; set/sets/setting a? fire/fires;
    started/starting/starts/lit/lighting a? fire/fires; see/seeing/saw a? fire/flames; flames; in flames; arsonist; arson;
    <place> is/are burning; <place> is/are .. burning down; something is/was? burning; <place> .. burning $; burning down;
    <place> next door is burning; <place> .. went up in flames; <place> caught
"""
_SMOKE = """
    see/seeing/saw .. smoke; smell/smells/smelling smoke; smoke is? coming/pouring/billowing/everywhere/inside/rising; lots of smoke;
    a lot of smoke; so much smoke; thick/black/heavy smoke; smoke and flames; full of smoke; filled with smoke; filling with smoke; smoke in
    my/the/our house/apartment/building/hallway/room/apt/kitchen; smoke from/out the roof/building/house/window/windows;
    smell/smells/smelling .. burning; electrical burning; smoking outlet; outlet is? smoking/sparking/burning
"""
_GAS = """
    gas line .. hit/broken/broke/leaking/ruptured; stove .. gas leaking/leak; gas is? coming;
    smell/smells/smelling/smelled .. gas; gas smell; strong gas; gas/propane leak; gas/propane leaking; leaking gas/propane; gas is leaking;
    gas line broke/broken/hit/busted/ruptured/leaking; hit a gas line; gas coming out; odor of gas; gas odor; reeks of gas; rotten eggs
    smell; smells like rotten eggs; natural gas smell
"""
_MONOXIDE = "carbon monoxide; co alarm/detector; monoxide"
_WIRES = """
    power/electric/electrical/live/downed/fallen/sparking/utility line/lines/wire/wires/cable/cables is/are? .. down/fell/fallen/sparking/
    ground/hanging/snapped/broke/burning; downed/live/fallen/sparking/exposed power? wire/wires/line/lines/cable/cables; wire/wires/lines
    down; wire/wires/lines is/are down; wires/wire/lines/line is/are? on the ground; wires/wire/lines/line .. sparking; wire/wires fell;
    sparks flying/coming/everywhere/shooting/from; sparking; line down and; power line down/fell/snapped; pole fell .. wires; pole .. wires .. ground
"""
_BLAST = """
    explosion; explosions; exploded; exploding; something/building/house/transformer/plant/factory/tank/meter/gas/car/stove blew up;
    about to explode; going to explode; transformer blew/exploded/burning; chemical spill; chlorine leak; building/roof/bridge/wall collapsed on
"""

_SHOTS = """
    fired a/his/the/their gun/shot/shots; firing a/his/their? gun/shots; emptied a clip; gun went off; guns going off;
    shots fired; shot fired; gunshot; gunshots; gun shot/shots; gunfire; gun fire; heard/hear/hearing/heared .. shots; shots outside/nearby/
    at/in/by/on/near/next; shooting; shootings; shooter; active shooter; driveby; drive by; <person> shot; <kin> shot; <child> shot; got/
    was/been/being/is shot; shoot/shoots/shot/shooting at/me/us/him/her/people; bullets; opened fire; firing a gun/guns; firing at;
    getting shot; shoot my/our house; shot at
"""
_WEAPON = """
    has/have/had/got/with/pulled/pulls/pointing/points/pointed/waving/carrying/holding/swinging a/an/his/her/the? <weapon>;
    has/have/with/holding .. gun/knife/machete; pulled/pulling/pointed/points .. gun/knife/pistol/weapon; gun/knife/pistol pointed;
    gunpoint; knifepoint; gun/knife point; gun/knife to my/his/her/their head/throat/neck; armed robbery/man/men/guy/person/suspect/people/
    intruder; <person> armed; is armed; gunman; gunmen; hay un hombre with a gun; con gun; with gun
"""
_ATTACK = """
    hitting/beating/attacking people/someone/somebody/a/an with/person/man/woman/old; they/he/she/someone/somebody killed a/an/my/the/someone/him/her; going crazy with a; threatening people/everyone/us/me with; threatening to kill/shoot/stab;
    stabbed; stabbing; stabs; got/was/been stab; stab me/him/her/someone/us; being/been/getting/got/was/were/gets attacked; is/are attacking;
    attacking me/him/her/us/people/someone/a/my/the; attacked me/us/him/her/my/by; dog/dogs/pitbull is/are? attacking/mauling; mauled;
    killing him/her/someone/them/us/people;
    murdered; murdering; murderer; was/were/got/been killed; someone killed; killed <person>/<child>/<kin>; is killing someone; hostage; hostages;
    beating up; beating <person>; are/is beating a/an/the/some/up <person>/homeless/guy; beat up right; getting beat/beaten up; getting jumped/robbed/mugged/attacked; beating/jumping someone/somebody/people; got/being/getting jumped; jumped by; jumped me/us; big/huge/street/gang/bar/knife fight;
    fighting with/outside/in/at/on/right; are/is fighting; fight outside/in/on/at/right/breaking/going/happening; there is a fight; riot;
    screaming/yelling/calling/crying/screams/shouting/begging for help; screaming help; screams .. help; gang war; brawl; throwing bottles at
"""
_KILL_ME = """
    trying/tried/wants/want/threatening/threatened/threatens to kill/shoot/stab/hurt/rape/murder me/us/him/her/them/my/our/someone/people;
    he/she/they/someone/somebody/man/guy/guys is/are? going to kill/shoot/stab/hurt/murder/rape me/us/him/her/them/my/someone;
    he/she/they/someone/man/guy/guys will kill/shoot/stab/murder me/us/him/her/them
"""
_INTRUDER = """
    trying/tries/tried to .. open/unlock/enter/break my/the/our? door/window/house/home; stranger in/at/inside my/our; trying .. door/doors/window; someone at my window/door; someone is at my window; opening my window; peeking in;
    breaking in/into; break in in/right/progress; trying/tryin/attempting to .. break/get/come/force/climb/kick in/into/through/inside/door/
    window; trying to break/get/climb .. in/into; someone/somebody/man/guy/stranger/people/person/intruder/burglar/he/they is/are in/inside my
    house/home/apartment/apt/room/garage/basement/attic/yard/backyard/bedroom/kitchen; intruder; intruders; burglar; home invasion; just
    broke in/into; climbing through/into/in my; kicking my/the/in? door; banging on my door; at/outside my door/house/window with; prowler;
    peeping tom; looking in/through my window
"""
_ROBBERY = """
    robbery now/at/in/right/happening; being/getting/is/are robbed; robbing; getting mugged/robbed; got/been/was/were just? mugged; mugged; just
    got/been? robbed/mugged/jumped/attacked/carjacked; just robbed/mugged; hold up in; carjacked; carjacking; robbed at gun/knife/gunpoint; looting; i got
    robbed just/right; stick up; we are being? robbed
"""
_TAKEN = """
    kidnap; kidnapped; kidnapping; kidnaped; abducted; abducting; abduction; grabbed .. girl/boy/kid/child/woman/baby/daughter/son; snatched ..
    girl/boy/kid/child/woman/baby/daughter/son; put/puts/forced/threw/pulled/dragged .. in/into .. van/trunk/car; took my daughter/son/baby/kid/
    child from; tried to take/grab my daughter/son/baby/kid/child
"""
_FOLLOWED = """
    is/are/was/been/being/keeps/kept following me/us/her/my; being/getting/am followed; chasing me/us/him/her/someone; followed me/us home; is
    chasing people/me/us; running after me/us; chased by
"""
_BOMB = """
    there is/was a? bomb; bomb in/at/under/inside/on/threat; found a bomb; pipe/car bomb; a bomb at/in/under; suspicious package/device; hand
    grenade; grenade; explosives; hay bomb; molotov
"""
_POLICE_NOW = """
    need .. police now/here/asap/fast; help me he/she/they/please; help us he/they/please; police now;
    send the? police/cops/cop/sheriff/911; send an? officer right/now/fast; need the? police/cops/911 now/right/asap/help/here/fast/please; call/calling 911; police please/help hurry; help police; is an? emergency please/help/hurry; is an emergency; emergency help/now; help emergency;
    need 911; life or death; save me; save us; please hurry; someone help me; somebody help me; help me now
"""

_BREATH_HARD = "can not breathe/breathing; trouble/difficulty/problems breathing/breathe; hard to breathe; short of breathe"
_BREATH = """
    not/stopped/stop/barely/hardly/quit breathing; not breathe for; lips/face/skin/turning/turned/is/are? blue and/not; turning blue/purple; lips .. blue; gasping for; no pulse; needs/need/doing/giving cpr; not have a pulse; heart stopped
"""
_AWAKE = """
    unconscious; unresponsive; not responsive;
    passed/passing/passes out; blacked out; fainted; fainting; faint; he/she/<person>/<kin>/<child>/<elder>/<partner> .. collapsed; will not/never
    wake; will not .. wake up; can not wake; not wake up; not waking; can not get .. to? wake; <person>/he/she/<kin>/<child>/<elder> is/are?
    not moving; <person>/down/down .. not moving; not moving and; man/woman/person/officer/kid down; laying/lying/layin .. ground/floor/street/snow/
    road/sidewalk; laying/lying down not; <person> .. laying/lying .. snow/street/road/ground/floor; limp; face down; knocked out; found .. dead; is dead
    in/on/inside; he/she/person/man/woman/guy/baby is dead; dead person/man/woman/guy/baby/people; dead body/bodies; a/the body in/on/at/under; found a
    body; human remains; floating in the river/canal/ditch/lake/pool
"""
_ANSWERS = "he/she/they/<kin>/<child>/<elder>/<person>/<partner>/and is/are? not responding/answering/reacting"
_SICK = """
    foaming at; foam .. mouth; foaming; needs/need/want a? doctor/medic/paramedic now/asap/right/urgent/fast/hurry; od d; fell .. tracks/train; bees .. swelling/swollen; swelling up; throat swelling; went into shock; coded; unable to breathe; having trouble breathing; diabetic emergency; blood sugar .. low;
    overdose; overdosed; overdosing; od; oded; ods; need/have narcan; heart attack; heartattack; cardiac arrest; chest pain/pains/hurts/tight/pressure/is;
    pain in .. chest; having/had/has/have/getting a? stroke; stroke; face drooping/is drooping; slurring; slurred; seizure; seizures; seizing;
    convulsing; convulsions; convulsion; allergic reaction; anaphylaxis; anaphylactic; throat is/closing/swelling/closed; throat .. closing; choking; choked on; diabetic
    shock; insulin shock; low sugar and; heat stroke; heatstroke; hypothermia; freezing to death; frostbite; in labor; going into labor; went into labor;
    my/her water broke; giving birth; baby is coming; baby coming; miscarriage; miscarrying; having contractions; poisoned; poisoning; ate/drank/drink/
    swallowed/eaten/swallow .. poison/bleach/battery/batteries/pills/detergent/magnet/antifreeze/chemicals; took/taken/taking/swallowed .. bottle/bunch/lot/whole/
    all/handful/many .. pills/tylenol/meds/medication/medicine; too many pills; medical emergency; snake bite; bit by a snake; rattlesnake bit; electrocuted;
    shocked by; heart is stopping; drowning; drowned; fell in/into/inside .. pool/river/canal/ditch/lake/well/acequia/pond/manhole/hole and; fell in/into the
    pool/river/canal/ditch/lake/well/manhole
"""
_HURT = """
    bleeding; lots of blood; a lot of blood; so much blood; blood everywhere; losing blood; lost a lot of blood; blood will not; coughing/throwing/vomiting/
    puking/spitting up? blood; covered in blood; cut .. finger/hand/arm/leg/foot off; cut off .. finger/hand/arm/leg/foot; badly/seriously/really/severely hurt/
    injured/burned/wounded; burned badly; bad burn; head injury; broke/broken .. neck/leg/hip/back/arm can/and; people/person/someone/somebody/man/
    woman/kid/child/lady/driver/guy is/are/got/was? .. hurt/injured/wounded/trapped/pinned; injured people/person/man/woman/child; is hurt bad/badly; are
    hurt; injuries; trapped/pinned under/inside/in; we/i am/are/is? trapped; i am trapped; trapped $; stuck in the/an elevator; fell off/from/down .. roof/
    ladder/stairs/window/balcony/bridge/building/scaffold/scaffolding/tree/horse; fell .. can not move/get/walk; fell and can not; fell .. not moving/awake; fell ..
    hit .. head; fallen and can not; need/needs/send/call/calling/get/want an/the? ambulance/paramedics/emt/medic; ambulance please/now/asap/to/at;
    send help/someone/somebody/medics please/now/fast/asap/quick; paramedics; please send help
"""
_CRASH = """
    been/was/is an accident; there/just been an/a accident/wreck/crash; motorcycle/motorcyclist/biker down/crashed/laying/hit;
    car/truck/bus/motorcycle/bad/big/head/multi/vehicle/terrible/serious/major/awful/train/bike/horrible/fatal/school crash/wreck/accident/collision/pileup;
    crash/wreck/accident/collision/rollover on/at/in/near/by/happened/just; just crashed; car/truck/van flipped/rolled/overturned/crashed/upside; rollover;
    rolled over; crashed into; hit/struck/ran/run over? by a/an/the car/truck/bus/van/train/driver/motorcycle/suv; just hit a?/by? <person>/<child>/
    pedestrian; hit a person/pedestrian/kid/child/man/woman/boy/girl/lady/cyclist/biker; ran/run/runned over <person>/a/my/the/<child>; ran/run over;
    car/truck/bus/van hit me/him/her/us/<child>/my/a/an/the <child>/<kin>/<person>/<elder>; <person>/<child>/<kin> got/was/been? hit by; hit and run
    with/person/pedestrian
"""

_SUICIDE = """
    feel like dying/killing; point of living/life/being; what is the point of living; whats the point of living; burden to/on everyone/my/everybody/them/you;  want to disappear; so? tired of living; took .. pills to die; cut/cutting/slit .. my/his/her wrist/wrists; want to be gone forever; hate my life .. die; hate being alive; sleep and not wake; overdose on purpose; want to not be here/alive; not want to be here $; not want to be here anymore; not want to be on this/earth; everyone hates me .. die; life has no meaning; lost all hope; have no hope left; hopeless .. life/live; end my suffering; want to go to sleep forever; want to be with my mom/dad/son/daughter/wife/husband in heaven;
    kill/killing/killed/kills myself/herself/himself/themselves/themself; kill my/him/her self; off myself; suicide; suicidal; suicides; want/wants/wanted/
    wanting/wish/need to die; want/wants/wanted to be dead; want to just/not die/exist/wake; want to just die; just want to .. die; want to end it/everything/
    my; end/ending/ended my/his/her/their own? life; end/ending it all/all; end it tonight/now; ready to end it; take/taking/took my/his/her/their own life; take/taking my life;
    hurt/hurting/harm/harming myself/herself/himself/themselves; self harm/harming/injury; cutting myself/herself/himself/themselves; want/going to cut
    myself; cut/cuts/slit/slitting my/his/her wrist/wrists/veins; she/he/daughter/son/friend cuts herself/himself; no/any reason to live; reason to keep living/going;
    nothing .. to live for; nothing to live; no point in living/life/being; no point living/anymore in; better off dead/without me/if i; better off if i/she/he
    was/were dead/gone; be better without me; world .. better without me; not want to live/be/exist $; not want to live/be alive/exist anymore/any/no/longer/in;
    not want to be alive/here anymore/around; not want to exist; not want to live no/like this/any; not want to wake up; not feel like living; not
    worth living; life is not worth; life is meaningless; not deserve to live; wish/wished i/she/he was/were/could never? dead/born/die/dead; wish i could ..
    disappear/die/not; wish i .. not/never wake/born/woke; hope i do not wake; hope i die; hope i never wake; done with life/living; tired of living/life/
    being alive; sick of living/life; over with life; give up on life; giving up on life; let me die; rather be dead; rather die than; going to die
    tonight/today and; unalive; unaliving; unalived; sewerslide; hang/hanging/hung/hanged myself/himself/herself; shoot/shooting myself/himself/herself;
    drown myself; overdose myself; od on purpose; jump off/from/of .. bridge/roof/building/overpass/balcony; jumping off/from .. bridge/roof/building/overpass;
    going/about/wants/want/trying to jump; on the bridge .. jump; jumper on; bridge .. jump; on the ledge; step in front of; jump in front of; throw myself;
    goodbye everyone/everybody/world/cruel; goodbye forever; will not be here tomorrow/anymore/much/long; not be around much/anymore/tomorrow; see me again
    after tonight; nobody/no one would care/miss if i; nobody would miss me; i have the pills; my suicide note/letter; goodbye letter/note; thinking/thoughts
    about/of dying/death/killing/ending; thoughts of hurting; ready to die; plan to die; going to do it tonight/goodbye; ending it tonight; want it all to end;
    want everything to end; crisis line/hotline number; can not go on anymore/living/like; not see a way out; do not see a future; lost the will to; want to
    sleep and never/not; want to sleep forever
"""
_DV_PARTNER = """
    my babys/baby father/dad/daddy/mom/mama .. <hits>/threatens/threatened me/us; my man <hits>/threatens me; my <partner> .. drunk/high/crazy and/breaking/throwing; hide/hiding from my <partner>; where .. hide from; not feel safe at/with/in home/him/my; not safe at home; afraid/scared/worried he/she will/is/going hurt/kill/hit/beat/find; scared he is going to; he/she is going to beat/hit me; afraid to go home; my <partner> .. tracking/tracks/controls/monitors me/my; my <partner> will kill me/us; my <partner> is going to kill/hurt me;  walking on eggshells; my ex .. broke in/into;
    my <partner> .. <hits> me/us/her/him; my ex <partner> ... <hits> me/us; my <partner> <hits> me; my/her/his/the? <partners> .. <hits> me/us/her;
    my <partner> ... will/to/going kill me/us; my <partner> ... kill me; my <partner> ... threatens/threatening/threatened/threaten/stalking/stalks/following/
    follows/harassing/harasses me/us/my; my <partner> is/gets/becomes/turned/was/got? .. violent/abusive/dangerous/controlling/aggressive; afraid/scared/
    terrified/frightened/fear of? my <partner>; afraid/scared/terrified of him/going/home/go; scared/afraid to go/come home; scared/afraid to be at home;
    my <partner> scares me; put/puts/laid/lays his/her/their hands on me/her/my/us; put/puts hands on me/her; my <partner> will/does not/never let me; he/she controls .. money/phone/me; he/she takes/took my money/phone/keys; throws/threw me
    against/down/on/to/into; <hits> me <partners>; my <partner> raped/forces/forced/rapes; hits/beats/hit/beat me when/every/again/because/and/if;
    leave/escape/leaving my abusive/violent/husband; safe from my <partner>; hiding from my <partner>; run/running from my <partner>; my <partner> broke my;
    my <partner> .. gun/knife/strangled/strangles; my <partner> .. found me; my <partner> ... outside/at/comes/came .. my/our house/job/work and;
    my <partner> has .. gun/knife; husband/boyfriend/wife/girlfriend/ex locks/locked me; if i leave .. kill/hurt/take
"""
_DV_THIRD = """
    <hits> his/her/their wife/girlfriend/husband/boyfriend/partner/gf/bf/mom/mother/spouse/lady/woman; hitting/beating/choking/punching/slapping a/his/that/the
    woman/lady/girlfriend/girl/wife; <person>/<kin> ... <hits> by her/his/their <partner>; abused/hit/beaten/beat/hurt by her/his/my/their <partner>/man; man
    hitting/beating/choking a/the/his/her woman/girl/wife/girlfriend; couple .. fighting; domestic fight; hits/beats/hit my mom/mother/mama/sister/aunt; my
    dad/stepdad/father/stepfather hits/hit/beats/beat/choked my mom/mother/mama; <hits> on his/her <partner>; her husband/boyfriend/bf/ex .. <hits>
    her/him; her husband/boyfriend/ex .. kill her; sisters/moms/daughters/friends husband/boyfriend/bf .. <hits> her/them
"""
_DV_WORDS = """
    raped my; molested me; my boss .. touching/touches me; upskirt; sex assault; he came on to me and; tried/trying/wants to rape; date rape; non consensual; forced me to have sex; trap/trapped in .. marriage/relationship;
    domestic violence/abuse/dispute/disturbance/situation; domestic; abusive relationship/husband/boyfriend/partner/home/ex/wife/marriage/girlfriend;
    restraining order; restraining orders; protection/protective order; order of protection; no contact order; raped; rape; raping; rapist; raped me; sexually
    assaulted/abused/harassed/assaulting/abusing; sexual assault/abuse/harassment/violence; forced himself/herself/themselves on; force/forces/forced/forcing/makes
    me/her to? have sex; touches/touched/touching me at/and/in/without/when/there/down/inappropriately/sexually/under; groped; gropes; groping;
    fondled; battered; stalking me/her/us; stalker; stalks me; being stalked; is
    stalking; roofied; drugged me; flashed me; sextortion; nudes of me; revenge porn; forced marriage; forcing me to marry
"""
_SHELTER = "women/womens/woman shelter; shelter for women/battered/abused; safe house"
_DV_ABUSED = "being/been/getting/was/is/am abused; abuses me/her/him; abused me/her/him; will not let her leave"
_DV_KEPT = "will not let me leave the house/him; will not let me see/talk/have/use/work; he/she will not let me; not let me out"
_DV_UNNAMED = """
    he/she/they hits/hit/beats/beat/slapped/slaps/punched/punches/kicked/kicks/choked/chokes/strangled/strangles/pushed/pushes/shoved/threw/hurts/abuses/
    abused/burned/dragged me/us/her; he/she is/was/keeps/has? .. hitting/beating/choking/hurting/abusing/punching/slapping/threatening me/us/her;
    hits/beats/slaps/punches/chokes/strangled/strangles/choked me; hit me; beats us; hitting me; beating me; he will kill me if; if i leave .. kill; he/she will kill me; he locked me; he locks me
"""
_CHILD = """
    kid/kids/child/student/baby/boy/girl/toddler/he/she .. has/have/with/had/covered bruises; bruises on .. <child>/him/her; not feed the/their/her/his <child>; <child> is/are/was/walking? walking/crying/wandering/running .. alone; hurting/hitting .. baby/kid/kids/child; husband/boyfriend/wife/girlfriend/he/she .. hits/hit/beats/hurts/hitting/beating our/my/the/her/his <child>; shaking the baby; sexually .. child/kid/minor/girl/boy; touching my <child>; teacher .. touched/touching/hit/hits .. <child>/student;
    child/kid/kids/children/elder/elderly/senior/infant abuse/neglect/abused/abuser/abusers/molester; child/children/kids/baby/kid being/getting/is/are/was/were .. abused/
    beaten/beat/hit/neglected/molested/hurt/starved; <child> .. being/getting beat/beaten/hit/abused/molested/hurt/neglected/touched/starved;
    abusing/hitting/beating/hurting/molesting/touching/punching/slapping/kicking/starving/shaking/burning/spanking/choking/whipping/neglecting/whooping
    the/a/his/her/their/my/our/your/that/little? <child>/brother/sister/siblings; hitting/beating/abusing/hurting/kicking/slapping/punching/yanking/molesting .. <child>;
    hits/beats/hurts/touches/abuses/molests/slaps/punches/whips/neglects/kicks/starves/burns/abused/molested/beat/hurt/slapped/punched/kicked/touched/neglected the/a/
    his/her/their/my/our/that/little? <child>; hit my/his/her/the/their baby/babies/son/daughter/kid/kids/child/children/grandson/granddaughter/toddler; hits/
    beats/hurts my/his/her/their/our little? brother/sister/siblings; <child> .. left/home/all alone; <child> alone; left .. <child> .. alone/unattended;
    <child> .. by himself/herself/themselves; leaves/leaving/left/leave him/her/them alone/by at/all/in/at; alone .. he/she is 1/2/3/4/5/6/7; 1/2/3/4/5/6/7 year/years/yr/month old/olds .. alone/lost/missing/by/crying/wandering; unattended/
    unsupervised/abandoned child/children/baby/kid/kids/toddler; baby/kid/kids/child/toddler/children .. hot car; baby/kid/kids/child/toddler/infant/nino/nina/bebe
    left? in a/the? parked? hot? car/truck/van; locked in .. car .. baby/kid/child; baby/kid/child/toddler .. locked in; left .. baby/kid/child/toddler in;
    abandoned baby/child; found a baby; missing child/kid/boy/girl/son/daughter/baby/toddler/teen/teenager/student/children/kids/person/grandma/grandpa; my <child> is/
    are/has/been/went/gone? been? missing/lost/gone; my <elder> is/has/been/went? been? missing/lost; <child> .. went/is/gone missing; <child> is lost/missing;
    can not find my <child>/<elder>/brother/sister/mom/dad; lost/little/crying child/kid/toddler; lost child; lost kid; lost my kid/child/son/daughter/little; lost little
    boy/girl; little girl/boy is lost/alone/crying; <child> .. not come/came/show/showed home/up/back; <child> .. ran/run away; runaway teen/child/kid;
    amber/silver alert; toddler/baby/child/kid .. wandering/walking .. street/road/alone; wandering .. no parents; no parents around; child protective/
    protection services; protective services; cps; a kid is getting; no food .. kids/children/baby; kids/children/baby .. not have/get food/eat/fed; not feeding
    .. <child>/<elder>; kids/children/child/kid/boy/girl chained/tied/locked/caged; chained/tied up .. kid/kids/child/children; locked/locks .. <child> in; child/kiddie
    porn/pornography; kids/children/child naked; pictures/photos/videos of .. kids/children/girls/boys/child naked/bathroom/undressing; pedophile; pedofile; pedo;
    predator; predators; molested; molester; molesting; molests; grooming; incest; following/luring/approaching/watching/talking .. little kids/girls/children;
    offering candy; shaken baby; underage drinking party .. girls; 12/13/14/15 .. pregnant by; sexting .. minor/kid/child
"""
_CHILD_SPEAKS = """
    my dad/stepdad/mom/mother/father/stepfather/stepmom/parents/stepmother/uncle/foster/mommy/daddy/grandpa hits/beats/beat/hurts/hit/whips/abuses/abused/touches/
    touched/molested/rapes/choked/punched me/us; my parents .. hit/beat/hurt/starve/abuse me/us; my <kin> .. hits/beats/abuses/touches us/my; i am 8/9/10/11/12/13/14/15/16
    .. hit/hits/hurt/hurts/abused/scared/touched/beats; her stepfather/stepdad/father/dad/uncle .. abuses/touches/touched/rapes/molests/hits/beats/abused
    her/him; afraid/scared of my dad/stepdad/mom/father/stepfather/parents
"""
_ELDER = """
    elder/elderly abuse; hits/hitting/beats/abuses/abusing/hurting/hurts/neglecting/neglects/yelling/starving/slapped/slaps/slapping/hit the/my/an/his/her/their? old? <elder>/
    grandmother/grandfather; nursing/care home is/are? .. neglecting/abusing/hitting/hurting/starving/sores/abuse/neglect; caregiver/caretaker/nurse/aide .. hits/hit/hitting/
    hurts/steals/abuses/neglects; neglecting my/her/his mom/dad/mother/father/patients/residents; bed sores; bedsores; steal/stealing/steals/took/take/taking/
    stole .. <elder> .. money/check/checks/social; <elder> .. not .. food/fed/eat/bathed; <elder> .. alone/wandering/lost/missing; my <elder>/mom/dad with
    dementia/alzheimers/alzheimer; dementia .. missing/wandered/lost/walked; taking advantage of .. <elder>; <elder> .. not have food/eat/eaten; not feed .. him/her/<elder>
"""
_FORCED = """
    being/getting/been/was/is/am sold; i am being sold; forced/forcing/forces into prostitution/sex/labor/marriage; traffick; trafficks; sell their bodies; sell my body; makes .. girls; girls .. work .. streets .. pimp/force;
    forced to work/clean/cook/beg/sell/prostitute/have/strip/dance; forced labor/work/prostitution/servitude; force/forces/forcing/make/makes/making me/us/them/her/him
    to? work to/for/without/until/with; forced .. sell sex/prostitute/prostitution; trafficking; trafficked; trafficker; traffickers; slavery; slave; slaves;
    girls/women/woman/girl/kids being/are/is? .. forced/sold/pimped/trafficked/prostituted; selling/sell/sells/sold girls/women/kids/children/me/her/girl/people/us; sold to
    a/him/them/men; sell/sells/selling me; pimp; pimps; pimped; pimping; brothel; sex slave/slaves/trade; sleep/sex with men/customers/clients for/money; sex with
    customers/men/clients; prostitute me/myself/us/herself; makes/make/forces me sleep/sell/prostitute/strip; young/underage girls .. men/different/house; different men
    come/every/night; teen prostitution; minors .. prostitution; massage parlor .. girls/women/forced/sex; smuggler; smugglers; coyote wants/has/took/will/
    keeps/says; pay/paying/owe .. coyote/smuggler/smugglers; owe .. people who brought; debt bondage; indentured
"""
_PAPERS = """
    took/takes/take/keep/keeps/kept/keeping/holding/holds/hold/hiding/hid/withhold/withholds/withholding my/our/their/her/his/all? <papers>; boss/employer/
    owner/manager/they/he/she/patron has/have my/our <papers>; keep .. id so; will not give .. back .. passport; will not return my/our <papers>; not give
    me/us my/our <papers>
"""
_HELD = """
    not let me/us/them/her/him <go>; not let .. workers/girls/women <go>; not allowed to <go>; can not <go>; can not get out; not let me out; cannot leave; lock/locks/
    locked me/us/them/her/girls/workers in/up/inside/at; locks/lock/locked the doors/door; held/hold/holding me/us/her against; are/is not free to <go>;
    i have to work until i/my/the; work until i pay; threaten/threatens/threatening/threatened my/our/his/her family ... work/working/stop/leave/pay; threaten/threatens/
    threatened .. call/with/to immigration/migra/ice; work/working/works with/without/for no? pay and; work/working .. no pay; sleep in the warehouse/
    basement/kitchen/restaurant/factory; live/lives/living/sleep/sleeping in the? warehouse/factory/basement/restaurant .. work; they watch us; not get paid .. can
    not
"""
_CAPTIVE = """
    being held; held against; held captive; against my/her/his/their will; keep/keeps/kept/keeping/hold/holding me/us/her/him locked/captive/prisoner/hostage;
    captive; taken prisoner; they have us/me locked; will not let us leave/go
"""
_ICE = "ice"
_IMMIGRATION = """
    arresting/taking/detaining/deporting/rounding immigrants/people/families/migrants/up; immigrants being taken/arrested/detained; men/guys/people/agents/officers in masks/plainclothes/vests .. took/taking/grabbed/arrested; not here legally; not legal $; i am not legal; am not legal; got my green card taken; my dad/mom/husband/wife is in ice; turned in to ice; la pinche migra;
    immigration; migra; deport; deported; deports; deporting; deportation; deportations; deportable; undocumented; undoc; border patrol; ice agent/
    agents/officer/officers/raid/raids/van/vans/truck/trucks/detention/checkpoint; ice is outside/coming/knocking/taking; homeland security; hsi; cbp; masked/hooded agents/agent/men/officers/people/guys .. taking/took/grabbing/arresting/van; agents in/with masks/
    vests; agents at/knocking/outside/took/came/grabbed/here/are/in; taken/took/grabbed/arrested by agents; federal agents; feds taking/at/are/took;
    raid at/in/on/happening/today/now; raids at/in/on/happening/today; doing raids; are there raids; a raid; detained; detains; detention center; immigrant detention;
    checkpoint; asylum case/hearing/lawyer/court; removal order/proceedings; notice to appear; overstayed; my <kin>/<partner>/<child> .. detained/deported/deportation;
    work with/for ice; report us/me/them to ice/immigration; know your rights card; red card/cards; sanctuary city; is this/it safe .. immigrants/immigrant;
    share .. info/information/data with ice/immigration/feds
"""
_ILLEGAL = """
    am/is/are/being/if i/she/he/we? illegal $; i am/was illegal; we are illegal; am an? illegal immigrant/alien/person/and/can; illegal immigrant/
    immigrants/alien/aliens; illegals
"""
_PAPERS_FEAR = """
    no/without papers; not have/got/has papers/documents/status/legal; have no papers/status/legal; not have my papers; ask/asks/asking/check/checking/need/want for? papers;
    without/no legal status; my/immigration/legal/citizenship status; without status; show papers; not legal here; not have legal
"""
_THREAT = """
    coming to your office/house/home/job/work with; better watch out; i have a gun and .. you/your; you will see what happens; you will be sorry; make you pay; get what is coming; you deserve to die; i will find where; i will make you; slap/punch you/your; bash your;
    i/we am/are/will/want/should/could/might/swear/have? .. going/to/will? kill/shoot/stab/murder/hurt/burn/bomb/destroy/slaughter/strangle you/them/all/every/everyone/everybody/
    somebody/someone/your/him/people/the/yall; kill/shoot/stab/murder/hurt/strangle/beat you/yall/all you/every one/your; kill/shoot/stab/hurt/murder/assassinate/bomb/behead the
    mayor/inspector/council/councilman/councilwoman/officer/judge/clerk/staff/councilor/manager/cops/police; kill every/all of/one; 
    come/coming down/over there .. and? hurt/kill/shoot/beat/mess; burn/burning your/that/the/this/it/city/down office/house/building/city/hall/down/place/town;
    burn down the/city/your/that/this/my/every; burn your/the/that .. down; burn it down; burn yall; bomb that/your/the/city/this/you/yall; going to bomb; blow
    up/you the/that/your/city/this/up/every/courthouse; blow/blowing your/the .. up/off/out; shoot up/that/your/the/yall; shoot .. place/office/school/building up;
    bullet in/through/between the/your/you/his/her; put a bullet; you/yall will/are going/gonna regret; you will .. regret/pay/die/suffer/bleed; you/yall .. dead/
    dead; you people/all/guys are dead; you are a? dead; you are dead meat/man; hope you/yall/they all? die/burn/rot/bleed; watch your/yalls back/backs/self; know/knows
    where you/yall live/work/park/sleep; know where your kids/family; coming for you/yall/your; come for you; going to beat/whoop/smack/kick/slap/punch/knock/fuck/
    smash your/you/yall; beat/kick/whoop your/yall ass/face/head; find you and; i will find you; hunt you; pay with your life/blood; inspector/mayor/officer/clerk/worker/
    employee/council ... gets/get/getting/be shot/killed/hurt/stabbed; bring/bringing/brought/take/taking my/a gun/rifle/ar15/weapon/guns; kys; kill yourself; kill your self; go
    die; drop dead; someone should/needs/ought .. burn/shoot/kill/bomb; heads will roll; blood on your hands will; slit your; cut your throat; death threat; death to
"""
_HATE = """
    hate graffiti/signs/sign/message/messages/letter; because i speak spanish/mixteco/navajo; for not speaking english;  not serve us/me/him/her/them because; they discriminate; not hire me because; called .. terrorist; treated .. like an? animal/dog/trash/criminal because; not rent to us/me/him because; told .. go back to; no spanish here; dirty mexican/mexicans; build the wall;
    hate crime/crimes/group/groups/speech/mail; racist; racists; racism; racial; racially; slur; slurs; n word; discriminate; discriminated; discriminates;
    discriminating; discrimination; bigot; bigots; bigotry; go/goes/went back to your/mexico/where/their/our/africa/china/country; go home to mexico/your; told us/me/him/her/them to go back;
    swastika; swastikas; nazi; nazis; kkk; klan; white power/supremacy/supremacist/supremacists/pride; noose; proud boys; islamophobia;
    antisemitic; antisemitism; anti semitic/immigrant/mexican/muslim/black/asian/gay/latino/trans; homophobic; homophobia; transphobic; transphobia; xenophobic; xenophobia; because/cause/
    cuz/for i/we/he/she/they/my/of? am/are/is? .. mexican/latina/latino/latinx/hispanic/black/muslim/gay/lesbian/trans/native/asian/jewish/immigrant/immigrants/
    indian/arab/brown/chinese/navajo/indigenous/lesbians/queer/guatemalan/salvadoran/african/somali/haitian/cuban/undocumented; because of my/our/his/her/their skin/
    color/race/accent/religion/skin/hijab/disability/language; for being .. mexican/latina/latino/hispanic/black/muslim/gay/lesbian/trans/native/asian/jewish/brown/
    immigrant/indigenous/different; for/of/cause/because of? my/our/his/her their? race/skin/color/religion; color of my/our/his/her skin; cause of our race;
    wetback; wetbacks; beaner; beaners; spic; spics; no mexicans/latinos/blacks/muslims/immigrants/hispanics/indians/asians; mexicans not allowed; speak english or/this/in/and; for
    speaking spanish; stop speaking spanish; mocks/mock/mocked/mocking/laugh/laughs/making/makes/made fun? of? my/our/his/her accent; called/calls/call/calling me/us/him/her/my/them .. slur/
    slurs/illegal/wetback/beaner/terrorist/faggot/fag/monkey/names/alien/nigger; pulled/ripped/took/tore off? my/her/a off? .. hijab/veil/headscarf; hijab; insults at; shouting/yelling/screaming/shouted/
    yelled insults/slurs/racist; unfair treatment; civil rights complaint/violation; gay bashing; treat/treated/treats me/us bad/badly/different/unfair because/for/cause;
    discriminatory; profiled; racial profiling; profiling
"""

ENGLISH = (
    Group("em_fire", _FIRE, unless=_marks("burnt_out permit"), over=True),
    Group("em_fire", _SMOKE, unless=_marks("cooking"), over=True),
    Group("em_fire", "fire", at_most=3),
    Group("em_fire", "fire", needs=_marks("burns"), unless=_marks("asks cooking"), over=True),
    Group("em_fire", _GAS),
    Group("em_fire", _MONOXIDE, unless=_marks("asks")),
    Group("em_fire", _WIRES, unless=_marks("wires_of_no_danger")),
    Group("em_fire", _BLAST, over=True),
    Group("em_violence", _SHOTS, over=True),
    Group("em_violence", _WEAPON, over=True),
    Group("em_violence", _ATTACK, over=True),
    Group("em_violence", _KILL_ME, yields=_marks("dv"), over=True),
    Group("em_violence", _INTRUDER, over=True),
    Group("em_violence", _ROBBERY, over=True),
    Group("em_violence", _TAKEN, yields=_marks("immigration"), over=True),
    Group("em_violence", _FOLLOWED, over=True),
    Group("em_violence", _BOMB, over=True),
    Group("em_violence", _POLICE_NOW),
    Group("em_medical", _BREATH, over=True),
    Group("em_medical", _BREATH_HARD, unless=_marks("dust")),
    Group("em_medical", _AWAKE, over=True),
    Group("em_medical", _ANSWERS, unless=_marks("calls"), over=True),
    Group("em_medical", _SICK, over=True),
    Group("em_medical", _HURT, over=True),
    Group("em_medical", _CRASH, unless=_marks("habit unhurt"), over=True),
        Group("suicide", _SUICIDE),
    Group("suicide", "kill me $", at_most=3),
    Group("dv", _DV_PARTNER),
    Group("dv", _DV_THIRD),
    Group("dv", _DV_WORDS),
    Group("dv", _SHELTER, unless=_marks("volunteers")),
    Group("dv", "abusive", unless=_marks("landlord vehicle")),
    Group("dv", _DV_UNNAMED, unless=_marks("police_hits"), yields=_marks("child_abuse")),
    Group("dv", _DV_ABUSED, yields=_marks("child_abuse trafficking")),
    Group("dv", _DV_KEPT, yields=_marks("trafficking")),
    Group("child_abuse", _CHILD),
    Group("child_abuse", _CHILD_SPEAKS),
    Group("child_abuse", _ELDER),
    Group("trafficking", _FORCED),
    Group("trafficking", _PAPERS),
    Group("trafficking", _HELD, needs=_marks("held"), unless=_marks("stuck")),
    Group("trafficking", _CAPTIVE),
    Group("immigration", _ICE, needs=_marks("ice_enforcement")),
    Group("immigration", _ICE, unless=_marks("ice_weather")),
    Group("immigration", _IMMIGRATION),
    Group("immigration", _PAPERS_FEAR),
    Group("immigration", _ILLEGAL, yields=_marks("hate")),
    Group("threat", _THREAT),
    Group("hate", _HATE),
    Group("hate", "harass/harassed/harasses/harassing/harassment", unless=_marks("landlord")),
)
