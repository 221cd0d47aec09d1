using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>
/// Puts money that is held for a patient to a visit: no more than is held, and no more than the visit owes. Where the co-pay is not in the ledger yet it is entered in the
/// same act. No drawer is touched.
/// </summary>
internal sealed class ApplyPrepayment(WriteLedger ledger)
{
    /// <param name="id">Made by the form; becomes the line's.</param>
    /// <param name="charge">The co-pay, where it is not in the ledger yet; null where it is.</param>
    public async Task<MoneyMoved> Run(Guid id, Guid patientId, Guid visitId, Guid locationId, int cents, CoPayCharge? charge, CancellationToken stopping) =>
        (cents <= 0 ? "Type how much of the prepayment is used." : charge?.Problem) is { } problem
            ? new MoneyMoved.NotUnderstood(problem)
            : await ledger.Once(
                patientId,
                id,
                (there, _) => (there.Kind, there.PatientId, there.VisitId, there.Cents) == (LedgerKinds.Applied, patientId, visitId, -cents),
                (account, effects) => Task.FromResult(Write(id, patientId, visitId, locationId, cents, charge, account, effects)),
                stopping);

    private MoneyMoved Write(Guid id, Guid patientId, Guid visitId, Guid locationId, int cents, CoPayCharge? wanted, PatientAccount account, Effects effects)
    {
        var standing = account.ChargeOf(visitId);
        if (wanted is not null && standing is not null && standing.Cents != wanted.Cents)
        {
            return new MoneyMoved.ChargeStands(standing);
        }

        var charge = wanted is not null && standing is null ? ChargeCoPay.Entry(wanted, patientId, visitId, locationId, ledger) : null;
        if (Math.Min(account.Prepaid, account.Owed(visitId) + (charge?.Cents ?? 0)) is var most && cents > most)
        {
            return new MoneyMoved.TooMuch(most);
        }

        if (charge is not null)
        {
            ledger.Add(charge, effects);
        }

        return new MoneyMoved.Done(
            ledger.Add(
                new LedgerEntry
                {
                    Id = id,
                    PatientId = patientId,
                    VisitId = visitId,
                    LocationId = locationId,
                    Kind = LedgerKinds.Applied,
                    CountsAs = LedgerKinds.Applied,
                    Cents = -cents,
                    At = ledger.Now,
                    By = ledger.Who,
                },
                effects),
            WasSo: false);
    }
}
