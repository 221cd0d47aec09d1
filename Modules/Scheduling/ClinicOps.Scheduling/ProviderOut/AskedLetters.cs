using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>What letters say that the schedule asked for. Asked by the machine.</summary>
internal sealed class AskedLetters(SchedulingDb db, OutageStandings standings) : IPatientLetterAsks
{
    /// <remarks>An ask is a row of whoever asked, and its id is found in one place only: here those of absences; other kinds are looked for after them.</remarks>
    public Task<PatientLetterContent?> ToWrite(Guid askId, CancellationToken stopping = default) => OfOutage(askId, stopping);

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
