using System.Globalization;

namespace DemoClinic.Register;

/// <summary>The register as `import patients` reads it.</summary>
internal static class PatientCsv
{
    public static void Write(IReadOnlyList<Person> people, string path) =>
        File.WriteAllLines(
            path,
            people.Select(Line).Prepend("mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language"));

    private static string Line(Person person) => string.Join(
        ',',
        person.Mrn, person.Last, person.First, person.Middle, person.Born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), person.Sex, person.Phone,
        person.Email, person.Street, person.Town.Name, "KY", person.Town.Zip, person.Payer, person.MemberId, person.Group, person.Pcp, person.Language);
}
