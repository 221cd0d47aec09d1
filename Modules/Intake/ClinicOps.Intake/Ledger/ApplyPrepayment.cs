using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>Puts money that is held for a patient to a visit: no more than is held, and no more than the visit owes. No drawer is touched.</summary>
internal sealed class ApplyPrepayment(WriteLedger ledger)
{
    /// <param name="id">Made by the form; becomes the line's.</param>
    public async Task<MoneyMoved> Run(Guid id, Guid patientId, Guid visitId, Guid locationId, int cents, CancellationToken stopping) =>
        cents <= 0
            ? new MoneyMoved.NotUnderstood("Type how much of the prepayment is used.")
            : await ledger.Once(
                patientId,
                id,
                (there, _) => (there.Kind, there.PatientId, there.VisitId, there.Cents) == (LedgerKinds.Applied, patientId, visitId, -cents),
                (account, effects) => Task.FromResult<MoneyMoved>(
                    Math.Min(account.Prepaid, account.Owed(visitId)) is var most && cents > most
                        ? new MoneyMoved.TooMuch(most)
                        : new MoneyMoved.Done(
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
                            WasSo: false)),
                stopping);
}
