namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>Names as they are in the United States; the frequent ones stand first.</summary>
internal static class Names
{
    public static readonly string[] Last = Words("""
        Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore
        Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen
        Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards
        Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox
        Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross
        Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Graham Wallace Cole
        West Jordan Owens Reynolds Hunter Hamilton Chen Wang Li Wu Khan Singh Shah Cohen Schmidt Schneider Kowalski Nowak Ivanova Popov Haddad
        Osei Mensah Diallo Okonkwo Abebe Tesfaye Yilmaz Papadopoulos Rossi Ferrari Silva Santos Oliveira Pereira Larsen Hansen Lindgren Virtanen
        Tanaka Suzuki Park Choi Tran Pham Le Vo Ng Wong Chan Begum Hussain Ahmed Rahman Fraser MacLeod McCarthy McDonald Fitzgerald Gallagher
        Kaczmarek Wojcik Horvath Szabo Novak Petrovic Jovanovic Andersson Bergstrom Dubois Lefebvre Beauchamp Thibodeaux Landry Yazzie Begay
        Kahananui Tuiasosopo Ochoa Barrera Villarreal Cantu Trujillo Zamora Quintero Aguirre Bautista Dela Villanueva Tolentino Magsaysay
        """);

    /// <summary>Of two parts, with signs, or with a small word before them.</summary>
    public static readonly string[] Unusual =
    [
        "O'Brien", "O'Connor", "D'Angelo", "Núñez", "Peña", "Muñoz", "Ibáñez", "Gonçalves", "Müller", "Schröder", "Björk", "Sørensen", "Dvořák", "Łukasik", "Güneş",
        "García-López", "Smith-Jones", "Taylor-Reed", "Nguyen-Hart", "Ruiz-Ortega", "Allen-Brooks", "St. James", "St. Clair", "De La Cruz", "De Leon", "Del Rio", "Van Dyke",
        "Van der Berg", "Von Stein", "La Rosa", "Di Marco", "Mac Donald", "Al-Farsi", "Ben-Ami", "Garcia Marquez", "Lopez Vega", "Torres Molina", "Castro Pinto",
    ];

    public static readonly string[] Women = Words("""
        Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Karen Sarah Lisa Nancy Sandra Betty Ashley Emily Kimberly Margaret Donna
        Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy Kathleen Angela Shirley Emma Brenda Pamela
        Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn Janet Maria Olivia Heather Helen Catherine Diane Julie Victoria Joyce
        Lauren Kelly Christina Ruth Joan Virginia Judith Evelyn Hannah Andrea Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha
        Sara Gloria Janice Kathryn Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn Natalie Beverly
        Diana Brittany Theresa Kayla Alexis Doris Lori Tiffany Marla Marie Ana Rosa Carmen Guadalupe Fatima Aisha Mei Yuki Priya Ngoc Olga
        Ingrid Renée Zoë Chloë José-Maria
        """);

    public static readonly string[] Men = Words("""
        James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark Donald Steven Andrew Paul
        Joshua Kenneth Kevin Brian Timothy Ronald George Jason Edward Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott
        Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas
        Peter Kyle Noah Ethan Jeremy Walter Christian Keith Roger Terry Austin Sean Gerald Carl Harold Dylan Arthur Lawrence Jordan Jesse Bryan
        Billy Bruce Gabriel Joe Logan Alan Juan Albert Willie Elijah Wayne Randy Vincent Mason Roy Ralph Bobby Russell Bradley Philip Eugene
        Luis Carlos Miguel Ahmed Omar Wei Hiroshi Raj Minh Ivan Lars Jean-Luc André René
        """);

    /// <summary>Names that a clinic has a score of patients of.</summary>
    public static readonly (string First, string Last, string Sex)[] Common =
        [("Maria", "Garcia", "F"), ("Jose", "Rodriguez", "M"), ("James", "Smith", "M"), ("Mary", "Johnson", "F"), ("David", "Lee", "M"), ("Jennifer", "Nguyen", "F")];

    /// <summary>Two formal names with one that either is called by.</summary>
    public static readonly (string One, string Two, string Called)[] CalledAlike =
        [("Samuel", "Samantha", "Sam"), ("Alexander", "Alexandra", "Alex"), ("Christina", "Christine", "Chris"), ("Patrick", "Patricia", "Pat"), ("Katherine", "Kathleen", "Kate"), ("Emma", "Emily", "Em")];

    /// <summary>What parents call two born the same day.</summary>
    public static readonly (string One, string Two, string Sex)[] Twins =
    [
        ("Maria", "Marla", "F"), ("Jayden", "Jaylen", "M"), ("Aidan", "Nathan", "M"), ("Emma", "Emily", "F"), ("Ella", "Ellen", "F"), ("Eric", "Erin", "M"), ("Jean", "Joan", "F"),
        ("Daniel", "David", "M"), ("Madison", "Morgan", "F"), ("Taylor", "Tyler", "M"), ("Hannah", "Anna", "F"), ("Jacob", "Joshua", "M"), ("Carla", "Carol", "F"), ("Mia", "Mya", "F"),
        ("Christina", "Christine", "F"), ("Adrian", "Adriana", "M"), ("Isabella", "Sophia", "F"), ("Matthew", "Michael", "M"), ("Samuel", "Samantha", "M"), ("Lea", "Leah", "F"),
    ];

    /// <summary>Formal first names with one that they are called by.</summary>
    public static readonly Dictionary<string, string[]> Called = new()
    {
        ["William"] = ["Bill", "Will"],
        ["Robert"] = ["Bob", "Rob"],
        ["Elizabeth"] = ["Liz", "Beth", "Betty"],
        ["Katherine"] = ["Kathy", "Kate"],
        ["Margaret"] = ["Peggy", "Maggie"],
        ["James"] = ["Jim"],
        ["John"] = ["Jack"],
        ["Michael"] = ["Mike"],
        ["Richard"] = ["Rick", "Dick"],
        ["Joseph"] = ["Joe"],
        ["Thomas"] = ["Tom"],
        ["Daniel"] = ["Dan"],
        ["Patricia"] = ["Pat", "Patty"],
        ["Jennifer"] = ["Jen"],
        ["Deborah"] = ["Debbie"],
        ["Rebecca"] = ["Becky"],
        ["Stephen"] = ["Steve"],
        ["Steven"] = ["Steve"],
        ["Christopher"] = ["Chris"],
        ["Matthew"] = ["Matt"],
        ["Anthony"] = ["Tony"],
        ["Edward"] = ["Ed", "Ted"],
        ["Susan"] = ["Sue"],
        ["Victoria"] = ["Vicki"],
        ["Samuel"] = ["Sam"],
        ["Samantha"] = ["Sam"],
        ["Alexander"] = ["Alex"],
        ["Alexandra"] = ["Alex"],
        ["Christina"] = ["Chris"],
        ["Christine"] = ["Chris"],
        ["Patrick"] = ["Pat"],
        ["Kathleen"] = ["Kate"],
        ["Emma"] = ["Em"],
        ["Emily"] = ["Em"],
    };

    public static readonly string[] Towns = ["Ashford", "New Salem", "Fairmont", "Cedar Grove", "Port Henry", "Millbrook", "Lake View", "Stone Ridge"];

    public static readonly string[] Streets =
        ["Oak St", "Maple Ave", "Second St", "Willow Bend Dr", "Church Rd", "Highland Blvd", "Quarry Ln", "Mill Pond Ct", "N Main St", "County Road 12", "Lincoln Way", "Sunset Ter"];

    public static readonly string[] Payers = ["Summit Crest Advantage", "Buckwheat Community Plan", "Blue Harbor PPO", "Meridian Valley Medicaid", "Northern Lakes Mutual"];

    public static readonly string[] Houses =
    [
        "Larkspur Internal Medicine", "Alder Creek Medical Group", "Pine Street Family Practice", "Tri-County Orthopedics", "Valley Heart Specialists", "Northgate Pediatrics",
        "Eastside Women's Health", "Riverbend Neurology Associates", "Summit Gastroenterology PLLC", "Harmony Physical Therapy", "St. Agnes Hospital", "Mercy Point Medical Center",
    ];

    private static string[] Words(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
