"""What people text in Spanish about harm that has no siren, from self-harm to threats; data only, see notation.py."""

from bot.safety.notation import Group, names

_SUICIDIO = """
    quiero/voy/quisiera ir de este mundo;
    no puedo mas? con la/esta/mi vida; no le veo/encuentro/hallo caso/chiste a la/mi? vida/vivir; no puedo mas ...
    morir/morirme/desaparecer; descansar para siempre; no me? quiero/quisiera
    levantar/levantarme/despertar/despertarme/parar nunca/jamas; no me? quiero despertar/despertarme $; ojala ya? no
    amanezca/amaneciera $; no quiero/quisiera ya? amanecer $/mas/viva/vivo; se/me va/voy/quiere/quiero a?
    dar/pegar/meter un balazos/tiro; canse/cansado/cansada/harto/harta/aburrida/aburrido de vivir/existir; me canse de
    vivir/todo; mi/la vida ya? no .. sentido; no .. sentido .. vida/vivir; vida sin sentido; voy/quiero/pienso a?
    tomar/tomarme/tragarme todas/un/muchas .. pastillas/medicina/cloro/veneno/frasco; me voy/quiero a? tomar ..
    pastillas/veneno/cloro; siento que estorbo; estorbo .. muero/vida/todos; mejor me muero; en este mundo $; ya no
    quiero estar; no quiero estar en este mundo; llevame .. dios/senor/contigo; dios .. llevame; que dios me lleve; que
    me lleve dios; como matarme/suicidarme/morirme/morir; manera/forma/formas de morir/matarme/suicidarme; arriba del
    puente; va/quiere a? brincar/saltar/aventarse del? puente/techo/edificio/$; me quiero colgar; con una soga; ya no
    le hallo; me siento .. morir; me voy a quitar de en? medio; voi a matar/suicidar/morir; me voi a; terminar con
    todo; acabar con todo; no quiero estar viva/vivo; vida no vale nada; ya no vale la pena .. vivir/vida; se/me
    va/voy/quiere/quiero a? hacer dano; mi <child> se corta; se corta $; me corto $; se corta con;
    tirar/aventar/aventarme/tirarme/echar .. tren/carros/metro/vias; no le/les? encuentro/veo/hallo sentido ..
    vivir/vida/nada; encuentro sentido; mejor no estar aqui/viva/vivo; mejor no haber nacido; mejor me
    muero/mato/muera; mejor muerto; ya no deberia vivir/estar; ya no quiero nada ni vivir; que ganas de morir; orilla
    del puente; me quiero ir con mi .. cielo; me quiero ir al cielo; solo quiero dormir y; ya no quiero sufrir ..
    vivir/vida/morir; nadie me quiere .. morir/vivir; nadie me va a extranar; mi muerte; me despido de todos/ustedes;
    despedirme de todos; adios mundo; me tomare/tome .. pastillas .. morir; pastillas .. morir/morirme;
    cortarme/cortarse las venas; tomarme .. pastillas; me/se tomo/tome veneno; me odio .. morir; no merezco vivir; no
    tengo por que/quien vivir; por que/quien vivir; me quiero/voy/quisiera/quise/boy a? aventar/cortar/desaparecer $;
    me quiero/voy/quisiera/queria/puedo/boy a? matar/morir/suicidar/ahorcar/colgar; se
    quiere/va/queria/quiso/intento/trato/boy a? matar/morir/suicidar/ahorcar/colgar/aventar; me/se boy a matar; se va a
    matar; quiere/piensa/va/intento/trato/quiso/queria a/en/de? matarse/suicidarse/ahorcarse/colgarse/morirse;
    quiero/voy/quisiera/pienso/pensando/ganas/queria/pense/tratar/intente/intentado a/en/de? matarme/suicidarme/
    morirme/morirse/ahorcarme/ahorcarse/colgarme/morir/muerte/cortarme/desaparecer; suicidio; suicidarme; suicidarse;
    suicidar; suicido; suicida; suicidal; suicidandose; matarse; quitarme/quitarse la vida; me/se
    quito/quitar/quite/quiero/quiere/quitar/voy .. quitar? la vida; quitar la vida; quiero/quiere/voy .. acabar con
    mi/su/todo vida; acabar/terminar con mi/su vida; acabar con todo $; ponerle fin a; quiero/quisiera/quiere
    morir/morirme/morirse; morirme ya; ganas de morir/morirme/matarme/vivir; no/sin .. ganas de vivir; no
    quiero/quiere/quisiera/queria vivir $; no quiero/quiere/quisiera seguir? vivir/viviendo ya/mas/asi/en este mundo;
    no quiero/quiere vivir mas/asi; ya no quiero/quiere vivir $; no quiero seguir viviendo; seguir viviendo; no quiero
    estar/existir $; no quiero existir; ya no quiero estar en este/aqui mundo; para que vivo/vivir/seguir/sigo; sentido
    a la vida; sentido de la vida; sentido vivir; vale la pena vivir; razon/razones/motivo/motivos para/de
    vivir/seguir; nada por/para que? vivir; mejor estaria/estuviera/me muerta/muerto/muero; mejor muerta/muerto;
    estarian/estaran/estaria/estan/seria/viven mejor sin mi; mejor sin mi; nadie me extranaria/va; me/se
    corto/corta/estoy/esta/cortando/rajo .. los/las? brazos/brazo/venas/munecas/piernas/brazo; cortarme las?
    venas/los/brazos; me/se/corta/cortando corto/esta cortando/venas; cortandome; cortandose; se corta los/las/ella;
    hacerme/hacerse/me/se quiero/quiere hacer dano; hacerme dano; lastimarme; me quiero lastimar; autolesion;
    autolesiona; no despertar; no quisiera despertar; quisiera/quiero/ojala no despertar/despertara/volver/despierte;
    dormir y? no/nunca/para despertar/siempre; dormirme y no; dormir para siempre; desaparecer para siempre; quiero
    desaparecer; quisiera desaparecer; quitar de este mundo; irme de este mundo; ir/irme/voy con dios/diosito; puente
    .. aventar/tirar/brincar/saltar; aventar/tirar/tirarse/aventarse/brincar/saltar/tirarme/aventarme del/de/desde el?
    puente/edificio/techo; del puente; se/me quiere/va a? tirar/aventar al/del/a/de; aventar/aventarme/tirarme/tirarse
    al tren; ojala me/no/hubiera muriera/muera/nacido/despierte; quisiera estar muerta/muerto; quisiera/prefiero
    morir/morirme/estar muerto/muerta; me gustaria morir/morirme; adios .. todos/mundo; adios a todos; no voy a estar
    manana/mas; ahorcarme; colgarme; ahorcarse; ahorco en; me voy a ahorcar; carta de despedida; ya no aguanto ..
    vida/vivir/morir/desaparecer; no aguanto esta/mi vida; harta/harto/cansado/cansada de vivir/la/esta/mi vida;
    cansada/cansado de vivir; estoy cansada/cansado de la vida; pienso en/mucho la? muerte; dejar de
    existir/vivir/sufrir; que me lleve la muerte; darme un tiro/balazos; pegarme un tiro; me doy/pego un tiro;
    pastillas para morir/dormirme; me quiero unalive; quiero kill myself; pensamientos suicidas; no soporto/aguanto
    vivir; nacer hubiera; no deberia existir; soy una carga
"""
_DV_PAREJA = """
    mi <partner>/senor .. me da/daba/dio/dando/dado/mete/metio/metia/pega/pego/pone/puso/acomoda/acomodo ..
    <beating>/verga/cuero/pija/penca/golpes/punos; me da/daba/dio/dando/mete/metio/pega/pego ..
    <beating>/verga/cuero/pija .. mi/el <partner>; mi <partner> .. me da/daba/dio .. con el/un/la/una
    cinto/cinturon/cable/palo/correa/vara/manguera/puno/mano; mi <partner> .. no quiere que trabaje/hable; mi <partner>
    .. no quiere que salga de; mi <partner> .. me mordio/muerde/mordia; me mordio/muerde mi/el <partner>; mi <partner>
    .. me casco; me casco .. mi/el <partner>; no me deja salir/ir/irme/trabajar/hablar/estudiar/tener/visitar ... mi
    <partner>; no deja que .. mi <partner>; mi <partner> .. no deja que/irme/salir/trabajar; me encierra/encerro ... mi
    <partner>; me prohibe .. mi <partner>; mi <partner> .. me prohibe; mi senor me
    <pega>/maltrata/amenaza/viola/obliga; mi <partner> llega/viene/toma/llego .. me/y .. <pega>; dejar a mi <partner>
    .. <pega>/violento; me amenaza con matarme/quitarme; amenaza .. matarme; mi <partner> .. amenaza con; mi
    ex/<partner> ... me va/quiere/amenaza a/con? matar/golpear; mi ex ... me va/quiere a? matar; en el bano mi
    <partner>; mi <partner> me quiere/va a? pegar/golpear/matar; me <pega> el <partner>; mi
    hija/hermana/amiga/mama/prima/vecina tiene un novio/esposo/marido/pareja que; novio/marido/esposo/pareja que
    la/le/me <pega>; mi ex anda/esta/vino/viene/llego/se .. afuera/casa/trabajo/puerta; mi ex .. orden; tengo una?
    orden; orden contra mi <partner>/ex/el; contra mi esposo/marido/ex/pareja/novio; me pegan en; mi <partner> me
    <pega>; mi <partner> me quita/quito mi/el/los/mis dinero/hijos/celular/telefono/cheque; me tiene
    encerrada/amenazada/encerrado mi; mi <partner> me tiene; tengo miedo que .. mate/mata/pegue/golpee/haga/encuentre;
    miedo de que .. mate/mata/pegue/golpee/haga/encuentre; miedo a que me; no me siento segura/seguro/sana en mi/con
    casa/el; no estoy segura en mi casa; no es seguro en mi casa; mi <partner> es/anda/esta
    muy/bien/agresivo/borracho/drogado/loco violento/agresivo/y; esconderme de; me ando escondiendo de; me persigue mi;
    me busca mi ex; si lo denuncio; me va a pegar/golpear/encontrar; me amenaza de/con muerte/matarme/quitarme/los; mi
    <partner> me amenaza; me grita y me; me quitaria/quita a mis hijos; mi/su/el <partner> .. me/nos <pega>; mi
    ex/exnovio/exesposo/<partner> ... me <pega>; mi <partner> .. me ..
    quiere/va/amenaza/amenazo/amenazado/queria/puede/voy a? matar/golpear/pegar/quemar; mi <partner> .. me
    mata/matar/amenaza/amenazo/amenazan/insulta/encierra/encerro/obliga/obligo/forzo/viola/violo/viola/persigue/acosa/
    sigue/humilla/controla/cela/grita/escupe/avienta/corre; mi ex .. me
    amenaza/acosa/sigue/busca/persigue/molesta/golpea; amenaza .. mi <partner>/ex; mi <partner> .. no me deja; no me
    deja .. mi <partner>; <pega> mi <partner>/ex; me <pega> .. mi/el <partner>; mi <partner> .. violento/violenta/
    agresivo/agresiva/agresivo/celoso/abusivo/golpeador; miedo .. mi/a <partner>; tengo/da/dan/tenemos/tiene miedo ..
    mi <partner>/marido/esposo; miedo a? mi <partner>; me da miedo mi <partner>; le tengo miedo; miedo ..
    regresar/volver/llegar .. casa .. el; miedo de regresar/volver/ir a? la? mi? casa; me/nos <pega> cuando/porque/
    enfrente/delante/si/por/otra/casi/diario/siempre/el/mucho/bien/con; el papa/padre de mi/mis hijos/hijo/hija/ninos
    ... me/nos/amenaza/amenazo/<pega>; si lo/la dejo .. mata/matar/quita; lo/la dejo me mata/matar; me quiere matar mi;
    me va a matar mi; me obliga/obligo/forzo/fuerza a? tener/acostarme/sexo/estar con? relaciones/sexo/el; relaciones a
    la fuerza; me dejo .. ojo/moretes/moretones/morado/marcas/golpes/moreteada; ojo morado; moretones; golpiza; me
    dio/da/metio/mete/pego una? cachetada/cachetadas/golpe/golpes/golpiza/madriza/bofetada/punetazo/patada/patadas/
    chinga/paliza; me jalo/jala/arrastro del/de/los? pelo/cabello; me avento/empujo/tiro contra/al/a/de la; golpeada;
    golpeadas por; mujeres golpeadas/maltratadas; salir/escapar/huir/esconder/escondo/escape/huyendo de mi <partner>;
    husband/boyfriend .. me <pega>; mi husband/boyfriend/bf/wife/girlfriend .. me; mi esposo/marido/novio/pareja
    hits/beats me; mi <partner> .. pistola/cuchillo/machete; me quito .. celular/telefono/llaves/dinero y; mi <partner>
    anda/llego/llega/viene/esta tomado/borracho/drogado y/me/otra; no me da/deja dinero/ni/ver/hablar/usar a; denunciar
    a? mi <partner>; me vigila; mi <partner> me tiene encerrada/encerrado/amenazada/miedo
"""
_DV_TERCEROS = """
    le/la da/daba/dio/dando/mete/metio .. <beating>/verga/cuero a su/la/mi <partner>/senora/mama/hermana; su <partner>
    .. la/lo esta? golpeando/pegando/matando/<pega>; golpes .. vecina; gritos .. vecina .. <pega>/golpean; le/la
    <pega>/esta pegando/golpeando/a? a? .. su/la <partner>/senora/mama; <pega> a su/la/una/mi
    <partner>/mujer/senora/mama/hermana/vecina; le esta/estan pegando/golpeando a su/la/una/mi
    <partner>/mujer/senora/mama/muchacha/vecina; golpeando/pegando/golpeandola/pateando a? su/una/la
    <partner>/mujer/senora; la esta golpeando/matando/pateando/ahorcando; <kin>/<partner>/<person> ... <pega> a mi/su
    hermana/mama/prima/amiga/vecina/tia/hija/mujer/esposa/senora; a mi/su/la
    hermana/mama/prima/amiga/vecina/tia/hija/suegra .. la/le <pega> su/el/mi; su <partner> .. la/le
    <pega>/amenaza/quiere/tiene; la golpea su; mi papa/padrastro le? pega/golpea/pego/golpeo a mi mama; pelea de
    pareja; pleito de pareja
"""
_DV_PALABRAS = """
    abusaron/abuso/abusan/abusa sexualmente de; me/la violo un/mi/el/una; sexualmente abusada/abusado; fue violada; la
    violo su; fui abusada/abusado/atacada; quisieron/quiso/querian/quieren/quiere/intentaron/intento
    violar/violarme/violarla/violarnos; me quisieron/quiso/querian/quieren/quiere/intentaron/intento violar; abuso de
    mi/ella $; hombre abuso de; abusaron de mi; me abusaron; me abusan; me abuso; me obliga/obligo a? estar con el;
    manoseada; tocamientos; me toco sin permiso; violencia domestica/familiar/intrafamiliar/sexual/de; violencia en
    mi/la/casa/el; violencia domestic; orden de restriccion/proteccion/alejamiento; orden/ordenes de?
    proteccion/restriccion; restraining order; me/la/lo/nos violo/violaron/viola/violan/violaba/violado; fui
    violada/violado; violada; violacion sexual/a; violador; violarme; violarla; quiso/intento/trato/queria de?
    violar/violarme; abusaron de mi/ella/una/mi; abuso/abusa/abusaba de mi $; abuso sexual;
    abuso/abusa/abusado/abusaron sexualmente/sexual; abusada; abusada sexualmente; acoso sexual; me acosa/acosan
    sexualmente; acosada sexualmente; manosea; manoseo; manosean; manosearon; me toca/toco/tocan/tocaba/tocaron
    en/la/el/las/mis/cuando/sin/por/abajo/aunque; mi jefe/patron/supervisor/tio me toca/toco/tocaba/manosea; me
    quiere/quiso/obliga/obligar/forza obligar? a? acostarme/acostar/besar/tocar; acostarme con el; refugio para/de
    mujeres; refugio .. mujeres/violencia/maltratadas; maltrato de pareja; relacion abusiva/violenta; mujer
    maltratada/golpeada; mujeres maltratadas/golpeadas; me/nos maltrata/maltratan/maltrato mi/su/el/mucho/y/en $; me
    maltrata; nos maltrata; feminicidio; me drogaron; violencia de genero; sufro/vivo/sufre/vive ..
    violencia/maltrato/abuso/golpes; me obligan a casarme; a casarme con; fotos desnuda de mi; pack sin
"""
_DV_SOLO = """
    me tiene/trae a golpes; me agarra/agarro/aprieta/apreto del/de el? cuello/pelo/pescuezo;
    me da/daba/dio/mete/metio/pego una/unas/unos? <beating>; me agarra/agarro/agarraba/cae/cayo/entra/entro/faja/fajo/
    muele/molio a golpes/golpe/patadas/punos/palos/pinas/punetazos/<beating>; me casco
    otra/anoche/ayer/bien/feo/porque/cuando; me verguea/vergueo/verguia/verguio/penquea/penqueo; me/nos
    golpea/golpeo/golpean/maltrato; me/nos pega; me pego $; me pega $; el/ella me <pega>; me pego bien/muy/feo/otra/
    anoche/ayer/con/en/y/cuando/porque/enfrente/de/hoy/ahorita/un/una/por/mi; me esta/estaba
    pegando/golpeando/ahorcando/maltratando; me va/quiere a? pegar/golpear; me ha pegado/golpeado; me ahorca/ahorco; me
    patea/pateo; me avienta/avento; me jalonea; me cachetea/cacheteo; me empuja/empujo
"""
_NINOS = """
    papa/mama/padrastro/madrastra/maestra/maestro/ninera/novio/novia/marido/esposo/esposa lo/la/le/les?
    mordio/muerde/mordia .. <child>; le/les da/dan/daba/dio/dieron/mete .. <beating>/verga/cuero a
    su/sus/mi/mis/el/la/los/las/un/una/al? <child>; se desnuda/desnudo/masturba/exhibe/toca .. <child>; ensena/enseno
    .. partes .. <child>; le jalo .. <child>; extravio mi/una/un/el/la; se me extravio; extraviada; extraviado ..
    <child>; abusa/abusan/abuso/abusaron de mi/la/su/una sobrina/sobrino/prima/primita/hermana/hermano/nieta/vecinita/
    hijastra; <pega>/toca/viola/maltrata a mi/la/su sobrina/sobrino/hermanito/hermanita/nieta/nieto/hijastra/hijastro;
    <pega> al/a <child>; novio/novia/esposo/padrastro/tio .. le/lo/la/les <pega> .. <child>; dejo/dejaron a?
    su/un/una/el/la bebe/hijo/hija/nino/nina/ninos .. carro/coche/troca/solo/sola; <child> .. estan/esta
    solos/solo/sola .. dia/noche; nadie cuida/cuidan .. <child>; cuidan .. <child> .. solos; <child> de 2/3/4/5/6 ..
    solo/sola; <child> como de 2/3/4/5/6 .. solo/sola; <child> encadenado/encadenada; <child> con moretones; <child>
    ... tienen/tiene/con/lleno/traen/trae golpes/moretones/moretes/marcas/quemaduras; golpes/moretones/moretes ..
    <child>; <child> .. gritan/grita/gritando .. pegan/golpean/dejes; oigo/escucho/oyen .. pegan/pega/golpean ..
    <child>; le/les <pega> a? mis/mi/sus/su/los/las/unos? <child>; mi <partner> .. le/les <pega> a
    mi/mis/los/las/el/la; violaron/violo/violan a? un/una/la/mi/el/su? <child>; perdi a mi <child>; mi <child> se
    fue/escapo/salio de la casa; mi <child> no llego/llega/ha/regreso/vuelve; <child> sola/solo llorando; encontre ..
    <child>; <child> .. casado/obligan; le/les/lo/la/los/las <pega> .. <child>; <pega> .. a?
    su/sus/mi/mis/el/la/los/las/un/una/unos/al? <child>; <pega>/pegandole/golpeandolo a
    un/una/unos/su/sus/los/las/mi/mis/el/la/al <child>; le/les esta/estan/andan pegando/golpeando a?
    un/una/al/los/su/sus/las/la/el/mi? <child>; esta/estan golpeando/pegando/pegandole/maltratando/quemando a?
    un/una/al/los/su/sus/las/la/unos? <child>; al <child> lo/le <pega>; a los/las/sus/mis/mi/su/la/el/un/una <child> ..
    les/los/le/lo/la <pega>/pegan/maltratan; maltrato infantil; maltrato a/de ninos/menores; maltrato al? <child>;
    maltratan .. <child>; maltrata .. <child>; abuso infantil/de menores/ninos; abuso de
    menor/menores/ninos/infantil/un menor; abuso de un/una <child>; abusa/abusan/abuso/abusaron/abusando de
    la/el/una/un/su/sus/los/las/mi/mis <child>; abusa/abuso/abusan/abusaron .. <child>; <child>
    solo/sola/solos/solas/solito/solita/solitos/solitas; <child> .. solo/sola/solos/solitos/solito/solita/abandonado/
    abandonada/abandonados/encerrado/encerrada/encerrados/amarrado/amarrada/amarrados; dejan/deja/dejo/dejaron/dejan ..
    solos/solitos/solo/solito/sola/solita .. <child>; deja/dejan/dejo/dejaron/dejan/dejaban a?
    sus/su/los/las/un/una/el/la/mi/al? <child> .. solo/solos/solitos/sola/carro/encerrado/encerrados; lo/la/los/las
    deja/dejan/dejo/dejaron solito/solita/solo/sola/solos/solitos; dejaron .. <child> en el? carro/coche/troca/car;
    <child> .. en/adentro/dentro .. carro/coche/troca/car .. calor/ventanas/solo/cerrado/cerradas/encerrado/vidrios;
    <child> encerrado/encerrada/encerrados/amarrado/amarrados; encierra/encierran/encerraron/amarra/amarran/amarro ..
    a? su/sus/los/las/un/una/al/mi <child>; tienen/tiene encerrado/encerrados/encerrada/amarrado/amarrados .. <child>;
    no encuentro a? mi/mis/la/al <child>/<elder>/hermano/hermana/mama/papa; no encontramos a? mi/al/la/el
    <child>/<elder>; se me/nos? perdio/perdieron .. <child>/<elder>/mama/papa; se? perdi a? mi <child>; se me perdio mi
    <child>; <child> perdido/perdida/perdidos/extraviado/extraviada/desaparecido/desaparecida; <elder>
    perdido/perdida/extraviado/desaparecido; esta/anda/hay .. <child> .. perdido/perdida/perdidos/llorando; desaparecio
    mi/una/un/la/el <child>/<elder>/hermana/hermano/prima/esposo/mama/papa; mi <child>/<elder> .. desaparecio/
    desaparecido/desaparecida/aparece/perdio/perdida/perdido/llego/llega; mi <child>/<elder> no
    llego/aparece/regreso/ha; mi <child> se fue de; se escapo mi <child>; no aparece mi <child>; no aparece .. <child>;
    nino/nina/muchacho/muchacha desaparecido/desaparecida; persona/mujer desaparecida; <child> ..
    anda/andan/esta/estan/camina/caminando .. solo/sola/solos/solito/solita/calle; no les/le/los/lo dan/da ..
    comer/comida/nada/leche .. <child>; sin comer .. <child>; <child> .. sin comer/comida/ropa; no le/les da/dan de
    comer a; <child> .. no comen/come/ha; los tienen/tiene encerrados/amarrados; lo/la tienen/tiene
    amarrado/encerrado/encerrada/amarrada; toca/tocan/toco/tocaba/tocando/manosea/manoseo a
    la/las/los/un/una/mi/su/mis? <child>; la/lo/le toca/tocaba/toco/tocan/manosea su/el/mi/un; <child> .. que ..
    la/lo/le/me? toca/tocaba/toco/tocan; su/el/mi tio/padrastro/maestro/pastor/padre/vecino la/lo
    toca/toco/viola/violo/abusa; viola/violo/violaron/violan a? la/una/un/mi/su/el <child>; fotos/videos a/de/fotos
    las/los/unas/unos/una/un <child>; pornografia infantil; pedofilo; pedofila; pederasta; depredador;
    molestando/siguiendo/persiguiendo/llevarse/llevando a/las/los? una/un/unas/unos/las/los <child>; ofrece dulces;
    quemo/quemaron/queman al/a .. <child>; ninera .. <pega>/pego; maestra/maestro ... <pega> a;
    descuida/descuidan/descuido .. <child>; abandono/abandonaron/abandonan/abandonado .. <child>; <child>
    abandonado/abandonada/abandonados; encontre/encontramos un/una bebe/nino/nina; alerta amber; servicios de
    proteccion; proteccion de menores/ninos/al menor; como reporto que maltratan/pegan/golpean; negligencia
    infantil/de/con menores/ninos/ancianos; trabajo infantil; ninos trabajando; cps
"""
_HABLA_MENOR = """
    mi/mis papa/papas/mama/padrastro/madrastra/padre/madre .. me/nos da/dan/daba/dio/dieron .. <beating>/verga/cuero;
    mi/mis papa/papas/mama/padrastro/madrastra/padre/madre .. me/nos da/dan/daba con el/un/la/una
    cinto/cinturon/cable/palo/correa/vara/manguera/fuete; mi/mis
    papa/papas/mama/padrastro/madrastra/padre/madre/papi/mami me/nos/lo/la/le
    <pega>/toca/toco/viola/violo/encierra/amarra; mi/mis papa/papas/mama/padrastro/madrastra .. me/nos
    <pega>/pegan/golpean; tengo 8/9/10/11/12/13/14/15/16 anos ... <pega>/toca/miedo/solo/sola/viola/encerrado; miedo a?
    mi papa/padrastro/mama/padre; mi/su padrastro ... <pega>/abusa/toca/viola/violo/maltrata; nos <pega> con; nos pega
    con el/la/un cable/cinto/palo
"""
_ANCIANOS = """
    enfermera/cuidadora/enfermero .. maltrata/<pega>/grita/roba; maltratan/maltrata/golpea/golpean/pega/pegan/grita/
    gritan/roba/roban/amarran/amarra .. <elder>/asilo; la/lo/le <pega> .. <elder>; <elder> .. la/lo/le/los
    <pega>/roban/roba/maltratan; a mi <elder> .. <pega>/pegan/maltratan/roban; cuida/cuidadora/enfermera .. <elder> ..
    <pega>; abuso de/a ancianos/ancianas/anciano/viejitos/adultos/abuelos/personas; abuso de los?
    ancianos/viejitos/viejos; maltrato a/de .. ancianos/viejitos/mayores/abuelos/asilo; maltrato en el asilo;
    quitan/quita/roban/roba/quitaron/robaron .. dinero/cheque/pension/seguro .. <elder>; no le/les dan/da .. comer ..
    <elder>; <elder> .. comer/solo/sola/encerrado/encerrada/abandonado/abandonada/perdido/perdida; <elder> con/tiene
    alzheimer/demencia; se salio mi/un/una/la <elder>; dejan/deja/dejaron/dejo sola/solo .. <elder>; en el asilo ..
    <pega>/maltratan/descuidan/golpean
"""
_TRATA = """
    enganada/enganado/enganadas/engano/enganaron .. prostituirme/trabajar/obligan/obliga; me/nos trajeron/trajo/traian
    enganada/enganado/enganados/para; mujeres/muchachas/ninas/jovenes encerradas; encerradas en una casa; venden ..
    cuerpo; vender mi cuerpo; vendiendo .. cuerpo; deuda .. coyote; coyote .. deuda; no me pagan .. no me dejan;
    explotan/explotacion .. trabajadores/sexual/personas/laboral; explotacion sexual/laboral/infantil;
    trafican/traficando/trafica/trafico/traen con? muchachas/mujeres/ninas/ninos/gente/personas/migrantes;
    me/la/las/nos obliga/obligan/obligo a? acostarme/acostarnos/acostarse/prostituirme; me/nos tienen/tiene/traen
    trabajando; le/les debo al/a coyote/pollero/los; prostituyen; muchachas .. vender; trabajando a la fuerza; trabajar
    sin pagar/pagarnos/pagarme y; me/nos/las/los/la/lo obligan/obliga/forzan/fuerzan/forza/obligaron/obligo/traen/
    hacen/tienen a? la? fuerza? a? trabajar/prostituirme/prostituirnos/prostituirse/vender/acostarme/robar/mendigar/
    trabajando; obligan/obliga/forzan/fuerzan/obligando/obligar/obligo .. a
    prostituirse/trabajar/prostituirme/vender/acostarse/vender; obligada/obligado/obligadas/forzada a; prostituirme;
    prostituirse; prostituye a; prostitucion forzada/infantil/de ninas/menores; trabajo forzado; trabajos forzados;
    trabajo a la fuerza; trata de personas/mujeres/blancas/ninos/menores/gente/humanos; trafico de
    personas/mujeres/humanos/ninos/menores/gente; trafico humano; traficante de personas; traficantes de personas;
    traficando mujeres/personas/ninas/gente; tratante; tratantes; acostarme/acostarse/acostarnos con
    hombres/clientes/senores/el por/para; me/la/nos/las forza/forzan .. acostarme; esclavo; esclava; esclavos;
    esclavitud; esclavizados; me/la/las/nos/los vendieron/venden/vendio/quieren vender/a; venden
    mujeres/muchachas/ninas/ninos/personas/bebes; vendiendo mujeres/muchachas/ninas/personas; padrote; padrotes;
    proxeneta; el coyote nos/me/tiene/quiere/no/se/dice/pide; coyote .. tiene/encerrados/dinero/pagar/pagarle/deuda/no;
    pollero; polleros; pagar/pagarle/debo/debemos/deuda/deber .. coyote/pollero; tienen/tiene/hay/traen ..
    muchachas/mujeres/ninas/jovenes .. fuerza/encerradas/prostituyendo; muchachas/mujeres/ninas a la fuerza; casa ..
    muchachas/mujeres/ninas .. hombres; masajes .. muchachas/obligan/fuerza
"""
_PASAPORTE = """
    nos/me quitaron/quito las/la identificaciones/identificacion/ids/id/visa; me/nos/le/les quito/quitaron/quita/
    quitan/escondio/esconde/esconden/retiene/retienen/retuvo/retuvieron/detienen/guardo/guarda/guardan/robo/agarro/
    agarraron mi/mis/el/los/su/sus/la? <papers>; patron/jefe/jefa/dueno/duena/senora/ellos/patrona ..
    tiene/tienen/quedo/guarda/agarro/quito/esconde .. <papers>; tienen/tiene mi/mis/nuestros <papers>; se
    quedo/quedaron/queda con mi/mis/los/el/nuestros <papers>; no me/nos
    quiere/quieren/da/dan/devuelve/devuelven/regresa/regresan dar/devolver/regresar? mi/mis/el/los? <papers>; pasaporte
    .. no me lo da; keep/took my passport
"""
_MIGRA_COMO_CADENA = """
    dicen que me echan/van a? echar .. migra; me/nos amenazan/amenaza/amenazo/amenazaron con ..
    migra/inmigracion/deportar/deportarme/deportarnos; me/nos echan/echa/echar a? la? migra; dice/dicen/dijo/dijeron ..
    llama/llaman/llamar/llamarle a? la? migra/inmigracion
"""
_ENCERRADOS = """
    no me/nos/la/las/los dejan/deja <goes>; no me/nos deja/dejan salir; no podemos/puedo <goes> de/del/porque/y $; no
    puedo/podemos <goes>; me/nos amenazan/amenaza/amenazo/amenazaron con .. familia; amenazan/amenaza .. familia ..
    trabajar/trabajo/pagar/pago/trabajando/irme; trabajo/trabajamos/trabajando sin paga/pago/sueldo; sin paga y; deuda
    .. nunca/acaba/pagar; nos/me cobran .. deuda; nos vigilan; nos encierran; nos/me encierran/encierra/encerraron
    con/en/de/bajo; con llave
"""
_CAUTIVOS = """
    nos/me/la/las/los tienen/tiene/traen encerrados/encerrada/encerrado/encerradas/secuestrada/secuestrado/
    secuestrados/cautivo/cautiva/amarrada/amarrado/prisionera/prisionero; estoy/estamos
    encerrada/encerrados/encerrado/encerradas y/con/en/ayuda/no; contra mi/su/nuestra voluntad; en contra de mi
    voluntad; cautiva; cautivo; no me dejan ir they; encerrada y no; no me/nos dejan <goes>; me/nos tienen
    encerrado/encerrada/encerrados; no me deja salir la/el/mi/de patron/patrona/jefe/senora/casa; la senora/patrona ...
    no me deja <goes>; el patron/jefe ... no me/nos deja/dejan <goes>
"""
_MIGRA = """
    detencion de inmigracion/ice/migracion; en detencion; me pueden deportar; no soy legal; soy/estoy/es/son/somos
    indocumentado/indocumentada; no estoy legal; enmascarados; operativo de migracion/ice/migra; operativo migratorio;
    operativos; arrestando/deteniendo/agarrando/llevandose/levantando inmigrantes/migrantes/paisanos/hispanos/latinos/
    gente/personas; me quieren deportar/regresar/echar a/de? mi? pais; me van a echar/mandar/regresar a? mi?
    pais/mexico/honduras/guatemala; perdi mi permiso de trabajo por; no tengo green card; no tengo seguro; migra;
    inmigracion; migracion; redada; redadas; deportar; deportaron; deportan; deporten; deportado; deportada;
    deportados; deportarme; deportacion; deportaciones; deportarnos; deporto; deportarlo; indocumentado; indocumentada;
    indocumentados; indocumentadas; agentes de ice/migracion; el/la/los ice; los? de ice; de ice; del ice; ice
    agarro/anda/se/vino/llego/toco/llevo/detuvo; toca/tocan/viene/vienen/llega/llegan/con/si .. ice;
    detenido/detenida/detuvo/detuvieron por/de/la/en ice/migra/migracion/inmigracion; centro de detencion; patrulla
    fronteriza; border patrol; los federales; agentes .. llevaron/llevan/llevando/agarrando/agarraron/puerta/afuera/
    federales/encapuchados/enmascarados; encapuchados; agentes federales; se llevaron a mi <partner>/<kin>
    los/la/del/de; se llevaron a mi <partner>/papa/mama/hermano/hermana/tio/primo/vecino;
    llevandose/levantando/agarrando gente/paisanos/raza; agarrando gente/paisanos/raza/a la;
    soy/es/somos/estoy/estamos/eres ilegal/ilegales; ser ilegal; estoy de ilegal; de ilegal; la chota trabaja con;
    reten de/migratorio/del migracion/migra/ice; hay? reten; retenes; ordenes/orden de deportacion/deportar; asilo
    politico; caso de asilo; corte de asilo; sin estatus; mi/su/estatus legal/migratorio; estatus migratorio/legal/de;
    tarjeta roja; ciudad santuario; estan deteniendo; detenido en; mi <kin>/<partner>/<child> .. esta?
    detenido/detenida; lo/la deportan/deportaron/deportar; dan/pasan/comparten/avisan .. informacion/datos/nombre ..
    gobierno/ice/migra; van de ice; deportation; green card vencida; no tengo documentos; soy undocumented
"""
_SIN_PAPELES = """
    pidiendo papeles; pidieron papeles; estan pidiendo papeles; revisando papeles; checando papeles; puedo sin papeles;
    sin ser legal; soy de aqui sin papeles; no tengo/tenemos/tiene/tienen papeles/documentos; sin papeles/documentos;
    piden/pide/pedir/revisan/checan los? papeles; me/nos/les piden papeles; no tengo los? papeles; arreglar papeles;
    mis papeles migratorios; no tengo seguro social/estatus
"""
_AMENAZA = """
    voy a matar a esa/ese/la/el/un/una/esos; voy a golpear/quemar/balear a esa/ese/la/el/esos; quemarles/quemarle/
    balacearlos/matarlos/golpearlos/romperles/partirles la/el/su/todos/$; les pongo/pondre una bomba; voy/vamos a? ir?
    a quemarles/matarlos/balacearlos/golpearlos/romperles; se las voy a cobrar; me las voy a cobrar; cobrar con sangre;
    con sangre; le/les/te voy a meter/dar/echar un/unos/una; bala para todos; ojala les caiga una bomba; bola de
    rateros .. matar/matare; los/te/lo/la voy/vamos a mandar matar/golpear/quemar; mandar matar; van/vas a ver
    hijos/cabrones/pendejos/perros/lo; van a ver hijos; se van/vas/va/te a morir todos/perros/cabrones; los/te/le voy a
    golpear/madrear/cachetear/agarrar; voy a llegar con; les voy a llegar; los voy a ir a buscar; voy a ir a buscarlos;
    les va a pesar; la van/vas a pagar; me la van/vas a pagar; me las van/vas a pagar; tengo pistola y;
    los/las/te/les/lo voy/vamos/boy/vua a matar/quemar/balear/balacear/golpear/madrear/chingar/reventar/partir/romper/
    disparar/acuchillar/picar/encontrar/buscar/echar/hechar/meter/dar; les/los/te voy/vamos/boy a ..
    bala/balazos/plomo/tiro/tiros; al/a .. alcalde/inspector/jefe/policia/oficial/concejal/juez .. voy a
    matar/quemar/disparar; voy/vamos/boy a matar/disparar a/al/a la/los/todos/alguien/alcalde/inspector/ustedes;
    voy/vamos/boy a quemar/incendiar/explotar/volar/balacear/bombardear/destruir
    el/la/su/sus/esa/ese/esta/este/todo/toda ayuntamiento/oficina/edificio/oficinas/ciudad/municipio/casa/alcaldia/
    lugar; voy/vamos/boy a poner/tirar/aventar/mandar una? bomba; poner/pongo/ponerles una bomba; se/te van/vas a
    arrepentir/morir/acordar todos/de/ahi? $; se van a arrepentir; te vas a arrepentir; se van a morir; te vas a morir;
    les/le/te voy a .. balazos; ya? se donde/adonde vives/viven/trabajas/trabajan; se donde/en que? vives/trabajas; voy
    a ir con mi/una/un? <weapon>; voy con mi? <weapon>; llevo/llevar/traigo mi? pistola/rifle/arma a/y/al; ojala/que se
    mueran; ojala te/los mueras/maten/muera/mueran; te/les/los voy a? partir/romper la/tu/su madre/cara/hocico/jeta;
    partirles/partirte la madre; van/vas a pagar con su/tu/la; pagar con su/tu vida; cuidense porque/que/todos/bien;
    cuidate porque/las; voy por ustedes/ti/todos; al proximo ... mato/disparos/matan/quemo/golpeo; mato al/a
    inspector/alcalde/ustedes/todos; los mato; te mato; los matamos; los quemo; muerte a/al; vas a ver
    cabron/pendejo/hijo; ya veran; vas a ver $; se los va a cargar; los va a cargar; sus/tus hijos/familia van/va/vas a
    pagar; les hecho/echo bala; dar/darles/darte piso; chingar a todos; los vamos a quemar/matar; matar a alguien;
    quemar vivos/vivo
"""
_ODIO = """
    frijolera; que me/nos? regresara/regrese/fuera/vaya/regresaramos/largara a
    mi/mexico/honduras/guatemala/nuestro/donde; mexicanos/latinos/hispanos/negros/inmigrantes/indios son
    sucios/criminales/rateros/cochinos/ilegales; no .. rentar/renta/rentan/emplear/contratar .. por ser; corrieron ..
    por hablar/ser; me/nos hacen menos; hacen menos por; nos ven mal/feo por; me hacen bullying por; bullying por ser;
    me dicen .. frijolera/mojada/mojado/india/indio/prieta/negra/beaner; que me/nos?
    fuera/vaya/largue/regresara/vayamos a? mi/su/nuestro/tu pais; me dijeron/dijo/gritaron/grito .. indio/india; por
    hablar espanol/dialecto; no .. atender/atendieron/vender/rentar/servir/servirnos por/porque/a; me
    trataron/trataron/trato/tratan mal/feo/peor por/porque; nombre/palabras/comentarios racista/racistas; por
    mi/nuestro/su acento/color/raza/piel/religion; pinche mexicano/mexicanos/mojado/indio;
    crimen/crimenes/discurso/delito/delitos de odio; racista; racistas; racismo; racial; raciales; racialmente;
    discriminacion; discriminan; discrimina; discriminaron; discrimino; discriminado; discriminada; discriminados;
    discriminando; discriminar; insultos raciales/racistas/por/homofobicos; insultos; insultan/insulta/insultaron/
    insulto/gritan/gritaron/burlan/burla/molestan/humillan/humillaron/ofenden/ofendieron/critican .. por/porque ..
    ser/hablar/venir/soy/somos/color/latino/latinos/mexicano/mexicanos/moreno/inmigrantes/indigena/gay/negro/negra/
    musulman; por/porque ser/soy/somos/es/son .. mexicano/mexicana/mexicanos/latino/latina/latinos/hispano/hispana/
    hispanos/indigena/indigenas/indio/india/negro/negra/negros/moreno/morena/prieto/prieta/gay/lesbiana/trans/musulman/
    musulmana/musulmanes/inmigrante/inmigrantes/centroamericano/hondureno/guatemalteco/salvadoreno/haitiano/cubano/
    extranjero/extranjeros/homosexual/judio/judia/joto/paisa/oaxaquena/oaxaqueno/dominicano/puertorriqueno/venezolano;
    por hablar espanol/spanish/dialecto/mixteco/mi; por no hablar ingles/english/bien; por mi/su/nuestro/nuestra/el
    color/raza/acento/piel/religion/origen/idioma; color de mi? piel; nuestra raza; regrese/regresen/regresense/
    regresa/largate/larguense/larguen/vete/vayanse/vuelvan/vayan/regresate a/de mi/su/tu/mexico/honduras/guatemala/aqui
    pais/$; regrese/regresense/regresen a mi/su/mexico/tu; regreses/regresar a tu pais; mojado; mojados; mojada;
    wetback; beaner; spic; frijolero; frijoleros; ilegal mugroso/mugrosa/asqueroso; me
    dijo/dijeron/llamo/llaman/grito/gritaron .. mojado/mojada/ilegal/indio/india/negro/negra/prieta/prieto/joto/
    terrorista/mono/criminal/maricon; le dicen/dijeron .. mojado/beaner/ilegal/indio/india/negro/negra/prieta/prieto/
    joto/mono; suastica; suasticas; esvastica; svastica; nazi; nazis; supremacista; supremacistas; kkk; homofobia;
    homofobico; transfobia; xenofobia; xenofobico; xenofobos; islamofobia; antisemita; acoso racial/escolar/por;
    me/nos/la/lo acosan/acosa/acosaron/acoso por/en/los/mis/mi; no .. renta/rentan/rentar/atienden/atendio/atendieron
    .. mexicanos/latinos/hispanos/negros/inmigrantes/indigena/indigenas/latina; no mexicanos; no latinos; no hispanos;
    me dijeron/dijo/grito/gritaron speak english; speak english; trato/trataron/tratan/trata diferente/mal ..
    por/porque; tratan/trataron/tratan/trata mal/diferente por/porque; velo por;
    quitaron/jalaron/arranco/quito/arrancaron el velo/hijab; go back to; perfil racial; derechos civiles; me trataron
    como/peor animal/basura/perro
"""

SPANISH_HARM = (
    Group("suicide", _SUICIDIO),
    Group("suicide", "matarme", yields=names("dv em_violence")),
    Group("dv", _DV_PAREJA),
    Group("dv", _DV_TERCEROS),
    Group("dv", "mi/su/el/la <partner> .. la/lo/le <pega>", yields=names("child_abuse")),
    Group("dv", _DV_PALABRAS),
    Group(
        "dv",
        "violo a; violaron a; mi tio/primo/padrastro/cunado/pastor/vecino me toca/toco/tocaba/manosea",
        yields=names("child_abuse"),
    ),
    Group("dv", _DV_SOLO, unless=names("police_hits"), yields=names("child_abuse")),
    Group(
        "dv",
        "no me deja salir de la/mi? casa",
        unless=names("animal stuck no_burglar landlord"),
        yields=names("trafficking child_abuse"),
    ),
    Group("child_abuse", _NINOS),
    Group("child_abuse", _HABLA_MENOR),
    Group("child_abuse", _ANCIANOS),
    Group("trafficking", _TRATA),
    Group("trafficking", _PASAPORTE),
    Group("trafficking", _ENCERRADOS, needs=names("held"), unless=names("stuck")),
    Group("trafficking", _MIGRA_COMO_CADENA, needs=names("at_work")),
    Group("trafficking", _CAUTIVOS, unless=names("at_home stuck")),
    Group("immigration", _MIGRA),
    Group("immigration", _SIN_PAPELES),
    Group("threat", _AMENAZA),
    Group("hate", _ODIO),
    Group("hate", "acoso; acosando; acosan", unless=names("landlord"), yields=names("dv")),
)
