using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>What is given back of a payment or prepayment.</summary>
/// <param name="Id">Made by the form; becomes the line's.</param>
/// <param name="EntryId">The line it is given back of.</param>
/// <param name="SessionId">The opened drawer it comes out of.</param>
internal sealed record Refunding(Guid Id, Guid EntryId, Guid SessionId, int Cents, string Method, string Reference, string Reason)
{
    public string? Problem => this switch
    {
        { Cents: <= 0 or > Money.MostOfVisit } => "Type how much is given back.",
        _ when !PaymentMethods.All.Contains(Method) => "Choose how it is given back.",
        _ when PaymentMethods.Missing(Method, Reference) is { } missing => missing,
        { Reason: "" } => "Say why it is given back.",
        _ => WriteLedger.ProblemOf(Reference, Reason),
    };
}

/// <summary>Gives money back, in one piece or several, never more than was paid.</summary>
internal sealed class RefundPayment(IntakeDb db, WriteLedger ledger, OpenAccount accounts, WritePaper papers, CurrentActor actor)
{
    public async Task<MoneyMoved> Run(Refunding refunding, CancellationToken stopping)
    {
        if (refunding.Problem is { } problem)
        {
            return new MoneyMoved.NotUnderstood(problem);
        }

        if (await db.LedgerEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == refunding.EntryId, stopping) is not { } paid || !actor.SeesLocation(paid.LocationId))
        {
            return new MoneyMoved.Unknown();
        }

        var house = await papers.House(stopping);
        return await ledger.Once(paid.PatientId, refunding.Id, (there, _) => IsSame(refunding, there), (account, effects) => Write(refunding, paid, account, house, effects, stopping), stopping);
    }

    private async Task<MoneyMoved> Write(Refunding refunding, LedgerEntry paid, PatientAccount account, PaperHouse house, Effects effects, CancellationToken stopping)
    {
        if (await accounts.HoldSession(refunding.SessionId, stopping) is not { } session)
        {
            return new MoneyMoved.DrawerClosed();
        }

        if (account.Refundable(paid) is var most && refunding.Cents > most)
        {
            return new MoneyMoved.TooMuch(most);
        }

        var entry = ledger.Add(
            new LedgerEntry
            {
                Id = refunding.Id,
                PatientId = paid.PatientId,
                VisitId = paid.VisitId,
                LocationId = session.LocationId,
                SessionId = session.Id,
                Kind = LedgerKinds.Refund,
                CountsAs = paid.CountsAs,
                Cents = refunding.Cents,
                Method = refunding.Method,
                Reference = refunding.Reference,
                ReversesEntryId = paid.Id,
                Evidence = refunding.Reason,
                At = ledger.Now,
                By = ledger.Who,
            },
            effects);
        await papers.Receipt(entry, account with { Entries = [.. account.Entries, entry] }, "", house, stopping);
        return new MoneyMoved.Done(entry, WasSo: false);
    }

    private static bool IsSame(Refunding refunding, LedgerEntry there) =>
        (there.Kind, there.ReversesEntryId, there.SessionId, there.Cents, there.Method, there.Reference, there.Evidence)
        == (LedgerKinds.Refund, refunding.EntryId, refunding.SessionId, refunding.Cents, refunding.Method, refunding.Reference, refunding.Reason);
}
