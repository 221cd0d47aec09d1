using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.CheckIn;

/// <summary>How far visits have come, for other modules: the desk's own rows, and the desk's own way to change them.</summary>
internal sealed class KeepProgress(IntakeDb db, StepCheckIn take) : IVisitProgress
{
    public async Task<IReadOnlyList<VisitProgress>> Of(IReadOnlyCollection<Guid> visitIds, CancellationToken stopping = default) =>
        await db.CheckIns.AsNoTracking().Where(row => visitIds.Contains(row.VisitId))
            .Select(row => new VisitProgress(row.VisitId, row.ArrivedAt, row.CheckedInAt, row.RoomedAt, row.WithProviderAt, row.DoneAt))
            .ToListAsync(stopping);

    public async Task<ProgressStep> Step(Guid visitId, string step, bool undo, string? seen, CancellationToken stopping = default) =>
        !CheckInSteps.Way.Contains(step) ? new ProgressStep.Unknown() : await take.Run(visitId, [step], undo, stopping, seen) switch
        {
            CheckInStep.Taken taken => new ProgressStep.Taken(taken.Steps.Count > 0),
            CheckInStep.EarlierMissing earlier => new ProgressStep.EarlierMissing(earlier.Step),
            CheckInStep.LaterStands later => new ProgressStep.LaterStands(later.Step),
            CheckInStep.Overtaken by => new ProgressStep.Overtaken(by.By, by.At),
            CheckInStep.Cancelled => new ProgressStep.Cancelled(),
            _ => new ProgressStep.Unknown(),
        };
}
