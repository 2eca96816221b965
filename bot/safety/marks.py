"""Words that are no danger and decide whether others are, in both languages, because people mix them; data only."""

from bot.safety.notation import HARMLESS, Group

MARKS = (
    Group(
        "past",
        """
        ayer; anoche; antier; anteayer; antenoche; yesterday; last night/week/weekend/month/year/summer/winter; last
        <weekday>; semana/mes/ano/fin/verano/invierno pasado/pasada; <weekday> pasado; on <weekday>; el <weekday>;
        <number> days/weeks/months/years/day/week/month/year ago; days/weeks/months/years ago; a/an while ago; hace
        <number>? dias/dia/semana/semanas/mes/meses/ano/anos/tiempo; de hace; la otra vez/noche; el otro dia; the
        other day/night; months/weeks back; last year; esa vez; that time
        """,
    ),
    Group(
        "now",
        """
        ahora; ahorita; right now; again; otra vez; otra ves; de nuevo; en este momento; en este instante; just now;
        hoy; today; tonight; since yesterday/last; desde ayer/anoche/antier/hace; happening; ya mismo; acaban de;
        acaba de; esta noche; still shooting/bleeding/here/there; sigue sangrando/aqui/ahi/sin
        """,
    ),
    Group(
        "habit",
        """
        siempre; always; so many; muchos accidentes/choques; many accidents/crashes/wrecks; cada
        semana/dia/mes/rato/fin/ano; every day/week/month/night/weekend/year; lots of; a lot of
        accidents/crashes/wrecks; need/needs/want a? stop/light/sign/bump/bumps; pongan; antes que/de; before
        somebody/someone/anyone/a/it; ponen; future; could be/get/happen; seguido; a cada rato; pone; prevent; evitar;
        topes; speed bumps
        """,
    ),
    Group(
        "ice_weather",
        """
        street/streets/st sidewalk/sidewalks; sidewalk; sidewalks; snow; slip; slipped; slippery; slipping; road;
        roads; plow; plowed; icy; salt; driveway; stairs; steps; walkway; curb; freezing; street; streets; parking
        lot; gutter; hielo; banqueta; banquetas; acera; nieve; resbalosa; resbaloso; resbalan; resbala; resbale;
        congelada; congelado; ramp; puddle; ice all over; bus stop; sidwalk; path; bike lane; intersection; winter;
        invierno; escaleras; cochera
        """,
    ),
    Group(
        "ice_enforcement",
        """
        agents; agent; raid; raids; detained; detain; detains; arrested; arrest; arresting; deport; deported; migra;
        vans; van; officers; officer; courthouse; court; took; taken; taking; grabbed; door; knocking; picked; rights;
        warrant; detention; custody; afraid; scared; masked; masks; immigration; agentes; agente; redada; redadas;
        detenido; detuvo; detuvieron; deporten; llevo; llevaron; llevan; agarro; agarraron; agarran; corte; derechos;
        miedo; encapuchados; inmigracion; migracion; puerta; abogado; lawyer; papers; papeles; my work; mi trabajo;
        police; policia; federales; federal; checkpoint; reten; work with; trabaja con; city share; avisan; cita;
        report to
        """,
    ),
    Group(
        "migra",
        """
        migra; migracion; inmigracion; immigration; ice; agents; agentes; federales; redada; deport; deportaron
        """,
    ),
    Group(
        "animal",
        """
        dog; dogs; cat; cats; perro; perros; perra; perrito; gato; gatos; gata; raccoon; squirrel; deer; venado; bird;
        birds; pajaro; pigeon; duck; ducks; possum; skunk; zorrillo; ardilla; mapache; tree; trees; arbol; rooster;
        gallo; gallos; plant; plants; kitten; puppy; animal; animals; animales
        """,
    ),
    Group(
        "someone",
        """
        <child>; person; man; woman; lady; people; someone; somebody; he; she; me; us; nino; nina; alguien; senor;
        senora; hombre; mujer; muchacho; muchacha; gente; persona; my <kin>; mi <kin>; mi <partner>; my <partner>
        """,
    ),
    Group(
        "vehicle",
        """
        car; cars; truck; trucks; van; vehicle; carro; carros; coche; coches; troca; trocas; camioneta; camionetas;
        driveway; cochera; parked; parking; placas; plates; estacionado; estacionados; traila; moto; motorcycle;
        garage; garaje; parqueado; estacionamiento; title; titulo
        """,
    ),
    Group(
        "permit",
        """
        permit; permits; permiso; permisos; allowed; burn ban; volunteer; tour; training; inspection
        """,
    ),
    Group(
        "unhurt",
        """
        nadie .. lastimado/herido/lastimo; no hay heridos/lastimados; sin heridos; nobody/noone is/was/got
        hurt/injured; no one is/was/got hurt/injured; no injuries; everyone is ok/okay/fine; todos estan bien
        """,
    ),
    Group(
        "dwelling",
        """
        apartamento; apartment; aqui; here; ratas; rats; cerca; near; calle; street; barrio; neighborhood; ruido; noise;
        vecinos; neighbors; edificio; building; renta; rent; landlord; casa; house; cucarachas; roaches; moho; mold;
        next to; ciudad; city;
        traila; trailer; depa; colonia; basura; trash; musica; music
        """,
    ),
    Group(
        "stuck",
        """
        driveway; cochera; blocked; blocking; estacionan; carros; cars; parking; dormir; snow; nieve; parked; tapa;
        tapan; tapado; estacionado; flood
        """,
    ),
    Group(
        "police_hits",
        """
        <police> .. <hits> me/us/him/her/my; <police> .. me/nos/lo/le/la <pega>; me/nos/lo/le <pega> un/la/el/los/unos
        <police>; by <police>; by the <police>
        """,
    ),
    Group(
        "wires_of_no_danger",
        """
        internet; cable guy; telefono; phone; comcast; xfinity; tv; television; spectrum; telmex; fence; cerca
        """,
    ),
    Group(
        "cooking",
        """
        bbq; barbecue; barbeque; barbacoa; grill; grilling; carne asada; asada; asador; cigarette; cigarettes;
        cigarro; cigarros; marijuana; weed; mota; chimney; chimenea; camiones; diesel; fogata; bonfire; fire pit;
        pila; asadero; chiminea; lena; incense
        """,
    ),
    Group(
        "asks",
        """
        install; installs; installation; free; gratis; instalar; instalan; ponen; permit; permiso; permisos; allowed;
        ban; can i get/have/burn/make; puedo hacer/quemar/conseguir; se puede; class; classes; clase; clases;
        training; volunteer; voluntario; buy; comprar; tour; visitar; prevention; prevencion; inspection; inspeccion;
        season; temporada
        """,
    ),
    Group(
        "volunteers",
        """
        volunteer; volunteering; donate; donation; donar; voluntario; voluntaria; donaciones
        """,
    ),
    Group(
        "dust",
        """
        dust; smell; smells; stink; pollution; polvo; olor; peste; apesta; huele feo; construction; allergies; pollen
        """,
    ),
    Group(
        "burns",
        """
        casa; casas; humo; edificio; edificios; llamas; bomberos; building; apartamento; apartamentos; carro; arbol;
        arboles; monte; cerca; house; smoke; ayuda; help; cocina; estufa; bosque; techo; depa; cuarto; tienda;
        escuela; quema; quemando; quemarse; vecino; callejon; basurero; dumpster; parque seco; zacate; lote; traila;
        iglesia; garaje; cochera
        """,
    ),
    Group(
        "held",
        """
        boss; work; working; works; farm; ranch; rancho; restaurant; factory; warehouse; lock; locked; papers; debt;
        owe; coyote; coyotes; owner; watch us; job; employer; patron; jefe; jefa; trabajo; trabajar; trabajando;
        trabajamos; deuda; debo; debemos; deber; bodega; encerrado; encerrada; encerrados; encerradas; limpio;
        limpiar; dueno; duena; pasaporte; passport; patrones; restaurante; fabrica; pay; pagan; paga; traffickers;
        pimp; clean for; i clean; cleaning; nanny; maid; housekeeper; me tienen; nos tienen; they keep me
        """,
    ),
    Group(
        "at_work",
        """
        boss; work; working; works; job; employer; farm; ranch; rancho; restaurant; factory; warehouse; foreman;
        contractor; supervisor; passport; patron; patrones; patrona; jefe; jefa; trabajo; trabajar; trabajando;
        trabajamos; restaurante; fabrica; bodega; mayordomo; contratista; pasaporte
        """,
    ),
    Group(
        "no_burglar",
        """
        rata; ratas; rat; rats; raton; ratones; mouse; mice; cucarachas; roaches; hormigas; ants; abejas; bees;
        avispas; wasps; vibora; snake; murcielago; bat; bats; chinches; mapaches; raccoons; zorrillos; skunks;
        ardillas; squirrels; tlacuache; tlacuaches; palomas; pigeons; agua; water; lodo; mud; drenaje; sewage;
        abandonada; abandonado; abandoned; vacia; vacio; vacant; empty
        """,
    ),
    Group(
        "at_home",
        """
        my <partner>; mi <partner>; su <partner>; su marido; <partners>; el papa de mis; the father of my; my
        baby/babys daddy/dad; my kids dad; mi ex; my ex
        """,
    ),
    Group(
        "burnt_out",
        """
        sun; sol; foco; focos; bulb; bulbs; bombilla; tele; television; computadora; arroz; comida; food; toast;
        frijoles; llanta; llantas; tire; tires; rubber; clutch; basura a veces
        """,
    ),
    Group(
        "landlord",
        """
        landlord; landlords; collector; collectors; dueno del; casero; telemarketer; telemarketers; mosquitoes;
        mosquitos; cobradores; debt; parking; banco; bank; water; agua
        """,
    ),
    Group(
        "thing_hit",
        """
        mi carro; el poste; mi barda; mi cerca; la barda; mi buzon; my car; el letrero; estacionado; mi troca
        """,
    ),
    Group(
        "calls",
        """
        calls; emails; email; texts; messages; landlord; office; department; oficina; website; correo; llamadas
        """,
    ),
)
"""Groups of cues name them in `needs` and `unless`."""

HARMLESS_PHRASES = Group(
    HARMLESS,
    """
    ice cream/creams/rink/rinks/skating/skate/skates/hockey/machine/machines/chest/box/pack/packs/cube/cubes/bath/
    storm/storms/dam/dams/age/water/tea/cold/fishing/maker/breaker/breakers/scraper/melt/coffee/bucket/bags/bag/arena/
    time/plant/show/sculpture/sculptures/truck/cap/castle; black/dry/thin/shaved/bagged ice; italian ice; bag/bags of
    ice; bolsa/bolsas de ice; ice on/covering the/my/our? street/sidewalk/road/bridge/steps; fire hydrant/hydrants/
    station/stations/department/dept/truck/trucks/engine/engines/drill/drills/pit/pits/works/work/place/extinguisher/
    extinguishers/alarm/alarms/escape/escapes/lane/lanes/wood/ban/bans/insurance/safety/code/codes/exit/exits/marshal/
    fighter/fighters/house/sprinkler/sprinklers/sauce/inspection/hall/chief/ants/ant/permit/zone/academy/season/
    restrictions/danger/museum/engine; is/was/were/are/so/straight/pure/puro/estuvo/estuvieron/esta/estaba/todo/bien
    fire/fuego; band/team/dj/you/guys/they .. on fire; your mixtape .. fire; fuegos/fuego
    artificiales/artificial/pirotecnicos; puro fuego; fuego puro; dumpster fire; arma/armas de fuego; camp fire;
    campfire; hang fire; burn/fire permit; fire sale; simulacro de incendio/incendios; contra incendios/incendio;
    seguro de/contra incendio/incendios; alarma/alarmas de incendio/incendios; salida de incendio; prevencion de
    incendios; explosion demografica; tus/te/se/si llamas; shooting hoops/stars/star/baskets/range/pool/guard/the
    movie/film; shooting a/the movie/film/video/scene/commercial/show/breeze/photo; shooting for;
    movie/film/photo/photography/video/basketball/archery shooting; shoot hoops/baskets/pool/photos/video; kids
    shooting hoops; bullet hole/holes/point/points/list/train/journal; gun buyback/range/show/shop/store/safety/laws/
    law/control/permit/lock/locks/violence; nail/glue/caulk/heat/spray/staple/radar/water/paint/squirt/toy gun; top
    gun; jump/jumped the gun; knife sharpening; pocket knife; butter knife; bike/bicycle attack; heart attack grill;
    food/snowball/water fight; fighting city hall; fight for; fight about; fight against; fighting for/against; armed
    forces/services; boxing match; ball/branch/door/cart/bill/gate/swing/rama/pelota/puerta hit/hits me; ninos/kids ..
    pegan/pegando .. pelota/balon; me pega/pego .. gripa/luz/sol/aire/pelota/rama/covid/hambre; metiendo los/las?
    perros/gatos/ratas/ratones/cucarachas/mapaches/zorrillos/gatitos; atropellaron/atropello a? un/al/mi/una/el?
    perro/gato/perrito/gatito/venado/animal/perra/gata/ardilla; hit/hits/killed a/my/the
    dog/cat/deer/squirrel/raccoon/coyote; alguien/uno/gente se va/van a matar en/con ese/esa/este/esta/el/la/los
    hoyo/bache/cruce/esquina/calle/crucero/curva/escalera/banqueta/hoyos/baches;
    carro/carros/coche/troca/moto/camioneta sin papeles/placas; papeles de/del mi? carro/coche/troca/moto/traila;
    papers for/of/to my/the/a car/truck/van/trailer/vehicle/dog; no tengo los? papeles de/del mi?
    carro/coche/troca/moto/traila/perro/casa; not have the? papers for/of my/the
    car/truck/van/trailer/vehicle/dog/house; shooting range/ranges; choque de horarios/horario; choque con un/el/una
    bache/poste/hoyo/tope/banqueta; sol me pega; almost hit me/us/my; almost got hit; nearly hit me; almost ran over;
    casi me/nos/lo/le/la/los atropella/atropellan/atropello/atropellaron/pega/pegan/choca/chocan/chocaron/pego; casi le
    pega/pego/pegan; ninos/ninas/kids solos/solas/alone jugando/playing/at; kids are alone at the bus; el sol me pega;
    carro/camion/troca/bus casi .. pega/atropella/pego/atropello a mi/un/una/la/el <child>/<person>/<kin>; cuanto
    cuesta .. ambulance; ambulance siren/sirens; on the ice; burning smell of; burning trash/leaves/man; building/house
    permit; a shooting star; is/was a shooting star/stars; jump in/into the pool; want to jump in; fire
    crackers/cracker; i speak english; you speak english; speaks english; no speak english; not speak english; bath
    bomb/bombs; bomb cyclone; photo bomb; the bomb; da bomb; is/was/were bomb; cherry bomb; bug bomb; bomb squad show;
    seed bomb/bombs; bomba de agua/gasolina/aire/gas/alberca/sumidero/calor/riego; bomba del
    agua/edificio/pozo/riego/gas; la bomba de/del; bomba y plena; baile de bomba; musica de bomba; bomberos
    dan/tienen/hacen; camion de bomberos; estacion de/del bomberos; stroke of luck/genius/midnight/work;
    stroke/suicide/overdose/fire/violence/abuse/rape prevention; stroke rehab; back/breast stroke;
    asset/property/vehicle/land seizure; bleeding heart/hearts; bleeding money; nose/gum bleeding; blood
    drive/pressure/sugar/bank/test/donation/orange; gave/give/giving .. heart attack; almost/nearly/about had/have a
    heart attack; heart attack when i saw/got/opened; body shop/of/wash/camera/cameras/work/cam; student/governing
    body; casi .. infarto; casi .. infarta; casi me infarto; casi me muero; infarto del susto; casi .. ataque ..
    corazon; da/dio un infarto del/cuando/al/con; paro de camiones/bus; derrame de
    aceite/gasolina/drenaje/aguas/petroleo; derrame del drenaje; drowning in trash/bills/debt/paperwork/garbage/work/
    noise/dust/weeds/emails/taxes/homework; ahogo/ahogamos/ahogando/ahogan/ahoga en
    basura/papeleo/deudas/trabajo/bills/papeles; drain .. choking; choking with weeds/leaves/hazard; choking hazard;
    crash course/pad/test; computer/website/app/site/system crash; website crashed; me muero de/d risa/hambre/calor/
    frio/ganas/sueno/sed/verguenza/pena/curiosidad/amor/miedo/aburrimiento/envidia/cansancio/nervios/la; morir de
    risa/hambre/calor/frio/ganas/sueno/sed/verguenza; morirme de risa/hambre/calor/frio/ganas/sueno/sed/verguenza;
    muero por ver/ir/comer/conocer/saber/un/una; jajaja me muero; jaja me muero; me muero jaja/jajaja; matarme de risa;
    me matas de risa; die laughing; die of heat/boredom/laughter/embarrassment/thirst; dying to/laughing/for; die for;
    to die for; want to die laughing; killing it/time/me; kill time/for/two; killed it; dressed to kill; road kill;
    roadkill; kill the weeds/grass/mosquitoes/lights/engine/noise/vibe/bugs/ants/rats; weed killer; kill switch; over
    kill; kill joy; matar el tiempo/las/los/ratas/cucarachas/moscos/zancudos/hierba; mata la espalda/planta/plantas;
    matar dos; mata de; mataria por; hit me up/back; hit us up; hit the/a/that
    pothole/curb/bump/gym/road/fence/pole/tree/sign; hits the spot; hit and miss; suicide squad/doors;
    dog/cat/perro/gato .. bit/mordio me; abuse of parking/power/handicapped/water; power abuse; animal abuse/cruelty;
    abuso de estacionamiento/autoridad/precios/poder; maltrato animal; maltrato de animales; child
    care/support/seat/seats/tax/friendly; lost dog/cat/wallet/phone/keys/card/passport; missing
    sign/cat/dog/cart/trash/sidewalk/cover/bin; nino dios; dia del nino/nina/ninos; perdi mi/el/la
    pasaporte/cartera/celular/perro/gato/licencia/tarjeta; lost my passport/wallet/dog/cat/phone/keys/card/license;
    renew .. passport; passport appointment/photo/photos/office/application/fair; cita .. pasaporte; sacar ..
    pasaporte; renovar .. pasaporte; toilet/paper papers; papers/papeles tirados; drug/drugs/drogas trafficking;
    trafico de drogas; slave to; trata de bajar/subir/cruzar/pasar/llegar/llamar/hablar/ver/que; se/me/les/que/mal
    trata de; immigration/migration/citizenship office/offices/building/class/classes/test/exam/history/museum/form/
    forms/services/center/fair/fee/fees/photos/appointment; oficina/oficinas/edificio/clases/museo/feria/tramite/
    tramites/cita/citas/formas de/para inmigracion/migracion; migracion de aves/pajaros/mariposas; bird migration; raid
    spray/bug/ant/roach/can; the raid; bug raid; raid bug; insurance raid; illegal
    dumping/parking/fireworks/turn/turns/park; panty raid; anti racist/racism training; racist training; discrimination
    training/class; human race; race track/street/car/cars; road race; hate crime stats/statistics/report; hate
    it/this/that/the/when/how; reten de agua; sin papel; emergency contact/contacts/exit/kit/lights/room bill; non/no
    emergency; no es emergency; ambulance bill/bills/billing/service/siren/sirens; ambulance can not; violan
    el/la/los/las; viola el/la/las; viole el; violo el/la; violaron el/la/los/las candado/ley/reglas/alto/cerradura/
    semaforo/luz/puerta/reglamento/chapa; pega el sol; pega mucho el sol; pega bien fuerte el sol; me pego la/el
    gripa/gripe/covid/susto/sol/aire/hambre; me pega el sol/viento/aire/frio; pega la luz/el/aire; pegaron/pegan/pega
    propaganda/carteles/anuncios/stickers/calcomanias; pega con la pelota; pegan con la pelota; le/me/nos
    pego/pegaron/pego/pegan/pega a/al? mi/el/al carro/coche/troca/camioneta/barda/cerca/ventana/poste/buzon; me pegaron
    el/mi carro/coche/troca; corte de pelo; tiros de esquina/libres; tiro de esquina; tiro/tiros al blanco; tiro con
    arco; balas perdidas; blow up .. balloon/balloons/pool/mattress/phone/tire/castle; jump
    rope/rope/start/castle/house/in; need a jump; bounce house; jumping castle; castle jumping; burn down rate; burn
    calories; watch your back pack; quemar hojas/calorias/basura/ramas; voy a quemar hojas/basura/calorias/ramas; nos
    ahogamos en; <beast> me/nos/le/lo/la/les? ataco/ataca/atacaron/lastimo/tumbo; <beast> de/del/que/sin/suelto/suelta/
    sueltos/bravo/bravos/callejero/callejeros .. ataco/ataca/atacaron/lastimo/tumbo; ataco/ataca/atacaron/lastimo/tumbo
    un/una/el/la/ese/los/unos/dos? <beast>; <beast> .. mordio/muerde/mordieron; mordio la/una/su mano/pierna/cara/brazo
    un/el/ese <beast>; missing school/class/classes because/since/again/day/days/every/for/due/without/so/when/all/
    this/most/too/$; missing too/so/a/lots much/many/lot of? school/class/classes/days; missing the/his/her/their
    school? bus because/every/since/again/and/so/all/a/it/$; missing the/his/her/their/my school? class/classes/test/
    lunch/practice/breakfast/homework/appointment/shots/vaccines/backpack/glasses/tooth/teeth/jacket/coat/shoe/shoes;
    perdio/perdido/pierde/pierden/perdieron el/la/los/las/su/sus/un/una/muchas/muchos/mucha? camion/bus/autobus/tren/
    clase/clases/mochila/celular/telefono/llaves/credencial/tarjeta/cartera/dias/ano/examen/cita/zapato/zapatos/
    chamarra/lonche/bici/bicicleta/pelota/juguete/diente/dientes/beca; no llego a tiempo;
    ninos/ninas/hijos/hijas/chamacos/estudiantes/kids cruzan/cruzar/caminan/caminando/van/pasan solos/solas/solitos;
    solos/solas/solitos/solo/sola la/esa/esta calle/avenida/carretera para/a/de;
    ninos/ninas/hijos/hijas/chamacos/estudiantes/kids cruzan/caminan/van .. escuela/parada solos/solas/solitos; mi/mis
    <child> .. solo/sola/solos/solas a/de/para/desde la escuela/parada; kids/children/students
    walk/walking/cross/crossing/bike .. alone .. school; estoy/ando/estaba/estamos muriendo de la/el/tanto/puro?
    risa/verguenza/pena/calor/hambre/frio/ganas/sueno/sed/curiosidad; morir/morirme/moria/muero de/d
    la/el/tanta/tanto/pura/puro/un/una? risa/verguenza/pena/calor/hambre/frio/ganas/sueno/sed/curiosidad/envidia/
    nervios/coraje/susto/aburrimiento/asco/orgullo/felicidad/emocion/alegria/antojo/flojera/bochorno/ternura/gusto/oso;
    die of/from embarrassment/laughter/laughing/boredom/cringe/thirst/heat; die from the heat; die of the heat;
    cut/cutting myself shaving/cooking/accidentally/opening/chopping/slicing/gardening; cut myself by accident/mistake;
    cut myself while shaving/cooking/working/opening/fixing/gardening/mowing/cleaning/washing; cut/cutting myself on
    a/an/the/my/some/that/this/your? old/broken/rusty/sharp/metal/chain? fence/glass/can/nail/nails/metal/wire/sign/
    rail/bench/slide/swing/gate/door/rust/edge/lid/corner/thorn/thorns/branch/screw/playground/bottle/bottles; cut
    myself a break/slice/piece/check/key/copy; cut myself some slack/cake/pizza; cut myself off; almost/nearly cut
    myself; shoot/shoots/shooting/shot off? some/illegal/the/these/those/more/big/loud/roman/bottle?
    fireworks/firecrackers/rockets/candles/mortars/cuetes/cohetes; balazos/disparos/tiros/balas/balacera/detonaciones
    pero son/eran/fueron/es puros/puro/solo/nomas? cuetes/cuete/cohetes/fuegos/cuetones/palomas;
    gunshots/gunshot/shots/gunfire/shooting/explosions/explosion but it/they/was/is/are/were/just is/are/was/were/just?
    just/only/all? fireworks/firecrackers/backfire; mucho/puro/tremendo/bastante fuego en/de la/el/esa/esta/una
    fiesta/party/concierto/baile/tocada/pista/antro; fiesta/baile/concierto/musica .. en fuego;
    shoot/shoots/shooting/shot me/us/him/her/them/you a/an/your/the/over quick? text/txt/email/message/msg/note/line/
    quote/call/dm/reply/link/time/address/price/info; shoot me your; shoot/shot me/us over a/an/the/your
    text/link/email/message/number/photo; no son/eran/fueron balazos/disparos/tiros/balas son/eran/sino/solo puros?
    cuetes/cohetes; light/lights/streetlight/lamp/lamps on/at/in/near/by .. got/was/were/is/are shot out;
    cuetes/cohetes/artificiales que? suenan/parecen como? balazos/disparos/balas/balacera/explosiones/tiros;
    cuetes/cohetes toda/todas/cada la/las? noche/noches parecen/suenan como? balazos/disparos/tiros; quemado/humo
    porque/por .. quema/queman/quemando/quemaron basura/hojas/ramas/llantas/lena; fireworks/firecrackers that?
    sound/sounding like gunshots/gunfire/shots/explosions/shooting/gun; road/roads/roof/pavement/light/lights/
    streetlight/streetlights/brakes/transmission is/are all? shot; light/lights/streetlight/streetlights/lamp/lamps/
    bulb/bulbs/camera/sign/signal got/was/were/been/is/are/get/gets? shot out/up; shot/shoot/shooting out
    the/a/my/our/that/all? street? light/lights/lamp/lamps/streetlight/streetlights/bulb/bulbs; quemado/quemada/humo
    de? la/el/los/las? basura/comida/pan/arroz/frijoles/tortilla/tortillas/carne/asada/lena/asador/comal/cafe/llanta/
    llantas; no thanks/thank/gracias you? goodbye/bye everyone/everybody; no gracias adios a todos;
    nice/good/great/blessed/wonderful day/weekend/evening goodbye everyone/everybody; goodbye everyone/everybody see
    you tomorrow/later/soon/monday/next; goodbye everyone/everybody have a good/great/nice/blessed day/weekend/evening
    $; adios a todos nos vemos manana/luego/pronto/$; gone from this/the
    apartment/building/neighborhood/town/city/place/job; buen/bonito dia adios a todos; nos vemos adios a todos; hasta
    luego/manana/pronto adios a todos;
    walk/walks/walking/cross/crosses/crossing/bike by themselves/herself/himself to/from school; missing <number>
    days/day/weeks/week/months/month of? school/class; pole/sign/mailbox got/was shot
    """,
)
"""Phrases that look like danger and are none: "fire hydrant", "me muero de risa"."""
