"""Words that say nothing about which incident a text reports, because many English accounts of incidents hold them.

First six letters, without an `s` at the end: those that stand in 13 or more of 1,549 real accounts of one archive.
"""

_WORDS = """
    000 100 abuse academ acces access accide accord accoun accura accuse acknow acros action activi actor additi addres
    admini advert advice advoca affect africa agency agent aimed alert algori allega allege allegi allowe along altere
    amazon americ amid amplif analys announ answer anthro anti apolog app appear apple applic april area arrest articl
    artifi assess assist associ attack attemp attorn attrib audio august austra authen author automa autono autopi
    availa bank banned based became began behavi believ bia biase biased biomet black blocke body book bot breach broadc
    built busine bypass califo call caller camera campai canadi candid car card care case causin celebr center certai
    challe change channe charac charge chat chatbo chatgp check checke child childr china chines circul citati cited
    citing citize city civil claim claime claimi classm claude clip clone cloned clonin code collec colleg collid collis
    commen commis commit commun compan compla comple compro concer condem conduc confid confir confli confus connec
    consen consid consum contac contai conten contex contin contra contri contro conver convin coordi copilo copyri
    correc countr county court crash crashe create creati creato creden credib credit crime crimin critic cruise crypto
    custom cyber damage danger data databa daught death deceiv decemb decept decisi deepfa defama defend defens defrau
    delete delive demand democr demons denied depart depict deploy descri design despit detail detect determ develo died
    digita direct disclo discov discri discus disinf displa dispro disput disrup dissem distre distri doctor docume
    donald dozen drew driven driver drivin early educat effect effort electi elon email emerge emotio employ enable
    encour endors enforc engage engine englis errone error escala eviden exam exampl execut exhibi existe experi expert
    explic exploi expose exposu expres extrem fabric face facebo faced facial facili factor failed failin failur fake
    falsel family fatal featur februa federa female fictit figure file filed filing filter financ findin fire firm five
    flag flagge florid follow footag foreig former found four franci fraud frauds fraudu freque friend full fund future
    gain gemini gender genera girl global google govern graphi grok group halluc harass harmfu hate health help high
    highli highwa histor home hospit host hour house human hundre identi illega image imager impact impers implic improv
    inaccu inadve inappr incide includ incorr increa indepe india indian indica indivi influe inform initia injure
    injuri instag instit instru integr intell intend intera intern interv into invest involv israel issue issued januar
    journa judge june killed killin korean kosovo lack langua large late later launch law lawsui lawyer lead leader
    leadin least left legal legiti level licens life light likene limite link linked list live local long los losse lost
    major male malici malwar manage manipu march mark market match materi media medica meet member mental messag meta
    method micros milita millio mimic mimick minist minor minori miside misinf mislea misled misrep mistak misuse mode
    model modera money monito month mother moveme multip murder musk name narrat nation naviga near nearly networ new
    noncon nonexi north notice nude number numero octobe offens office offici often ongoin online onto openai operat
    opposi order organi origin outlet output owner page paid parent partic party passen patien paymen perfor perpet
    person phishi phone photo physic plan platfo police polici policy politi pornog portra posing positi post posted
    potent powere practi predic presen presid preven previo prime prison privac privat proble proces produc profes
    profil progra projec promot prompt propag prosec protec protes provid public publis purcha purpor qualit questi race
    racial racist raised rate realis receiv recogn recomm record recove reduce refere regist regula reinfo relate relati
    releas reliab relied remain remote remove repeat report repres reputa reques requir resear reside resour respon
    result return reveal review right risk road robot robota romanc rule russia safegu safety sale sancti saying scale
    scam scamme scenar scene scheme school score screen search second secret securi seekin self senior sensit sent
    seriou servic settin severe sexual share shared sharin shooti showed showin sign signif simila site smart social
    softwa solici someti sought source south specif speech speed spoofe spread staff state stated statem steal stolen
    stop stoppe store stream street struck studen study style submit subseq substa succes sugges suicid suppor survei
    suspec suspen synthe target teache team techni techno teenag telegr term termin terror tesla testin texa text theft
    third thousa threat tiktok time tool tradin traffi train traine traini transf transl transp travel treatm trigge
    truck trump trust twitte ukrain unauth underm univer unknow unveri update upload urged urging use variou vehicl
    verifi versio victim video view viewer violat violen viral visual voice voter vulner warned warnin washin waymo
    weapon websit well whatsa white widely withdr woman women work worker world writte wrongf year york youtub zealan
"""
ORDINARY = frozenset(_WORDS.split())
