using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Recall;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>What letters say that the schedule asked for. Asked by the machine.</summary>
internal sealed class AskedLetters(SchedulingDb db, OutageStandings standings, AskForLetters recalls) : IPatientLetterAsks
{
    /// <remarks>An ask is a row of whoever asked, and its id is found in one place only: that of an absence, or of a recall.</remarks>
    public async Task<PatientLetterContent?> ToWrite(Guid askId, CancellationToken stopping = default) => await OfOutage(askId, stopping) ?? await OfRecall(askId, stopping);

    private async Task<PatientLetterContent?> OfRecall(Guid askId, CancellationToken stopping) =>
        await recalls.ToWrite(askId, stopping) is { } recall
            ? new PatientLetterContent(PatientLetterTemplates.Recall, recall.PatientId, recall.LocationId, CareThreadId: null, recall.AccessClass, VisitAt: null)
            : null;

    private async Task<PatientLetterContent?> OfOutage(Guid askId, CancellationToken stopping)
    {
        if (await db.OutageSteps.AsNoTracking().SingleOrDefaultAsync(step => step.Id == askId && step.What == OutageAct.LetterAsked, stopping) is not { } ask
            || (await standings.Of(db.OutageVisits.Where(known => known.Id == ask.ListedId), stopping)) is not [var listed]
            || listed is not { Standing: OutageStanding.LetterWaits, LastOfLetter.AskId: var latest } || latest != askId)
        {
            return null;
        }

        var visit = await db.Visits.AsNoTracking().Where(known => known.Id == listed.Listed.VisitId).Select(known => new { known.CareThreadId, known.AccessClass }).SingleAsync(stopping);
        return new PatientLetterContent(PatientLetterTemplates.VisitChanged, listed.PatientId, listed.At.LocationId, visit.CareThreadId, visit.AccessClass, listed.Listed.StartsAt);
    }
}
