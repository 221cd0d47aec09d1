using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>How a field of a document stands to a registered person. Recorded with filings: never rename one.</summary>
internal static class MatchLevel
{
    public const string NameFull = "name.full";
    public const string NameHalf = "name.half";
    public const string NameInitial = "name.initial";
    public const string NameSlip = "name.slip";
    public const string NameDiffers = "name.differs";
    public const string DateAgrees = "birth-date.agrees";
    public const string DateNear = "birth-date.near";
    public const string DateDiffers = "birth-date.differs";
    public const string SexAgrees = "sex.agrees";
    public const string SexDiffers = "sex.differs";
    public const string MrnAgrees = "mrn.agrees";
    public const string MrnDiffers = "mrn.differs";
    public const string MemberOfOne = "member-id.agrees";
    public const string MemberOfFamily = "member-id.family";
    public const string Phone = "phone.agrees";
    public const string Address = "address.agrees";
    public const string MiddleAgrees = "middle.agrees";
    public const string MiddleDiffers = "middle.differs";
    public const string SuffixDiffers = "suffix.differs";

    /// <summary>Levels of one field shut each other out: their shares add up to one.</summary>
    public static string FieldOf(string level) => level[..level.IndexOf('.', StringComparison.Ordinal)];
}

/// <summary>
/// Weights by Fellegi and Sunter: how much more often a field stands so for the right person than for anybody. How often for the right one
/// is learned from what people filed; how often for anybody, from how common the values are in this register. They rank whom a person who
/// reviews is shown first, and say why; the gate knows nothing of them.
/// </summary>
/// <param name="OfRight">Of each level, its share among the right persons (0 to 1).</param>
internal sealed record MatchWeights(IReadOnlyDictionary<string, double> OfRight)
{
    /// <summary>A birth date that agrees weighs about as much as it did when weights were set by hand.</summary>
    private const double PointsABit = 2.3;

    private const double BirthDays = 80 * 365.25;

    /// <summary>Dates a slip away from one: see <see cref="BirthDates.Near"/>.</summary>
    private const double NearDates = 30;

    /// <summary>A household has a few people.</summary>
    private const double Household = 3;

    private const double LeastOfHousehold = 0.05;

    // As for namesakes: a small register says little about frequencies.
    private const double Imagined = 300;
    private const double MiddlingShare = 0.001;

    private const int CommonFrom = 10;
    private const double CommonShare = 0.002;

    /// <summary>Before anybody has filed anything: as papers usually are.</summary>
    public static readonly IReadOnlyDictionary<string, double> Usual = new Dictionary<string, double>
    {
        [MatchLevel.NameFull] = 0.80,
        [MatchLevel.NameHalf] = 0.08,
        [MatchLevel.NameSlip] = 0.05,
        [MatchLevel.NameInitial] = 0.04,
        [MatchLevel.NameDiffers] = 0.03,
        [MatchLevel.DateAgrees] = 0.88,
        [MatchLevel.DateNear] = 0.06,
        [MatchLevel.DateDiffers] = 0.06,
        [MatchLevel.SexAgrees] = 0.98,
        [MatchLevel.SexDiffers] = 0.02,
        [MatchLevel.MrnAgrees] = 0.95,
        [MatchLevel.MrnDiffers] = 0.05,
        [MatchLevel.MemberOfOne] = 0.60,
        [MatchLevel.MemberOfFamily] = 0.40,
        [MatchLevel.Phone] = 0.70,
        [MatchLevel.Address] = 0.70,
        [MatchLevel.MiddleAgrees] = 0.90,
        [MatchLevel.MiddleDiffers] = 0.10,
        [MatchLevel.SuffixDiffers] = 0.03,
    };

    public static readonly MatchWeights BeforeAnything = new(Usual);

    /// <summary>Whom a person is shown, best first, with what speaks for and against each and how much.</summary>
    /// <param name="patients">How many are registered.</param>
    public IReadOnlyList<RankedPatient> Rank(IReadOnlyList<HeldAgainst> held, int patients) =>
        [.. held.Select(one => Ranked(one, Math.Max(1, patients))).Where(one => one.Score > 0).OrderByDescending(one => one.Score).ThenBy(one => one.PatientId)];

    private RankedPatient Ranked(HeldAgainst held, int patients)
    {
        List<MatchReason> reasons = [.. held.Reasons.Select(reason => Weighed(reason, held, patients))];
        return new RankedPatient(held.Person.PatientId, Math.Max(0, reasons.Sum(reason => reason.Points)), reasons);
    }

    private MatchReason Weighed(MatchReason reason, HeldAgainst held, int patients)
    {
        if (reason.Level is not { } level || !OfRight.TryGetValue(level, out var right))
        {
            return reason;
        }

        var points = Math.Round(PointsABit * Math.Log2(right / OfAnybody(level, held, patients)), 1);
        return reason with { Points = reason.Points > 0 ? Math.Max(1, points) : Math.Min(level == MatchLevel.NameDiffers ? 0 : -1, points), Words = reason.Words + Common(level, held, patients) };
    }

    /// <summary>The share of registered persons of whom a field would stand so by chance.</summary>
    private static double OfAnybody(string level, HeldAgainst held, int patients)
    {
        var (first, last) = (Share(NameOf(held)?.FirstNameBearers ?? 0, patients), Share(NameOf(held)?.LastNameBearers ?? 0, patients));
        var date = Math.Max(1 / BirthDays, (held.Person.BirthDateBearers + 1) / (patients + BirthDays));
        return Math.Min(1, level switch
        {
            MatchLevel.NameFull => first * last,

            // A nickname, half of a double name or a slip lets a few more people in than the name itself.
            MatchLevel.NameHalf => 3 * first * last,
            MatchLevel.NameSlip => 10 * first * last,
            MatchLevel.NameInitial => last / 12,
            MatchLevel.DateAgrees => date,
            MatchLevel.DateNear => NearDates / BirthDays,
            MatchLevel.SexAgrees => 0.5,
            MatchLevel.SexDiffers => 0.5,
            MatchLevel.MrnAgrees => 1.0 / patients,
            MatchLevel.MemberOfOne => 1.0 / patients,

            // Of a household, never of one person: no more than points set by hand gave, however large the register.
            MatchLevel.MemberOfFamily or MatchLevel.Phone or MatchLevel.Address => Math.Max(LeastOfHousehold, Household / patients),
            MatchLevel.MiddleAgrees => 0.08,
            MatchLevel.MiddleDiffers => 0.92,
            MatchLevel.SuffixDiffers => 0.5,
            _ => 1,
        });
    }

    private static RegisteredName? NameOf(HeldAgainst held) => held.Name.Registered ?? (held.Person.Names.Count > 0 ? held.Person.Names[0] : null);

    private static double Share(int bearers, int patients) => (bearers + (Imagined * MiddlingShare)) / (patients + Imagined);

    /// <summary>What makes an agreement weigh less, in words; empty for what is no commoner than most.</summary>
    private static string Common(string level, HeldAgainst held, int patients)
    {
        var (many, what) = level switch
        {
            MatchLevel.NameFull or MatchLevel.NameHalf or MatchLevel.NameSlip or MatchLevel.NameInitial => (NameOf(held)?.LastNameBearers ?? 0, "last name"),
            MatchLevel.DateAgrees => (held.Person.BirthDateBearers, "birth date"),
            _ => (0, ""),
        };
        return many >= CommonFrom && many >= CommonShare * patients ? $" (a common {what}: {many} patients)" : "";
    }
}
