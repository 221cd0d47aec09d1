using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Coverage.Answers;

/// <summary>What a person's part of a 271 comes to, for one question: active or not, what was rejected, what the payer has otherwise.</summary>
internal static class JudgeAnswer
{
    private static readonly string[] Active = ["1", "2", "3", "4", "5"];
    private static readonly string[] NotActive = ["6", "7", "8"];
    private const string NotCovered = "I";
    private const string WholePlan = "30";
    private static readonly string[] Payers = ["PR", "PRP", "SEP", "TTP", "OC"];
    private static readonly string[] NoPayers = ["13", "1P", "36", "73", "FA", "GP", "IL", "LR", "P3", "P5"];
    private static readonly string[] Ends = ["347", "349", "357"];

    /// <param name="asked">The kinds of service asked for.</param>
    /// <param name="on">The day asked about.</param>
    /// <param name="inNetwork">Whether the clinic is in the payer's network; null while nobody has said it.</param>
    public static string Outcome(
        IReadOnlyList<Benefit271> benefits, IReadOnlyList<Date271> planDates, IReadOnlyList<Rejection271> rejections, IReadOnlyList<string> asked, DateOnly on, bool? inNetwork = null)
    {
        bool Speaks(Benefit271 benefit) => benefit.ServiceTypes.Count == 0 || benefit.ServiceTypes.Any(type => asked.Contains(type.Code));
        bool Holds(Benefit271 benefit) => HoldsOn(benefit, on);
        bool IsRefused() => OfOwnKind(benefits, asked, on, inNetwork).Any(benefit => IsRefusal(benefit, benefits, asked, on));

        var ended = planDates.Any(date => (Ends.Contains(date.Kind) && date.From < on) || (date.Kind is "291" or "307" && date.To < on));
        if (benefits.Any(benefit => Active.Contains(benefit.Info) && Speaks(benefit) && Holds(benefit)))
        {
            return ended ? AnswerOutcome.NotActive : IsRefused() ? AnswerOutcome.NotCovered : AnswerOutcome.Active;
        }

        if (ended || benefits.Any(benefit => (NotActive.Contains(benefit.Info) && Speaks(benefit)) || (Active.Contains(benefit.Info) && Speaks(benefit) && !Holds(benefit))))
        {
            return AnswerOutcome.NotActive;
        }

        return IsRefused() ? AnswerOutcome.NotCovered : rejections.Count > 0 ? AnswerOutcome.Rejected : AnswerOutcome.Unclear;
    }

    /// <summary>Whether the payer says that an authorization is required for the visit's own kind of service.</summary>
    public static bool NeedsAuthorization(IReadOnlyList<Benefit271> benefits, IReadOnlyList<string> asked, DateOnly on, bool? inNetwork) =>
        OfOwnKind(benefits, asked, on, inNetwork).Any(benefit => benefit.AuthorizationNeeded == true && benefit.Info != NotCovered && !NotActive.Contains(benefit.Info));

    /// <summary>
    /// What is said of the visit's own kind of service by name, and not of the plan as a whole: for the day, in the network as it is for this clinic. What holds only for one procedure, place or
    /// number of visits is left to who reads it.
    /// </summary>
    private static IEnumerable<Benefit271> OfOwnKind(IReadOnlyList<Benefit271> benefits, IReadOnlyList<string> asked, DateOnly on, bool? inNetwork) =>
        benefits.Where(benefit => benefit.ServiceTypes.Any(type => type.Code != WholePlan && asked.Contains(type.Code)) && HoldsOn(benefit, on) && benefit is { Procedure.Length: 0, Conditions.Count: 0, Deliveries.Count: 0 }
            && benefit.Network switch { "N" => inNetwork == false, "Y" => inNetwork != false, _ => true });

    /// <summary>Not active, or not covered: it counts before what is said of the whole plan, but not where another plan of the same answer names this kind of service as active.</summary>
    private static bool IsRefusal(Benefit271 benefit, IReadOnlyList<Benefit271> benefits, IReadOnlyList<string> asked, DateOnly on) =>
        (benefit.Info == NotCovered || NotActive.Contains(benefit.Info))
        && !benefits.Any(other => Active.Contains(other.Info) && other.Plan != benefit.Plan && other.ServiceTypes.Any(type => type.Code != WholePlan && asked.Contains(type.Code)) && HoldsOn(other, on));

    private static bool HoldsOn(Benefit271 benefit, DateOnly on) => Days(benefit.Dates) is var (from, to) && (from is null || from <= on) && (to is null || to >= on);

    /// <summary>Whom a benefit about another payer (EB*R) names as that. Beside the payer it may name the insured, a plan sponsor, a gateway, a provider: they are none.</summary>
    public static List<Entity271> OtherPayers(Benefit271 benefit)
    {
        var named = benefit.Entities.Where(entity => entity.Name.Length > 0).ToList();
        return named.FindAll(entity => Payers.Contains(entity.Role)) is { Count: > 0 } payers ? payers : named.FindAll(entity => !NoPayers.Contains(entity.Role));
    }

    /// <summary>Whether EB01 says that it is active.</summary>
    public static bool IsActive(string info) => Active.Contains(info);

    /// <summary>The days a benefit holds for, as its DTP segments say.</summary>
    public static (DateOnly? From, DateOnly? To) Days(IReadOnlyList<Date271> dates)
    {
        DateOnly? from = null, to = null;
        foreach (var date in dates)
        {
            switch (date.Kind)
            {
                case "194" or "347" or "349" or "357":
                    to = date.From;
                    break;
                case "193" or "290" or "291" or "292" or "307" or "346" or "348" or "356":
                    (from, to) = (date.From, date.To ?? to);
                    break;
            }
        }

        return (from, to);
    }

    /// <summary>What the payer has otherwise than the register, in sentences. What the payer does not say differs from nothing.</summary>
    public static string[] Differs(Person271 said, Patient patient, PatientCoverage? coverage)
    {
        var differs = new List<string>();
        var name = patient.CurrentName;
        if (said.LastName.Length > 0 && !NameKeys.Key(said.LastName).StartsWith(name.LastKey, StringComparison.Ordinal))
        {
            differs.Add($"The payer has the last name {said.LastName}.");
        }

        if (said.FirstName.Length > 0 && NameKeys.Key(said.FirstName) is var first && !first.StartsWith(name.FirstKey, StringComparison.Ordinal) && !name.FirstKey.StartsWith(first, StringComparison.Ordinal))
        {
            differs.Add($"The payer has the first name {said.FirstName}.");
        }

        if (said.BirthDate is { } born && born != patient.BirthDate)
        {
            differs.Add(string.Create(CultureInfo.InvariantCulture, $"The payer has the birth date {born:MM/dd/yyyy}."));
        }

        if (!said.IsDependant && coverage is { MemberKey.Length: > 0 } && said.MemberId.Length > 0 && NameKeys.Number(said.MemberId) != coverage.MemberKey)
        {
            differs.Add($"The payer has the member id {said.MemberId}.");
        }

        return [.. differs];
    }
}
