using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.CheckIn;

/// <summary>
/// Puts a form that was signed while two records were one to the other of the two, now that they are parted; and back. Nothing of the form changes but whose it is.
/// </summary>
internal sealed class MoveSignedForm(IntakeDb db, ModuleTransaction<IntakeDb> transaction)
{
    /// <param name="mergeId">One that was taken back.</param>
    /// <param name="toId">One of its two records, of which the other has the form.</param>
    /// <returns>False where there is no such form between them in sight; true also where it is there already.</returns>
    public async Task<bool> Run(Guid formId, Guid mergeId, Guid toId, CancellationToken stopping)
    {
        if (await db.PatientMerges.AsNoTracking().SingleOrDefaultAsync(merge => merge.Id == mergeId, stopping) is not { } merge
            || await db.PatientUnmerges.AsNoTracking().SingleOrDefaultAsync(back => back.MergeId == mergeId, stopping) is not { } back
            || (toId != merge.SurvivorId && toId != merge.MergedId))
        {
            return false;
        }

        var fromId = toId == merge.SurvivorId ? merge.MergedId : merge.SurvivorId;
        return await transaction.Run(
            async effects =>
            {
                if (await db.SignedForms.AsNoTracking().SingleOrDefaultAsync(form => form.Id == formId && form.At > merge.At && form.At < back.At && (form.PatientId == fromId || form.PatientId == toId), stopping) is not { } signed
                    || await db.Patients.CountAsync(patient => (patient.Id == fromId || patient.Id == toId) && patient.MergedIntoId == null, stopping) != 2)
                {
                    return false;
                }

                // Sent twice, it moves once.
                if (await db.SignedForms.Where(form => form.Id == formId && form.PatientId == fromId).ExecuteUpdateAsync(form => form.SetProperty(f => f.PatientId, toId), stopping) == 1)
                {
                    effects.Audit(new AuditEntry("form.put-to-other-record", "visit", signed.VisitId, [fromId, toId], signed.FormCode));
                }

                return true;
            },
            stopping);
    }
}
