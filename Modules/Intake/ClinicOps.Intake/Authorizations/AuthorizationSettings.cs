using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Tasks;

namespace ClinicOps.Intake.Authorizations;

/// <summary>
/// Section Intake:Authorizations: how long each kind of payer has, and how long the clinic. Periods are written "72h" (hours, which run
/// through nights and weekends), "7d" (calendar days) or "5b" (business days). The defaults are what is usual, not law: a clinic sets its own.
/// </summary>
internal sealed class AuthorizationSettings : IValidatableObject
{
    public const string Section = "Intake:Authorizations";

    /// <summary>
    /// Days on which payers do not work, besides Saturdays, Sundays and the clinic's own holidays, "2026-10-12": periods in business days leave them out. The clinic's holidays are no
    /// setting: staff enter them for the schedule (<see cref="Scheduling.Contracts.IClosedDays"/>).
    /// </summary>
    public List<DateOnly> Holidays { get; init; } = [];

    /// <summary>Business days before a deadline on which its task is raised.</summary>
    [Range(0, 20, ErrorMessage = "Intake:Authorizations:ChaseBusinessDays is 0 to 20.")]
    public int ChaseBusinessDays { get; init; } = 2;

    /// <summary>Days before its last day from which an authorization is listed as expiring.</summary>
    [Range(1, 120, ErrorMessage = "Intake:Authorizations:ExpiringDays is 1 to 120.")]
    public int ExpiringDays { get; init; } = 14;

    /// <summary>Medicare Advantage among them, which CMS-0057-F covers: 72 hours and 7 calendar days.</summary>
    public PayerPeriods Medicare { get; init; } = new();

    /// <summary>Covered by CMS-0057-F as well.</summary>
    public PayerPeriods Medicaid { get; init; } = new();

    public PayerPeriods WorkersCompensation { get; init; } = new() { Standard = "5b", RespondBy = "10d", Appeal = "30d" };

    /// <summary>Employers' plans have 15 days; a plan on the federal exchange is given 7 by CMS-0057-F.</summary>
    public PayerPeriods Commercial { get; init; } = new() { Standard = "15d", RespondBy = "45d", Appeal = "180d" };

    public PayerPeriods For(NamedPayer payer) => payer.Class switch
    {
        PayerClass.Medicare => Medicare,
        PayerClass.Medicaid => Medicaid,
        PayerClass.WorkersCompensation => WorkersCompensation,
        _ => Commercial,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, periods) in new[] { (nameof(Medicare), Medicare), (nameof(Medicaid), Medicaid), (nameof(WorkersCompensation), WorkersCompensation), (nameof(Commercial), Commercial) })
        {
            foreach (var (what, text) in periods.All.Where(period => ClockPeriod.Read(period.Text) is null))
            {
                yield return new ValidationResult($"{Section}:{name}:{what} is \"{text}\": write 1 to 999 with h, d or b, like 72h, 7d or 5b.");
            }
        }
    }
}

/// <summary>The clocks of one kind of payer.</summary>
internal sealed class PayerPeriods
{
    /// <summary>In which the payer decides what is not urgent.</summary>
    public string Standard { get; init; } = "7d";

    public string Expedited { get; init; } = "72h";

    /// <summary>In which the payer gets what it asks for, where its letter names no day.</summary>
    public string RespondBy { get; init; } = "14d";

    /// <summary>After a denial: a talk of the provider with the payer's physician.</summary>
    public string PeerToPeer { get; init; } = "14d";

    public string Appeal { get; init; } = "60d";

    /// <summary>In which the payer decides on an appeal.</summary>
    public string AppealDecision { get; init; } = "30d";

    /// <summary>In which it does where the request is urgent.</summary>
    public string AppealDecisionExpedited { get; init; } = "72h";

    /// <summary>After the day on which something was done that was not asked for before.</summary>
    public string Retro { get; init; } = "30d";

    internal IEnumerable<(string Name, string Text)> All =>
    [
        (nameof(Standard), Standard), (nameof(Expedited), Expedited), (nameof(RespondBy), RespondBy), (nameof(PeerToPeer), PeerToPeer), (nameof(Appeal), Appeal),
        (nameof(AppealDecision), AppealDecision), (nameof(AppealDecisionExpedited), AppealDecisionExpedited), (nameof(Retro), Retro),
    ];
}
