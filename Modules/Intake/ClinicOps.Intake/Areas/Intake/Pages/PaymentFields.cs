using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What the fields of a payment are drawn from.</summary>
/// <param name="Drawers">Those that are open where it is taken, at least one.</param>
/// <param name="Focuses">Whether the keyboard begins there.</param>
internal sealed record PaymentFields(PaymentForm Form, IReadOnlyList<OpenedDrawer> Drawers, bool Focuses)
{
    /// <summary>Related people who may pay for the patient.</summary>
    public IReadOnlyList<RelatedPerson> Payers { get; init; } = [];
}
