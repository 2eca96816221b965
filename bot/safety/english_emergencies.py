"""What people text in English when somebody may die within the hour; data only, the notation is in notation.py."""

from bot.safety.notation import Group, names

_FIRE = """
    house/place/building is/was? up in flames; fire department please/now/needed; need/send the? fire
    department/firefighters/firemen; <place> is/are/was? on fire; <place> on fire;
    man/woman/person/kid/child/someone/somebody/baby/he/she is? on fire; on fire $; fire
    at/in/on/near/behind/by/next/inside/under/outside/across; there is/was/are a/some? big? fire; there is a
    big/huge/small fire; a/big/huge/small/house/car/kitchen/brush/grass/building/apartment/garage/roof/tree fire
    started/starting/spreading/burning/outside; big/huge/house/car/kitchen/brush/grass/
    building/apartment/garage/roof/forest fire; wildfire; wildfires; wild fire; fire
    started/starting/spreading/burning/help; fire is spreading/close/coming/getting/moving/out/near; help .. fire; my
    .. on fire; caught fire; caught on fire; catching fire; set/setting/sets .. on fire; set/sets/setting .. fire to;
    set/sets/setting a? fire/fires; started/starting/starts/lit/lighting a? fire/fires; see/seeing/saw a? fire/flames;
    flames; in flames; arsonist; arson; <place> is/are burning; <place> is/are .. burning down; something is/was?
    burning; <place> .. burning $; burning down; <place> next door is burning; <place> .. went up in flames; <place>
    caught
"""
_SMOKE = """
    see/seeing/saw .. smoke; smell/smells/smelling smoke; smoke is? coming/pouring/billowing/everywhere/inside/rising;
    lots of smoke; a lot of smoke; so much smoke; thick/black/heavy smoke; smoke and flames; full of smoke; filled
    with smoke; filling with smoke; smoke in my/the/our house/apartment/building/hallway/room/apt/kitchen; smoke
    from/out the roof/building/house/window/windows; smell/smells/smelling .. burning; electrical burning; smoking
    outlet; outlet is? smoking/sparking/burning
"""
_GAS = """
    gas line .. hit/broken/broke/leaking/ruptured; stove .. gas leaking/leak; gas is? coming;
    smell/smells/smelling/smelled .. gas; gas smell; strong gas; gas/propane leak; gas/propane leaking; leaking
    gas/propane; gas is leaking; gas line broke/broken/hit/busted/ruptured/leaking; hit a gas line; gas coming out;
    odor of gas; gas odor; reeks of gas; rotten eggs smell; smells like rotten eggs; natural gas smell
"""
_WIRES = """
    power/electric/electrical/live/downed/fallen/sparking/utility line/lines/wire/wires/cable/cables is/are? ..
    down/fell/fallen/sparking/ground/hanging/snapped/broke/burning; downed/live/fallen/sparking/exposed power?
    wire/wires/line/lines/cable/cables; wire/wires/lines down; wire/wires/lines is/are down; wires/wire/lines/line
    is/are? on the ground; wires/wire/lines/line .. sparking; wire/wires fell; sparks
    flying/coming/everywhere/shooting/from; sparking; line down and; power line down/fell/snapped; pole fell .. wires;
    pole .. wires .. ground
"""
_BLAST = """
    explosion; explosions; exploded; exploding; something/building/house/transformer/
    plant/factory/tank/meter/gas/car/stove blew up; about to explode; going to explode; transformer
    blew/exploded/burning; chemical spill; chlorine leak; building/roof/bridge/wall collapsed on
"""
_SHOTS = """
    they/he/she/someone/somebody/police/cops/cop/guy/man .. shot my/a/the/him/her/someone/two/three/at/me; shot in
    front/the/his/her; shot in .. leg/arm/head/chest/back/stomach; been shot; fired a/his/the/their gun/shot/shots;
    firing a/his/their? gun/shots; emptied a clip; gun went off; guns going off; shots fired; shot fired; gunshot;
    gunshots; gun shot/shots; gunfire; gun fire; heard/hear/hearing/heared .. shots; shots
    outside/nearby/at/in/by/on/near/next; shooting; shootings; shooter; active shooter; driveby; drive by; <person>
    shot; <kin> shot; <child> shot; got/was/been/being/is shot; shoot/shoots/shot/shooting at/me/us/him/her/people;
    bullets; opened fire; firing a gun/guns; firing at; getting shot; shoot my/our house; shot at
"""
_WEAPON = """
    brandishing; has/have/with/holding/swinging/waving .. weapon/rifle/shotgun/machete/pistol/bat/axe/hammer/pipe;
    pull/pulling a? gun/knife; has/have/had/got/with/pulled/pulls/pointing/points/pointed/waving/carrying/
    holding/swinging a/an/his/her/the? <weapon>; has/have/with/holding .. gun/knife/machete;
    pulled/pulling/pointed/points .. gun/knife/pistol/weapon; gun/knife/pistol pointed; gunpoint; knifepoint;
    gun/knife point; gun/knife to my/his/her/their head/throat/neck; armed
    robbery/man/men/guy/person/suspect/people/intruder; <person> armed; is armed; gunman; gunmen; hay un hombre with a
    gun; con gun; with gun
"""
_ATTACK = """
    hit/hits/hitting/beat/beating/punched/punching/kicked/kicking a/an/this/some/that
    man/woman/guy/lady/person/kid/homeless/boy/girl/teen with/in/over/outside/at; dragging/grabbing/grabbed/dragged
    a/this/the/some woman/girl/lady; jumping a/this/some; getting stomped/jumped; sucker punched; knocked .. out;
    pepper sprayed; rioting; hitting/beating/attacking people/someone/somebody/a/an with/person/man/woman/old;
    they/he/she/someone/somebody killed a/an/my/the/someone/him/her; going crazy with a; threatening
    people/everyone/us/me with a/an/his/her/their; threatening people/everyone/us/me with <weapon>/rocks/bottles/fire/
    bat/bats/stick/sticks/pipe/pipes/hammer/violence/death;
    threatening to kill/shoot/stab; stabbed; stabbing; stabs; got/was/been stab; stab me/him/her/someone/us;
    being/been/getting/got/was/were/gets attacked; is/are attacking; attacking me/him/her/us/people/someone/a/my/the;
    attacked me/us/him/her/my/by; dog/dogs/pitbull is/are? attacking/mauling; mauled; killing
    him/her/someone/them/us/people; murdered; murdering; murderer; was/were/got/been killed; someone killed; killed
    <person>/<child>/<kin>; is killing someone; hostage; hostages; beating up; beating <person>; are/is beating
    a/an/the/some/up <person>/homeless/guy; beat up right; getting beat/beaten up; getting
    jumped/robbed/mugged/attacked; beating/jumping someone/somebody/people; got/being/getting jumped; jumped by; jumped
    me/us; big/huge/street/gang/bar/knife fight; fighting with/outside/in/at/on/right; are/is fighting; fight
    outside/in/on/at/right/breaking/going/happening; there is a fight; riot;
    screaming/yelling/calling/crying/screams/shouting/begging for help; screaming help; screams .. help; gang war;
    brawl; throwing bottles at
"""
_KILL_ME = """
    trying/tried/wants/want/threatening/threatened/threatens to kill/shoot/stab/hurt/rape/murder
    me/us/him/her/them/my/our/someone/people; he/she/they/someone/somebody/man/guy/guys is/are? going to
    kill/shoot/stab/hurt/murder/rape me/us/him/her/them/my/someone; he/she/they/someone/man/guy/guys will
    kill/shoot/stab/murder me/us/him/her/them
"""
_INTRUDER = """
    kicking/banging/pounding/busting/breaking .. my/our/the front/back? door/window/windows; kicking in; kick in my;
    broke/breaking my window right/now/and; trying to break; in my house/home/apartment right/with/and/now; someone
    just came in/into my; trying/tries/tried to .. open/unlock/enter/break my/the/our? door/window/house/home;
    stranger in/at/inside my/our; trying .. door/doors/window; someone at my window/door; someone is at my window;
    opening my window; peeking in; breaking in/into; break in in/right/progress; trying/attempting to ..
    break/get/come/force/climb/kick in/into/through/inside/door/window; trying to break/get/climb .. in/into;
    someone/somebody/man/guy/stranger/people/person/intruder/burglar/he/they is/are in/inside my
    house/home/apartment/apt/room/garage/basement/attic/yard/backyard/bedroom/kitchen; intruder; intruders; burglar;
    home invasion; just broke in/into; climbing through/into/in my; kicking my/the/in? door; banging on my door;
    at/outside my door/house/window with; prowler; peeping tom; looking in/through my window
"""
_BROKE_IN = """
    there is someone/somebody in/inside my/our house/home/apartment/apt/trailer/room/basement/attic/garage; there is a
    man/guy/stranger in/inside my/our house/home/apartment/apt/trailer/room/basement/attic/garage;
    broke/broken in/into/inside to? my/our house/home/apartment/apt/place/trailer/room/bedroom/duplex; broke/broken in
    my/our house/home/apartment/apt/trailer/room/bedroom; someone/somebody/man/guy/dude/stranger just?
    got/came/snuck/climbed/walked in/into/inside my/our house/home/apartment/apt/trailer/room/bedroom
"""
_ROBBERY = """
    robbery now/at/in/right/happening; being/getting/is/are robbed; robbing; getting mugged/robbed; got/been/was/were
    just? mugged; mugged; just got/been? robbed/mugged/jumped/attacked/carjacked; just robbed/mugged; hold up in;
    carjacked; carjacking; robbed at gun/knife/gunpoint; looting; i got robbed just/right; stick up; we are being?
    robbed
"""
_TAKEN = """
    kidnap; kidnapped; kidnapping; kidnaped; abducted; abducting; abduction; grabbed ..
    girl/boy/kid/child/woman/baby/daughter/son; snatched .. girl/boy/kid/child/woman/baby/daughter/son;
    put/puts/forced/threw/pulled/dragged .. in/into .. van/trunk/car; took my daughter/son/baby/kid/child from; tried
    to take/grab my daughter/son/baby/kid/child
"""
_FOLLOWED = """
    is/are/was/been/being/keeps/kept following me/us/her/my; being/getting/am followed; chasing me/us/him/her/someone;
    followed me/us home; is chasing people/me/us; running after me/us; chased by
"""
_BOMB = """
    there is/was a? bomb; bomb in/at/under/inside/on/threat; found a bomb; pipe/car bomb; a bomb at/in/under;
    suspicious package/device; hand grenade; grenade; explosives; hay bomb; molotov
"""
_POLICE_NOW = """
    need .. police now/here/asap/fast; help me he/she/they/please; help us he/they/please; police now; send the?
    police/cops/cop/sheriff/911; send an? officer right/now/fast; need the? police/cops/911
    now/right/asap/help/here/fast/please; call/calling 911; police please/help hurry; help police; is an? emergency
    please/help/hurry; is an emergency; emergency help/now; help emergency; need 911; life or death; save me; save us;
    please hurry; someone help me; somebody help me; help me now
"""
_BREATH = """
    not/stopped/stop/barely/hardly/quit breathing; not breathe for; lips/face/skin/turning/turned/is/are? blue
    and/not; turning blue/purple; lips .. blue; gasping for; no pulse; needs/need/doing/giving cpr; not have a pulse;
    heart stopped
"""
_BREATH_HARD = """
    can not breathe/breathing; trouble/difficulty/problems breathing/breathe; hard to breathe; short of breathe
"""
_AWAKE = """
    unconscious; unresponsive; not responsive; passed/passing/passes out; blacked out; fainted; fainting; faint;
    he/she/<person>/<kin>/<child>/<elder>/<partner> .. collapsed; will not/never wake; will not .. wake up; can not
    wake; not wake up; not waking; can not get .. to? wake; <person>/he/she/<kin>/<child>/<elder> is/are? not moving;
    <person>/down/down .. not moving; not moving and; man/woman/person/officer/kid down; laying/lying/layin ..
    ground/floor/street/snow/road/sidewalk; laying/lying down not; <person> .. laying/lying ..
    snow/street/road/ground/floor; limp; face down; knocked out; found .. dead; is dead in/on/inside;
    he/she/person/man/woman/guy/baby is dead; dead person/man/woman/guy/baby/people; dead body/bodies; a/the body
    in/on/at/under; found a body; human remains; floating in the river/canal/ditch/lake/pool
"""
_ANSWERS = """
    <person>/<kin>/<child>/<partner>/he/she/they/i just? odd in/on/at/behind/inside/again/and/last/right/now/$; just
    odd; odd on fentanyl/heroin/pills/meth/something; oding; od ing;
    he/she/they/<kin>/<child>/<elder>/<person>/<partner>/and is/are? not responding/answering/reacting
"""
_SICK = """
    took/taken/did/shot/snorted/smoked .. much/bad fentanyl/heroin/meth/coke/xanax/blues/percs/drugs; too much
    fentanyl/heroin/meth/xanax/drugs; fentanyl .. not/passed/dying/sick;
    can not talk right/straight; can not feel .. arm/leg/side/face; face is? numb; droopy; having ..
    stroke/seizure/heart; pain .. heart/left; heart is? racing/hurting/hurts and; diabetic coma; pills ..
    unconscious/sleepy; ate .. poison; swallowed .. coin/battery/magnet/toy; high fever .. baby/seizure; premature
    labor; baby is crowning; pregnant and .. bleeding/fell/pain; pregnant .. bleeding; stung ..
    breathe/swollen/throat; foaming at; foam .. mouth; foaming; needs/need/want a? doctor/medic/paramedic
    now/asap/right/urgent/fast/hurry; od d; fell .. tracks/train; bees .. swelling/swollen; swelling up; throat
    swelling; went into shock; coded; unable to breathe; having trouble breathing; diabetic emergency; blood sugar ..
    low; overdose; overdosed; overdosing; od; oded; ods; need/have narcan; heart attack; heartattack; cardiac arrest;
    chest pain/pains/hurts/tight/pressure/is; pain in .. chest; having/had/has/have/getting a? stroke; stroke; face
    drooping/is drooping; slurring; slurred; seizure; seizures; seizing; convulsing; convulsions; convulsion; allergic
    reaction; anaphylaxis; anaphylactic; throat is/closing/swelling/closed; throat .. closing; choking; choked on;
    diabetic shock; insulin shock; low sugar and; heat stroke; heatstroke; hypothermia; freezing to death; frostbite;
    in labor; going into labor; went into labor; my/her water broke; giving birth; baby is coming; baby coming;
    miscarriage; miscarrying; having contractions; poisoned; poisoning; ate/drank/drink/swallowed/eaten/swallow ..
    poison/bleach/battery/batteries/pills/detergent/magnet/antifreeze/chemicals; took/taken/taking/swallowed ..
    bottle/bunch/lot/whole/all/handful/many .. pills/tylenol/meds/medication/medicine; too many pills; medical
    emergency; snake bite; bit by a snake; rattlesnake bit; electrocuted; shocked by; heart is stopping; drowning;
    drowned; fell in/into/inside .. pool/river/canal/ditch/lake/well/acequia/pond/manhole/hole and; fell in/into the
    pool/river/canal/ditch/lake/well/manhole
"""
_HURT = """
    fell ... can not get/move/walk/stand; fell ... not get up; fell ... broke/broken/hip/head; cut ..
    hand/arm/leg/head/wrist .. bad/deep/open/blood; blood all over; blood is? everywhere/gushing/coming; gushing
    blood; passed out from; lot of blood; bleeds; bleed out; bleeding out; bleeding; lots of blood; a lot of blood; so
    much blood; blood everywhere; losing blood; lost a lot of blood; blood will not;
    coughing/throwing/vomiting/puking/spitting up? blood; covered in blood; cut .. finger/hand/arm/leg/foot off; cut
    off .. finger/hand/arm/leg/foot; badly/seriously/really/severely hurt/injured/burned/wounded; burned badly; bad
    burn; head injury; broke/broken .. neck/leg/hip/back/arm can/and; people/person/someone/somebody/man/
    woman/kid/child/lady/driver/guy is/are/got/was? .. hurt/injured/wounded/trapped/pinned; injured
    people/person/man/woman/child; is hurt bad/badly; are hurt; injuries; trapped/pinned under/inside/in; we/i
    am/are/is? trapped; i am trapped; trapped $; stuck in the/an elevator; fell off/from/down ..
    roof/ladder/stairs/window/balcony/bridge/building/scaffold/scaffolding/tree/horse; fell .. can not move/get/walk;
    fell and can not; fell .. not moving/awake; fell .. hit .. head; fallen and can not;
    need/needs/send/call/calling/get/want an/the? ambulance/paramedics/emt/medic; ambulance please/now/asap/to/at;
    send help/someone/somebody/medics please/now/fast/asap/quick; paramedics; please send help
"""
_CRASH = """
    been/was/is an accident; there/just been an/a accident/wreck/crash; motorcycle/motorcyclist/biker
    down/crashed/laying/hit; car/truck/bus/motorcycle/bad/big/head/multi/vehicle/terrible/serious/major/
    awful/train/bike/horrible/fatal/school crash/wreck/accident/collision/pileup;
    crash/wreck/accident/collision/rollover on/at/in/near/by/happened/just; just crashed; car/truck/van
    flipped/rolled/overturned/crashed/upside; rollover; rolled over; crashed into; hit/struck/ran/run over? by
    a/an/the car/truck/bus/van/train/driver/motorcycle/suv; just hit a/by? <person>/<child>/pedestrian; hit a
    person/pedestrian/kid/child/man/woman/boy/girl/lady/cyclist/biker; ran/run/runned over <person>/a/my/the/<child>;
    ran/run over; car/truck/bus/van hit me/him/her/us/<child>/my/a/an/the <child>/<kin>/<person>/<elder>;
    <person>/<child>/<kin> got/was/been? hit by; hit and run with/person/pedestrian
"""

ENGLISH_EMERGENCIES = (
    Group("em_fire", _FIRE, unless=names("burnt_out permit"), over=True),
    Group("em_fire", _SMOKE, unless=names("cooking"), over=True),
    Group("em_fire", "fire", at_most=4),
    Group("em_fire", "burning", needs=names("burns"), unless=names("burnt_out cooking permit"), over=True),
    Group("em_fire", "fire", needs=names("burns"), unless=names("asks cooking"), over=True),
    Group("em_fire", _GAS),
    Group("em_fire", "carbon monoxide; co alarm/detector; monoxide", unless=names("asks")),
    Group("em_fire", _WIRES, unless=names("wires_of_no_danger")),
    Group("em_fire", _BLAST, over=True),
    Group("em_violence", _SHOTS, over=True),
    Group("em_violence", _WEAPON, over=True),
    Group("em_violence", _ATTACK, over=True),
    Group("em_violence", _KILL_ME, yields=names("dv"), over=True),
    Group("em_violence", _INTRUDER, over=True),
    Group("em_violence", _BROKE_IN, unless=names("animal no_burglar"), over=True),
    Group("em_violence", _ROBBERY, over=True),
    Group("em_violence", _TAKEN, yields=names("immigration"), over=True),
    Group("em_violence", _FOLLOWED, over=True),
    Group("em_violence", _BOMB, over=True),
    Group("em_violence", _POLICE_NOW),
    Group("em_medical", _BREATH, over=True),
    Group("em_medical", _BREATH_HARD, unless=names("dust")),
    Group("em_medical", _AWAKE, over=True),
    Group("em_medical", _ANSWERS, unless=names("calls"), over=True),
    Group("em_medical", _SICK, over=True),
    Group("em_medical", _HURT, over=True),
    Group("em_medical", _CRASH, unless=names("habit unhurt"), over=True),
)
