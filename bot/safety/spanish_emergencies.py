"""What people text in Spanish when somebody may die within the hour; data only, the notation is in notation.py."""

from bot.safety.notation import Group, names

_INCENDIO = """
    fuegaso; fuegazo; quemason; lumbrada; lumbrero; se esta quemando el/la/un/una/mi/todo; se esta quemando; se anda
    quemando; se prendio/prende el/la/un/una? zacate/monte/cerro/bosque/carro/casa/
    cocina/estufa/troca/basura/basurero; fuego en la/el/mi/un/una <place>; quemandose la/el/mi/una/un; esta agarrando
    fuego/lumbre; ya agarro .. fuego/lumbre/casa/cerca/techo; se esta/estan prendiendo; prendiendo la/el/mi/una/un
    <place>; se nos/me quema/quemo la/mi/el; salen llamas; se ve lumbre; hay lumbre; agarro lumbre; ardiendo la/el;
    esta en fuego; se prende mi/la/el/una <place>; incendio; incendios; incendiando; incendia; incendiaron;
    incendiado; esta/estan quemando/incendiando/ardiendo; se estan? quemando; se/ya esta quemando; quemando
    mi/la/el/una/un/su <place>; se quema mi/la/el/una/un/su/todo? <place>; se quemo mi/la/el/una/un/su? <place>; se
    quemo el transformador; se quema ayuda; se nos/me esta quemando/quema; lumbre; ardiendo; en llamas;
    hay/las/unas/muchas/con/salen/saliendo/grandes llamas; llamas en/saliendo/grandes/muy/por;
    prendio/prendieron/prenden/prende/cogio/agarro/agarraron/echaron/echo fuego; prendio fuego; hay? fuego
    en/adentro/aqui/grande/afuera/por; hay un? fuego; mucho fuego; se prendio/prendieron/prende .. <place>;
    prendido/prendida en fuego/lumbre; <place> esta prendido/prendida/ardiendo; cogio candela; quemazon; prendieron ..
    <place>; le prendio/prendieron/prenden; fuego ayuda; ayuda fuego; llama/llamas a los bomberos;
    manden/manda/llamen/llame/llamar/ocupo/necesito/necesitamos/ocupamos/vengan/urgen a? los? bomberos; bomberos
    urgente/ayuda/rapido/por favor; hay fire; se esta? quemando $; esta on fire; agarro fire
"""
_HUMO = """
    humo negro/adentro/denso/espeso; sale/saliendo/salir/sale/veo/viene .. humo; mucho humo
    en/adentro/saliendo/sale/por/del/de; lleno/llena/llenando/llenado/llenito de humo; se metio el humo; hay humo;
    humo en el/la/mi/todo; huele a? quemado; olor a quemado; huele a? humo; huele como a? quemado; sale smoke
"""
_GAS = """
    esta/estan oliendo .. gas; oliendo a gas; tira/tirando/avienta/bota .. gas; estufa .. gas; boiler .. gas; tanque
    .. gas .. tirando/fuga/sale; se siente .. gas; huele muy? feo? a gas; escapando gas; se escapa el gas; huele ..
    a/ha gas; huele gas; huele .. gas; olor a/ha? gas; olor fuerte a gas; peste a gas; apesta a gas; fuga de gas; fuga
    gas; fugas de gas; gas fuga; escape de gas; tirando gas; saliendo el? gas; se esta saliendo el gas; sale gas; se
    sale el gas; gas leak; hay gas en; tubo/linea/tuberia de gas rota/roto/quebrada/quebro/rompio; rompieron .. gas;
    se rompio .. gas; estan tirando gas
"""
_CABLES = """
    poste .. alambres/alambre; alambres/cables/alambre .. pelones/pelados/pelon; se callo/cayo un poste ..
    cables/alambres/luz;
    cable/cables de la? luz .. brinca/brincando/chispas/tirado/tirados/suelo/calle; revento .. cable/cables; se
    rompio/trozo/revento un/el/los? cable/cables; medidor .. chispas/quemando/humo; cables .. estan/en/por ..
    calle/banqueta; cable tirado; cable/cables de alta tension; poste .. cayo .. cables; cayo .. poste ..
    cable/cables; cable/cables/linea/lineas/alambre/alambres .. caido/caidos/caida/caidas/tirado/
    tirados/chispas/chispeando/colgando/piso/suelo/vivos/vivo/pelados; cables/cable vivos/vivo; se
    cayo/cayeron/callo/callo/caen/reventaron/revento el/un/los/unos/una/la? cable/cables/linea/lineas/alambre; echando
    chispas/lumbre/humo; sacando/saca/aventando/avienta/tirando chispas; chispas; chispeando; poste .. cables; cayo ..
    poste .. cables/luz; se cayo .. poste .. luz; electrica caida; cable de luz; cables de alta; cables tirados
"""
_EXPLOSION = """
    explosion; explosiones; exploto; explotaron; estallo; explotando; va a explotar; trono/reventaron/revento/exploto
    el transformador/tanque/boiler; esta explotando; derrame quimico; derrame de quimicos/cloro; fuga de
    cloro/quimicos; se derrumbo; derrumbe
"""
_BALAS = """
    tirando a matar; le metieron/metio un/unos/dos/tres balazos/tiro/tiros; herido/heridos a bala;
    baleados; tiran balazos; cuerno de chivo; pum pum pum balas; detonacion; detonaciones; plomazo; se agarraron a
    tiros; rafagas; estan tirando; balaceados; se escuchan/oyen balas; le metieron un/unos tiro/tiros/balazos/plomazo;
    le dieron un? tiro/tiros/balazos; andan/anda tirando/disparando; balacera; balazos; disparos; disparando;
    dispararon; disparan; tiroteo; tiroteos; tiroteando; tirando/echando/tiran/tiraron/echan/
    avientan/aventando/echaron/oigo/oyen/oye/escucho/escuchan/escuche/oi/oimos/hay/hubo/soltando
    tiros/bala/balas/balazos/plomo; oyen/oye/escuchan/oigo/escucho como? tiros; se oyen .. tiros; tiros
    afuera/cerca/en/por; balaceando; balacearon; balean/balearon/balearon/baleado/balearon/baleo; baleado; balearon;
    tiroteados; herido/heridos de bala; a balazos; estan tirando bala/balas/balazos/tiros; le/les/nos/me
    dispararon/dispara/disparan; rafaga; oyen shots; oigo gunshots; hay un shooting; hay shooting
"""
_ARMA = """
    salio/llego/vino/anda/viene con una/un/su <weapon>; trae/traen/tienen/tiene una/un/su <weapon>;
    ensenando/mostrando/blandiendo una/un/su? <weapon>; trae/traen/tiene/tienen/con/saco/
    sacaron/traia/carga/cargan/ensena/apunta/apunto/apuntando/sacando/trai/traiba una/un/su/la? <weapon>;
    trae/tiene/con/traen .. pistola/cuchillo/machete/navaja/rifle/fusca/gun; me/le/nos/les
    saco/sacaron/apunto/apunta/apuntan/apuntaron .. <weapon>; me/nos apuntan/apunta/apunto con; armado; armados;
    armada; hombre/hombres/tipo/gente/sujeto armado/armados; encanonado; encanono; encanonaron; pistoleros; sicarios;
    amenaza/amenazando/amenazo .. con .. <weapon>; anda/andan con .. <weapon>; con <weapon> ahorita
"""
_ATAQUE = """
    cuchillazo; cuchillazos; cuchillada; cuchilladas; navajaso; le metieron/metio/dieron/dio un/unas/una
    cuchillo/cuchillazo/cuchillada/navajazo; esta/estan/andan agarrando/jalando/arrastrando/subiendo/llevandose a?
    una/un/la/el muchacha/muchacho/mujer/senora/<child>; a una/un .. a la fuerza; se estan dando/agarrando con/a;
    tumbando/tumbar la/mi puerta; amenazando a la gente/todos/unos; amenaza con matar/matarnos/matarlos; dando una
    golpiza/madriza/paliza/chinga a/al; le/lo/la estan/esta dando una? golpiza/madriza/paliza/golpes/cuchilladas;
    golpiza a; me/nos quieren/quiere robar/asaltar/llevar/secuestrar; se quiere/quieren/queria/querian/quiso
    llevar/robar a? mi/una/un/la/el/al? <child>; llevarse/robarse a? mi/una/un/la/el/al? <child>;
    intento/intentaron/trataron .. llevarse a? <child>/mi/una/un; golpeando a la gente; gritando que lo/la/los ..
    ayuden/matan; me estan pegando; nos estan pegando; me estan golpeando; lo agarraron a golpes/patadas/batazos; a
    batazos; batazos; acuchillaron; acuchillo; acuchillado; acuchillan; acuchillando; apunalaron; apunalo; apunalado;
    apunalan; apunalando; picaron a; lo/la picaron; navajearon; navajazo; navajazos; machetazo; machetazos;
    machetearon; punalada; punaladas; estan/esta/estaba atacando; atacando a; me/nos/lo/la/le estan/esta
    atacando/agrediendo; estan atacando; me/nos/lo atacaron; le/lo/la/los estan/andan
    pegando/golpeando/pateando/madreando a un/una/mi; estan/andan golpeando/pateando/madreando a un/una/el/la
    <person>/<kin>/<elder>/alguien; estan/andan pegando/golpeando/pateando/madreando a alguien/gente; lo/la/los estan
    golpeando/matando/pateando/madreando; me/nos/lo/la/los estan/esta
    matando/golpeando/persiguiendo/siguiendo/robando/asaltando; mataron a; mataron; lo/la mataron; asesinaron;
    asesinato; asesinado; asesino; lo/la estan ahorcando; gritando/grita/gritan/gritos/pidiendo/piden/pide/pidiendo de?
    ayuda; rehen; rehenes; pandilla afuera; me corretearon/corretean/correteo/persiguen/persigue/persiguio/vienen/viene
    con/un/siguiendo/unos/persiguiendo; linchar; motin; estan agrediendo; me/nos van a golpear; me quieren/quiere
    golpear/violar/picar/hacer dano; perro .. esta atacando; perros .. estan atacando; perro/perros/pitbull ..
    esta/estan mordiendo; el perro/pitbull .. ataco/atacando a
"""
_PELEA = """
    se estan/andan/empezaron/agarraron a? peleando/pelear/golpes/golpeando/madreando/golpeandose/matando/pegando/
    agarrando; estan/andan peleando; peleando en/con/afuera; hay una/un? pleito/pelea; pleito en/afuera/con/grande/de;
    pelea afuera/en/con/grande
"""
_ME_MATAN = """
    me/nos/lo/la/los quieren/quiere/van/va/viene/vienen a? matar;
    quiere/quieren/va/van/quiso/amenaza/amenazo/trato/intento a/con/de? matarme/matarnos/matarlo/matarla; me/nos
    van/va a matar
"""
_ENTRAN = """
    tocando/toca/tocan/abriendo/golpeando mi ventana/ventanas; extrano/desconocido .. mi/en ventana/casa/puerta/patio;
    trata/quiere/quieren/intenta/esta/estan de? abrir/abriendo/tumbar/tumbando/rompiendo/forzando mi/la/las
    puerta/ventana/chapa; ladrones en; se metio un/alguien/una hombre/a/persona/tipo/ladron; se brincaron a; esta
    adentro de; andan en mi techo; alguien en mi techo; se estan/esta/quieren/quiere/andan/anda metiendo/meter
    a/en/al/por/dentro; metiendose/metiendo a/en mi/la; se metieron/metio .. ahorita;
    quiere/quieren/trata/tratan/tratando/queriendo/intentan/intenta de? entrar/abrir/meterse/tumbar
    a/en/mi/la/por/con; alguien/hombre/tipo/ladron/persona/gente/senor .. dentro/adentro de/en; hay alguien/gente/un
    hombre/en en/dentro/adentro; hay alguien .. dentro/adentro/afuera/queriendo; alguien entro/esta a/en mi casa;
    esta/estan .. dentro/adentro de mi casa; ladron en/adentro; ladrones en/adentro/afuera; intruso;
    forzando/forcejeando/golpeando/pateando/tumbando mi/la/las puerta/ventana/chapa; me estan tocando/tumbando la
    puerta; se brinco/brincaron .. patio/barda/cerca/casa/yarda; me espian/espia; espiando .. ventana
"""
_ENTRARON = """
    se me/nos/le/les? metieron/metio a/en/dentro/adentro de? mi/la/nuestra/su/el casa/casita/apartamento/depa/
    departamento/traila/cuarto/recamara/hogar; se metieron/metio un/una/unos/unas/dos/tres/cuatro/varios <person> ..
    a/en mi/la/nuestra casa/casita/apartamento/depa/departamento/traila/cuarto; se me/nos? metieron/metio a robar a/en
    mi/la/nuestra/el casa/casita/apartamento/depa/departamento/traila/cuarto; entraron/entro a robar a/en
    mi/la/nuestra/el casa/casita/apartamento/depa/departamento/traila/cuarto
"""
_ROBO = """
    me/nos/lo/la/le/les estan/esta asaltando/robando; estan/esta/andan robando/asaltando; acaban/acaba de
    asaltar/robar/golpear/atacar/disparar/acuchillar/matar/balear; asaltando; asalto a/en
    mano/ahorita/armado/progreso; robo en proceso; a mano armada; nos/me asaltaron; me/nos asaltaron ahorita;
    saqueando; me acaban de; nos acaban de
"""
_SECUESTRO = """
    secuestro; secuestraron; secuestrado; secuestrada; secuestrar; secuestran; levantaron a; lo/la levantaron; se
    robaron a mi/una/un <child>/muchacha; se robaron un/una/al/a <child>; se lo/la/los llevaron a? fuerza; a la fuerza
    en/a una/la/un/el; se llevaron a mi/una/un/el/la <child>/muchacha/hermanita; se llevo a? mi <child>;
    subieron/metieron/jalaron a? .. fuerza/van/cajuela; en la cajuela; me/la/lo raptaron; rapto; raptaron
"""
_SIGUEN = """
    me/nos/la/lo viene/vienen/anda/andan/esta/estan siguiendo/persiguiendo/correteando; me/nos
    sigue/siguen/persigue/persiguen un/unos/una/desde/alguien; hombre/tipo/carro/senor .. me .. siguiendo;
    ando/estoy/estamos escondida/escondido/escondidos
"""
_BOMBA = """
    bomba en/abajo/adentro/debajo; hay una? bomba; pusieron una bomba; amenaza de bomba; granada; granadas; explosivo;
    explosivos; paquete sospechoso; molotov
"""
_URGENTE = """
    manden/manda/mande una/otra patrulla/policia/unidad; patrulla urgente/ya/ahorita; llamen/llame/marquen al 911;
    necesito/ocupo/necesitamos la/una/al? policia/patrulla/911; ayuda me/nos/por matan/golpean/favor; ayuda ayuda;
    ayuda me/nos; policia ya; urge la policia; corro peligro; estoy en peligro; estamos en peligro; mi vida corre
    peligro; mi vida esta en peligro; vengan rapido; manden/manda/mande/llamen/necesito/
    ocupo/necesitamos/ocupamos/urge a? la? policia/911/patrulla/polis/chota; policia urgente/ayuda/rapido/por favor;
    es una? emergency; emergency ayuda/urgente/por favor; ayuda .. emergency; emergency $; vida o muerte; salvenme;
    salvennos
"""
_RESPIRA = """
    no/ni respira; deja/dejo/dejaron de respirar; casi no respira; no tiene pulso; sin pulso; labios azules/morados;
    morado; se esta/puso poniendo? morado/azul/morada; se esta/esta asfixiando; asfixia; se asfixia; asfixiando
"""
_RESPIRA_MAL = """
    no .. respirar; le/me cuesta respirar; respira .. mal/dificil; falta el aire; le/me falta aire
"""
_DESPIERTA = """
    creo que .. muerto/muerta; no se para/mueve/levanta y; se cayo/callo ... no se? puede/mueve/levanta/para; no se
    puede parar/levantar/mover; no lo/la puedo/podemos despertar/levantar; no se quiere despertar; dormido y no
    despierta; no despierta; desmayado; desmayada; desmayo; desmayaron; desmaya; se desmayo; desvanecio; se
    desvanecio; inconsciente; inconciente; inconsientes; inconsiente; no/ni despierta/reacciona/reaciona; no quiere
    despertar/reaccionar; no se despierta/mueve/movia/levanta; no puede levantarse/moverse/levantar/mover/despertar;
    se cayo/callo .. no se? puede/mueve/levanta/responde/despierta; no reaccionan; hay/un/una/esta .. tirado/tirada ..
    no/piso/calle/suelo/banqueta/sangre/inconsciente/reacciona; <person>/<kin>/<elder> .. tirado/tirada; perdio el
    conocimiento/sentido; sin conocimiento; hay un/una/unos muerto/muerta/muertos; un muerto en; cuerpo ..
    en/tirado/flotando la/el/en; cadaver; cadaveres; encontre/encontramos/encontraron un?
    muerto/cuerpo/cadaver/muerta; persona/hombre/senor/mujer/senora/muchacho .. muerto/muerta; se/esta esta muriendo;
    se me/nos esta muriendo; se muere mi; se esta muriendo; esta agonizando; agonizando
"""
_CONTESTA = """
    no/ni responde/contesta <kin>/<child>/<elder>; <kin>/<child>/<elder>/<partner>/<person>/y no responde
"""
_ENFERMO = """
    se paso de fentanilo/heroina/pastillas/coca/cristal; mucho/mucha fentanilo/heroina/droga; se inyecto ..
    despierta/responde/mal;
    esta/estan dando un/una/ataques/convulsiones? ataque/infarto/derrame/convulsion/paro/embolia; no siente ..
    lado/brazo/cara/pierna/cuerpo; habla raro; no puede hablar; cara chueca/torcida/caida/dormida; boca
    chueca/torcida; se le fue/torcio/hizo la? cara/boca; se trago .. moneda/pila/iman/boton/juguete/hueso; atorado ..
    garganta; no puede tragar y; embarazada .. sangra/sangrando/dolor/caida/cayo; tiene dolor en; se le atoro; bebe ..
    morado/fiebre/convulsiona; temperatura muy alta; le/me dio/da/esta un/dando paro/ataque/infarto/derrame; le dio
    algo; espuma .. boca; echando espuma; sacando espuma; le picaron/pico ... hinchando/hincho/hinchada/garganta;
    hinchando la cara/garganta; se le/me? rompio/revento la fuente; rompio fuente; se ahoga/ahogo un/una/el/la
    <child>/<person>/<kin>; se estan ahogando; ahogandose; doctor urgente; paro respiratorio; se puso/esta
    azul/morada; esta/estoy teniendo un? infarto/convulsiones; se paso de droga/drogas; bajo/subio el azucar y;
    insulina y; sobredosis; overdoseo; overdosio; overdose; infarto; infartando; infartado; ataque al/de? corazon;
    ataque cardiaco; paro cardiaco; duele/duele/dolor .. pecho; presion/dolor en el pecho; se me/le duerme/durmio el
    brazo; derrame; derrame cerebral; embolia; convulsion; convulsiones; convulsionando; convulsiona; convulsionado;
    convulsiono; ataque/ataques epileptico/epilepsia/de epilepsia; le estan? dando/dio/dan/daban ataques/convulsiones;
    se/me/le esta/estoy? ahogando/atragantando; se ahoga mi/el/la; se ahogo; se me/nos ahoga; atragantado; atraganto;
    se esta ahogando; se cayo/callo .. alberca/rio/canal/acequia/pozo/piscina/lago/alcantarilla; se
    tomo/trago/comio/bebio .. cloro/veneno/pastillas/raticida/jabon/gasolina/pila/bateria/acido/fabuloso/pinol; me?
    tome/tomo/trague/tomaron .. pastillas/veneno/cloro/frasco; pastillas .. todas/muchas; envenenado; envenenada;
    enveneno; envenenaron; intoxicado; intoxicada; intoxicados; intoxicacion; electrocuto; electrocutado; electrocuta;
    se/lo electrocuto; toques y no; va/ya/esta a? nacer; ya viene/va/nace .. bebe; va a dar a luz; esta/estoy dando a
    luz; se/me me? rompio la fuente; en labor/trabajo de parto; dolores de parto; aborto espontaneo; perdiendo al?
    bebe; contracciones; reaccion alergica; se le/me cierra/cerro/esta .. garganta; golpe de calor; insolacion;
    hipotermia; congelando una? persona; azucar .. desmayado/mal/bajo y; mordio/pico una?
    vibora/serpiente/alacran/escorpion; picadura de; shock; esta muy grave; delirando
"""
_HERIDO = """
    se corto/cortaron las venas; me/se cai/cayo de/del la/el/un/una escalera/escaleras/techo/arbol/andamio; me cai ..
    quebre/rompi/fracture; creo que me/se quebre/quebro; hueso .. afuera/salido; le sale sangre; no para/deja de
    sangrar; sangra y no; mucho sangrado; doctor urgente/ya/rapido; necesito/ocupo/necesitamos un? doctor/medico
    urgente/ya/ahorita/rapido; grave .. hospital; motociclista tirado/herido/accidentado; se cayo .. moto/motocicleta;
    se abrio la frente/cabeza; perdio un/una ojo/dedo/mano; sangrando; sangra mucho/mucha;
    sale/saliendo/tirando/perdiendo/pierde/perdio/vomita/vomitando/escupe/tose .. sangre; mucha sangre; sangre ..
    cabeza/piso/por; banado/banada en sangre; lleno/llena de sangre; desangrando; desangra; hemorragia; herido;
    heridos; herida de; heridas graves; esta/hay/persona/gente .. lastimado/lastimada/lastimados;
    gente/personas/persona/nino/alguien/atrapados? atrapada/atrapado/atrapados/prensada/prensado;
    quedo/estan/esta/estoy/estamos/quedaron atrapado/atrapada/atrapados/atrapadas/prensado; atrapados;
    atorado/atorados/atorada en el elevador; encerrados/atrapados en el elevador; se cayo/callo/avento del/de ..
    techo/escalera/escaleras/arbol/ventana/puente/balcon/andamio/segundo/piso; se cayo/callo .. golpeo/pego .. cabeza;
    se pego/golpeo en la cabeza; se abrio la cabeza; se quebro/rompio/fracturo .. pierna/brazo/cadera/cuello/pie; se
    corto .. dedo/mano/brazo/pie/sierra/vena; ambulance; manden/necesito/ocupo/llamen .. ambulance/paramedicos;
    paramedicos; parametricos; quemaduras; se quemo .. aceite/cara/mano/manos/cuerpo/agua/bebe; esta/gravemente grave;
    muy grave
"""
_CHOQUE = """
    se accidento/accidentaron; accidentado; accidentada; accidentados; un accidente; carros chocaron; chocaron
    dos/tres/unos/varios; choque multiple; carro/camion/troca/camioneta/coche/trailer se volteo/volco/voltio/fue; se
    volteo un/una; se fue .. barranco/canal/acequia; choque; choques; accidente; accidentes; chocaron; choco; chocaron
    .. gente/heridos/atrapada; volco; volcado; volcadura; se volteo/volco/voltio .. carro/troca/camion; carambola;
    choque feo/fuerte/con; estrellaron; se estrello
"""
_ATROPELLO = """
    atropellaron; atropello; atropellado; atropellada; atropello a; lo/la/le/me/nos atropellaron/atropello/atropella;
    un carro/camion/troca/tren/bus le pego/golpeo/aplasto; carro/camion/troca/tren/bus .. a un/una/el/la/mi
    <child>/<person>/<elder>; le pego/paso un/el carro/tren/camion a/encima; lo arrollo; arrollaron; arrollo;
    arrollado
"""

SPANISH_EMERGENCIES = (
    Group("em_fire", _INCENDIO, unless=names("burnt_out"), over=True),
    Group("em_fire", "incendio; incendios; lumbre; quemazon", over=True),
    Group("em_fire", "fuego; candela", needs=names("burns"), unless=names("asks cooking"), over=True),
    Group("em_fire", _HUMO, unless=names("cooking"), over=True),
    Group("em_fire", _GAS),
    Group("em_fire", "monoxido", unless=names("asks")),
    Group("em_fire", _CABLES, unless=names("wires_of_no_danger")),
    Group("em_fire", _EXPLOSION, over=True),
    Group("em_violence", _BALAS, over=True),
    Group("em_violence", _ARMA, over=True),
    Group("em_violence", _ATAQUE, over=True),
    Group("em_violence", _PELEA, unless=names("animal"), over=True),
    Group("em_violence", _ME_MATAN, yields=names("dv"), over=True),
    Group("em_violence", _ENTRAN, over=True),
    Group("em_violence", _ENTRARON, unless=names("animal no_burglar"), over=True),
    Group("em_violence", _ROBO, over=True),
    Group("em_violence", _SECUESTRO, yields=names("immigration"), over=True),
    Group("em_violence", _SIGUEN, over=True),
    Group("em_violence", _BOMBA, over=True),
    Group("em_violence", _URGENTE),
    Group("em_medical", _RESPIRA, over=True),
    Group("em_medical", _RESPIRA_MAL, unless=names("dust")),
    Group("em_medical", _DESPIERTA, over=True),
    Group("em_medical", _CONTESTA, unless=names("calls"), over=True),
    Group("em_medical", _ENFERMO, over=True),
    Group("em_medical", _HERIDO, over=True),
    Group("em_medical", _CHOQUE, unless=names("habit thing_hit unhurt"), over=True),
    Group("em_medical", _ATROPELLO, unless=names("habit"), over=True),
)
