using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Letters;

/// <summary>A letter in a list.</summary>
/// <param name="Patient">Null where the list is one patient's, or the patient is no longer registered.</param>
internal sealed record LetterRow(Letter Letter, IReadOnlyList<LetterDelivery> Deliveries, PatientSummary? Patient, Location? Location, bool MayOpen)
{
    /// <summary>On the wall clock of the letter's location.</summary>
    public DateTimeOffset LocalDraftedAt => LocalTime.At(Location, Letter.DraftedAt);

    public (string Words, string Badge) Standing => LetterStanding.Of(Letter, Deliveries);

    /// <summary>What a person has to decide about it; null for nothing.</summary>
    public LetterDelivery? ForAPerson => Deliveries.FirstOrDefault(d => d.State == DeliveryState.Unknown || d is { State: DeliveryState.Failed, DealtWithAt: null });
}
