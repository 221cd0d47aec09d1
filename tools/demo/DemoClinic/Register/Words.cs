namespace DemoClinic.Register;

/// <summary>What invented people and places are called. Surnames of patients and of clinicians never meet.</summary>
internal static class Words
{
    public static readonly string[] LastNames =
    [
        "Abernathy", "Adeyemi", "Alcott", "Arroyo", "Baptiste", "Barlowe", "Benavides", "Bergeron", "Blackwood", "Bostwick",
        "Brightwell", "Cabrera", "Callahan", "Cardenas", "Chaudhry", "Colvin", "Crenshaw", "Dandridge", "Deschamps", "Drummond",
        "Eastman", "Ellsworth", "Escobar", "Fairbanks", "Farrington", "Fontaine", "Gallardo", "Garrity", "Gillespie", "Goldberg",
        "Granado", "Hamlin", "Hargrove", "Hashimoto", "Hennessey", "Iverson", "Jablonski", "Jamison", "Kaminski", "Kellerman",
        "Khoury", "Kirkland", "Lachance", "Langston", "Ledbetter", "Lombardi", "Macklin", "Magnusson", "Marchetti", "Mbeki",
        "McAllister", "Mendelson", "Montoya", "Nakagawa", "Novotny", "O'Rourke", "Oakley", "Padgett", "Palmieri", "Petrov",
        "Pickering", "Quiñones", "Rahman", "Ramsdell", "Redfern", "Rosario", "Sandoval", "Schreiber", "Sepulveda", "Shelton",
        "Sorensen", "Stackhouse", "Szymanski", "Tavares", "Thackeray", "Tolliver", "Underwood", "Valdivia", "Vandermeer", "Wadsworth",
        "Weatherby", "Whitfield", "Yamamoto", "Zielinski",
    ];

    public static readonly string[] Women =
    [
        "Adele", "Alicia", "Beatrice", "Bridget", "Camille", "Celeste", "Claudia", "Daphne", "Deborah", "Edith", "Estelle", "Fatima",
        "Florence", "Geraldine", "Harriet", "Imogen", "Ingrid", "Jacqueline", "Jasmine", "Josefina", "Kiyoko", "Lenore", "Lucille",
        "Marisol", "Meredith", "Miriam", "Nadia", "Odessa", "Pauline", "Rosalind", "Ruth", "Saoirse", "Simone", "Tamara", "Theodora", "Ursula",
        "Valentina", "Vivian", "Winifred", "Yolanda",
    ];

    public static readonly string[] Men =
    [
        "Alphonse", "Anselm", "Arturo", "Barrett", "Benedict", "Calvin", "Cedric", "Cyrus", "Damian", "Desmond", "Edgar", "Elias",
        "Emmett", "Ferdinand", "Gideon", "Hassan", "Hiroshi", "Horace", "Ignacio", "Isaac", "Jasper", "Julius", "Kenji", "Lamar",
        "Lionel", "Malcolm", "Marcus", "Milton", "Nathaniel", "Orlando", "Percival", "Quentin", "Rafael", "Roland", "Sanjay",
        "Solomon", "Thaddeus", "Tobias", "Vernon", "Wendell",
    ];

    public static readonly Town[] Towns =
    [
        new("Tansy Creek", "42990"), new("Cedar Ferry", "42991"), new("Mill Hollow", "42992"), new("Bellwether", "42993"),
        new("Harlow Gap", "42994"), new("Copper Landing", "42995"),
    ];

    public static readonly string[] Streets =
    [
        "Old Distillery Rd", "Sycamore Bend", "Ferry Landing St", "Limestone Ave", "Cooper Mill Rd", "Tobacco Barn Ln", "Courthouse Sq",
        "Redbud Ct", "Paddock Way", "Signal Hill Dr", "Locust Grove Rd", "Tannery Row",
    ];

    /// <summary>Names of payers with the letters their member ids start with.</summary>
    public static readonly (string Name, string Prefix)[] Payers =
    [
        ("Bluegrass Meadow Health", "BMH"), ("Cumberland Gap Mutual", "CGM"), ("Riverstone Advantage", "RVA"), ("Red River Community Plan", "RRC"),
        ("Self-pay", ""),
    ];

    public static readonly string[] Languages = ["English", "English", "English", "English", "English", "English", "Spanish", "Vietnamese", "Arabic"];
}
