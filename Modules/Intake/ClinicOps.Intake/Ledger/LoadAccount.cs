using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>A patient's account for pages, audited as it is shown.</summary>
internal sealed class LoadAccount(IntakeDb db, OpenAccount accounts, IOrganization organization, CurrentActor actor, AuditTrail audit)
{
    /// <returns>Null when there is no such patient in sight.</returns>
    public async Task<AccountView?> Of(Guid patientId, CancellationToken stopping)
    {
        if (await accounts.Read(patientId, stopping) is not { } account)
        {
            return null;
        }

        await audit.Record(db, new AuditEntry("account.viewed", "patient", patientId), stopping);
        return new AccountView(
            patientId, account, [.. (await Lines(account, account.Entries, stopping)).Reverse()], [.. account.Entries.Select(entry => entry.VisitId).OfType<Guid>().Distinct().Where(visit => account.Owed(visit) > 0)]);
    }

    /// <summary>Some of an account's entries as pages show them, in their order. The caller audits what it shows.</summary>
    public async Task<IReadOnlyList<AccountLine>> Lines(PatientAccount account, IReadOnlyList<LedgerEntry> entries, CancellationToken stopping)
    {
        var ids = entries.Select(entry => entry.Id).ToList();
        var numbers = await db.MoneyPapers.AsNoTracking().Where(paper => ids.Contains(paper.Id)).ToDictionaryAsync(paper => paper.Id, paper => PaperKinds.Number(paper.Kind, paper.Number), stopping);
        var profile = await organization.Profile(stopping);
        return
        [
            .. entries.Select(entry => new AccountLine(entry, LocalTime.At(profile.Find(entry.LocationId), entry.At), actor.SeesLocation(entry.LocationId) ? numbers.GetValueOrDefault(entry.Id) : null, account)
            {
                IsHere = actor.SeesLocation(entry.LocationId),
            }),
        ];
    }

    /// <summary>One line with its account.</summary>
    /// <returns>Null when there is none in sight at the user's locations.</returns>
    public async Task<AccountLine?> Line(Guid entryId, CancellationToken stopping) =>
        await db.LedgerEntries.AsNoTracking().SingleOrDefaultAsync(entry => entry.Id == entryId, stopping) is { } found && actor.SeesLocation(found.LocationId) && await Of(found.PatientId, stopping) is { } view
            ? view.Lines.FirstOrDefault(line => line.Entry.Id == entryId)
            : null;
}

/// <summary>The panel "Account" of the patient page: what is owed and held, and every line with its receipt.</summary>
internal sealed class AccountPanel(LoadAccount load) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping) => await load.Of(subjectId, stopping);
}

/// <param name="Lines">Latest first.</param>
/// <param name="OpenVisits">Visits of which something is still open.</param>
internal sealed record AccountView(Guid PatientId, PatientAccount Account, IReadOnlyList<AccountLine> Lines, IReadOnlyList<Guid> OpenVisits);
