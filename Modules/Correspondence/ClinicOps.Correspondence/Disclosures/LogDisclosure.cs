using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Disclosures;

/// <summary>Logs what left by no delivery of ours, or reached somebody else than the delivery says; and takes back what was entered by mistake. Nothing is changed: each is a row more.</summary>
internal sealed class LogDisclosure(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, CurrentActor actor, TimeProvider clock)
{
    /// <summary>What a person gave out. Sent twice, it is one entry.</summary>
    /// <returns>False where it was logged before.</returns>
    public Task<bool> Run(GivenOut given, CancellationToken stopping) => transaction.Run(effects => Add(given, effects, stopping), stopping);

    /// <summary>The same, inside a transaction that is open.</summary>
    public async Task<bool> Add(GivenOut given, Effects effects, CancellationToken stopping)
    {
        if (await db.Disclosures.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(row => row.Id == given.Id, stopping))
        {
            return false;
        }

        Store(
            new Disclosure
            {
                Id = given.Id,
                PatientId = given.PatientId,
                LocationId = given.LocationId,
                CareThreadId = given.CareThreadId,
                Recipient = given.Recipient,
                Kind = given.Kind,
                Address = given.Address,
                Way = given.Way,
                What = given.What,
                Pages = given.Pages,
                DocumentIds = [.. given.DocumentIds],
                Purpose = given.Purpose,
                Authority = given.Authority,
                State = DisclosureState.Left,
                LeftAt = given.LeftAt,
                By = actor.UserId,
                At = clock.GetUtcNow(),
                ByHand = true,
                AccessClass = given.AccessClass,
            },
            "disclosure.logged",
            effects);
        return true;
    }

    /// <summary>What left by this delivery reached somebody else: called inside the transaction in which that is found out, with the letter's row held.</summary>
    /// <param name="recipient">Who has it, as far as anybody knows: "a private household at that number".</param>
    /// <returns>False where that is logged already, or nothing was logged of the delivery.</returns>
    public bool Misdirected(Guid deliveryId, string recipient, string authority, Effects effects)
    {
        if (db.StandingDisclosure(deliveryId) is not { } standing || standing.Purpose == DisclosurePurpose.Mistake)
        {
            return false;
        }

        Store(Correcting(standing, DisclosureState.Left, recipient, DisclosureKind.Other, DisclosurePurpose.Mistake, authority), "disclosure.misdirected", effects);
        return true;
    }

    /// <summary>An entry that a person made was a mistake: nothing left.</summary>
    /// <returns>False where there is none such in sight, or somebody took it back or corrected it before, or it <see cref="IsPacket"/>.</returns>
    public async Task<bool> TakeBack(Guid patientId, Guid disclosureId, CancellationToken stopping)
    {
        if (await db.DisclosuresOf(patientId).AsNoTracking().SingleOrDefaultAsync(row => row.Id == disclosureId && row.ByHand && row.State != DisclosureState.NotLeft, stopping) is not { } entered)
        {
            return false;
        }

        return await transaction.Run(
            async effects =>
            {
                await Lock(disclosureId, stopping);
                if (await db.Disclosures.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(row => row.CorrectsId == disclosureId, stopping) || await IsPacket(disclosureId, stopping))
                {
                    return false;
                }

                Store(Correcting(entered, DisclosureState.NotLeft, entered.Recipient, entered.Kind, entered.Purpose, entered.Authority), "disclosure.taken-back", effects);
                return true;
            },
            stopping);
    }

    /// <summary>It is the packet of a records request, handed over: that step is taken back at the request, and the entry with it.</summary>
    public Task<bool> IsPacket(Guid disclosureId, CancellationToken stopping) =>
        db.RecordsRequests.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(request => request.HandedOverId == disclosureId, stopping);

    /// <summary>The same, inside the transaction of what was marked as given out by mistake.</summary>
    public async Task TakeBack(Guid disclosureId, Effects effects, CancellationToken stopping)
    {
        await Lock(disclosureId, stopping);
        if (!await db.Disclosures.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AnyAsync(row => row.CorrectsId == disclosureId, stopping)
            && await db.Disclosures.IgnoreQueryFilters([CorrespondenceDb.AccessFilter]).AsNoTracking().SingleOrDefaultAsync(row => row.Id == disclosureId, stopping) is { } entered)
        {
            Store(Correcting(entered, DisclosureState.NotLeft, entered.Recipient, entered.Kind, entered.Purpose, entered.Authority), "disclosure.taken-back", effects);
        }
    }

    /// <summary>First key of the advisory lock on a row that is corrected by hand.</summary>
    private const int CorrectionLock = 7511;

    /// <summary>Of two who take it back at once, the second waits for the first and finds it done.</summary>
    private Task<int> Lock(Guid disclosureId, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({CorrectionLock}, hashtext({disclosureId.ToString()}))", stopping);

    private void Store(Disclosure row, string action, Effects effects)
    {
        db.Disclosures.Add(row);
        effects.Audit(new AuditEntry(action, "patient", row.PatientId, [row.Id, .. row.DocumentIds], LocationId: row.LocationId));
    }

    private Disclosure Correcting(Disclosure before, string state, string recipient, string kind, string purpose, string authority) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        CorrectsId = before.Id,
        PatientId = before.PatientId,
        LetterId = before.LetterId,
        DeliveryId = before.DeliveryId,
        Attempt = before.Attempt,
        LocationId = before.LocationId,
        CareThreadId = before.CareThreadId,
        Recipient = recipient,
        Kind = kind,
        Address = before.Address,
        Way = before.Way,
        What = before.What,
        Pages = before.Pages,
        DocumentIds = [.. before.DocumentIds],
        Purpose = purpose,
        Authority = authority,
        State = state,
        LeftAt = before.LeftAt,
        By = actor.UserId,
        At = clock.GetUtcNow(),
        ByHand = before.ByHand,
        AccessClass = before.AccessClass,
    };
}

/// <summary>What left by no delivery. Codes as <see cref="Disclosure"/> has them.</summary>
/// <param name="Id">Made by the form.</param>
internal sealed record GivenOut(
    Guid Id, Guid PatientId, Guid LocationId, string Recipient, string Kind, string Way, string What, string Purpose, string Authority, DateTimeOffset LeftAt, string AccessClass)
{
    public string Address { get; init; } = "";

    public int Pages { get; init; }

    public IReadOnlyList<Guid> DocumentIds { get; init; } = [];

    public Guid? CareThreadId { get; init; }
}
