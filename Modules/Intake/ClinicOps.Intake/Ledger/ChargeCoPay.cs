using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>Enters what a visit owes, with where that is from. One stands for a visit at a time.</summary>
internal sealed class ChargeCoPay(WriteLedger ledger)
{
    public async Task<MoneyMoved> Run(CoPayCharge charge, Guid patientId, Guid visitId, Guid locationId, CancellationToken stopping) =>
        charge.Problem is { } problem
            ? new MoneyMoved.NotUnderstood(problem)
            : await ledger.Once(
                patientId,
                charge.Id,
                (there, _) => (there.Kind, there.PatientId, there.VisitId, there.Cents, there.Evidence) == (LedgerKinds.Charge, patientId, visitId, charge.Cents, charge.Evidence),
                (account, effects) => Task.FromResult<MoneyMoved>(
                    account.ChargeOf(visitId) is { } standing
                        ? new MoneyMoved.ChargeStands(standing)
                        : new MoneyMoved.Done(ledger.Add(Entry(charge, patientId, visitId, locationId, ledger), effects), WasSo: false)),
                stopping);

    public static LedgerEntry Entry(CoPayCharge charge, Guid patientId, Guid visitId, Guid locationId, WriteLedger ledger) => new()
    {
        Id = charge.Id,
        PatientId = patientId,
        VisitId = visitId,
        LocationId = locationId,
        Kind = LedgerKinds.Charge,
        CountsAs = LedgerKinds.Charge,
        Cents = charge.Cents,
        Evidence = charge.Evidence,
        BenefitId = charge.BenefitId,
        At = ledger.Now,
        By = ledger.Who,
    };
}
