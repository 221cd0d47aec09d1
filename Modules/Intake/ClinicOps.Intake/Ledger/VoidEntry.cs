using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>
/// Makes a line as if it had not been, by its reversal. Where money moved, only on the same day and while the same drawer is open: it
/// goes back the way it came, and the count at the end of the day is right. A co-pay, or what was put from a prepayment, at any time.
/// </summary>
internal sealed class VoidEntry(IntakeDb db, WriteLedger ledger, OpenAccount accounts, IOrganization organization)
{
    /// <param name="id">Made by the form; becomes the reversal's.</param>
    public async Task<MoneyMoved> Run(Guid id, Guid entryId, string reason, CancellationToken stopping)
    {
        if ((reason.Length == 0 ? "Say why it is made void." : WriteLedger.ProblemOf(reason)) is { } problem)
        {
            return new MoneyMoved.NotUnderstood(problem);
        }

        if (await db.LedgerEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == entryId, stopping) is not { } wrong)
        {
            return new MoneyMoved.Unknown();
        }

        if (!ledger.MayPutRight(wrong))
        {
            return new MoneyMoved.Elsewhere();
        }

        var location = (await organization.Profile(stopping)).Find(wrong.LocationId);
        return await ledger.Once(
            wrong.PatientId,
            id,
            (there, _) => (there.Kind, there.ReversesEntryId, there.Evidence) == (LedgerKinds.Void, entryId, reason),
            (account, effects) => Write(id, wrong, reason, location, account, effects, stopping),
            stopping);
    }

    private async Task<MoneyMoved> Write(Guid id, LedgerEntry wrong, string reason, Location? location, PatientAccount account, Effects effects, CancellationToken stopping)
    {
        if (!account.MayBeVoid(wrong))
        {
            return new MoneyMoved.NotVoidable();
        }

        if (wrong.SessionId is { } session)
        {
            if (LocalTime.DayAt(location, wrong.At) != LocalTime.DayAt(location, ledger.Now))
            {
                return new MoneyMoved.NotToday();
            }

            if (await accounts.HoldSession(session, stopping) is null)
            {
                return new MoneyMoved.DrawerClosed();
            }
        }

        return new MoneyMoved.Done(ledger.Add(Of(id, wrong, reason, ledger), effects), WasSo: false);
    }

    /// <summary>The reversal of a line.</summary>
    public static LedgerEntry Of(Guid id, LedgerEntry wrong, string reason, WriteLedger ledger) => new()
    {
        Id = id,
        PatientId = wrong.PatientId,
        VisitId = wrong.VisitId,
        LocationId = wrong.LocationId,
        SessionId = wrong.SessionId,
        Kind = LedgerKinds.Void,
        CountsAs = wrong.CountsAs,
        Cents = -wrong.Cents,
        Method = wrong.Method,
        Reference = wrong.Reference,
        ReversesEntryId = wrong.Id,
        Evidence = reason,
        At = ledger.Now,
        By = ledger.Who,
    };
}
