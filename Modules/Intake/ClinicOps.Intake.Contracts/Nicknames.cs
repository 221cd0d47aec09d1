namespace ClinicOps.Intake.Contracts;

/// <summary>
/// Short and familiar forms of first names common in the United States. A nickname is a hint: it never stands for the
/// registered first name without a third identifier.
/// </summary>
public static class Nicknames
{
    // One line is one formal name with the forms it is called by; a form may stand on several lines ("pat", "chris").
    private const string Table = """
        abigail abby gail abbie
        abraham abe
        albert al bert
        alexander alex al sandy xander alec
        alexandra alex sandra sandy lexi allie
        alfred al fred alfie
        alice ally
        allison allie ally
        amanda mandy
        andrew andy drew
        angela angie
        ann annie nan anna anne
        anna annie ann
        anthony tony
        antonia toni
        antonio tony
        arthur art artie
        barbara barb barbie babs
        beatrice bea trixie
        benjamin ben benny benji
        bernard bernie
        beverly bev
        bradley brad
        calvin cal
        cameron cam
        carolyn carol carrie
        caroline carrie carol
        catherine cathy cate kate katie cat kitty kathy
        katherine kathy kate katie kat kit kitty kay
        kathryn kathy kate katie kat kay
        kathleen kathy kate katie kay
        charles charlie chuck chas chip
        charlotte charlie lottie
        christian chris
        christina chris tina christy chrissy
        christine chris chrissy christy tina
        christopher chris topher kit
        clarence clary
        clifford cliff
        clinton clint
        cynthia cindy
        daniel dan danny
        danielle dani
        david dave davy
        deborah deb debbie debby debra
        debra deb debbie
        dennis denny
        diana di
        dolores lola
        dominic dom nick
        donald don donny donnie
        dorothy dot dottie dolly
        douglas doug
        edgar ed eddie
        edith edie
        edmund ed eddie ned ted
        edward ed eddie ned ted teddy
        edwin ed eddie
        eleanor ellie nell nora
        elizabeth liz beth betsy betty eliza lizzie libby lisa bess bessie ellie
        emily em emmy
        emma em emmy
        ernest ernie
        eugene gene
        evelyn evie
        ferdinand ferdie
        florence flo
        frances fran frannie
        francis frank
        francisco frank paco pancho
        franklin frank
        frederick fred freddy rick
        gabriel gabe
        gabriella gabby
        gabrielle gabby
        geoffrey geoff jeff
        george georgie
        gerald jerry gerry
        geraldine gerry
        gertrude trudy gert
        gilbert gil bert
        gregory greg
        guadalupe lupe
        gwendolyn gwen
        harold hal harry
        harriet hattie
        helen nell nellie
        henry hank harry hal
        herbert herb bert
        howard howie
        ignacio nacho
        irving irv
        isabel izzy bella belle
        isabella izzy bella belle
        isaac ike
        jacob jake
        jacqueline jackie
        james jim jimmy jamie
        jane janie
        janet jan
        janice jan
        jason jay
        jeffrey jeff
        jennifer jen jenny jenn
        jeremiah jerry
        jeremy jerry
        jerome jerry
        jesse jess
        jessica jess jessie
        joan joanie
        joanne jo
        john jack johnny jon
        jonathan jon johnny
        jose pepe
        joseph joe joey
        josephine jo josie
        joshua josh
        joyce joy
        judith judy
        julia julie
        kenneth ken kenny
        kimberly kim
        kristen kris
        kristina kris tina
        lawrence larry
        leonard len lenny leo
        leslie les
        lillian lily lil
        linda lindy
        louis lou louie
        louise lou
        lucille lucy
        luis lou
        madeline maddie
        margaret maggie meg peg peggy marge margie greta rita daisy
        maria mary
        marjorie marge margie
        martha marty mattie
        martin marty
        mary molly polly mamie
        matthew matt matty
        maximilian max
        maureen mo
        maxwell max
        megan meg
        melissa missy mel
        melvin mel
        michael mike mickey mick mikey
        michelle shelly
        mildred millie
        mitchell mitch
        mohammed mo
        nancy nan
        natalie nat
        natasha tasha
        nathan nate nat
        nathaniel nate nat nathan
        nicholas nick nicky
        nicole nicky nikki
        norman norm
        oliver ollie
        olivia liv livvy
        oscar ozzie
        pamela pam
        patricia pat patty trish tricia patsy
        patrick pat paddy
        paul paulie
        pauline polly
        penelope penny
        peter pete
        philip phil
        phillip phil
        phyllis phyl
        priscilla cilla
        rachel rae
        randall randy
        randolph randy
        raymond ray
        rebecca becky becca
        regina gina
        reginald reggie reg
        richard rick dick rich ricky richie
        robert bob bobby rob robbie bert
        roberta bobbie
        roger rodge
        roland rollie
        ronald ron ronnie
        rosemary rose rosie
        russell russ
        salvador sal
        salvatore sal
        samantha sam sammie
        samuel sam sammy
        sandra sandy
        sarah sally sadie
        sara sally sadie
        sharon shari
        shirley shirl
        sidney sid
        solomon sol
        sophia sophie
        stanley stan
        stephanie steph
        stephen steve stevie
        steven steve stevie
        stuart stu
        susan sue susie suzy
        suzanne sue suzy
        sylvester sly
        sylvia syl
        tabitha tabby
        tamara tammy
        teresa terry tess tessa terri
        theresa terry tess tessa terri
        terrence terry
        thaddeus thad ted
        theodore ted teddy theo
        thomas tom tommy
        timothy tim timmy
        tobias toby
        valerie val
        vanessa nessa
        veronica ronnie vera
        victor vic
        victoria vicky tori vicki
        vincent vince vinny
        virginia ginny ginger
        vivian viv
        walter walt wally
        wanda wendy
        wesley wes
        wilfred will fred
        william will bill billy willie liam
        winifred winnie fred
        zachary zach zack
        """;

    private static readonly Dictionary<string, HashSet<string>> Forms = Read();
    private static readonly ILookup<string, string> Formal = ReadFormal();

    /// <summary>
    /// The first-name keys that may mean the same person as the given key, the key itself included: for "bob" the formal
    /// names it is short for, for "robert" its short forms, and for "bob" also "bobby" (a sibling form).
    /// </summary>
    public static IReadOnlySet<string> SameAs(string firstKey) =>
        Forms.TryGetValue(firstKey, out var forms) ? forms : new HashSet<string>(StringComparer.Ordinal) { firstKey };

    /// <summary>The formal names that are shortened so: "sam" gives "samuel" and "samantha"; none for what is no short form.</summary>
    public static IReadOnlyList<string> FormalNames(string firstKey) => [.. Formal[firstKey].Distinct()];

    /// <summary>Every two keys that may mean the same person, each before the other: for who compares many names at once.</summary>
    public static IEnumerable<(string One, string Other)> Pairs => Forms.SelectMany(form => form.Value.Where(other => other != form.Key).Select(other => (form.Key, other)));

    private static ILookup<string, string> ReadFormal() =>
        (from line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
         let names = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
         from called in names.Skip(1)
         select (Called: called, Formal: names[0])).ToLookup(pair => pair.Called, pair => pair.Formal);

    private static Dictionary<string, HashSet<string>> Read()
    {
        var forms = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var group = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var name in group)
            {
                if (!forms.TryGetValue(name, out var all))
                {
                    forms[name] = all = new HashSet<string>(StringComparer.Ordinal) { name };
                }

                all.UnionWith(group);
            }
        }

        return forms;
    }
}
