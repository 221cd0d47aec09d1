using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>Puts the right co-pay in the place of a wrong one, in one act: the wrong one is void, the right one stands, and what was paid stays paid.</summary>
internal sealed class CorrectCoPay(IntakeDb db, WriteLedger ledger)
{
    /// <param name="voidId">Made by the form; becomes the reversal's.</param>
    /// <param name="wrongId">The co-pay that the page showed.</param>
    /// <param name="right">Its evidence is the reason, too.</param>
    public async Task<MoneyMoved> Run(Guid voidId, Guid wrongId, CoPayCharge right, Guid patientId, Guid visitId, CancellationToken stopping) =>
        right.Problem is { } problem
            ? new MoneyMoved.NotUnderstood(problem)
            : await ledger.Once(
                patientId,
                right.Id,
                (there, _) => (there.Kind, there.VisitId, there.Cents, there.Evidence) == (LedgerKinds.Charge, (Guid?)visitId, right.Cents, right.Evidence),
                async (account, effects) =>
                {
                    if (account.ChargeOf(visitId) is not { } standing || standing.Id != wrongId)
                    {
                        return account.ChargeOf(visitId) is { } other ? new MoneyMoved.ChargeStands(other) : new MoneyMoved.NotVoidable();
                    }

                    if (!ledger.MayPutRight(standing))
                    {
                        return new MoneyMoved.Elsewhere();
                    }

                    if (standing.Cents == right.Cents)
                    {
                        return new MoneyMoved.NotUnderstood($"{Money.Text(right.Cents)} stands there already. Nothing was changed.");
                    }

                    // Written before the right one: the database lets one co-pay of a visit stand.
                    ledger.Add(VoidEntry.Of(voidId, standing, $"Corrected: {right.Evidence}", ledger), effects);
                    await db.SaveChangesAsync(stopping);
                    return new MoneyMoved.Done(ledger.Add(ChargeCoPay.Entry(right, standing.PatientId, visitId, standing.LocationId, ledger), effects), WasSo: false);
                },
                stopping);
}
