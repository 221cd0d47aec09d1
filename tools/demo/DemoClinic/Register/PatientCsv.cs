using System.Globalization;

namespace DemoClinic.Register;

/// <summary>The register as `import patients` reads it.</summary>
internal static class PatientCsv
{
    public static void Write(IReadOnlyList<Person> people, string path) =>
        File.WriteAllLines(
            path,
            people.Select(Line).Prepend(
                "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language,pcp_npi,pcp_practice,pcp_phone,pcp_fax,"
                + "coverage_id,relationship,payer2,member_id2,group2,coverage_id2,plan2,valid_from2,relationship2"));

    private static string Line(Person person) => string.Join(
        ',',
        person.Mrn, person.Last, person.First, person.Middle, person.Born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), person.Sex, person.Phone,
        person.Email, person.Street, person.Town.Name, "KY", person.Town.Zip, person.Payer, person.MemberId, person.Group, person.Pcp, person.Language,
        Senders.PcpOf(person).Who.Npi, Senders.PcpOf(person).At.Name, Senders.PcpOf(person).At.Phone, Senders.PcpOf(person).At.Fax, Coverages(person));

    /// <summary>What the EHR knows the first by, and for the oldest of one plan a supplement that pays second. Children are insured through somebody who is not in the register.</summary>
    private static string Coverages(Person person)
    {
        var number = person.Mrn[2..];
        var isInsured = person.MemberId.Length > 0;
        var first = isInsured ? $"{number}-1,{(person.Born.Year < 2008 ? "self" : "")}" : ",";
        return isInsured && person.Payer == "Riverstone Advantage" && person.Born.Year < 1955
            ? $"{first},Bluegrass Meadow Health,BMH9{number}27,G4410,{number}-2,Supplement,2024-01-01,self"
            : $"{first},,,,,,,";
    }
}
