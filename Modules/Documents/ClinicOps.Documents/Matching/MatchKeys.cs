using System.Globalization;
using System.Text;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// Hashes of what a document says of people and of what the register says of one person: they share one whenever the person may
/// matter to the document. A chance collision costs a needless look, no more.
/// </summary>
internal static class MatchKeys
{
    public static int[] Of(PatientEvidence evidence) => Hashes(
        [
            .. evidence.BirthDates.SelectMany(d => d.OtherReadings.Prepend(d.Date)).Select(Date),
            .. evidence.Names.SelectMany(n => new[] { n.Name.First, n.Name.Last }.SelectMany(NameKeys.LastKeys)).Select(Sound),
            .. evidence.Mentions.Where(m => !m.InRole).Select(m => Pair(m.First, m.Last)),
            .. evidence.Mrns.Select(m => "mrn " + m.Value),
            .. evidence.MemberIds.Select(m => "member " + m.Value),
            .. evidence.Phones.Select(p => "phone " + p.Value),
        ]);

    /// <summary>Of its birth dates alone.</summary>
    public static int[] OfBirthDates(PatientEvidence evidence) => Hashes(evidence.BirthDates.Select(d => Date(d.Date)));

    public static int[] Of(PatientCandidate person) => Hashes(
        [
            .. person.BirthDates.SelectMany(born => BirthDates.Near(born).Append(born)).Select(Date),
            .. person.Names.SelectMany(n => NameKeys.LastKeys(n.Last)).Select(Sound),
            .. from name in person.Names
               from first in NameKeys.FirstKeys(name.First)
               from last in NameKeys.LastKeys(name.Last)
               select Pair(first, last),
            .. person.Mrns.Select(mrn => "mrn " + NameKeys.Number(mrn)),
            .. person.MemberIds.Select(m => "member " + m.MemberId),
            .. person.Phones.Select(p => "phone " + p),
        ]);

    private static string Date(DateOnly date) => date.ToString("'born 'yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Sound(string last) => "sounds " + NameKeys.Sound(last);

    private static string Pair(string first, string last) => $"named {first} {last}";

    private static int[] Hashes(IEnumerable<string> keys) => [.. keys.Select(Hash).Distinct().Order()];

    /// <summary>FNV-1a, 32 bits: the same in every process and release, since it is stored.</summary>
    private static int Hash(string key)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return unchecked((int)hash);
    }
}
