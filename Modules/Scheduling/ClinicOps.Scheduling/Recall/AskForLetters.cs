using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Recall;

/// <summary>Has a letter written to each patient who is to come again. Correspondence writes it, and asks what it is about; who has died gets none.</summary>
internal sealed class AskForLetters(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, VisibleToActor visible, IPatients patients, CurrentActor actor, TimeProvider clock)
{
    /// <param name="batchId">Of the form: sent twice, each gets one letter.</param>
    /// <returns>How many letters were asked for.</returns>
    public async Task<int> Run(Guid batchId, IReadOnlyCollection<Guid> recallIds, CancellationToken stopping)
    {
        var wanted = await db.Recalls.AsNoTracking().Where(recall => recallIds.Contains(recall.Id) && RecallState.Open.Contains(recall.State)).OrderBy(recall => recall.Id).ToListAsync(stopping);
        wanted.RemoveAll(recall => !visible.Location(recall.LocationId));
        var living = (await patients.Find([.. wanted.Select(recall => recall.PatientId).Distinct()], stopping)).Where(patient => !patient.IsDeceased).Select(patient => patient.Id).ToHashSet();
        wanted.RemoveAll(recall => !living.Contains(recall.PatientId));
        return await transaction.Run(
            async effects =>
            {
                var asked = 0;
                foreach (var id in wanted.Select(recall => recall.Id))
                {
                    if (await db.LockRecall(id, stopping) is not { } recall || !RecallState.Open.Contains(recall.State)
                        || await db.RecallLetters.AnyAsync(letter => letter.RecallId == id && letter.BatchId == batchId, stopping))
                    {
                        continue;
                    }

                    var letter = new RecallLetter { Id = Guid.CreateVersion7(), RecallId = id, BatchId = batchId, At = clock.GetUtcNow(), By = actor.UserId };
                    db.RecallLetters.Add(letter);
                    (recall.State, recall.ChangedBy, recall.ChangedAt) = (RecallState.Contacted, actor.UserId, letter.At);
                    effects.Audit(new AuditEntry("recall.letter-asked-for", "recall", id, [recall.PatientId], LocationId: recall.LocationId));
                    effects.Publish(new PatientLetterDue(letter.Id, PatientLetterTemplates.Recall, recall.PatientId, recall.LocationId));
                    asked++;
                }

                return asked;
            },
            stopping);
    }

    /// <summary>What a letter that was asked for is about; null where it is not to be written any more: the recall has come to an end, or the patient has died. Asked by the machine.</summary>
    public async Task<RecallToWrite?> ToWrite(Guid askId, CancellationToken stopping) =>
        await db.RecallLetters.AsNoTracking().Where(letter => letter.Id == askId).Join(db.Recalls.AsNoTracking(), letter => letter.RecallId, recall => recall.Id, (_, recall) => recall).SingleOrDefaultAsync(stopping) is { } found
        && RecallState.Open.Contains(found.State) && await patients.Find(found.PatientId, stopping) is { IsDeceased: false }
            ? new RecallToWrite(found.PatientId, found.LocationId, found.AccessClass, found.ProviderId, found.Due, found.DueIsMonth)
            : null;
}

/// <param name="Due">On the location's calendar; the first of the month where <paramref name="DueIsMonth"/>.</param>
internal sealed record RecallToWrite(Guid PatientId, Guid LocationId, string AccessClass, Guid? ProviderId, DateOnly Due, bool DueIsMonth);
