using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Ledger;

/// <summary>What every operation on the ledger does in the same way: one transaction, the account held, the line noted, a request sent twice answered once.</summary>
internal sealed class WriteLedger(IntakeDb db, ModuleTransaction<IntakeDb> transaction, OpenAccount accounts, CurrentActor actor, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public Guid? Who => actor.UserId;

    /// <summary>Who may put a line right: who works where it was entered, wherever its visit is now.</summary>
    public bool MayPutRight(LedgerEntry entry) => actor.SeesLocation(entry.LocationId);

    /// <param name="id">Of the line that is to be written.</param>
    /// <param name="isSame">Whether a line of that id is what is asked for.</param>
    /// <param name="write">Asked with the account held, when no line has that id.</param>
    public async Task<MoneyMoved> Once(Guid patientId, Guid id, Func<LedgerEntry, PatientAccount, bool> isSame, Func<PatientAccount, Effects, Task<MoneyMoved>> write, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run(
                async effects =>
                {
                    if (await accounts.Hold(patientId, stopping) is not { } account)
                    {
                        return new MoneyMoved.Unknown();
                    }

                    if (account.Find(id) is { } there)
                    {
                        return isSame(there, account) ? new MoneyMoved.Done(there, WasSo: true) : new MoneyMoved.OtherContent();
                    }

                    return await write(account, effects);
                },
                stopping);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { ConstraintName: IntakeDb.OneEntry })
        {
            // The id belongs to a line of another account.
            db.ChangeTracker.Clear();
            return new MoneyMoved.OtherContent();
        }
    }

    public LedgerEntry Add(LedgerEntry entry, Effects effects)
    {
        db.LedgerEntries.Add(entry);
        effects.Audit(new AuditEntry("money." + entry.Kind, "ledger-entry", entry.Id, [entry.PatientId], LocationId: entry.LocationId));
        return entry;
    }

    /// <summary>What is the matter with words that go into the ledger; null when nothing is.</summary>
    public static string? ProblemOf(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is { Length: > 300 })
            {
                return "Say it in fewer words: 300 characters at most.";
            }

            if (text is not null && Money.LooksLikeCardNumber(text))
            {
                return "That looks like the number of a payment card. It is never kept here: type the reference that the card terminal printed, or its last digits.";
            }
        }

        return null;
    }
}
