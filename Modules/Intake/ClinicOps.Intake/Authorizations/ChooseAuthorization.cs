using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>The authorization that a visit is on.</summary>
/// <param name="Units">It held so many of it before; null where it held none.</param>
/// <param name="IsOnlyFit">Of several this is the first, which is not taken for the right one.</param>
internal sealed record ChosenAuthorization(PayerAuthorization Authorization, decimal? Units, bool IsOnlyFit);

/// <summary>On which of several authorizations a visit is. Called in the line of the visit, inside its transaction.</summary>
internal sealed class ChooseAuthorization(IntakeDb db, VisitCoverages coverages, IVisits visits, IOrganization organization)
{
    /// <summary>
    /// The one whose units it held before a machine gave them back, else that of its order or chain of work; where there is none and none is asked for, one that surely fits
    /// what the visit is (<see cref="VisitFit"/>): one that holds on its day and has units left before others. What a person took the visit off stays off it.
    /// </summary>
    /// <param name="taskId">The task it was booked for; null where the visit itself knows.</param>
    /// <returns>Null where there is none; held where there is.</returns>
    public async Task<ChosenAuthorization?> For(VisitSummary visit, Guid? taskId, CancellationToken stopping)
    {
        var ended = await db.AuthorizationUses.AsNoTracking().Where(use => use.VisitId == visit.Id && (use.Kind == UseKind.Released || use.Kind == UseKind.Returned))
            .OrderByDescending(use => use.At).ThenByDescending(use => use.Id).ToListAsync(stopping);
        var last = ended.DistinctBy(use => use.AuthorizationId).ToList();
        if (last.Find(use => use is { By: null, Kind: UseKind.Released }) is { } before)
        {
            return await db.LockAuthorization(before.AuthorizationId, stopping) is { } again ? new ChosenAuthorization(again, before.Units, IsOnlyFit: true) : null;
        }

        var off = last.Where(use => use.By is not null).Select(use => use.AuthorizationId).ToList();
        var order = (taskId ?? visit.TaskId) is { } task ? await db.Tasks.Where(t => t.Id == task).Select(t => t.OrderId).SingleOrDefaultAsync(stopping) : null;
        var ofChain = await db.Authorizations.AsNoTracking()
            .Where(a => a.PatientId == visit.PatientId && a.State != AuthorizationState.Withdrawn && (order != null ? a.OrderId == order : a.CareThreadId == visit.CareThreadId))
            .OrderBy(a => a.Id)
            .Select(a => new { a.Id, a.State })
            .ToListAsync(stopping);
        var isAskedFor = ofChain.Count > 0 || await db.Tasks.AnyAsync(
            t => t.Kind == TaskKinds.Authorize && t.State == TaskState.Open && t.AuthorizationId == null && t.PatientId == visit.PatientId && (order != null ? t.OrderId == order : t.CareThreadId == visit.CareThreadId), stopping);
        Guid[] fits = isAskedFor
            ? [.. ofChain.Where(a => AuthorizationState.Granted.Contains(a.State) && !off.Contains(a.Id)).Select(a => a.Id)]
            : [.. await ThatSurelyFit(visit, order, off, stopping)];
        return fits is [var one, ..] && await db.LockAuthorization(one, stopping) is { } fit ? new ChosenAuthorization(fit, null, fits.Length == 1) : null;
    }

    /// <param name="order">That it was booked for: what was authorized for another order is not surely meant for it.</param>
    private async Task<IReadOnlyList<Guid>> ThatSurelyFit(VisitSummary visit, Guid? order, List<Guid> off, CancellationToken stopping)
    {
        var granted = await db.Authorizations.AsNoTracking()
            .Where(a => a.PatientId == visit.PatientId && AuthorizationState.Granted.Contains(a.State) && a.UnitsApproved != null && !off.Contains(a.Id) && (order == null || a.OrderId == null)).OrderBy(a => a.Id).ToListAsync(stopping);
        if (granted.Count == 0)
        {
            return [];
        }

        var profile = await organization.Profile(stopping);
        var location = profile.Find(visit.LocationId);
        var day = LocalTime.DayAt(location, visit.StartsAt);
        if (await coverages.Of(visit.Id, visit.PatientId, day, stopping) is not { } paying)
        {
            return [];
        }

        var ids = granted.ConvertAll(a => a.Id);
        var uses = (await db.CountingUses.Where(use => ids.Contains(use.AuthorizationId)).Select(use => new { use.AuthorizationId, use.VisitId }).ToListAsync(stopping)).ToLookup(use => use.AuthorizationId, use => use.VisitId);
        var others = (await Apart.Ask(() => visits.OfPatient(visit.PatientId, stopping))).ToDictionary(other => other.Id);
        var sure = granted.FindAll(a => VisitFit.Of(a, paying, visit, location, profile.Locations, [.. uses[a.Id].Select(id => others.GetValueOrDefault(id)).OfType<VisitSummary>()]) == Fit.Sure);
        var taken = await UnitsTaken.Of(db, sure.ToDictionary(a => a.Id, a => a.Number), stopping);
        var open = sure.FindAll(a => ReserveUnits.IsValidOn(a, day) && taken[a.Id].All < a.UnitsApproved);
        return [.. (open.Count > 0 ? open : sure).Select(a => a.Id)];
    }
}
