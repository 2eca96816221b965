"""What people text in English about harm that has no siren, from self-harm to threats; data only, see notation.py."""

from bot.safety.notation import Group, names

_SUICIDE = """
    i cut myself; cut myself $; cut myself last/again/because/when/every/to; i been/started/keep/am cutting again/$; i
    have been cutting again/$; can not do this no/any/anymore ... gone/die/dead/live/life/living/alive/disappear; can
    not do this life; i just/only/really? want to be gone; wish/wished i was/were gone; can not go on no; over with my
    life; done with this/my life; my <child>/<kin> is/keeps/started cutting again/$; my <child>/<kin> has been cutting
    again/$; keep living; why .. keep living/going; should i keep living; why am i alive; why am i still alive; no will
    to live; not want to live anymore; not want to live like this; no longer want to live/be; nobody/no would ..
    notice/miss/care/mind if; no one would .. notice/miss/care/mind if; if i was/were .. gone/dead; if i died; if i
    just died; how to die/hang/overdose; ways to die; best way to die; easiest way to die; not want to be here no/any;
    not want to be around; take/took it no/any more .. die/dead; can not take it .. die/dead/live/life; off
    himself/herself; offed himself/herself; want to .. be dead; rather not be alive/here; should not be alive; should
    have never been born; should never have been born; never been born; plan .. kill/end/suicide; jump in/into the
    river; jumping $; i am going to jump; going to off; too much pain to live; do not see the point ..
    living/life/anymore; see no point; not worth it to live; feel like dying/killing; point of living/life/being; what
    is the point of living; whats the point of living; burden to/on everyone/my/everybody/them/you; want to disappear;
    so? tired of living; took .. pills to die; cut/cutting/slit .. my/his/her wrist/wrists; want to be gone forever;
    hate my life .. die; hate being alive; sleep and not wake; overdose on purpose; want to not be here/alive; not want
    to be here $; not want to be here anymore; not want to be on this/earth; everyone hates me .. die; life has no
    meaning; lost all hope; have no hope left; hopeless .. life/live; end my suffering; want to go to sleep forever;
    want to be with my mom/dad/son/daughter/wife/husband in heaven; kill/killing/killed/kills
    myself/herself/himself/themselves/themself; kill my/him/her self; off myself; suicide; suicidal; suicides;
    want/wants/wanted/wanting/wish/need to die; want/wants/wanted to be dead; want to just/not die/exist/wake; want to
    just die; just want to .. die; want to end it/everything/my; end/ending/ended my/his/her/their own? life;
    end/ending it all/all; end it tonight/now; ready to end it; take/taking/took my/his/her/their own life; take/taking
    my life; hurt/hurting/harm/harming myself/herself/himself/themselves; self harm/harming/injury; cutting
    myself/herself/himself/themselves; want/going to cut myself; cut/cuts/slit/slitting my/his/her wrist/wrists/veins;
    she/he/daughter/son/friend cuts herself/himself; no/any reason to live; reason to keep living/going; nothing .. to
    live for; nothing to live; no point in living/life/being; no point living/anymore in; better off dead/without me/if
    i; better off if i/she/he was/were dead/gone; be better without me; world .. better without me; not want to
    live/be/exist $; not want to live/be alive/exist anymore/any/no/longer/in; not want to be alive/here
    anymore/around; not want to exist; not want to live no/like this/any; not want to wake up; not feel like living;
    not worth living; life is not worth; life is meaningless; not deserve to live; wish/wished i/she/he was/were/could
    never? dead/born/die/dead; wish i could .. disappear/die/not; wish i .. not/never wake/born/woke; hope i do not
    wake; hope i die; hope i never wake; done with life/living; tired of living/life/being alive; sick of living/life;
    over with life; give up on life; giving up on life; let me die; rather be dead; rather die than; going to die
    tonight/today and; unalive; unaliving; unalived; sewerslide; hang/hanging/hung/hanged myself/himself/herself;
    shoot/shooting myself/himself/herself; drown myself; overdose myself; od on purpose; jump off/from/of ..
    bridge/roof/building/overpass/balcony; jumping off/from .. bridge/roof/building/overpass;
    going/about/wants/want/trying to jump; on the bridge .. jump; jumper on; bridge .. jump; on the ledge; step in
    front of; jump in front of; throw myself; goodbye everyone/everybody/world/cruel; goodbye forever; will not be here
    tomorrow/anymore/much/long; not be around much/anymore/tomorrow; see me again after tonight; nobody/no one would
    care/miss if i; nobody would miss me; i have the pills; my suicide note/letter; goodbye letter/note;
    thinking/thoughts about/of dying/death/killing/ending; thoughts of hurting; ready to die; plan to die; going to do
    it tonight/goodbye; ending it tonight; want it all to end; want everything to end; crisis line/hotline number; can
    not go on anymore/living/like; not see a way out; do not see a future; lost the will to; want to sleep and
    never/not; want to sleep forever
"""
_DV_PARTNER = """
    my <partner>/man/girl/boo be/been/done .. <hits> me/us;
    my <partner>/man/mans/dude .. beat/beats/beating/hitting/slapping/whooping/wailing/whaling on me/us; my baby/babys
    daddy/dad/mama .. beat/beats/beating/hitting/slapping on? me/us; my old? man/dude be? .. beating/beats/hitting/
    hits/slapping/slaps/choking/chokes/punching/punches on? me/us; my <partner>/man/mans/dude/daddy .. whoop/whoops/
    whooped/whooping/beat/beats/beating/kick/kicks/kicked my ass/butt/behind; putting/laying his/her/their? hands on
    me/us/her; my <partner> do not let me; hiding .. from my <partner>/him; hide .. from my <partner>; my <partner>
    broke/breaks/twisted/burned/smashed/hurt my/me; away from my <partner>/abuser/abusive; get away from him; get away
    from my; keeps .. hitting me; my <partner> keeps/kept/started/starts/always/constantly <hits> me; my <partner> ..
    mad/drunk/angry .. hits/hurts/me; leave my husband .. safe/hits/abuse/afraid; my <partner> and he/she hits/hit;
    afraid for my life; my babys/baby father/dad/daddy/mom/mama .. <hits>/threatens/threatened me/us; my man
    <hits>/threatens me; my <partner> .. drunk/high/crazy and/breaking/throwing; hide/hiding from my <partner>; where
    .. hide from; not feel safe at/with/in home/him/my; not safe at home; afraid/scared/worried he/she will/is/going
    hurt/kill/hit/beat/find; scared he is going to; he/she is going to beat/hit me; afraid to go home; my <partner> ..
    tracking/tracks/controls/monitors me/my; my <partner> will kill me/us; my <partner> is going to kill/hurt me;
    walking on eggshells; my ex .. broke in/into; my <partner> .. <hits> me/us/her/him; my ex <partner> ... <hits>
    me/us; my <partner> <hits> me; my/her/his/the? <partners> .. <hits> me/us/her; my <partner> ... will/to/going kill
    me/us; my <partner> ... kill me; my <partner> ... threatens/threatening/threatened/threaten/stalking/stalks/
    following/follows/harassing/harasses me/us/my; my <partner> is/gets/becomes/turned/was/got? ..
    violent/abusive/dangerous/controlling/aggressive; afraid/scared/terrified/frightened/fear of? my <partner>;
    afraid/scared/terrified of him/going/home/go; scared/afraid to go/come home; scared/afraid to be at home; my
    <partner> scares me; put/puts/laid/lays his/her/their hands on me/her/my/us; put/puts hands on me/her; my <partner>
    will/does not/never let me; he/she controls .. money/phone/me; he/she takes/took my money/phone/keys; throws/threw
    me against/down/on/to/into; <hits> me <partners>; my <partner> raped/forces/forced/rapes; hits/beats/hit/beat me
    when/every/again/because/and/if; leave/escape/leaving my abusive/violent/husband; safe from my <partner>; hiding
    from my <partner>; run/running from my <partner>; my <partner> broke my; my <partner> ..
    gun/knife/strangled/strangles; my <partner> .. found me; my <partner> ... outside/at/comes/came .. my/our
    house/job/work and; my <partner> has .. gun/knife; husband/boyfriend/wife/girlfriend/ex locks/locked me; if i leave
    .. kill/hurt/take
"""
_DV_THIRD = """
    beats/hits/abuses/chokes his/her .. girlfriend/wife/boyfriend/husband; he/she beats/hits/abuses/chokes her/him;
    screaming .. hitting her; hear .. hitting/beating/screaming her/his/wife/woman; <hits> his/her/their
    wife/girlfriend/husband/boyfriend/partner/gf/bf/mom/mother/spouse/lady/woman;
    hitting/beating/choking/punching/slapping a/his/that/the woman/lady/girlfriend/girl/wife; <person>/<kin> ...
    <hits> by her/his/their <partner>; abused/hit/beaten/beat/hurt by her/his/my/their <partner>/man; man
    hitting/beating/choking a/the/his/her woman/girl/wife/girlfriend; couple .. fighting; domestic fight;
    hits/beats/hit my mom/mother/mama/sister/aunt; my dad/stepdad/father/stepfather hits/hit/beats/beat/choked my
    mom/mother/mama; <hits> on his/her <partner>; her husband/boyfriend/bf/ex .. <hits> her/him; her
    husband/boyfriend/ex .. kill her; sisters/moms/daughters/friends husband/boyfriend/bf .. <hits> her/them
"""
_DV_WORDS = """
    raped my; molested me; my boss .. touching/touches me; upskirt; sex assault; he came on to me and;
    tried/trying/wants to rape; date rape; non consensual; forced me to have sex; trap/trapped in ..
    marriage/relationship; domestic violence/abuse/dispute/disturbance/situation;  a domestic; domestic
    going/next; abusive
    relationship/husband/boyfriend/partner/home/ex/wife/marriage/girlfriend; restraining order; restraining orders;
    protection/protective order; order of protection; no contact order; raped; rape; raping; rapist; raped me;
    sexually assaulted/abused/harassed/assaulting/abusing; sexual assault/abuse/harassment/violence; forced
    himself/herself/themselves on; force/forces/forced/forcing/makes me/her to? have sex; touches/touched/touching me
    at/and/in/without/when/there/down/inappropriately/sexually/under; groped; gropes; groping; fondled; battered;
    stalking me/her/us; stalker; stalks me; being stalked; is stalking; roofied; drugged me; flashed me; sextortion;
    nudes of me; revenge porn; forced marriage; forcing me to marry
"""
_SHELTER = """
    women/womens/woman shelter; shelter for women/battered/abused; safe house
"""
_DV_UNNAMED = """
    he/she/they be/keep/keeps/always/started? .. beating/beats/beat/hitting/slapping/choking/punching/whooping on?
    me/us; he/she whooped/whoops/beat/beats my ass/butt; beat/beats/beating the living?
    hell/shit/crap/fuck/mess/life/daylights out of me/us/her; grabbed/grabs/grab/held/holds me by the/my
    neck/throat/hair/arm; he/she said he/she will/would/is kill/hurt me; pulled/pulls/dragged me by my/the hair; said
    he will kill me; he/she/they hits/hit/beats/beat/slapped/slaps/punched/punches/kicked/kicks/choked/chokes/
    strangled/strangles/pushed/pushes/shoved/threw/hurts/abuses/abused/burned/dragged me/us/her; he/she
    is/was/keeps/has? .. hitting/beating/choking/hurting/abusing/punching/slapping/threatening me/us/her;
    hits/beats/slaps/punches/chokes/strangled/strangles/choked me; hit me; beats us; hitting me; beating me; he will
    kill me if; if i leave .. kill; he/she will kill me; he locked me; he locks me
"""
_DV_ABUSED = """
    being/been/getting/was/is/am abused; abuses me/her/him; abused me/her/him; will not let her leave
"""
_DV_KEPT = """
    he/she do/does not let me work/<go>/see/talk/have/use; will not let me leave the house/him; will not let me
    see/talk/have/use/work; he/she will not let me; not let me out
"""
_CHILD = """
    exposed/exposing/touching/flashed/flashing/exposes himself/kids/children to/at/in/kids/near
    kids/children/girls/the/minors; flashing/exposing .. kids/children/girls; <child> .. playground ..
    naked/exposed/touching;
    has bruises; have bruises; full of bruises; bruised .. <child>; can not find my
    little/baby/year/younger/older/two; little/year .. girl/boy/kid/son/daughter .. lost/missing; year old ..
    missing/lost/alone/wandering/walking; mom/dad/mother/father/parents/stepdad/boyfriend/stepmom/uncle/aunt/teacher/
    babysitter/coach hits/hit/beats/hurts/hitting/beating/touches/touched him/her/them; says his/her
    mom/dad/uncle/stepdad .. hits/touches/hurts; left .. baby/kid/child/toddler/infant/kids .. car/alone;
    kids/children/baby are/is? living in .. filth/garbage/feces; screaming at .. <child> and; inappropriate .. with ..
    <child>; inappropriate with <child>; <child> .. not been home; <child> .. sold; selling .. baby;
    kid/kids/child/student/baby/boy/girl/toddler/he/she .. has/have/with/had/covered bruises; bruises on ..
    <child>/him/her; not feed the/their/her/his <child>; <child> is/are/was/walking? walking/crying/wandering/running
    .. alone; hurting/hitting .. baby/kid/kids/child; husband/boyfriend/wife/girlfriend/he/she ..
    hits/hit/beats/hurts/hitting/beating our/my/the/her/his <child>; shaking the baby; sexually ..
    child/kid/minor/girl/boy; touching my <child>; teacher .. touched/touching/hit/hits .. <child>/student;
    child/kid/kids/children/elder/elderly/senior/infant abuse/neglect/abused/abuser/abusers/molester;
    child/children/kids/baby/kid being/getting/is/are/was/were ..
    abused/beaten/beat/hit/neglected/molested/hurt/starved; <child> .. being/getting
    beat/beaten/hit/abused/molested/hurt/neglected/touched/starved; abusing/hitting/beating/hurting/
    molesting/touching/punching/slapping/kicking/starving/shaking/burning/spanking/choking/whipping/neglecting/
    whooping the/a/his/her/their/my/our/your/that/little? <child>/brother/sister/siblings;
    hitting/beating/abusing/hurting/kicking/slapping/punching/yanking/molesting .. <child>;
    hits/beats/hurts/touches/abuses/molests/slaps/punches/whips/neglects/kicks/
    starves/burns/abused/molested/beat/hurt/slapped/punched/kicked/touched/neglected
    the/a/his/her/their/my/our/that/little? <child>; hit my/his/her/the/their baby/babies/son/daughter/kid/kids/child/
    children/grandson/granddaughter/toddler; hits/beats/hurts my/his/her/their/our little? brother/sister/siblings;
    <child> .. left/home/all alone; <child> alone; left .. <child> .. alone/unattended; <child> .. by
    himself/herself/themselves; leaves/leaving/left/leave him/her/them alone/by at/all/in/at; alone .. he/she is
    1/2/3/4/5/6/7; 1/2/3/4/5/6/7 year/years/yr/month old/olds .. alone/lost/missing/by/crying/wandering;
    unattended/unsupervised/abandoned child/children/baby/kid/kids/toddler; baby/kid/kids/child/toddler/children ..
    hot car; baby/kid/kids/child/toddler/infant/nino/nina/bebe left? in a/the? parked? hot? car/truck/van; locked in
    .. car .. baby/kid/child; baby/kid/child/toddler .. locked in; left .. baby/kid/child/toddler in; abandoned
    baby/child; found a baby; missing child/kid/boy/girl/son/daughter/baby/toddler/teen/teenager/student/children/
    kids/person/grandma/grandpa; my <child> is/are/has/been/went/gone? been? missing/lost/gone; my <elder>
    is/has/been/went? been? missing/lost; <child> .. went/is/gone missing; <child> is lost/missing; can not find my
    <child>/<elder>/brother/sister/mom/dad; lost/little/crying child/kid/toddler; lost child; lost kid; lost my
    kid/child/son/daughter/little; lost little boy/girl; little girl/boy is lost/alone/crying; <child> .. not
    come/came/show/showed home/up/back; <child> .. ran/run away; runaway teen/child/kid; amber/silver alert;
    toddler/baby/child/kid .. wandering/walking .. street/road/alone; wandering .. no parents; no parents around;
    child protective/protection services; protective services; cps; a kid is getting; no food .. kids/children/baby;
    kids/children/baby .. not have/get food/eat/fed; not feeding .. <child>/<elder>; kids/children/child/kid/boy/girl
    chained/tied/locked/caged; chained/tied up .. kid/kids/child/children; locked/locks .. <child> in; child/kiddie
    porn/pornography; kids/children/child naked; pictures/photos/videos of .. kids/children/girls/boys/child
    naked/bathroom/undressing; pedophile; pedofile; pedo; predator; predators; molested; molester; molesting; molests;
    grooming; incest; following/luring/approaching/watching/talking .. little kids/girls/children; offering candy;
    shaken baby; underage drinking party .. girls; 12/13/14/15 .. pregnant by; sexting .. minor/kid/child
"""
_CHILD_SPEAKS = """
    my dad/stepdad/mom/mother/father/stepfather/stepmom/parents/stepmother/uncle/foster/mommy/daddy/grandpa
    hits/beats/beat/hurts/hit/whips/abuses/abused/touches/touched/molested/rapes/choked/punched me/us; my parents ..
    hit/beat/hurt/starve/abuse me/us; my <kin> .. hits/beats/abuses/touches us/my; i am 8/9/10/11/12/13/14/15/16 ..
    hit/hits/hurt/hurts/abused/scared/touched/beats; her stepfather/stepdad/father/dad/uncle ..
    abuses/touches/touched/rapes/molests/hits/beats/abused her/him; afraid/scared of my
    dad/stepdad/mom/father/stepfather/parents
"""
_ELDER = """
    elder/elderly abuse; hits/hitting/beats/abuses/abusing/hurting/hurts/neglecting/neglects/
    yelling/starving/slapped/slaps/slapping/hit the/my/an/his/her/their? old? <elder>/grandmother/grandfather;
    nursing/care home is/are? .. neglecting/abusing/hitting/hurting/starving/sores/abuse/neglect;
    caregiver/caretaker/nurse/aide .. hits/hit/hitting/hurts/steals/abuses/neglects; neglecting my/her/his
    mom/dad/mother/father/patients/residents; bed sores; bedsores; steal/stealing/steals/took/take/taking/stole ..
    <elder> .. money/check/checks/social; <elder> .. not .. food/fed/eat/bathed; <elder> ..
    alone/wandering/lost/missing; my <elder>/mom/dad with dementia/alzheimers/alzheimer; dementia ..
    missing/wandered/lost/walked; taking advantage of .. <elder>; <elder> .. not have food/eat/eaten; not feed ..
    him/her/<elder>
"""
_FORCED = """
    girls/women/woman/girl/workers/people/kids .. are/is/being .. forced; sell
    herself/himself/themselves/myself/ourselves; selling herself/themselves/myself; sell her/their/my/his body; sell
    .. body; making my <kin> sell; sold .. to men/a; made to work/sleep/have; working like slaves; treated like
    slaves; owe them/him money .. work/leave/papers; brothels; tricked me/us/her; he sells/sold girls/me/her; working
    off .. debt; smuggled us/me/them; being/getting/been/was/is/am sold; i am being sold; forced/forcing/forces into
    prostitution/sex/labor/marriage; traffick; trafficks; sell their bodies; sell my body; makes .. girls; girls ..
    work .. streets .. pimp/force; forced to work/clean/cook/beg/sell/prostitute/have/strip/dance; forced
    labor/work/prostitution/servitude; force/forces/forcing/make/makes/making me/us/them/her/him to? work
    to/for/without/until/with; forced .. sell sex/prostitute/prostitution; trafficking; trafficked; trafficker;
    traffickers; slavery; slave; slaves; girls/women/woman/girl/kids being/are/is? ..
    forced/sold/pimped/trafficked/prostituted; selling/sell/sells/sold
    girls/women/kids/children/me/her/girl/people/us; sold to a/him/them/men; sell/sells/selling me; pimp; pimps;
    pimped; pimping; brothel; sex slave/slaves/trade; sleep/sex with men/customers/clients for/money; sex with
    customers/men/clients; prostitute me/myself/us/herself; makes/make/forces me sleep/sell/prostitute/strip;
    young/underage girls .. men/different/house; different men come/every/night; teen prostitution; minors ..
    prostitution; massage parlor .. girls/women/forced/sex; smuggler; smugglers; coyote
    wants/has/took/will/keeps/says; pay/paying/owe .. coyote/smuggler/smugglers; owe .. people who brought; debt
    bondage; indentured
"""
_PAPERS = """
    took/takes/take/keep/keeps/kept/holding/have/has/hid all? my/our/their/the workers? <papers>; give me/us back
    my/our <papers>; give back my/our <papers>; not give .. <papers>;
    took/takes/take/keep/keeps/kept/keeping/holding/holds/hold/hiding/hid/withhold/withholds/withholding
    my/our/their/her/his/all? <papers>; boss/employer/owner/manager/they/he/she/patron has/have my/our <papers>; keep
    .. id so; will not give .. back .. passport; will not return my/our <papers>; not give me/us my/our <papers>
"""
_ICE_AS_CHAIN = """
    threaten/threatens/threatening/threatened .. call/with/to immigration/migra/ice; will/going/to/would call
    immigration/migra/ice if/on/unless
"""
_HELD = """
    not let .. out .. clean/work/pay; not paid .. not leave; work with no pay; not let me/us/them/her/him <go>; not let
    .. workers/girls/women <go>; not allowed to <go>; can not <go>; can not get out; not let me out; lock/locks/locked
    me/us/them/her/girls/workers in/up/inside/at; locks/lock/locked the doors/door; held/hold/holding me/us/her
    against; are/is not free to <go>; i have to work until i/my/the; work until i pay;
    threaten/threatens/threatening/threatened my/our/his/her family ... work/working/stop/leave/pay; work/working/works
    with/without/for no? pay and; work/working .. no pay; sleep in the warehouse/basement/kitchen/restaurant/factory;
    live/lives/living/sleep/sleeping in the? warehouse/factory/basement/restaurant .. work; they watch us; not get paid
    .. can not
"""
_CAPTIVE = """
    being held; held against; held captive; against my/her/his/their will; keep/keeps/kept/keeping/hold/holding
    me/us/her/him locked/captive/prisoner/hostage; captive; taken prisoner; they have us/me locked; will not let us
    leave/go
"""
_IMMIGRATION = """
    asking/asked/asks for? .. immigration status/papers; immigration .. status; stopped by border/immigration; ice
    took; raids; detained my; agents .. workplace/restaurant/church/school; am i safe .. immigrant/papers;
    arresting/taking/detaining/deporting/rounding immigrants/people/families/migrants/up; immigrants being
    taken/arrested/detained; men/guys/people/agents/officers in masks/plainclothes/vests ..
    took/taking/grabbed/arrested; not here legally; not legal $; i am not legal; am not legal; got my green card
    taken; my dad/mom/husband/wife is in ice; turned in to ice; la pinche migra; immigration; migra; deport; deported;
    deports; deporting; deportation; deportations; deportable; undocumented; undoc; border patrol; ice
    agent/agents/officer/officers/raid/raids/van/vans/truck/trucks/detention/checkpoint; ice is
    outside/coming/knocking/taking; homeland security; hsi; cbp; masked/hooded agents/agent/men/officers/people/guys
    .. taking/took/grabbing/arresting/van; agents in/with masks/vests; agents
    at/knocking/outside/took/came/grabbed/here/are/in; taken/took/grabbed/arrested by agents; federal agents; feds
    taking/at/are/took; raid at/in/on/happening/today/now; raids at/in/on/happening/today; doing raids; are there
    raids; a raid; detained; detains; detention center; immigrant detention; checkpoint; asylum
    case/hearing/lawyer/court; removal order/proceedings; notice to appear; overstayed; my <kin>/<partner>/<child> ..
    detained/deported/deportation; work with/for ice; report us/me/them to ice/immigration; know your rights card; red
    card/cards; sanctuary city; is this/it safe .. immigrants/immigrant; share .. info/information/data with
    ice/immigration/feds
"""
_PAPERS_FEAR = """
    no/without papers; not have/got/has papers/documents/status/legal; have no papers/status/legal; not have my
    papers; ask/asks/asking/check/checking/need/want for? papers; without/no legal status;
    my/immigration/legal/citizenship status; without status; show papers; not legal here; not have legal
"""
_ILLEGAL = """
    am/is/are/being/if i/she/he/we? illegal $; i am/was illegal; we are illegal; am an? illegal
    immigrant/alien/person/and/can; illegal immigrant/immigrants/alien/aliens; illegals
"""
_THREAT = """
    shoot/kill/hurt/stab/murder/burn all/both/each/any of you; you all/guys/people/better/fix .. or i ..
    burn/shoot/kill/blow/hurt; or i will .. burn/shoot/kill/blow/hurt/break; or i burn; hope your
    mayor/mom/family/boss/kids .. shot/dies/die/killed/dead; hope you/somebody/someone .. shoots/kills/shot/killed;
    burn the/that/your/this place/office/building/whole; torch your/the; coming to your office/house/home/job/work
    with; better watch out; i have a gun and .. you/your; you will see what happens; you will be sorry; make you pay;
    get what is coming; you deserve to die; i will find where; i will make you; slap/punch you/your; bash your; i/we
    am/are/will/want/should/could/might/swear/have? .. going/to/will? kill/shoot/stab/murder/hurt/burn/bomb/
    destroy/slaughter/strangle you/them/all/every/everyone/everybody/somebody/someone/your/him/people/the/yall;
    kill/shoot/stab/murder/hurt/strangle/beat you/yall/all you/every one/your;
    kill/shoot/stab/hurt/murder/assassinate/bomb/behead the mayor/inspector/council/councilman/
    councilwoman/officer/judge/clerk/staff/councilor/manager/cops/police; kill every/all of/one; come/coming down/over
    there .. and? hurt/kill/shoot/beat/mess; burn/burning your/that/the/this/it/city/down
    office/house/building/city/hall/down/place/town; burn down the/city/your/that/this/my/every; burn your/the/that ..
    down; burn it down; burn yall; bomb that/your/the/city/this/you/yall; going to bomb; blow up/you
    the/that/your/city/this/up/every/courthouse; blow/blowing your/the .. up/off/out; shoot up/that/your/the/yall;
    shoot .. place/office/school/building up; bullet in/through/between the/your/you/his/her; put a bullet; you/yall
    will/are regret this/it/everything; you will regret $; you will .. pay/die/suffer/bleed; you/yall .. dead/dead;
    you people/all/guys are dead; you are a? dead; you are dead meat/man; hope you/yall/they all? die/burn/rot/bleed;
    watch your/yalls back/backs/self; know/knows where you/yall live/work/park/sleep; know where your kids/family;
    coming for you/yall/your; come for you; going to beat/whoop/smack/kick/slap/punch/knock/fuck/smash your/you/yall;
    beat/kick/whoop your/yall ass/face/head; find you and; i will find you; hunt you; pay with your life/blood;
    inspector/mayor/officer/clerk/worker/employee/council ... gets/get/getting/be shot/killed/hurt/stabbed;
    bring/bringing/brought/take/taking my/a gun/rifle/ar15/weapon/guns; kys; kill yourself; kill your self; go die;
    drop dead; someone should/needs/ought .. burn/shoot/kill/bomb; heads will roll; blood on your hands will; slit
    your; cut your throat; death threat; death to
"""
_HATE = """
    mexicans/latinos/hispanics/blacks/muslims/immigrants/asians/jews/gays/indians/natives/somalis/haitians
    are/stink/out/go/not dirty/criminals/trash/not/home/back/welcome/allowed/rapists/illegal/lazy/animals; go home
    mexican/mexicans/immigrants; kick out mexicans; hates mexicans/latinos/hispanics/blacks/
    muslims/immigrants/asians/jews/gays/us; not rent/sell/hire/serve to? mexicans/latinos/hispanics/blacks/
    muslims/immigrants/asians/jews/gays/families; not let us in because; dirty mexican/immigrant/immigrants/indian;
    terrorist .. my/us/me/him/her; hate graffiti/signs/sign/message/messages/letter; because i speak
    spanish/mixteco/navajo; for not speaking english; not serve us/me/him/her/them because; they discriminate; not
    hire me because; called .. terrorist; treated .. like an? animal/dog/trash/criminal because; not rent to us/me/him
    because; told .. go back to; no spanish here; dirty mexican/mexicans; build the wall; hate
    crime/crimes/group/groups/speech/mail; racist; racists; racism; racial; racially; slur; slurs; n word;
    discriminate; discriminated; discriminates; discriminating; discrimination; bigot; bigots; bigotry; go/goes/went
    back to your/mexico/where/their/our/africa/china/country; go home to mexico/your; told us/me/him/her/them to go
    back; swastika; swastikas; nazi; nazis; kkk; klan; white power/supremacy/supremacist/supremacists/pride; noose;
    proud boys; islamophobia; antisemitic; antisemitism; anti semitic/immigrant/mexican/muslim/black/
    asian/gay/latino/trans; homophobic; homophobia; transphobic; transphobia; xenophobic; xenophobia;
    because/cause/for i/we/he/she/they/my/of? am/are/is? .. mexican/latina/latino/latinx/hispanic/
    black/muslim/gay/lesbian/trans/native/asian/jewish/immigrant/immigrants/indian/arab/brown/chinese/navajo/
    indigenous/lesbians/queer/guatemalan/salvadoran/african/somali/haitian/cuban/undocumented; because of
    my/our/his/her/their skin/color/race/accent/religion/skin/hijab/disability/language; for being ..
    mexican/latina/latino/hispanic/black/muslim/gay/lesbian/trans/native/asian/jewish/brown/immigrant/indigenous/
    different; for/of/cause/because of? my/our/his/her their? race/skin/color/religion; color of my/our/his/her skin;
    cause of our race; wetback; wetbacks; beaner; beaners; spic; spics; no mexicans/latinos/blacks/muslims/
    immigrants/hispanics/indians/asians; mexicans not allowed; speak english or/this/in/and; for speaking spanish;
    stop speaking spanish; mocks/mock/mocked/mocking/laugh/laughs/making/makes/made fun? of? my/our/his/her accent;
    called/calls/call/calling me/us/him/her/my/them .. slur/slurs/illegal/wetback/beaner/
    terrorist/faggot/fag/monkey/names/alien/nigger; pulled/ripped/took/tore off? my/her/a off? ..
    hijab/veil/headscarf; hijab; insults at; shouting/yelling/screaming/shouted/yelled insults/slurs/racist; unfair
    treatment; civil rights complaint/violation; gay bashing; treat/treated/treats me/us bad/badly/different/unfair
    because/for/cause; discriminatory; profiled; racial profiling; profiling
"""

ENGLISH_HARM = (
    Group("suicide", _SUICIDE),
    Group("suicide", "kill me $", at_most=3),
    Group("suicide", "not want to live; no quiero/quiere vivir", unless=names("dwelling")),
    Group("dv", _DV_PARTNER),
    Group("dv", _DV_THIRD),
    Group("dv", _DV_WORDS),
    Group("dv", _SHELTER, unless=names("volunteers")),
    Group("dv", "abusive", unless=names("landlord vehicle")),
    Group("dv", _DV_UNNAMED, unless=names("police_hits"), yields=names("child_abuse")),
    Group("dv", _DV_ABUSED, yields=names("child_abuse trafficking")),
    Group("dv", _DV_KEPT, yields=names("trafficking")),
    Group("dv", "not let me leave the/my house/apartment/room", unless=names("stuck"), yields=names("trafficking")),
    Group("child_abuse", _CHILD),
    Group("child_abuse", _CHILD_SPEAKS),
    Group("child_abuse", _ELDER),
    Group("trafficking", _FORCED),
    Group("trafficking", _PAPERS),
    Group("trafficking", _HELD, needs=names("held"), unless=names("stuck")),
    Group("trafficking", _ICE_AS_CHAIN, needs=names("at_work")),
    Group("trafficking", _CAPTIVE),
    Group("immigration", "ice", needs=names("ice_enforcement")),
    Group("immigration", "ice", unless=names("ice_weather")),
    Group("immigration", _IMMIGRATION),
    Group("immigration", _PAPERS_FEAR),
    Group("immigration", _ILLEGAL, yields=names("hate")),
    Group("threat", _THREAT),
    Group("hate", _HATE),
    Group("hate", "harass/harassed/harasses/harassing/harassment", unless=names("landlord")),
)
