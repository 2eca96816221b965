"""Families of words that cues share, texted spellings, and words that deny; both languages in one, data only."""

FAMILIES = {
    "partner": (
        "husband hubby wife boyfriend bf girlfriend gf partner spouse ex fiance fiancee husbands boyfriends "
        "esposo esposa marido novio novia pareja mujer viejo vieja exesposo expareja exmujer exnovia exesposa "
        "exmarido exnovio prometido senora "
        "conyuge ruco ruca jevo jeva"
    ),
    "partners": ("husband hubby wife boyfriend bf girlfriend gf spouse esposo esposa marido novio novia"),
    "kin": (
        "mom mother mama mami dad father papa papi brother sister bro sis uncle aunt cousin niece nephew friend "
        "friends neighbor neighbors roommate coworker family stepdad stepmom stepfather grandson "
        "granddaughter hermano hermana tio tia primo prima sobrino sobrina amigo amiga vecino vecina vecinos "
        "suegro suegra cunado cunada padrastro madrastra familia companero companera compa jefe padre madre jefa "
        "comadre compadre hermanos papas padres parents"
    ),
    "child": (
        "kid kids child children baby babies toddler toddlers infant newborn son sons daughter daughters grandson "
        "granddaughter grandkids grandchild boy girl boys girls minor minors student students nino nina ninos "
        "ninas hijo hija hijos hijas bebe bebes bebito bebita nieto nieta nietos chamaco chamaca chamacos "
        "chamaquito chavito chavita escuincle criatura hermanito hermanita sobrino sobrina primito primita "
        "sobrinito sobrinita nene nena nenes "
        "menor menores chiquito chiquita chiquitos ninito ninita muchachito muchachita guagua cipote cipota "
        "patojo"
    ),
    "elder": (
        "grandma grandpa grandmother grandfather granny grandmas grandpas grandmothers grandparents elder elders "
        "elderly abuelo abuela abuelito abuelita abuelos abuelitos viejito viejita viejitos viejitas anciano "
        "anciana ancianos"
    ),
    "person": (
        "man men woman women guy guys lady person people someone somebody dude teenager teen pedestrian cyclist "
        "worker anybody anyone everyone customer clerk homeless hombre hombres mujer mujeres senor senora senores "
        "senoras muchacho muchacha muchachos muchachas joven jovenes persona personas gente alguien tipo tipos "
        "vato bato batos wey guey chavo chava chavos ciclista peaton peatones trabajador trabajadores don dona "
        "viejo uno individuo sujeto bicho bicha ruco ruca loco malandro pandillero pandilleros cholo cholos "
        "ladron ladrones borracho borrachos"
    ),
    "weapon": (
        "gun guns pistol rifle handgun shotgun firearm weapon weapons knife knives machete ar15 glock "
        "pistola pistolas arma armas cuchillo cuchillos navaja machetes rifles escopeta fusca cuerno filero punal "
        "metralleta cuete"
    ),
    "place": (
        "house houses home homes building buildings apartment apartments apt apts kitchen garage roof trailer "
        "trailers church store school room bedroom basement attic garden yard shed barn car cars truck van bus "
        "vehicle tree trees pole dumpster field grass brush couch stove oven bosque motel hotel hallway it "
        "everything place restroom bathroom warehouse factory restaurant shop complex porch fence bed window "
        "transformer trash barrel rv tent camp casa casas edificio edificios apartamento apartamentos "
        "apartamiento depa depas departamento cocina cochera garaje techo traila trailas iglesia tienda escuela "
        "cuarto sotano atico jardin patio carro carros coche troca camion camioneta arbol arboles poste campo "
        "zacate monte cerro cerca barda sillon estufa horno todo negocio bodega fabrica restaurante bano lote "
        "solar terreno taller basurero callejon ventana vecindario carpa yarda yonke bosques pasto potrero llano "
        "milpa"
    ),
    "hits": (
        "hit hits hitting beat beats beating punch punches punched punching slap slaps slapped kick kicks kicked "
        "choke chokes choked choking strangle strangled strangles shove shoved push pushed pushes hurt hurts "
        "hurting abuse abuses abused abusing attack attacked attacks threw throws grab grabbed grabs drag dragged "
        "burned slapping kicking shoving smack "
        "smacks smacked smacking rapes raped threaten threatens threatened threatening bit bites spit"
    ),
    "pega": (
        "pega pego pegaba pegan pegando pegado golpea golpeo golpean golpeaba golpeando golpeado cachetea "
        "cacheteo patea pateo patean empuja empujo avienta avento jalonea jaloneo jala jalo ahorca ahorco "
        "ahorcaba estrangula lastima lastimo lastiman agrede agredio madrea madreo maltrata maltrato maltratan "
        "maltrataba quemo chinga amarra amarro azota azoto ataca ataco nalguea surra trompea "
        "sopapea sopapeo abofeteo abofetea pegue verguea vergueo vergueaba verguean vergueando verguia verguio "
        "verguiaba penquea penqueo penqueaba pijea pijeo pijacea pijaceo casca cascaba cascan cascando tunde tundio "
        "tundia zurra apalea apaleo aporrea aporreo cuerea cuereo guantea guanteo trompeo moquetea zarandea garrotea"
    ),
    "beating": (
        "pela pelas tunda tundas zurra zurras surra surras felpa felpas paliza palizas golpiza golpizas madriza "
        "madrizas putiza putizas verguiza verguizas vergueada vergueadas verguiada pijaceada pijeada penqueada muenda "
        "muendas garrotera lenera cueriza cintariza cachetada cachetadas bofetada bofetadas punetazo punetazos "
        "trompada trompadas trompones pescozon pescozones galletazo galletazos guantazo guantazos cinturonazos "
        "cintarazos cinchazos correazos fuetazos garrotazos vergazo vergazos chingadazos madrazos putazos pijazos "
        "pencazos manotazos patada patadas batazos"
    ),
    "beast": (
        "dog dogs pitbull pitbulls puppy cat cats raccoon coyote rooster perro perros perra perras perrito perritos "
        "gato gatos gata gallo mapache caballo burro chivo mono chihuahua rottweiler husky labrador cachorro pitbul"
    ),
    "papers": (
        "passport passports papers documents id ids visa visas pasaporte pasaportes papeles documentos "
        "identificacion documentacion cedula"
    ),
    "police": ("police cop cops officer officers sheriff policia policias jura patrulla chota oficial oficiales"),
    "go": ("leave go quit out exit escape"),
    "goes": ("ir irme irnos salir salirme salirnos renunciar marchar marcharme"),
    "number": (
        "a an one two three four five six seven eight nine ten couple few several 2 3 4 5 6 7 8 9 10 12 15 20 30 "
        "un una unos unas dos tres cuatro cinco seis siete ocho nueve diez varios varias pocos pocas of"
    ),
    "weekday": (
        "monday tuesday wednesday thursday friday saturday sunday weekend lunes martes miercoles jueves viernes "
        "sabado domingo"
    ),
}
SPELLINGS = {
    "i am": "im iam",
    "i have": "ive",
    "i will": "ill",
    "i am going to": "ima imma imna",
    "he is": "hes",
    "she is": "shes",
    "it is": "its",
    "they are": "theyre",
    "you are": "youre ur",
    "baby daddy": "bd",
    "there is": "theres therez",
    "someone is": "someones",
    "somebody is": "somebodys",
    "who is": "whos",
    "do not": "dont dnt",
    "does not": "doesnt dosnt",
    "did not": "didnt",
    "can not": "cant cannot cnt",
    "will not": "wont",
    "is not": "isnt isint",
    "was not": "wasnt",
    "are not": "arent",
    "not": "aint",
    "going to": "gonna gona",
    "want to": "wanna wana",
    "trying to": "tryna tryin",
    "got to": "gotta",
    "out of": "outta",
    "kill myself": "kms",
    "right now": "rn rightnow",
    "you": "u",
    "are": "r",
    "please": "pls plz plis",
    "because": "cuz bc becuz",
    "through": "thru",
    "going": "goin",
    "someone": "sumone some1",
    "threatening": "threatning threating",
    "breathing": "breathin brething breating",
    "breathe": "breath breth",
    "suicide": "sucide suiside suicied",
    "suicidal": "sucidal suisidal",
    "unconscious": "unconcious uncounscious unconsious",
    "emergency": "emergancy emergencia emergensia",
    "neighbor": "nieghbor neigbor neighbour",
    "husband": "husbend husban",
    "ambulance": "ambulence amblance ambulancia ambulansia anbulancia",
    "shooting": "shootin",
    "immigration": "imigration inmigration immagration",
    "abuse": "abbuse",
    "beating": "beatin",
    "quiero": "kiero qiero quero kero qro quiro",
    "quiere": "kiere qiere quere",
    "quieren": "kieren qieren",
    "que": "q ke k qe",
    "porque": "xq pq xk porq porke",
    "por": "x",
    "me": "m",
    "hay": "ay hai",
    "esta": "sta",
    "estan": "stan",
    "ahorita": "orita aorita horita ahorit aurita",
    "ahora": "aora",
    "ayuda": "alluda auda aiuda hauda ayudenme ayudeme ayudame auxilio",
    "balacera": "balasera valacera balaceras",
    "balazos": "balasos valazos balazo balaso plomazos cuetazos",
    "disparos": "disparo diparos",
    "cuchillo": "cuchiyo kuchillo",
    "vivir": "bivir vibir",
    "suicidio": "suisidio suisido",
    "suicidarme": "suisidarme",
    "hijo": "ijo",
    "hija": "ija",
    "hijos": "ijos",
    "esposo": "espozo hesposo",
    "huele": "guele uele wele",
    "atropellaron": "atropeyaron atropellaro atropeyaro",
    "inmigracion": "imigracion inmigrasion imigrasion inmigrcion",
    "migracion": "migrasion",
    "respira": "rrespira",
    "golpea": "golpeya",
    "quemando": "kemando",
    "quema": "kema",
    "quemo": "kemo",
    "incendio": "insendio incedio insendios",
    "sobredosis": "sobredocis",
    "violencia": "biolencia violensia",
    "sangrando": "zangrando",
    "policia": "polisia polecia",
    "escuela": "eskuela",
    "alguien": "alguin alguen",
    "amenaza": "amenasa",
    "nadie": "nadien naiden",
    "hubo": "ubo",
    "oyen": "hoyen",
    "oye": "hoye",
    "se callo": "secayo",
    "choque": "chokue",
    "vecino": "besino vesino becino",
    "ninos": "ninios",
}
"""Usual words, and the ways they are texted."""
DOUBLED = f"{FAMILIES['pega']} matar matarme morir violo viola violaron"
"""Words that are also read with any one letter doubled, as a hasty thumb writes them: "me pegga"."""
DENIALS = "no not never sin ni nadie nobody nor neither nunca without none ningun ninguna zero cero tampoco"
"""Words that take back what follows: "no hay incendio"."""
BETWEEN = (
    "a an any the there is be been was want to going hay es era fue un una de ser estoy soy am being hubo "
    "quiero voy feeling"
)
"""Words that may stand between a denial and what it denies."""
