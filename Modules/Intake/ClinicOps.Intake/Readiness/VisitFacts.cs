using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Intake.Readiness;

/// <summary>Everything that readiness rests on, of one visit.</summary>
/// <param name="Day">Of the visit, on its location's calendar.</param>
/// <param name="HasCharge">A co-pay of the visit stands in the ledger.</param>
/// <param name="OrderId">The order it was booked for; null where nobody knows.</param>
/// <param name="Authorizations">Those that concern the visit: whose units it holds, of its order, or of its chain of work where one of them is of no order or nobody knows the visit's; not those that were withdrawn.</param>
/// <param name="MayBeMeant">Authorizations of nothing of this visit that hold on its day, have units left and differ in nothing, while it holds none and its order or chain has none; without those that a person said are not meant.</param>
/// <param name="Orders">Those that the visit is for and that are work: the one it was booked for, else those of its chain of work.</param>
/// <param name="Rules">When an authorization is needed, as they are in force.</param>
/// <param name="Units">Units that the visit holds of which authorization.</param>
/// <param name="Referrals">Referrals to this clinic that concern the visit; of others of the patient those that are accepted or awaited.</param>
/// <param name="CountsUnder">The referral that the visit counts under.</param>
/// <param name="Outstanding">Orders of which a result should have come before the visit.</param>
/// <param name="Forms">Each of the clinic's, with the signature that holds on the day.</param>
/// <param name="Tasks">Open ones of its order that are about this patient; of its whole chain of work where nobody knows the order.</param>
internal sealed record VisitFacts(
    VisitSummary Visit,
    DateOnly Day,
    Location? Location,
    IReadOnlyList<Location> Locations,
    PayingCoverage Paying,
    CoverageStanding Standing,
    CoPayAnswer CoPay,
    bool HasCharge,
    Guid? OrderId,
    IReadOnlyList<PayerAuthorization> Authorizations,
    IReadOnlyList<PayerAuthorization> MayBeMeant,
    IReadOnlyDictionary<Guid, decimal> Units,
    IReadOnlyList<ChartOrder> Orders,
    IReadOnlyList<AuthorizationRule> Rules,
    IReadOnlyList<Referral> Referrals,
    Guid? CountsUnder,
    IReadOnlyList<StaffTask> Tasks,
    IReadOnlyList<WaitingResult> Results,
    IReadOnlyList<ChartOrder> Outstanding,
    IReadOnlyList<FormDue> Forms)
{
    /// <summary>
    /// What the first payer was asked for, or is to be, for nothing of this visit: begun at the patient and not decided, or granted with no units said, and differing in nothing; while the visit has none of its own.
    /// </summary>
    public IReadOnlyList<PayerAuthorization> AskedAtPatient { get; init; } = [];

    /// <summary>Authorizations of a payer that pays after the first and answered that it wants one: what is asked of it for this visit, or may be. None of them counts for the first.</summary>
    public IReadOnlyList<PayerAuthorization> OfBehind { get; init; } = [];

    /// <summary>Authorizations and referrals that concern the visit, or may, and of which nothing is said for their access class: they are judged with the others, so that nobody is told that there is none.</summary>
    public IReadOnlySet<Guid> Closed { get; init; } = new HashSet<Guid>();
}
