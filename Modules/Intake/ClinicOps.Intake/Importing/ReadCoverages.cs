using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Patients;

namespace ClinicOps.Intake.Importing;

/// <summary>The coverages that a line of a register file names: first, second and third, as far as it has columns for them. Reasons hold no patient text.</summary>
internal static class ReadCoverages
{
    private static readonly string[] Always = ["payer", "member_id", "group"];

    /// <summary>Without these a file says nothing of the coverage of that place.</summary>
    public static IEnumerable<string> Needed(int rank) => Always.Select(column => Named(column, rank));

    public static IEnumerable<string> Columns(int rank) => Needed(rank).Concat(PatientsFile.OfCoverage.Select(column => Named(column, rank)));

    /// <param name="cell">What a cell says; null where the file has no such column.</param>
    /// <returns>Null, and why, where the line cannot be used.</returns>
    public static (EhrCoverages? Coverages, string Reason) Of(Func<string, string?> cell, int ranks)
    {
        var all = new List<EhrCoverage>();
        for (var rank = 1; rank <= ranks; rank++)
        {
            var place = rank;
            var (one, reason) = One(column => cell(Named(column, place)), rank);
            if (reason.Length > 0)
            {
                return (null, $"its {CoverageSaid.RankInWords(rank)} coverage {reason}");
            }

            if (one is not null && all.Exists(other => IsSame(one, other)))
            {
                return (null, "it names one coverage twice.");
            }

            all.AddRange(one is null ? [] : [one]);
        }

        return (new EhrCoverages(all, ranks), "");
    }

    private static bool IsSame(EhrCoverage one, EhrCoverage other) =>
        (one.Key.Length > 0 && one.Key == other.Key) || (NameKeys.Number(one.MemberId).Length > 0 && NameKeys.Number(one.MemberId) == NameKeys.Number(other.MemberId) && NameKeys.Number(one.Payer) == NameKeys.Number(other.Payer));

    /// <returns>Null and no reason where the line names none in this place.</returns>
    private static (EhrCoverage? Coverage, string Reason) One(Func<string, string?> cell, int rank)
    {
        var (payer, member, group) = (cell("payer") ?? "", cell("member_id") ?? "", cell("group") ?? "");
        if (payer.Length + member.Length + group.Length == 0)
        {
            return (null, "");
        }

        var days = new Dictionary<string, SaidDay>(StringComparer.Ordinal);
        foreach (var column in new[] { "valid_from", "valid_to", "holder_dob" })
        {
            switch (cell(column))
            {
                case null:
                    break;
                case "":
                    days[column] = new SaidDay(null);
                    break;
                case var text when DateOnly.TryParseExact(text, PatientsFile.DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day):
                    days[column] = new SaidDay(day);
                    break;
                default:
                    return (null, "has a date that cannot be read; write it as 2026-03-09.");
            }
        }

        var (from, to) = (days.GetValueOrDefault("valid_from"), days.GetValueOrDefault("valid_to"));
        return to?.Day < from?.Day
            ? (null, "ends before it begins.")
            : (new EhrCoverage(rank, cell("coverage_id") ?? "", payer, member, group)
            {
                Plan = cell("plan"),
                ValidFrom = from,
                ValidTo = to,
                Relationship = cell("relationship") is { } written ? RelationshipOf(written) : null,
                HolderFirst = cell("holder_first"),
                HolderLast = cell("holder_last"),
                HolderBorn = days.GetValueOrDefault("holder_dob"),
            }, "");
    }

    /// <summary>What the patient is to the subscriber; a code of X12 (INS02) is understood too.</summary>
    private static string RelationshipOf(string written) => written.ToUpperInvariant() switch
    {
        "" or "U" or "UNKNOWN" or "21" => "",
        "SELF" or "SUBSCRIBER" or "INSURED" or "18" => "self",
        "SPOUSE" or "HUSBAND" or "WIFE" or "01" => "spouse",
        "CHILD" or "SON" or "DAUGHTER" or "DEPENDENT CHILD" or "19" => "child",
        _ => "other",
    };

    private static string Named(string column, int rank) => rank == 1 ? column : string.Create(CultureInfo.InvariantCulture, $"{column}{rank}");
}
