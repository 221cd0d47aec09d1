namespace DemoClinic.Register;

/// <summary>Organization, locations and users as `import clinic` reads them.</summary>
internal static class ClinicFile
{
    /// <summary>Of all demo accounts; they need not change it, because nothing in the demo is anybody's.</summary>
    public const string Password = "cardinal-fork-7";

    public static void Write(string path) => JsonText.Write(path, new
    {
        name = OurClinic.Name,
        letterhead = new[] { OurClinic.Name, OurClinic.Riverside.Address, $"Phone {OurClinic.Riverside.Phone}   Fax {OurClinic.Riverside.Fax}" },
        locations = OurClinic.Locations.Select(l => new { id = l.Id, name = l.Name, timeZone = l.TimeZone, address = l.Address, phone = l.Phone, fax = l.Fax }),
        users = new[]
        {
            User("frontdesk", "Rosa Delgadillo", "FrontDesk", OurClinic.Riverside.Name),
            User("coordinator", "Ana Whitlock", "Coordinator"),
            User("westgate", "Jon Tremblay", "Coordinator", OurClinic.Westgate.Name),
            User("clinician", OurClinic.Providers[1].Clinician.Name, "Clinician"),
            User("manager", "Grace Oyelaran", "Manager"),
            User("admin", "Sam Ferro", "Administrator"),
        },
    });

    private static object User(string name, string displayName, string role, params string[] locations) =>
        new { name, displayName, roles = new[] { role }, password = Password, locations, demo = true };
}
