using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>
/// A referral in a patient's record is one to this clinic: asked for before, or new. It goes when the document leaves the record. Events may
/// overtake each other, so what counts is how the document stands, not which event came.
/// </summary>
internal sealed class FollowReferralDocument(IntakeDb db, FollowStanding standing, RaiseTask raise, WorkOnReferral work, ReferralTasks tasks, IReferralDocuments documents)
{
    public Task Run(Guid documentId, JobMessage message, CancellationToken stopping) =>
        standing.Run(message, () => documents.FindReferral(documentId, stopping), (read, effects) => BringTo(documentId, read, effects, stopping), stopping);

    private async Task BringTo(Guid documentId, ReferralAsRead? read, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(documentId, stopping);
        foreach (var id in await db.Referrals.Where(r => r.DocumentId == documentId && r.Direction == ReferralDirection.In && (read == null || r.PatientId != read.PatientId)).Select(r => r.Id).ToListAsync(stopping))
        {
            await TakeAlong((await db.LockReferral(id, stopping))!, documentId, effects, stopping);
        }

        if (read is not null)
        {
            var known = await db.Referrals.Where(r => r.DocumentId == documentId && r.Direction == ReferralDirection.In && r.PatientId == read.PatientId).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(stopping)
                ?? await AskedFor(read, stopping);
            var referral = known is { } id ? (await db.LockReferral(id, stopping))! : await Added(read, effects, stopping);
            if (referral.DocumentId is null)
            {
                (referral.DocumentId, referral.DocumentThreadId) = (documentId, read.CareThreadId);
                await Classify(referral, await raise.ClassOf(documentId, stopping), effects, stopping);
            }

            await Bring(referral, read, effects, stopping);
        }
    }

    /// <summary>The one that is needed, or was asked of the PCP, and is not here yet; null where there are several, or another was asked for.</summary>
    private async Task<Guid?> AskedFor(ReferralAsRead read, CancellationToken stopping)
    {
        var waiting = await db.Referrals.AsNoTracking()
            .Where(r => r.PatientId == read.PatientId && r.Direction == ReferralDirection.In && (r.State == ReferralState.Requested || r.State == ReferralState.Needed) && r.DocumentId == null && r.LocationId == read.LocationId)
            .ToListAsync(stopping);
        return waiting is [var one]
            && (one.Specialty.Length == 0 || read.Specialty is null || Specialties.NamedIn(one.Specialty) == read.Specialty)
            && (one.Provider.Length == 0 || read.ReferringProvider is null || NoteFit.MayBeSamePerson(one.Provider, read.ReferringProvider))
            ? one.Id
            : null;
    }

    private async Task<Referral> Added(ReferralAsRead read, Effects effects, CancellationToken stopping)
    {
        var referral = new Referral
        {
            Id = Guid.CreateVersion7(),
            Direction = ReferralDirection.In,
            PatientId = read.PatientId,
            CareThreadId = read.CareThreadId,
            DocumentId = read.DocumentId,
            LocationId = read.LocationId,
            AccessClass = await raise.ClassOf(read.DocumentId, stopping),
            State = ReferralState.Needed,
            StartedAt = raise.Now,
            ChangedAt = raise.Now,
        };
        db.Referrals.Add(referral);
        await work.Begin(referral, effects, stopping);
        await db.SaveChangesAsync(stopping);
        return referral;
    }

    private async Task Bring(Referral referral, ReferralAsRead read, Effects effects, CancellationToken stopping)
    {
        var request = RequestOf(read, referral.Facts.Request);
        var grant = new ReferralGrant(read.Number ?? "", read.ValidFrom, read.ValidTo, read.Visits);
        var step = new ReferralStep.Read(new Contact(Contact.Letter, DocumentId: read.DocumentId), request, grant);
        if (await SaysTheSame(referral, read, grant, stopping))
        {
            return;
        }

        await work.Apply(referral, Guid.CreateVersion7(), step, alsoDoes: [], effects, stopping);
    }

    /// <summary>What the page says; what it does not say stays as it was asked for.</summary>
    private static ReferralRequest RequestOf(ReferralAsRead read, ReferralRequest otherwise) => otherwise with
    {
        Provider = read.ReferringProvider ?? otherwise.Provider,
        Specialty = read.Specialty ?? otherwise.Specialty,
        Reason = read.Reason ?? otherwise.Reason,
        Diagnosis = $"{read.Icd10} {read.Diagnosis}".Trim() is { Length: > 0 } said ? said : otherwise.Diagnosis,
        Urgency = read.Urgency is "routine" or "urgent" or "stat" ? read.Urgency : otherwise.Urgency,
    };

    /// <summary>Told again as it was told last: what a person made of it since stays as it is.</summary>
    private async Task<bool> SaysTheSame(Referral referral, ReferralAsRead read, ReferralGrant grant, CancellationToken stopping) =>
        await LastOfDocument(referral.Id, stopping) is { What: "read", New: var said } && SameRequest(said.Request, RequestOf(read, said.Request))
            && (said.Number, said.ValidFrom, said.ValidTo, said.VisitsAllowed) == (grant.Number, grant.ValidFrom, grant.ValidTo, grant.Visits);

    private Task<ReferralEvent?> LastOfDocument(Guid referralId, CancellationToken stopping) =>
        db.ReferralEvents.AsNoTracking().Where(e => e.ReferralId == referralId && (e.What == "read" || e.What == "document-gone")).OrderByDescending(e => e.Number).FirstOrDefaultAsync(stopping);

    private static bool SameRequest(ReferralRequest a, ReferralRequest b) => (a.Provider, a.Specialty, a.Reason, a.Diagnosis, a.Urgency) == (b.Provider, b.Specialty, b.Reason, b.Diagnosis, b.Urgency);

    /// <summary>The document is gone, or somebody else's: what nobody decided on goes with it, and what was decided is a task, once.</summary>
    private async Task TakeAlong(Referral referral, Guid documentId, Effects effects, CancellationToken stopping)
    {
        if (await LastOfDocument(referral.Id, stopping) is { What: "document-gone" })
        {
            return;
        }

        var (asked, accessClass) = await AsAsked(referral, documentId, stopping);
        if (await work.Apply(referral, Guid.CreateVersion7(), new ReferralStep.DocumentGone(new Contact(DocumentId: documentId), asked), alsoDoes: [], effects, stopping) is ReferralWork.Done
            && referral.State is ReferralState.Accepted or ReferralState.Declined)
        {
            await tasks.Raise(referral, TaskKinds.Undo, "The document of a referral has left the record", referral.StateReason, await raise.Today(referral.LocationId, stopping), "referral_gone", effects, stopping);
        }
        else if (referral.State is ReferralState.Needed or ReferralState.Requested)
        {
            (referral.DocumentId, referral.DocumentThreadId) = (null, null);
            await Classify(referral, accessClass, effects, stopping);
        }
    }

    /// <summary>As it was asked for before the document came; null where it began with the document. And the class it had then: that of the document which its chain of work came of.</summary>
    private async Task<(ReferralFacts? Asked, string AccessClass)> AsAsked(Referral referral, Guid documentId, CancellationToken stopping)
    {
        var steps = await db.ReferralEvents.AsNoTracking()
            .Where(e => e.ReferralId == referral.Id && e.DocumentId == documentId && (e.What == ReferralWords.Started || e.What == "read" || e.What == "document-gone"))
            .OrderBy(e => e.Number).ToListAsync(stopping);
        if (steps.Exists(step => step.What == ReferralWords.Started))
        {
            return (null, referral.AccessClass);
        }

        var gone = steps.LastOrDefault(step => step.What == "document-gone")?.Number ?? 0;
        var source = await db.Tasks.AsNoTracking()
            .Where(task => task.CareThreadId == referral.CareThreadId && task.ReferralId == null)
            .OrderByDescending(task => task.OrderId == referral.OrderId).ThenBy(task => task.RaisedAt).FirstOrDefaultAsync(stopping);
        var accessClass = source?.DocumentId is { } of ? await raise.ClassOf(of, stopping) : source?.AccessClass ?? AccessClass.Standard;
        return (steps.Find(step => step.What == "read" && step.Number > gone)?.Old, accessClass);
    }

    private async Task Classify(Referral referral, string accessClass, Effects effects, CancellationToken stopping)
    {
        referral.AccessClass = accessClass;
        foreach (var task in await db.Tasks.Where(task => task.ReferralId == referral.Id && task.DocumentId == null).ToListAsync(stopping))
        {
            RaiseTask.Classify(task, accessClass, effects);
        }
    }
}

internal sealed class OnReferralRead(FollowReferralDocument follow) : IJobHandler<ReferralRead>
{
    public Task Run(ReferralRead arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.DocumentId, message, stopping);
}

internal sealed class OnReferralWithdrawn(FollowReferralDocument follow) : IJobHandler<ReferralWithdrawn>
{
    public Task Run(ReferralWithdrawn arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.DocumentId, message, stopping);
}
