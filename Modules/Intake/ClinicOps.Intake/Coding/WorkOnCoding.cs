using System.Text.Json;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coding;

internal abstract record CodingWork
{
    private CodingWork()
    {
    }

    public sealed record Done : CodingWork;

    /// <summary>Somebody was faster: nothing was changed.</summary>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : CodingWork;

    /// <param name="Why">Sentences: what is missing.</param>
    public sealed record NotComplete(IReadOnlyList<string> Why) : CodingWork;

    /// <param name="State">In which it cannot be done.</param>
    public sealed record NotNow(string State) : CodingWork;

    /// <summary>Why it is opened again has to be said.</summary>
    public sealed record SayWhy : CodingWork;

    /// <summary>The visit is not finished, or there is none in sight.</summary>
    public sealed record Unknown : CodingWork;
}

/// <summary>
/// Steps of a coding: saved as a draft as often as one likes, signed by a provider, the signature taken back before it leaves, and opened again for a correction
/// after it left. A step sent twice is taken once.
/// </summary>
internal sealed class WorkOnCoding(IntakeDb db, ModuleTransaction<IntakeDb> transaction, FinishedVisits finished, CurrentActor actor, TimeProvider clock)
{
    /// <summary>First key of the advisory locks on codings.</summary>
    private const int CodingLock = 7432;

    /// <param name="version">That the page showed; 0 where there was none.</param>
    public Task<CodingWork> Save(Guid visitId, uint version, CodingContent content, CancellationToken stopping) => Step(
        visitId, version, "saved", "",
        (coding, visit) =>
        {
            if (coding is { State: not CodingStates.Draft })
            {
                return new CodingWork.NotNow(coding.State);
            }

            coding ??= db.VisitCodings.Add(new VisitCoding
            {
                VisitId = visitId,
                PatientId = visit.PatientId,
                LocationId = visit.LocationId,
                State = CodingStates.Draft,
                Content = "{}",
                ChangedAt = clock.GetUtcNow(),
            }).Entity;
            (coding.AccessClass, coding.Content) = (visit.AccessClass, JsonSerializer.Serialize(content));
            return new CodingWork.Done();
        },
        stopping);

    public Task<CodingWork> Sign(Guid visitId, uint version, CancellationToken stopping) => Step(
        visitId, version, "signed", "",
        (coding, visit) =>
        {
            if (coding is not { State: CodingStates.Draft } || actor.UserId is not { } signer)
            {
                return new CodingWork.NotNow(coding?.State ?? "");
            }

            if (Content(coding).Missing() is { Count: > 0 } missing)
            {
                return new CodingWork.NotComplete(missing);
            }

            (coding.State, coding.SignedBy, coding.SignedAt) = (CodingStates.Signed, signer, clock.GetUtcNow());
            return new CodingWork.Done();
        },
        stopping);

    /// <summary>Before it left: it is a draft again.</summary>
    public Task<CodingWork> TakeBack(Guid visitId, uint version, CancellationToken stopping) => Step(
        visitId, version, "signature-taken-back", "", (coding, visit) => coding is { State: CodingStates.Signed } ? Draft(coding) : new CodingWork.NotNow(coding?.State ?? ""), stopping);

    /// <summary>After it left: what was handed off stays, and the correction will be another.</summary>
    public Task<CodingWork> Reopen(Guid visitId, uint version, string why, CancellationToken stopping) => why.Trim().Length < 3
        ? Task.FromResult<CodingWork>(new CodingWork.SayWhy())
        : Step(visitId, version, "reopened", why.Trim(), (coding, visit) => coding is { State: CodingStates.HandedOff } ? Draft(coding) : new CodingWork.NotNow(coding?.State ?? ""), stopping);

    public static CodingContent Content(VisitCoding coding) => JsonSerializer.Deserialize<CodingContent>(coding.Content)!;

    /// <summary>The row, held against others until the transaction ends.</summary>
    public async Task<VisitCoding?> Hold(Guid visitId, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({CodingLock}, hashtext({visitId.ToString()}))", stopping);
        return await db.VisitCodings.SingleOrDefaultAsync(c => c.VisitId == visitId, stopping);
    }

    /// <summary>For who holds the row in a transaction of their own.</summary>
    public void Note(VisitCoding coding, string what, string reason, Effects effects)
    {
        (coding.ChangedAt, coding.ChangedBy) = (clock.GetUtcNow(), actor.UserId);
        db.CodingEvents.Add(new CodingEvent { Id = Guid.CreateVersion7(), VisitId = coding.VisitId, What = what, At = clock.GetUtcNow(), By = actor.UserId, Reason = reason, Content = coding.Content });
        effects.Audit(new AuditEntry($"coding.{what}", "visit", coding.VisitId, [coding.PatientId], LocationId: coding.LocationId));
    }

    private static CodingWork.Done Draft(VisitCoding coding)
    {
        (coding.State, coding.SignedBy, coding.SignedAt) = (CodingStates.Draft, null, null);
        return new CodingWork.Done();
    }

    private async Task<CodingWork> Step(Guid visitId, uint version, string what, string reason, Func<VisitCoding?, VisitSummary, CodingWork> act, CancellationToken stopping)
    {
        if (await finished.Find(visitId, stopping) is not { } visit)
        {
            return new CodingWork.Unknown();
        }

        return await transaction.Run(
            async effects =>
            {
                var coding = await Hold(visitId, stopping);
                if ((coding?.Version ?? 0) != version)
                {
                    return coding is null ? new CodingWork.Unknown() : new CodingWork.ChangedMeanwhile(coding.ChangedBy, coding.ChangedAt);
                }

                var done = act(coding, visit);
                if (done is CodingWork.Done)
                {
                    Note(coding ?? db.VisitCodings.Local.Single(c => c.VisitId == visitId), what, reason, effects);
                }

                return done;
            },
            stopping);
    }
}

/// <summary>Visits that are over, by the schedule or by the desk, of patients in sight at the user's locations.</summary>
internal sealed class FinishedVisits(IntakeDb db, IVisits visits, CurrentActor actor)
{
    public async Task<VisitSummary?> Find(Guid visitId, CancellationToken stopping) =>
        await visits.Find(visitId, stopping) is { } visit && actor.SeesLocation(visit.LocationId) && await Among([visit], stopping) is [var found] ? found : null;

    /// <summary>Of a location, from that day on, the latest first.</summary>
    public async Task<IReadOnlyList<VisitSummary>> Since(Location location, DateOnly day, DateTimeOffset until, CancellationToken stopping) =>
        [.. (await Among(await visits.Starting(location.Id, LocalTime.StartOf(day, location), until, stopping), stopping)).OrderByDescending(visit => visit.StartsAt)];

    private async Task<IReadOnlyList<VisitSummary>> Among(IReadOnlyList<VisitSummary> found, CancellationToken stopping)
    {
        var (ids, patients) = (found.Select(visit => visit.Id).ToList(), found.Select(visit => visit.PatientId).Distinct().ToList());
        var over = await db.CheckIns.Where(c => ids.Contains(c.VisitId) && c.DoneAt != null).Select(c => c.VisitId).ToListAsync(stopping);
        var inSight = await db.Patients.Where(p => patients.Contains(p.Id)).Select(p => p.Id).ToListAsync(stopping);
        return [.. found.Where(visit => (visit.State == VisitStates.Done || (visit.State is not (VisitStates.Cancelled or VisitStates.Missed) && over.Contains(visit.Id))) && inSight.Contains(visit.PatientId))];
    }
}
