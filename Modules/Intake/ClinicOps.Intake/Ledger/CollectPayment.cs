using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Intake.Ledger;

/// <summary>What is taken from a patient.</summary>
/// <param name="Id">Made by the form; becomes the line's.</param>
/// <param name="VisitId">Null for a prepayment.</param>
/// <param name="SessionId">The opened drawer it goes into.</param>
/// <param name="Cents">What is paid, without the change.</param>
/// <param name="Reference">The check's number, or the card terminal's reference.</param>
/// <param name="GivenCents">Cash as handed over; null for exactly what is paid.</param>
internal sealed record Taking(Guid Id, Guid PatientId, Guid? VisitId, Guid SessionId, int Cents, string Method, string Reference = "", int? GivenCents = null)
{
    /// <summary>The co-pay, where it is not in the ledger yet.</summary>
    public CoPayCharge? Charge { get; init; }

    /// <summary>Who pays for the patient, "Rosa Rossi (parent)"; empty for the patient.</summary>
    public string PaidBy { get; init; } = "";

    /// <summary>The visit as the receipt names it.</summary>
    public string VisitInWords { get; init; } = "";

    /// <summary>For a visit no more is taken than it owes; of a prepayment a large amount is a slip of the hand.</summary>
    private int Most => VisitId is null ? Money.MostCents : Money.MostOfVisit;

    public string? Problem => this switch
    {
        { Cents: <= 0 } => "Type how much is paid.",
        _ when Cents > Most => $"{Money.Text(Most)} is the most that can be taken at once.",
        _ when !PaymentMethods.All.Contains(Method) => "Choose how it is paid.",
        _ when PaymentMethods.Missing(Method, Reference) is { } missing => missing,
        { Method: not PaymentMethods.Cash, GivenCents: not null } => "Change is given for cash only.",
        _ when GivenCents > Most => "That is more cash than can be handed over at once.",
        { GivenCents: { } given } when given < Cents => $"{Money.Text(given)} is less than {Money.Text(Cents)}: type how much is paid, or how much was handed over.",
        { Charge: { } charge } when charge.Problem is { } wrong => wrong,
        _ => WriteLedger.ProblemOf(Reference),
    };
}

/// <summary>What a visit owes.</summary>
/// <param name="Id">Made by the form; becomes the line's.</param>
/// <param name="Evidence">In words, where that is from.</param>
/// <param name="BenefitId">The benefit that says so; null when a person does.</param>
internal sealed record CoPayCharge(Guid Id, int Cents, string Evidence, Guid? BenefitId)
{
    public string? Problem => this switch
    {
        { Cents: <= 0 or > Money.MostOfVisit } => "Type the co-pay, like 30.00.",
        { Evidence: "" } => "Say where the co-pay is from: the card, the payer's portal, who said it on the phone.",
        _ => WriteLedger.ProblemOf(Evidence),
    };
}

/// <summary>Takes a payment for a visit, or a prepayment. For a visit no more is taken than it owes, so two desks do not take it both.</summary>
internal sealed class CollectPayment(WriteLedger ledger, OpenAccount accounts, WritePaper papers)
{
    public async Task<MoneyMoved> Run(Taking taking, CancellationToken stopping)
    {
        if (taking.Problem is { } problem)
        {
            return new MoneyMoved.NotUnderstood(problem);
        }

        var house = await papers.House(stopping);
        return await ledger.Once(taking.PatientId, taking.Id, (there, account) => IsSame(taking, there, account), (account, effects) => Write(taking, account, house, effects, stopping), stopping);
    }

    private async Task<MoneyMoved> Write(Taking taking, PatientAccount account, PaperHouse house, Effects effects, CancellationToken stopping)
    {
        if (await accounts.HoldSession(taking.SessionId, stopping) is not { } session)
        {
            return new MoneyMoved.DrawerClosed();
        }

        LedgerEntry? charge = null;
        if (taking is { Charge: { } wanted, VisitId: { } of })
        {
            if (account.ChargeOf(of) is { } standing && standing.Cents != wanted.Cents)
            {
                return new MoneyMoved.ChargeStands(standing);
            }

            charge = account.ChargeOf(of) is null ? ChargeCoPay.Entry(wanted, taking.PatientId, of, session.LocationId, ledger) : null;
        }

        if (taking.VisitId is { } visit && account.Owed(visit) + (charge?.Cents ?? 0) is var owed && taking.Cents > owed)
        {
            return new MoneyMoved.TooMuch(owed);
        }

        if (charge is not null)
        {
            ledger.Add(charge, effects);
        }

        var kind = taking.VisitId is null ? LedgerKinds.Prepayment : LedgerKinds.Payment;
        var given = taking.Method == PaymentMethods.Cash ? taking.GivenCents ?? taking.Cents : (int?)null;
        var entry = ledger.Add(
            new LedgerEntry
            {
                Id = taking.Id,
                PatientId = taking.PatientId,
                VisitId = taking.VisitId,
                LocationId = session.LocationId,
                SessionId = session.Id,
                Kind = kind,
                CountsAs = kind,
                Cents = -taking.Cents,
                Method = taking.Method,
                Reference = taking.Reference,
                GivenCents = given,
                ChangeCents = given - taking.Cents,
                Evidence = taking.PaidBy.Length > 0 ? $"Paid by {taking.PaidBy}" : "",
                At = ledger.Now,
                By = ledger.Who,
            },
            effects);
        await papers.Receipt(entry, account with { Entries = [.. account.Entries, .. charge is null ? [entry] : new[] { charge, entry }] }, taking.VisitInWords, house, stopping);
        return new MoneyMoved.Done(entry, WasSo: false);
    }

    private static bool IsSame(Taking taking, LedgerEntry there, PatientAccount account) =>
        there.Kind == (taking.VisitId is null ? LedgerKinds.Prepayment : LedgerKinds.Payment)
        && (there.PatientId, there.VisitId, there.SessionId, there.Cents, there.Method, there.Reference)
            == (taking.PatientId, taking.VisitId, taking.SessionId, -taking.Cents, taking.Method, taking.Reference)
        && there.GivenCents == (taking.Method == PaymentMethods.Cash ? taking.GivenCents ?? taking.Cents : null)
        && (taking.Charge is not { } charge || account.Find(charge.Id) is not { } written || written.Cents == charge.Cents);
}
