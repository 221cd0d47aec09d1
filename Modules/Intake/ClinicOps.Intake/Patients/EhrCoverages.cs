using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Patients;

/// <summary>The coverages of a patient as one line of a file of the EHR says them.</summary>
/// <param name="All">Those that it names, in the order in which they pay.</param>
/// <param name="Ranks">How many places the file has columns for, from the first: of what pays later it says nothing.</param>
internal sealed record EhrCoverages(IReadOnlyList<EhrCoverage> All, int Ranks);

/// <summary>A day that a file says, or says that there is none.</summary>
internal sealed record SaidDay(DateOnly? Day);

/// <summary>One coverage of a line. What is null the file has no column for: it stays.</summary>
/// <param name="Rank">1 pays first.</param>
/// <param name="Key">By which the EHR knows it; empty where the file does not say.</param>
internal sealed record EhrCoverage(int Rank, string Key, string Payer, string MemberId, string Group)
{
    public string? Plan { get; init; }

    public SaidDay? ValidFrom { get; init; }

    public SaidDay? ValidTo { get; init; }

    public string? Relationship { get; init; }

    public string? HolderFirst { get; init; }

    public string? HolderLast { get; init; }

    public SaidDay? HolderBorn { get; init; }

    /// <summary>What is registered becomes this. Of another card plan, days and subscriber are not those of the one before; of another holder neither the birth date nor what the patient is to them.</summary>
    /// <param name="known">Null for a new one.</param>
    public CoverageSaid Over(PatientCoverage? known)
    {
        var isOtherCard = known is not null && IsOtherCard(known);
        var isOtherHolder = isOtherCard || (known is not null && IsOtherHolder(known));
        var before = known is null ? new CoverageSaid("", "", "", "", Rank, null, null, "", "", "", null) : CoverageSaid.Of(known);
        return new CoverageSaid(
            Payer,
            Plan ?? (isOtherCard ? "" : before.Plan),
            MemberId,
            Group,
            Rank,
            ValidFrom is { } from ? from.Day : isOtherCard ? null : before.ValidFrom,
            ValidTo is { } to ? to.Day : isOtherCard ? null : before.ValidTo,
            Relationship ?? (isOtherHolder ? "" : before.Relationship),
            HolderFirst ?? (isOtherCard ? "" : before.HolderFirst),
            HolderLast ?? (isOtherCard ? "" : before.HolderLast),
            HolderBorn is { } born ? born.Day : isOtherHolder ? null : before.HolderBorn);
    }

    /// <summary>Neither payer nor member id are those of the one that is registered.</summary>
    public bool IsOtherCard(PatientCoverage known) => known.IsOtherPayer(Payer) && known.IsOtherMember(MemberId);

    /// <summary>The file names a holder, or none where one was named, and that is not who was registered. Who was named by nobody may be the one it names.</summary>
    private bool IsOtherHolder(PatientCoverage known) =>
        NameKeys.Key($"{known.HolderFirst}{known.HolderLast}") is { Length: > 0 } was && NameKeys.Key($"{HolderFirst ?? known.HolderFirst}{HolderLast ?? known.HolderLast}") != was;

    public bool HasKeyOf(PatientCoverage known) => Key.Length > 0 && known.EhrKey == Key;

    public bool IsCardOf(PatientCoverage known) => NameKeys.Number(MemberId) is { Length: > 0 } member && known.MemberKey == member && NameKeys.Number(known.Payer) == NameKeys.Number(Payer);

    /// <summary>It stands where that one does, and may take its place: what the EHR knows by two keys are two coverages.</summary>
    public bool IsInPlaceOf(PatientCoverage known) => known.Rank == Rank && (Key.Length == 0 || known.EhrKey.Length == 0);
}

/// <summary>What becomes of one registered coverage, or of one that is new, by what a file of the EHR says.</summary>
/// <param name="Known">Null for one that is new.</param>
/// <param name="Becomes">Null where it is taken out.</param>
/// <param name="Key">By which the EHR knows it from now on.</param>
/// <param name="IsSaid">The file names it; false where it makes room for one that the file names.</param>
internal sealed record CoverageStep(PatientCoverage? Known, CoverageSaid? Becomes, string Key, bool IsSaid)
{
    private static readonly IReadOnlyList<(string Name, bool Matters, Func<CoverageSaid, string> Text)> Fields =
    [
        ("payer", false, said => said.Payer),
        ("plan", false, said => said.Plan),
        ("member id", true, said => said.MemberId),
        ("group", false, said => said.Group),
        ("valid from", false, said => Day(said.ValidFrom)),
        ("valid until", false, said => Day(said.ValidTo)),
        ("relationship", false, said => said.Relationship),
        ("holder's first name", true, said => said.HolderFirst),
        ("holder's last name", true, said => said.HolderLast),
        ("holder's birth date", false, said => Day(said.HolderBorn)),
    ];

    /// <summary>Field by field; those of what does not pay first are named with their place.</summary>
    public IEnumerable<FieldChange> Changes
    {
        get
        {
            var was = Known is null ? null : CoverageSaid.Of(Known);
            var rank = (Becomes ?? was)!.Rank;
            var place = rank == 1 ? "" : $"{CoverageSaid.RankInWords(rank)} coverage's ";
            foreach (var (name, matters, text) in Fields)
            {
                var (old, becomes) = (was is null ? "" : text(was), Becomes is null ? "" : text(Becomes));
                if (old != becomes)
                {
                    yield return new FieldChange(place + name, matters, old, becomes);
                }
            }

            if (was is not null && Becomes is not null && was.Rank != Becomes.Rank)
            {
                yield return new FieldChange(place + "place", false, $"{was.Payer} pays {CoverageSaid.RankInWords(was.Rank)}", $"pays {CoverageSaid.RankInWords(Becomes.Rank)}");
            }

            if (Known is not null && Becomes is not null && Known.EhrKey != Key)
            {
                yield return new FieldChange(place + "id in the EHR", false, Known.EhrKey, Key);
            }
        }
    }

    public bool IsOtherCard => Known is not null && Becomes is not null && Known.IsOtherPayer(Becomes.Payer) && Known.IsOtherMember(Becomes.MemberId);

    /// <summary>What is registered is written over, or a part of it that says which card it is.</summary>
    public bool IsReplaced => Known is not null && Becomes is not null && (Known.IsOtherPayer(Becomes.Payer) || Known.IsOtherMember(Becomes.MemberId));

    /// <summary>The file says something of it otherwise than a person at the desk.</summary>
    public bool IsAgainstHand => Known is { ByHand: true } && Becomes is not null && CoverageSaid.Of(Known) != Becomes with { Rank = Known.Rank };

    private static string Day(DateOnly? day) => day?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Holds what a file of the EHR says of a patient's coverages against those that are registered. Pure.</summary>
internal static class CompareCoverages
{
    private static readonly Func<EhrCoverage, PatientCoverage, bool>[] Ways = [(said, known) => said.HasKeyOf(known), (said, known) => said.IsCardOf(known), (said, known) => said.IsInPlaceOf(known)];

    /// <summary>
    /// A coverage of the file is the registered one of its key in the EHR, else the one of its payer and member id, else the one in its place. A registered one that the file does not
    /// name is taken out where the file speaks of its place and a file brought it; what a person entered stays, and pays after what the file names.
    /// </summary>
    /// <returns>What changes; nothing where all is so already.</returns>
    public static IReadOnlyList<CoverageStep> Of(IEnumerable<PatientCoverage> registered, EhrCoverages said)
    {
        var left = registered.OrderBy(known => known.Rank).ThenBy(known => known.Id).ToList();
        var found = new Dictionary<int, PatientCoverage>();
        foreach (var way in Ways)
        {
            foreach (var one in said.All.Where(one => !found.ContainsKey(one.Rank)))
            {
                if (left.Find(known => way(one, known)) is { } known)
                {
                    found[one.Rank] = known;
                    left.Remove(known);
                }
            }
        }

        var steps = said.All.Select(one =>
        {
            var known = found.GetValueOrDefault(one.Rank);
            return new CoverageStep(known, one.Over(known), one.Key.Length > 0 ? one.Key : known is null || one.IsOtherCard(known) ? "" : known.EhrKey, IsSaid: true);
        }).ToList();
        var taken = said.All.Select(one => one.Rank).ToHashSet();
        foreach (var known in left)
        {
            // A file that knows the first alone says nothing of what paid first until now, where another has come before it.
            if (!known.ByHand && known.Rank <= said.Ranks && (said.Ranks > 1 || said.All.Count == 0))
            {
                steps.Add(new CoverageStep(known, null, "", IsSaid: false));
            }
            else if (taken.Contains(known.Rank))
            {
                var free = Enumerable.Range(known.Rank + 1, 3).FirstOrDefault(rank => rank <= 3 && !taken.Contains(rank) && left.TrueForAll(other => other.Rank != rank));
                steps.Add(new CoverageStep(known, CoverageSaid.Of(known) with { Rank = free == 0 ? 3 : free }, known.EhrKey, IsSaid: false));
            }
        }

        return steps.FindAll(step => step.Changes.Any());
    }
}
